"""A schema file in an editor: what yaml-language-server completes, explains and diagnoses."""

from collections.abc import Iterator

import pytest
from language_server import Server, running
from typer.testing import CliRunner

from generator.cli import app

WRONG = """name: visits
label: Visits
description: Who came.
custom_objects:
  Visit__c:
    label: Visit
    plural_label: Visits
    record_name: {label: Visit}
    fields:
      Size__c:
        label: Size
        type: Text(300)
        requird: true
        metadata: {maskChar: X, maskkChar: X}
      Kind__c:
        label: Kind
        type: Picklist
        formula: 1 + 1
        values:
          - {valu: New}
      Booth:
        label: A label that has more than the forty characters of Salesforce
        type: #
permission_sets:
  Readers:
    label: Readers
    access:
      Lead: {objekt: read}
      Contact: raed
""".replace("#", "")  # an editor's cursor stands behind a space
OVERLAY = """extends: kaltura
custom_objects:
  Visit__c:
    label: null
    page_layout:
      sections:
        Details:
          fields: {Old__c: null, Size__c: 1}
    fields:
      Size__c:
        help
permission_sets:
  Readers:
    access:
      Lead: raed
      Contact: {objekt: read}
"""


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """Start one server for all checks, with all files open in it.

    They lie beside the schema that `init` wrote, and have the first line of that.
    """
    folder = tmp_path_factory.mktemp("editor")
    result = CliRunner().invoke(app, ["init", str(folder / "first.yaml")])
    assert result.exit_code == 0, result.output
    first = (folder / "first.yaml").read_text(encoding="utf-8")
    line = first.splitlines(keepends=True)[0]
    with running(folder) as started:
        started.open("first.yaml", first)
        started.open("wrong.yaml", line + WRONG)
        started.open("overlay.yaml", line + OVERLAY)
        yield started


def lines_of(server: Server, name: str, text: str) -> dict[str, str]:
    """Return the messages of a file by the lines of its text; a file has one line before these."""
    lines = text.splitlines()
    return {lines[line - 2].strip(): message for line, message in sorted(server.diagnostics(name))}


def place(text: str, word: str, after: int = 0) -> tuple[int, int]:
    """Return the line and the column of a word of a text in its file, from 1."""
    before = text[: text.index(word) + after]
    return before.count("\n") + 2, len(before.rpartition("\n")[2]) + 1


def test_what_init_writes_has_no_diagnostic(server: Server) -> None:
    assert server.diagnostics("first.yaml") == []


def test_what_is_wrong_has_a_diagnostic(server: Server) -> None:
    found = lines_of(server, "wrong.yaml", WRONG)

    assert found.pop("type: Text(300)").startswith(
        "is not a type; write it as Setup does, as in Text(100)"
    )
    assert found == {
        "requird: true": "Property requird is not allowed.",
        "metadata: {maskChar: X, maskkChar: X}": "is not an element that CustomField has here",
        "formula: 1 + 1": "is not a key of this type of field; leave it out",
        "- {valu: New}": "Property valu is not allowed.",
        "Lead: {objekt: read}": "Property objekt is not allowed.",
        "Contact: raed": 'Value is not accepted. Valid values: "read", "write", "none".',
        "Booth:": "does not end with __c; add it, as in Size__c",
        "label: A label that has more than the forty characters of Salesforce": (
            "is longer; Salesforce allows 1 to 40 characters"
        ),
        "type:": 'Incorrect type. Expected "string".',
    }


def test_an_overlay_may_leave_out_and_take_out(server: Server) -> None:
    assert lines_of(server, "overlay.yaml", OVERLAY) == {
        "fields: {Old__c: null, Size__c: 1}": 'Incorrect type. Expected "null".',
        "help": 'Incorrect type. Expected "CustomFieldOverlay | null".',
        "Lead: raed": 'Value is not accepted. Valid values: "read", "write", "none".',
        "Contact: {objekt: read}": "Property objekt is not allowed.",
    }


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
