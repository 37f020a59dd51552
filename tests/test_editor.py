"""A schema file in an editor: what yaml-language-server completes, explains and diagnoses."""

from collections.abc import Iterator

import pytest
from language_server import Server, running

from generator.schema import yaml_source
from generator.schema.json_schema import as_text
from generator.types.schema import Schema

# The line that `init` writes.
FIRST = "# yaml-language-server: $schema=schema.json\n"
WRONG = f"""{FIRST}name: visits
label: Visits
description: Who came.
custom_objects:
  Visit__c:
    label: Visit
    plural_label: Visits
    record_name: {{label: Visit}}
    fields:
      Size__c:
        label: Size
        type: Text(300)
        requird: true
      Booth:
        label: A label that has more than the forty characters of Salesforce
        type:{" "}
"""
OVERLAY = f"""{FIRST}extends: kaltura
custom_objects:
  Visit__c:
    label: null
    page_layout:
      sections:
        Details:
          fields: {{Old__c: null, Size__c: 1}}
    fields:
      Size__c:
        help
permission_sets:
  Readers:
    access: {{Lead: raed}}
"""


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """Start one server for all checks, with both files open in it."""
    folder = tmp_path_factory.mktemp("editor")
    text = as_text(Schema, yaml_source.shipped())
    (folder / "schema.json").write_text(text, encoding="utf-8")
    with running(folder) as started:
        started.open("wrong.yaml", WRONG)
        started.open("overlay.yaml", OVERLAY)
        yield started


def place(text: str, word: str, after: int = 0) -> tuple[int, int]:
    """Return the line and the column of a word in a text, from 1."""
    before = text[: text.index(word) + after]
    return before.count("\n") + 1, len(before.rpartition("\n")[2]) + 1


def test_what_is_wrong_has_a_diagnostic(server: Server) -> None:
    found = dict(server.diagnostics("wrong.yaml"))

    assert {line: WRONG.splitlines()[line - 1].strip() for line in found} == {
        13: "type: Text(300)",
        14: "requird: true",
        15: "Booth:",
        16: "label: A label that has more than the forty characters of Salesforce",
        17: "type:",
    }
    assert found[13].startswith("is not a type; write it as Setup does, as in Text(100)")
    assert found[14] == "Property requird is not allowed."
    assert found[15] == "does not end with __c; add it, as in Size__c"
    assert found[16] == "is longer; Salesforce allows 1 to 40 characters"


def test_an_overlay_may_leave_out_and_take_out(server: Server) -> None:
    lines = sorted(line for line, _ in server.diagnostics("overlay.yaml"))

    assert [OVERLAY.splitlines()[line - 1].strip() for line in lines] == [
        "fields: {Old__c: null, Size__c: 1}",
        "help",
        "access: {Lead: raed}",
    ]


def test_keys_are_completed(server: Server) -> None:
    found = server.completions("overlay.yaml", *place(OVERLAY, "help\n", 4))

    assert found["help_text"] == "The help text that people read beside the field."
    assert found.keys() >= {"label", "type", "required", "metadata"}


def test_types_are_completed(server: Server) -> None:
    found = server.completions("wrong.yaml", *place(WRONG, "type: \n", 6))

    assert found.keys() >= {"Text(255)", "Number(16, 2)", "Lookup(Lead)", "Formula(Date)"}


def test_keys_are_explained(server: Server) -> None:
    assert server.hover("wrong.yaml", *place(WRONG, "plural_label")).startswith(
        "The label of several records, as in Visits."
    )
