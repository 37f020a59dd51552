"""`import --update`: a schema file says what was imported, and all else in it stays as it is."""

import difflib
import shutil
from collections.abc import Callable, Iterator
from copy import deepcopy
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from test_canonical import CORPUS
from test_cases import CASES
from test_yaml_writer import DATA, mappings, read

from generator.errors import SchemaError, WriteError
from generator.exporting.export import ExportRequest, export
from generator.importing import from_table, from_tree
from generator.importing.blend import Scope
from generator.importing.from_table import TableRequest
from generator.importing.imported import Imported
from generator.importing.update import Updated, updated, write
from generator.schema import yaml_source
from generator.schema.notes import FillIn, Notes
from generator.schema.text_types import Place
from generator.schema.yaml_edit import edited
from generator.schema.yaml_reader import parsed
from generator.schema.yaml_source import Source
from generator.schema.yaml_writer import At, text
from generator.tables.formats import WrittenFormat
from generator.types.schema import Schema

ROOT = At.root(Schema, {})


@cache
def source_of(case: Path) -> Source:
    return yaml_source.read(str(case / "schema.yaml"))


@cache
def import_of(case: Path) -> Imported:
    """Return what an import makes of the files that the schema of a case generates."""
    return from_tree.imported(from_tree.TreeRequest((case / "expected",)))


def update(source: Source, found: Imported) -> Updated:
    return updated(source, found.data, found.notes, Scope(api_version=found.api_version))


def changed_lines(before: str, after: str) -> list[str]:
    """Return the lines that two texts do not share, with - or + before each."""
    lines = difflib.unified_diff(before.splitlines(), after.splitlines(), n=0)
    return [f"{line[0]} {line[1:].strip()}".rstrip() for line in lines if line[0] in "-+"][2:]


# What is written of data, with any other data in its place.


@st.composite
def versions(draw: st.DrawFn, value: Any) -> Any:
    """Return another version of data: entries are changed, taken out and added."""
    if isinstance(value, dict) and value:
        same = {key: draw(versions(own)) for key, own in value.items() if draw(st.integers(0, 4))}
        known = {key.casefold() for key in value}
        more = draw(mappings(DATA)) if draw(st.booleans()) else {}
        return same | {key: own for key, own in more.items() if key.casefold() not in known}
    if isinstance(value, list) and value:
        kept = [draw(versions(own)) for own in value if draw(st.integers(0, 4))]
        return kept + draw(st.lists(DATA, max_size=2))
    return draw(DATA) if draw(st.integers(0, 3)) == 0 else value


def places(value: Any, above: Place = ()) -> Iterator[Place]:
    entries = list(enumerate(value)) if isinstance(value, list) else []
    for key, own in value.items() if isinstance(value, dict) else entries:
        yield (*above, key)
        yield from places(own, (*above, key))


@settings(
    max_examples=100, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck)
)
@given(mappings(DATA).filter(bool), st.data())
def test_any_text_can_say_any_other_data(old: dict[str, Any], data: st.DataObject) -> None:
    new = data.draw(versions(old))
    words = {place: data.draw(st.integers(0, 30)) for place in places(old)}
    before = text(
        old, Schema, {place: ["word " * count] for place, count in words.items() if count}
    )

    assert edited(before, old, old, ROOT) == before
    if new:
        assert read(edited(before, old, new, ROOT)) == new


FORMS = st.fixed_dictionaries(
    {
        "default_flow_style": st.sampled_from([None, True, False]),
        "default_style": st.sampled_from([None, "'", '"', "|", ">"]),
        "width": st.sampled_from([20, 80]),
        "indent": st.sampled_from([2, 4]),
        "explicit_start": st.booleans(),
    }
)


@settings(
    max_examples=100, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck)
)
@given(mappings(DATA).filter(bool), FORMS, st.data())
def test_so_can_a_text_that_others_wrote(
    old: dict[str, Any], form: dict[str, Any], data: st.DataObject
) -> None:
    before = yaml.safe_dump(old, allow_unicode=True, **form)
    try:
        content = parsed("theirs.yaml", before)
    except SchemaError:  # as deep as our reader goes
        assume(False)
    there: Any = content.data
    assume(not content.diagnostics)  # such as tags
    new = data.draw(versions(there))

    assert edited(before, there, there, ROOT) == before
    if new:
        assert read(edited(before, there, new, ROOT)) == new


# A file with all that people write.

VISITS = """\
# Our schema.
name: ours   # short
label: 'Ours'

# Objects
custom_objects:
  Visit__c:
    label: Visit        # the label
    plural_label: "Visits"
    record_name: {label: Name}   # rn

    fields:
      # how big
      Size__c: {label: Size, type: "Number (16, 2)"}  # of it

      # kind
      Kind__c:
        label: Kind
        type: Picklist   # pl
        source: page
        # the values
        values:
        - New  # first
        # old ones
        - {value: Old, label: Former}
        - value: Done
          label: Held

        description: >-   # folded
          A text
          that goes on.

      # last comment

    list_views:
      All: {label: All, columns: [Name,
        Size__c, Kind__c]}

sources:
  page: {title: A page}
# end
"""
SOURCE = Source("ours.yaml", VISITS)
VISIT = ("custom_objects", "Visit__c")
FIELDS = (*VISIT, "fields")
KIND = {
    "label": "Kind",
    "type": "Picklist",
    "values": ["New", {"value": "Old", "label": "Former"}, {"value": "Done", "label": "Held"}],
    "description": "A text that goes on.",
}


def at(place: Place, value: Any) -> dict[str, Any]:
    for step in reversed(place):
        value = {step: value}
    result: dict[str, Any] = value
    return result


LONG = (
    "A text that is so long that it has to be folded, since no line of a file is wider than that."
)


@pytest.mark.parametrize(
    ("place", "value", "lines"),
    [
        pytest.param(
            (*FIELDS, "Size__c"), {"label": "Size", "type": "Number(16,2)"}, [], id="other words"
        ),
        pytest.param((*FIELDS, "Kind__c"), KIND, [], id="no source in the import"),
        pytest.param(
            (*FIELDS, "Kind__c"),
            KIND | {"label": "Sort", "required": True},
            ["- label: Kind", "+ label: Sort", "+ required: true"],
            id="a key changed and one added",
        ),
        pytest.param(
            (*FIELDS, "Size__c"),
            {"label": "Size: all", "type": "Number(16, 2)", "required": True},
            [
                '- Size__c: {label: Size, type: "Number (16, 2)"}  # of it',
                '+ Size__c: {label: "Size: all", type: "Number (16, 2)", required: true}  # of it',
            ],
            id="within brackets",
        ),
        pytest.param(
            (*FIELDS, "Size__c"),
            {"label": "Size", "type": "Number(16, 2)", "description": LONG},
            [
                '- Size__c: {label: Size, type: "Number (16, 2)"}  # of it',
                "+ Size__c:  # of it",
                "+ label: Size",
                "+ type: Number (16, 2)",
                "+ description: >-",
                f"+ {LONG[:-6]}",
                f"+ {LONG[-5:]}",
            ],
            id="too wide for brackets",
        ),
        pytest.param(
            (*FIELDS, "Kind__c"),
            KIND
            | {
                "values": ["Newer", "New", {"value": "Old", "label": "Past"}, "More"],
                "description": "A short text.",
            },
            [
                "+ - Newer",
                "- - {value: Old, label: Former}",
                "+ - {value: Old, label: Past}",
                "- - value: Done",
                "- label: Held",
                "+ - More",
                "- description: >-   # folded",
                "- A text",
                "- that goes on.",
                "+ description: A short text.  # folded",
            ],
            id="a list and a folded text",
        ),
        pytest.param(
            (*FIELDS, "New__c"),
            {"type": "Text(40)", "label": "New"},
            ["+", "+ New__c:", "+ label: New", "+ type: Text(40)"],
            id="a field as apart as the others",
        ),
        pytest.param(
            (*VISIT, "list_views", "All"),
            {"label": "All", "columns": ["Name", "OwnerId", "Size__c"]},
            [
                "- All: {label: All, columns: [Name,",
                "+ All: {label: All, columns: [Name, OwnerId,",
                "- Size__c, Kind__c]}",
                "+ Size__c]}",
            ],
            id="brackets over several lines",
        ),
        pytest.param(
            ("permission_sets", "Reader"),
            {"label": "Reader"},
            ["+", "+ permission_sets:", "+ Reader:", "+ label: Reader"],
            id="a part of the schema",
        ),
        pytest.param(
            VISIT,
            {"label": "It's", "plural_label": "Stays", "record_name": {"label": "Name"}},
            [
                "- label: Visit        # the label",
                "+ label: It's        # the label",
                '- plural_label: "Visits"',
                '+ plural_label: "Stays"',
            ],
            id="quotes as before",
        ),
        pytest.param(
            (*FIELDS, "size__C"),
            {"label": "Sizes", "type": "Number(16, 2)"},
            [
                '- Size__c: {label: Size, type: "Number (16, 2)"}  # of it',
                '+ Size__c: {label: Sizes, type: "Number (16, 2)"}  # of it',
            ],
            id="a name in other capitals",
        ),
    ],
)
@pytest.mark.parametrize("ends", ["\n", "\r\n", ""], ids=["lf", "crlf", "no line end last"])
def test_only_what_is_new_changes(place: Place, value: Any, lines: list[str], ends: str) -> None:
    before = VISITS.replace("\n", ends) if ends else VISITS.removesuffix("\n# end\n")
    result = updated(Source("ours.yaml", before), at(place, value), {})

    assert sorted(changed_lines(before, result.text)) == sorted(lines)
    assert result.text.count("\r") == (result.text.count("\n") if ends == "\r\n" else 0)
    assert result.text.endswith("\n") == bool(ends)
    assert updated(Source("ours.yaml", result.text), at(place, value), {}).diff == ""


def test_what_an_import_says_of_no_part_stays() -> None:
    found = at((*FIELDS, "New__c"), {"label": "New", "type": "Text(40)"})
    found["custom_objects"]["Other__c"] = {
        "label": "Other",
        "plural_label": "Others",
        "record_name": {"label": "Name"},
    }

    result = updated(SOURCE, found | {"name": "theirs", "label": "Theirs"}, {})

    after = read(result.text)
    assert isinstance(after, dict)
    assert after["name"] == "ours"
    assert list(after["custom_objects"]) == ["Visit__c", "Other__c"]
    assert [str(each) for each in result.kept] == [
        "ours.yaml:14: custom_objects.Visit__c.fields.Size__c: is not in the import; it stays",
        "ours.yaml:17: custom_objects.Visit__c.fields.Kind__c: is not in the import; it stays",
    ]


def test_what_is_not_in_the_import_can_be_taken_out() -> None:
    found = at((*FIELDS, "Kind__c"), KIND)
    found["custom_objects"]["Visit__c"]["list_views"] = {"All": {"label": "All"}}

    result = updated(SOURCE, found, {}, Scope(prune=True))

    assert result.kept == ()
    assert changed_lines(VISITS, result.text) == [
        '- Size__c: {label: Size, type: "Number (16, 2)"}  # of it',
        "- All: {label: All, columns: [Name,",
        "- Size__c, Kind__c]}",
        "+ All: {label: All}",
    ]


def test_an_object_of_which_the_import_has_only_the_name_keeps_its_parts() -> None:
    found: dict[str, Any] = {"standard_objects": {"Visit__c": {}, "Trip__c": {}}}
    granted = {"Reader": {"label": "Reader", "access": {"Visit__c": "read", "Trip__c": "read"}}}
    result = updated(SOURCE, found | {"permission_sets": granted}, {}, Scope(prune=True))
    after = read(result.text)
    assert isinstance(after, dict)
    assert after["custom_objects"].keys() == {"Visit__c"}
    assert after["standard_objects"] == {"Trip__c": {}}
    assert changed_lines(VISITS, result.text)[0].startswith("+")


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_what_the_import_says_in_another_place_is_not_taken_out(case: Path) -> None:
    found = import_of(case)

    result = updated(source_of(case), found.data, {}, Scope(None, True, found.api_version))

    gone = changed_lines(source_of(case).text, result.text)
    left_alone = {each.message for each in found.left_alone}
    assert gone == [] or left_alone, gone


def test_a_table_says_nothing_of_what_it_has_no_columns_for() -> None:
    found = at((*FIELDS, "Kind__c"), {key: KIND[key] for key in ("label", "type", "values")})

    of_table = updated(SOURCE, found, {}, Scope(known=("label", "type", "values")))
    of_tree = updated(SOURCE, found, {})

    assert of_table.diff == ""
    assert changed_lines(VISITS, of_tree.text) == [
        "- description: >-   # folded",
        "- A text",
        "- that goes on.",
    ]


def test_a_table_says_nothing_of_the_object() -> None:
    found = at((*FIELDS, "Size__c"), SIZE_WITH_SOURCE)
    found["custom_objects"]["Visit__c"] |= {"label": "Guessed", "plural_label": "Guesseds"}

    result = updated(
        SOURCE, found | {"sources": SOURCES}, {}, Scope(known=tuple(SIZE_WITH_SOURCE))
    )

    assert changed_lines(VISITS, result.text) == [
        '- Size__c: {label: Size, type: "Number (16, 2)"}  # of it',
        '+ Size__c: {label: Size, type: "Number (16, 2)", source: sheet}  # of it',
        "+ sheet:",
        "+ title: A sheet",
    ]
    columns = Scope(known=("label", "type", "source"))
    without = at((*FIELDS, "Size__c"), {"label": "Size", "type": "Number(16, 2)"})
    again = updated(Source("ours.yaml", result.text), without, {}, columns)
    assert "source: sheet" not in again.text


SIZE_WITH_SOURCE = {"label": "Size", "type": "Number(16, 2)", "source": "sheet"}
SOURCES = {"page": {"title": "A page"}, "sheet": {"title": "A sheet"}}


def test_access_that_a_table_says_of_one_object_leaves_that_of_others() -> None:
    access = "    access: {Visit__c: read, Lead: read}\n"
    before = f"{VISITS}permission_sets:\n  Reader:\n    label: Reader\n{access}"
    found = at(("permission_sets", "Reader", "access", "Visit__c"), "write")

    result = updated(Source("ours.yaml", before), found, {}, Scope(known=("label",)))

    assert changed_lines(before, result.text) == [
        "- access: {Visit__c: read, Lead: read}",
        "+ access: {Visit__c: write, Lead: read}",
    ]


def test_what_a_person_has_said_is_not_asked_for_again() -> None:
    found = at((*FIELDS, "Size__c"), {"label": "Size", "type": FillIn("Write the digits.")})
    assert updated(SOURCE, found, {}).diff == ""

    found = at((*FIELDS, "Size__c"), {"label": "Sizes", "type": FillIn("Write the digits.")})
    found["custom_objects"]["Visit__c"]["fields"]["New__c"] = {
        "label": "New",
        "type": FillIn("Write the length."),
    }
    notes: Notes = {(*FIELDS, "New__c", "label"): ["Derived from the name."]}
    result = updated(SOURCE, found, notes)

    assert changed_lines(VISITS, result.text) == [
        '- Size__c: {label: Size, type: "Number (16, 2)"}  # of it',
        '+ Size__c: {label: Sizes, type: "Number (16, 2)"}  # of it',
        "+",
        "+ New__c:",
        "+ label: New  # Derived from the name.",
        '+ type: !fill_in "Write the length."',
    ]
    again = updated(Source("ours.yaml", result.text), found, {})
    assert again.diff == ""
    filled_in = result.text.replace('!fill_in "Write the length."', "Text(40)")
    assert updated(Source("ours.yaml", filled_in), found, {}).diff == ""


def test_what_is_to_be_filled_in_can_stand_within_brackets() -> None:
    sentence = 'Write "none",\x7f or\u2028the name: [a].'
    said = {"label": "Size", "type": "Number(16, 2)", "controlled_by": FillIn(sentence)}

    result = updated(SOURCE, at((*FIELDS, "Size__c"), said), {})

    found = parsed("ours.yaml", result.text).diagnostics
    assert [each.message for each in found] == [f"is not filled in yet: {sentence}"]


def test_notes_stand_above_a_value_that_changes() -> None:
    found = at((*FIELDS, "Kind__c"), KIND | {"label": "Sort"})
    notes: Notes = {
        (*FIELDS, "Kind__c", "label"): ["Cut."],
        (*FIELDS, "Kind__c", "type"): ["Guessed."],
    }

    result = updated(SOURCE, found, notes)

    assert changed_lines(VISITS, result.text) == ["- label: Kind", "+ # Cut.", "+ label: Sort"]


# An overlay says only what differs.

BASE = """name: base
label: Base
description: Base.
custom_objects:
  Visit__c:
    label: Visit
    plural_label: Visits
    record_name: {label: Name}
    fields:
      Kind__c:
        label: Kind
        type: Picklist
        values: [New, {value: Old, label: Former}, Done]
      Size__c: {label: Size, type: "Number(16, 2)", required: true}
    list_views:
      All: {label: All, columns: [Name, Kind__c]}
"""
OVER = """extends: base.yaml
name: over
custom_objects:
  Visit__c:
    label: Stay  # ours
    fields:
      Kind__c:
        values:
          - {Done: null}  # not here
          - Late
"""
OVER_KIND = {
    "label": "Kind",
    "type": "Picklist",
    "values": ["New", {"value": "Old", "label": "Former"}, "Late"],
}
SIZE = {"label": "Size", "type": "Number(16, 2)", "required": True}


@pytest.mark.parametrize(
    ("place", "value", "lines"),
    [
        pytest.param((*FIELDS, "Kind__c"), OVER_KIND, [], id="as it is"),
        pytest.param(
            VISIT,
            {"label": "Visit", "plural_label": "Visits", "record_name": {"label": "Name"}},
            ["- label: Stay  # ours"],
            id="what the base says is not written",
        ),
        pytest.param(
            (*FIELDS, "Size__c"),
            {"label": "Sizes", "type": "Number(16, 2)"},
            ["+ Size__c:", "+ label: Sizes", "+ required: null"],
            id="only the keys that differ",
        ),
        pytest.param(
            (*FIELDS, "Kind__c"),
            OVER_KIND | {"values": ["New", {"value": "Old", "label": "Past"}, "Late", "Later"]},
            ["+ - {value: Old, label: Past}", "+ - Later"],
            id="entries of a list",
        ),
        pytest.param(
            (*FIELDS, "Kind__c"),
            OVER_KIND | {"values": ["Late", "New"]},
            ["- - {Done: null}  # not here", "- - Late", "+ replace: [Late, New]"],
            id="a list in another order",
        ),
        pytest.param(
            (*VISIT, "list_views", "All"),
            {"label": "All", "columns": ["Name", "Kind__c", "Size__c"]},
            ["+ list_views:", "+ All:", "+ columns: [Size__c]"],
            id="what the overlay says nothing of yet",
        ),
        pytest.param(
            (*FIELDS, "New__c"),
            {"label": "New", "type": "Text(40)"},
            ["+ New__c:", "+ label: New", "+ type: Text(40)"],
            id="a new field",
        ),
    ],
)
def test_an_overlay_stays_one(place: Place, value: Any, lines: list[str]) -> None:
    source = Source("over.yaml", OVER, Source("base.yaml", BASE))

    result = updated(source, at(place, value), {})

    assert changed_lines(OVER, result.text) == lines
    assert updated(replace(source, text=result.text), at(place, value), {}).diff == ""


# The cases: what their trees say is what their schemas say.


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_an_import_of_its_own_files_changes_no_byte(case: Path) -> None:
    result = update(source_of(case), import_of(case))

    assert result.diff == ""
    assert result.different == ()


FIELD = """\
<?xml version="1.0" encoding="UTF-8"?>
<CustomField xmlns="http://soap.sforce.com/2006/04/metadata">
    <fullName>New__c</fullName>
    <externalId>false</externalId>
    <label>New</label>
    <length>40</length>
    <required>false</required>
    <trackTrending>false</trackTrending>
    <type>Text</type>
    <unique>false</unique>
</CustomField>
"""


def test_nobody_gets_access_to_a_new_field_that_the_import_does_not_grant(tmp_path: Path) -> None:
    case = next(each for each in CASES if each.name == "access")
    shutil.copytree(case / "expected", tmp_path, dirs_exist_ok=True)
    fields = next(tmp_path.rglob("Purpose__c.field-meta.xml")).parent
    (fields / "New__c.field-meta.xml").write_text(FIELD, encoding="utf-8")
    found = from_tree.imported(from_tree.TreeRequest((tmp_path,)))

    result = update(source_of(case), found)

    lines = changed_lines(source_of(case).text, result.text)
    assert result.different == ()
    assert [line for line in lines if line[0] == "+"][:3] == [
        "+ New__c:",
        "+ label: New",
        "+ type: Text(40)",
    ]
    assert sum("other_fields: none" in line or "New__c: none" in line for line in lines) == 3
    assert update(replace(source_of(case), text=result.text), found).diff == ""


def of_table(case: Path, change: Callable[[str], str]) -> Updated:
    """Return the update from the table that is exported of a case, once it was edited."""
    table = export(ExportRequest(str(case / "schema.yaml"), WrittenFormat.CSV)).decode("utf-8-sig")
    found = from_table.imported(TableRequest("fields.csv", change(table).encode()))
    return updated(source_of(case), found.data, found.notes, Scope(known=found.keys))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_a_table_of_its_own_fields_changes_no_byte(case: Path) -> None:
    assert of_table(case, lambda table: table).diff == ""


def test_what_was_edited_in_a_table_changes() -> None:
    case = next(each for each in CASES if each.name == "access")

    def edit(table: str) -> str:
        assert "Purpose,Purpose__c,Text(80)" in table
        return table.replace("Purpose,Purpose__c,Text(80)", "Aim,Purpose__c,Text(100)")

    assert changed_lines(source_of(case).text, of_table(case, edit).text) == [
        "- Purpose__c: {label: Purpose, type: Text(80)}",
        "+ Purpose__c: {label: Aim, type: Text(100)}",
    ]


PAIRS = [
    (case, other) for step in (1, 4, 9) for case, other in zip(CASES, CASES[step:], strict=False)
]


@pytest.mark.parametrize(
    ("case", "other"), PAIRS, ids=lambda case: case.name if isinstance(case, Path) else ""
)
@pytest.mark.parametrize("is_overlay", [False, True], ids=["", "in an overlay"])
def test_another_tree_is_taken_over_at_once(case: Path, other: Path, is_overlay: bool) -> None:
    source = source_of(case)
    if is_overlay:
        source = Source("over.yaml", f"extends: {source.name}\nname: over\n", source)
    try:
        result = update(source, import_of(other))
    except SchemaError as error:  # the two cannot be one schema
        assert "by hand" not in str(error)  # noqa: PT017  (only some raise it)
        return

    assert update(replace(source, text=result.text), import_of(other)).diff == ""


def number_of_files(tree: Path) -> int:
    return sum(1 for _ in tree.rglob("*-meta.xml"))


def test_real_trees_are_taken_over_as_well() -> None:
    found = [path for path in CORPUS.glob("*") if path.is_dir()]
    if not found:
        pytest.skip(f"no real metadata in {CORPUS}; set KALTURA_SFDX_CORPUS to a folder of it")
    smallest, *others = sorted(found, key=number_of_files)[:3]
    own = from_tree.imported(from_tree.TreeRequest((smallest,)))
    source = Source("real.yaml", text(own.data, Schema, own.notes))
    assert update(source, own).diff == ""

    for other in others:
        given = from_tree.imported(from_tree.TreeRequest((other,)))
        result = update(source, given)
        assert result.different == (), other.name
        assert update(replace(source, text=result.text), given).diff == "", other.name


def leaves(data: Any, place: Place = ()) -> Iterator[Place]:
    """Yield the places of labels and descriptions in schema data."""
    for key, value in data.items() if isinstance(data, dict) else enumerate(data):
        if isinstance(value, dict | list):
            yield from leaves(value, (*place, key))
        elif key in {"label", "description", "help_text"} and len(place) > 1:
            yield (*place, key)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_a_changed_text_changes_only_its_lines(case: Path) -> None:
    found, source = import_of(case), source_of(case)
    for place in list(leaves(found.data))[::7]:
        data: Any = deepcopy(found.data)
        *above, key = place
        said = data
        for step in above:
            said = said[step]
        before, said[key] = said[key], "Another one"

        try:
            result = update(source, replace(found, data=data))
        except SchemaError:  # a label that two have
            continue

        gone = [line for line in changed_lines(source.text, result.text) if line[0] == "-"]
        assert "Another one" in result.text or result.different
        assert len(gone) <= 2 + before.count("\n") + len(before) // 60, place


def test_a_result_that_is_wrong_is_refused() -> None:
    found = at((*VISIT, "list_views", "All"), {"label": "All", "columns": ["Other__c"]})

    with pytest.raises(SchemaError) as caught:
        updated(SOURCE, found, {})

    assert "Other__c is not a field of the object" in str(caught.value)
    assert caught.value.actions == (
        "Nothing is written. The lines are those that the schema would have after the update.",
    )


@pytest.mark.parametrize("start", ["", "\ufeff"], ids=["plain", "byte order mark"])
def test_the_file_is_written_if_it_is_as_it_was_read(tmp_path: Path, start: str) -> None:
    path = tmp_path / "ours.yaml"
    path.write_bytes((start + VISITS).encode())
    result = updated(yaml_source.read(str(path)), at((*VISIT, "label"), "Stay"), {})
    assert "-    label: Visit " in result.diff

    write(path, result)
    assert path.read_bytes() == (start + result.text).encode()

    with pytest.raises(WriteError, match="has changed since it was read"):
        write(path, result)
