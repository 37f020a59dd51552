"""A field that the schema adds and that nobody will see is a warning with the line to add."""

from pathlib import Path

import pytest
from conftest import Run

SCHEMA = """\
name: seen
label: Seen
description: Fields that people see, or not.
custom_objects:
  Visit__c:
    label: Visit
    plural_label: Visits
    record_name: {label: Name}
    page_layout: {sections: [{label: R & D, fields: [One__c, Must__c]}]}
    fields:
      One__c: {label: One, type: Text(3)}
      Two__c: {label: Two, type: Text(3)}
      Must__c: {label: Must, type: Text(3), required: true}
standard_objects:
  Lead:
    fields:
      Size__c: {label: Size, type: Text(3)}
      Rank__c: {label: Rank, type: Text(3)}
permission_sets:
  Readers: {label: Readers, access: {Visit__c: read}}
"""
ON_NO_PAGE = (
    "seen.yaml:12: custom_objects.Visit__c.fields.Two__c: is on no page layout; add it, "
    "as in page_layout.sections: [{label: R & D, fields: [Two__c]}]"
)
IN_NO_SET = (
    "seen.yaml:{line}: standard_objects.Lead.fields.{field}: KS903 no permission set or profile "
    "grants Lead.{field}. Add its object, as in permission_sets.Readers.access: {{Lead: read}}."
)
ON_NO_PAGE_OF_LEADS = (
    "seen.yaml:20: standard_objects.Lead.fields.Rank__c: is on no page layout; add it, as in "
    "page_layouts.All.sections: [{label: A, fields: [Rank__c]}]"
)
OF_LEADS = """\
  Lead:
    standard_fields: {Fax: {help_text: Rarely}}
    page_layouts: {All: {sections: [{label: A, fields: [Size__c]}]}}
"""
LAYOUT = "    page_layout: {sections: [{label: R & D, fields: [One__c, Must__c]}]}\n"


@pytest.mark.parametrize(
    ("edits", "wanted"),
    [
        (
            [],
            [
                ON_NO_PAGE,
                IN_NO_SET.format(line=17, field="Size__c"),
                IN_NO_SET.format(line=18, field="Rank__c"),
            ],
        ),
        (
            [
                ("[One__c, ", "[One__c, Two__c, "),
                ("{Visit__c: read", "{Lead: write, Visit__c: read"),
            ],
            [],
        ),
        (
            [
                (LAYOUT, ""),
                ("permission_sets:\n  Readers: {label: Readers, access: {Visit__c: read}}\n", ""),
            ],
            [],
        ),
        (
            [
                (" One__c: ", " Own__c: "),
                ("[One__c, ", "[Own__c, Two__c, "),
                (
                    "3)}\n      Rank__c: {label: Rank, type: Text(3)}",
                    "3), required: true}",
                ),
            ],
            [],
        ),
        (
            [
                ("[One__c, ", "[One__c, Two__c, "),
                ("{Visit__c: read", "{Lead: write, Visit__c: read"),
                ("  Lead:\n", OF_LEADS),
            ],
            [ON_NO_PAGE_OF_LEADS],
        ),
    ],
    ids=["two", "added", "without layouts and sets", "required", "a standard object"],
)
def test_fields_that_nobody_sees(
    edits: list[tuple[str, str]], wanted: list[str], tmp_path: Path, project: Path, run: Run
) -> None:
    text = SCHEMA
    for old, new in edits:
        assert old in text
        text = text.replace(old, new)
    path = tmp_path / "seen.yaml"
    path.write_text(text, encoding="utf-8")

    result = run("generate", path, "--project-dir", project)

    assert result.exit_code == 0, result.output
    printed = result.stderr.replace(f"warning: {tmp_path}/", "").splitlines()
    assert [each for each in printed if ", as in" in each] == wanted
