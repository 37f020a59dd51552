"""`show`: a schema with all that it extends, and where each value comes from."""

import json
import re
from pathlib import Path

import pytest
from conftest import ROOT, Run
from test_cases import CASES

from generator.schema import yaml_source
from generator.schema.overlay import merged
from generator.schema.yaml_source import Source, read
from generator.schema.yaml_text import scalar
from generator.types.schema import Schema

OVER = """\
extends: base.yaml
label: "yes"
custom_objects:
  Visit__c: {label: Stay, fields: {Size__c: null}}
"""
BASE = """\
name: base
label: Base
description: |
  A text of
  several lines: with signs # in it.
custom_objects:
  Visit__c:
    label: Visit
    plural_label: Visits
    record_name: {label: Name}
    list_views:
      All: {label: All, columns: [Name]}
    fields:
      Size__c: {label: Size, type: "Number(16, 2)"}
      Kind__c: {label: Kind, type: Picklist, values: [One, {value: 2nd, label: Two}]}
"""
SHOWN = r"""name: base  # base.yaml:1
label: yes  # over.yaml:2
description: "A text of\nseveral lines: with signs # in it.\n"  # base.yaml:3
custom_objects:
  Visit__c:
    label: Stay  # over.yaml:4
    plural_label: Visits  # base.yaml:9
    record_name:
      label: Name  # base.yaml:10
    list_views:
      All:
        label: All  # base.yaml:12
        columns:
          - Name  # base.yaml:12
    fields:
      Kind__c:
        label: Kind  # base.yaml:15
        type: Picklist  # base.yaml:15
        values:
          - One  # base.yaml:15
          - value: 2nd  # base.yaml:15
            label: Two  # base.yaml:15
"""


@pytest.fixture
def over(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.chdir(tmp_path)
    Path("base.yaml").write_text(BASE, encoding="utf-8")
    Path("over.yaml").write_text(OVER, encoding="utf-8")
    return "over.yaml"


def test_each_value_with_its_file_and_line(over: str, run: Run) -> None:
    result = run("show", over)

    assert result.exit_code == 0, result.output
    assert re.sub(" +# (?=[a-z]+.yaml:)", "  # ", result.stdout) == SHOWN


def test_as_json(over: str, run: Run) -> None:
    result = run("show", over, "--format", "json")

    found = json.loads(result.stdout)["result"]
    assert found["schema"]["custom_objects"]["Visit__c"]["label"] == "Stay"
    path = ["custom_objects", "Visit__c", "fields", "Kind__c", "values", 1, "label"]
    assert {"path": path, "file": "base.yaml", "line": 15} in found["places"]


SCHEMAS = [*(case / "schema.yaml" for case in CASES), *(ROOT / "generator/schemas").glob("*.yaml")]


@pytest.mark.parametrize("path", SCHEMAS, ids=lambda path: path.parent.name)
def test_what_is_shown_is_the_same_schema(path: Path, run: Run) -> None:
    shown = run("show", path).stdout

    whole = merged(read(str(path)), Schema).data
    assert isinstance(whole, dict)
    whole.pop("extends", None)  # what it extends is shown as well
    assert Source("shown.yaml", shown).content().data == whole


@pytest.mark.parametrize(
    "value",
    [
        *("", " a", "a ", "yes", "Null", "~", "12", "1.5", "0x1F", "2024-01-01", "a: b", "a #b"),
        *("# a", "- a", "a:", "[a", "{a}", "*a", "&a", "!a", "%a", "@a", "`a", "'a", '"a', "a\\n"),
        *("a\nb", "a\tb", "é", "\x85", "\u2028", "\U0001f600", "\x7f", "?", ">", "|", "=", "<<"),
        *(
            "Number(18, 0)",
            "Custom100: TV",
            "it's",
            "50%",
            "a/b",
            None,
            True,
            False,
            0,
            -7,
            [],
            {},
        ),
    ],
)
def test_a_value_on_one_line_is_read_as_it_is(value: object) -> None:
    written = scalar(value)

    assert "\n" not in written
    assert Source("a", f"key: {written}  # a: b\n").content().data == {"key": value}


def test_a_schema_that_is_wrong_is_not_shown(over: str, run: Run) -> None:
    Path("over.yaml").write_text(f"{OVER}lable: x\n", encoding="utf-8")

    result = run("show", over)

    assert (result.exit_code, result.stdout) == (2, "")
    assert "over.yaml:5: lable: is not a key here; did you mean label?" in result.stderr


def test_the_list_of_shipped_schemas(run: Run) -> None:
    text, data = run("show", "--list"), run("show", "--list", "--format", "json")

    names = [line.split()[0] for line in text.stdout.splitlines()]
    listed = json.loads(data.stdout)["result"]["schemas"]
    assert names == [each["name"] for each in listed] == yaml_source.shipped()
    assert {"name": "kaltura", "label": "Kaltura data sharing"} in listed
