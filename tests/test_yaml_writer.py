"""A schema written as YAML: what a reader gets back, and how it looks to a person."""

import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import yaml
from conftest import ROOT, calls
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from test_cases import CASES

from generator.schema import yaml_reader
from generator.schema.notes import FillIn
from generator.schema.yaml_reader import parsed
from generator.schema.yaml_source import Source
from generator.schema.yaml_writer import text
from generator.types.schema import Schema

if TYPE_CHECKING:
    from generator.schema.text_types import Place

SCHEMAS = [*(case / "schema.yaml" for case in CASES), *(ROOT / "generator/schemas").glob("*.yaml")]
WIDTH = 100

CHARACTERS = st.characters(codec="utf-8")
ODD = st.sampled_from([*" \n\t\r:#-?,[]{}\"'\\|>&*!%@`=~.\x00\x7f\x85\xa0\u200b\u2028\ufeff"])
KINDS_OF_TEXTS = st.one_of(
    st.text(CHARACTERS),
    st.text(ODD, max_size=12),
    st.lists(st.text(st.one_of(ODD, CHARACTERS), max_size=40), max_size=12).map(" ".join),
    st.lists(st.text(st.sampled_from("ab  "), max_size=150), max_size=4).map("\n".join),
    st.from_regex(r"[-+]?(0o|0x)?[0-9.]{1,4}(e[-+]?[0-9]{1,2})?", fullmatch=True),
    st.sampled_from(
        [
            "null",
            "True",
            "~",
            "yes",
            "<<",
            "...",
            "---",
            "a: b",
            "a #b",
            "0777",
            "1_000",
            "!fill_in",
        ]
    ),
)


@st.composite
def texts(draw: st.DrawFn) -> str:  # short to show, which hypothesis wants
    found: str = draw(KINDS_OF_TEXTS)
    return found


TEXTS = texts()
SCALARS = st.one_of(st.none(), st.booleans(), st.integers(-(10**16), 10**16), TEXTS)
KEYS = st.one_of(
    TEXTS,
    st.sampled_from(["label", "fields", "custom_objects", "default", "metadata"]),
)


def mappings(values: st.SearchStrategy[Any]) -> st.SearchStrategy[dict[str, Any]]:
    """Return mappings whose keys are told apart without their capitals, as the reader wants it."""
    pairs = st.lists(
        st.tuples(KEYS, values), max_size=4, unique_by=lambda pair: pair[0].casefold()
    )
    return pairs.map(dict)


DATA = st.recursive(
    SCALARS, lambda below: st.one_of(st.lists(below, max_size=4), mappings(below)), max_leaves=20
)


def read(written: str) -> object:
    content = parsed("written.yaml", written)
    assert not content.diagnostics
    return content.data


@settings(
    max_examples=100, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck)
)
@given(mappings(DATA))
def test_what_is_written_is_read_as_the_same_data(data: dict[str, Any]) -> None:
    written = text(data, Schema)

    assert read(written) == data
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(yaml_reader, "LOADER", yaml.SafeLoader)
        assert read(written) == data


@pytest.mark.parametrize("path", SCHEMAS, ids=lambda path: path.parent.name)
def test_a_schema_in_full(path: Path) -> None:
    data: Any = Source(path.name, path.read_text(encoding="utf-8")).content().data

    written = text(data, Schema)

    assert read(written) == data
    assert not [line for line in written.splitlines() if is_too_wide(line)]


LONG = "A text of more than one line, 'with' \"quotes\" and # signs: it has to be folded. " * 5
LONG = LONG.strip()


def is_too_wide(line: str) -> bool:
    """Whether a line is too wide although it could have ended at a space of its value."""
    value = re.sub(r"^ *(?:- )*(?:[\w\"]+: )?(?:!fill_in )?", "", line)
    return len(line) > WIDTH and " " in value


def nested(levels: int, value: Any) -> dict[str, Any]:
    for level in range(levels):
        value = [value] if level % 3 else {"label": value}
    return {"label": value}


@pytest.mark.parametrize(
    "data",
    [
        nested(22, LONG),
        {"label": LONG},
        {"label": f"{LONG}\n\n{LONG}\n{LONG}\n"},
        {"label": f" {LONG}"},
        {"label": f"{LONG}\u200b"},
        {"label": f"{LONG}\\"},
        {"label": LONG.replace(" ", "  ")},
        {"label": LONG.replace(" ", "\t ")},
        {"values": [LONG, LONG]},
        {"values": ["a b"] * 30},
        {"values": [{"value": LONG, "label": LONG}]},
        {"values": [{"value": "x" * 95, "label": "a b"}]},
        {"label": FillIn(LONG)},
        {"values": [FillIn(LONG)]},
    ],
)
def test_no_line_is_too_wide(data: dict[str, Any]) -> None:
    written = text(data, Schema)

    assert not [line for line in written.splitlines() if is_too_wide(line)]
    if "!fill_in" not in written:
        assert read(written) == data


def test_a_text_of_several_lines_keeps_them() -> None:
    formula = "IF(\n  ISBLANK(Name), " + '"a b" & ' * 20 + '"",\n\n  Name)'

    assert text({"formula": formula}, Schema) == (
        "formula: |-\n" + "".join(f"  {line}".rstrip() + "\n" for line in formula.split("\n"))
    )


DATA_AS_A_PERSON_WRITES_IT = {
    "custom_objects": {
        "Visit__c": {
            "fields": {
                "Size__c": {
                    "metadata": {"trackTrending": None},
                    "description": LONG[:90].strip(),
                    "type": "Number(16, 2)",
                    "label": "Size",
                    "default": "1.50",
                },
                "Region__c": {"type": FillIn("Write the length: Text(1) to Text(255)")},
                "Kind__c": {
                    "values": ["Yes", "1", "1.0", {"label": "Two, or more", "value": "2nd"}],
                    "formula": "IF(A__c,\n  1,\n  2)",
                    "label": "Kind",
                    "type": "Picklist",
                },
            },
            "label": "Visit",
            "list_views": {"All": {"columns": ["Name", "Size__c"], "filters": []}},
        }
    },
    "extends": "kaltura",
    "name": "my-kaltura",
    "description": "007",
}
FIELDS = ("custom_objects", "Visit__c", "fields")
NOTES = {
    ("name",): ["From the name of the project.", "Change it."],
    FIELDS: ["As in the table."],
    (*FIELDS, "Size__c", "type"): [f"The table says: {LONG}", "Look at it."],
    (*FIELDS, "Kind__c", "values", 3): ["Two\nlines."],
    (*FIELDS, "Kind__c", "formula"): ["Copied."],
}
WRITTEN = """\
# yaml-language-server: $schema=editor.json

extends: kaltura
name: my-kaltura  # From the name of the project. Change it.
description: "007"

custom_objects:
  Visit__c:
    label: Visit
    fields:  # As in the table.
      Size__c:
        label: Size
        # The table says: A text of more than one line, 'with' "quotes" and # signs: it has to be
        # folded. A text of more than one line, 'with' "quotes" and # signs: it has to be folded. A
        # text of more than one line, 'with' "quotes" and # signs: it has to be folded. A text of
        # more than one line, 'with' "quotes" and # signs: it has to be folded. A text of more than
        # one line, 'with' "quotes" and # signs: it has to be folded.
        # Look at it.
        type: Number(16, 2)
        description: >-
          A text of more than one line, 'with' "quotes" and # signs: it has to be folded. A text of
        default: 1.50
        metadata:
          trackTrending: null
      Region__c:
        type: !fill_in "Write the length: Text(1) to Text(255)"
      Kind__c:
        label: Kind
        type: Picklist
        values:
          - Yes
          - "1"
          - "1.0"
          - {value: 2nd, label: "Two, or more"}  # Two lines.
        formula: |-  # Copied.
          IF(A__c,
            1,
            2)
    list_views:
      All:
        columns: [Name, Size__c]
        filters: []
"""


def test_as_a_person_writes_it() -> None:
    written = text(DATA_AS_A_PERSON_WRITES_IT, Schema, NOTES, editor="editor.json")

    assert written == WRITTEN


@settings(deadline=None, derandomize=True)
@given(DATA, st.lists(TEXTS, min_size=1, max_size=2))
def test_notes_and_what_is_to_fill_in_change_no_value(value: Any, sentences: list[str]) -> None:
    data = {"name": "a", "values": [value, {"label": value}], "label": value}
    places: list[Place] = [("name",), ("values",), ("values", 0), ("values", 1), ("label",)]
    notes = dict.fromkeys((*places, ("values", 1, "label")), sentences)

    assert read(text(data, Schema, notes)) == data


def test_a_key_of_any_length() -> None:
    data = {"k " * 600: {"label": "A", "k" * 1100: ["a"]}}

    assert read(text(data, Schema)) == data


def test_half_of_a_surrogate_pair_is_refused() -> None:
    with pytest.raises(ValueError, match="surrogates not allowed"):
        text({"label": "\ud800"}, Schema)


def test_twice_as_many_fields_are_twice_the_work() -> None:
    field = {
        "label": "A Label",
        "type": "Number(16, 2)",
        "description": LONG[:150],
        "unique": True,
    }

    def written(fields: int) -> str:
        known = {f"F{n}__c": field for n in range(fields)}
        return text({"custom_objects": {"A__c": {"fields": known}}}, Schema)

    written(4_000)  # so that both know the keys
    assert calls(lambda: written(4_000)) < 2.1 * calls(lambda: written(2_000))
