"""What people do to a table that `export` wrote before `import --update` reads it back."""

from pathlib import Path

import pytest
from conftest import Run

from generator.importing.answers import answered
from generator.schema.notes import FillIn, fill_ins

SCHEMA = """\
name: s
label: S
description: D

custom_objects:
  Widget__c:
    label: Widget
    plural_label: Widgets
    record_name: {label: Widget Name, type: Text}
    fields:
      Size__c: {label: Size, type: "Number(16, 2)"}   # comment
      Kind__c:
        label: Kind
        type: Picklist
        values: [A, {value: B, label: Bee}, C]
        restricted: true
      Sure__c: {label: Sure, type: Checkbox}

permission_sets:
  Users:
    label: Users
    access:
      Widget__c: write
"""
SIZE, SURE = 'Size,Size__c,"Number(16, 2)",', "Sure,Sure__c,Checkbox,"
HEADER = "Object,Field Label,API Name,Data Type,Required,Unique,"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, run: Run) -> Path:
    """Return a folder with a schema, and the table of its fields."""
    monkeypatch.chdir(tmp_path)
    Path("schema.yaml").write_text(SCHEMA, encoding="utf-8")
    assert run("export", "schema.yaml", "--output", "table.csv").exit_code == 0
    return tmp_path


def edit(old: str, new: str) -> None:
    file = Path("table.csv")
    text = file.read_bytes().decode()
    assert old in text
    file.write_bytes(text.replace(old, new).encode())


def changed_to(old: str, new: str) -> str:
    assert SCHEMA.count(old) == 1
    return SCHEMA.replace(old, new)


NEW_FIELD = """\
      New__c:
        label: Size
        type: Number(16, 2)
      Size__c:"""
NEW_ROW = '\nWidget__c,Size,New__c,"Number(16, 2)",FALSE,,,,,,,write,\r\n'


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        (SIZE, f"{SIZE}No", SCHEMA),
        (SIZE, f"{SIZE}FALSE", SCHEMA),
        (SIZE, f"{SIZE}TRUE", changed_to('2)"}', '2)", required: true}')),
        (HEADER, HEADER.replace("Unique", ""), SCHEMA),
        (HEADER, HEADER.replace("Unique", "My Notes"), SCHEMA),
        # The permission set gives what it gives to all fields; a field that is none gets nothing.
        (
            f"\nWidget__c,{SIZE}",
            f"{NEW_ROW}Widget__c,{SIZE}",
            changed_to("      Size__c:", NEW_FIELD),
        ),
        ("Kind,Kind__c", "Kind,Kind", SCHEMA),
    ],
)
def test_cells_are_read_as_people_write_them(
    old: str, new: str, expected: str, folder: Path, run: Run
) -> None:
    edit(old, new)

    result = run("import", "table.csv", "--update", "schema.yaml", "--force")

    assert result.exit_code == 0, result.stderr
    assert (folder / "schema.yaml").read_text(encoding="utf-8") == expected


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        (SURE, "Sure,Sure__c,Text(300),", ":6:4: Sure__c: the table says 'Text(300)': length is"),
        (SURE, ",Sure__c,Checkbox,", ":6:2: Sure__c: the table says nothing; write a label"),
        (SURE, "Sure,Sure__c,,", ":6:4: Sure__c: the table says nothing; write a type"),
        (SIZE, f"{SIZE}perhaps", ":2:5: Size__c: the table says 'perhaps': "),
        ("restricted", "tight", ":3:13: Kind__c: 'tight' is not a key of a field"),
        (SURE, f"{SURE},,,,,,,,,,more", ":6:3: Sure__c: the row has "),
        ("Unique,", "Required,", ":1:6: 'Required' is the header of two columns; take one out"),
    ],
)
def test_what_a_schema_refuses_is_an_error_in_its_cell(
    old: str, new: str, message: str, folder: Path, run: Run
) -> None:
    edit(old, new)

    for call in (["--update", "schema.yaml"], []):
        result = run("import", "table.csv", *call)

        assert (result.exit_code, result.stdout) == (2, "")
        assert result.stderr.startswith(f"error: table.csv{message}")
    assert (folder / "schema.yaml").read_text(encoding="utf-8") == SCHEMA


def test_what_a_table_does_not_know_stays_and_is_said(folder: Path, run: Run) -> None:
    table = Path("other.csv")
    table.write_text(
        "Label,API Name,Type\nSize,Size__c,Number\nKind,Kind__c,Picklist (A; D; +1 more)\n",
        encoding="utf-8",
    )

    result = run(*("import", table, "--object", "Widget__c", "--update", "schema.yaml", "--force"))

    assert result.exit_code == 0
    expected = changed_to("label: Bee}, C]", "label: Bee}, C, D]")
    assert (folder / "schema.yaml").read_text(encoding="utf-8") == expected
    assert (
        "kept: schema.yaml:11: custom_objects.Widget__c.fields.Size__c.type: stays as it is: the "
        "table does not say the digits"
    ) in result.stderr


@pytest.mark.parametrize(
    ("key", "answer", "expected"),
    [
        ("type", "Text(80)", "Text(80)"),
        ("type", "Text(300)", "the answer is 'Text(300)': length is 300; Text allows 1 to 255"),
        ("values", "A, B", ["A", "B"]),
        ("required", "yes", True),
        ("required", "", "which?"),
    ],
)
def test_answers_are_read_and_checked(key: str, answer: str, expected: object) -> None:
    is_list = key == "values"
    field = {"label": "A", "type": "Picklist" if is_list else "Text(9)", key: FillIn("which?")}
    data = {"standard_objects": {"Lead": {"fields": {"A__c": field}}}}
    answers = {f"standard_objects.Lead.fields.A__c.{key}: which?": answer}

    found = answered(data, answers.__getitem__)

    value = found["standard_objects"]["Lead"]["fields"]["A__c"][key]
    assert next((said for _, said in fill_ins(value)), value) == expected


def test_the_rest_of_a_list_that_is_cut_off() -> None:
    field = {"label": "A", "type": "Picklist", "values": ["A", FillIn("the rest?")]}
    data = {"standard_objects": {"Lead": {"fields": {"A__c": field}}}}

    found = answered(data, lambda _: "B, C")

    assert found["standard_objects"]["Lead"]["fields"]["A__c"]["values"] == ["A", "B", "C"]


def test_what_is_open_in_an_update_is_asked_for(
    folder: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []
    answers = {"Text": "Text(7)", "Write": "y"}

    def ask(question: str) -> str:
        asked.append(question)
        return next(each for word, each in answers.items() if word in question)

    monkeypatch.setattr("generator.output.console.asker", lambda: ask)
    Path("other.csv").write_text("Label,API Name,Type\nNew,New__c,Text\nSize,Size__c,Number\n")

    result = run("import", "other.csv", "--object", "Widget__c", "--update", "schema.yaml")

    assert result.exit_code == 0
    assert [each.partition(": ")[0] for each in asked] == [
        "custom_objects.Widget__c.fields.New__c.type",
        "Write this to schema.yaml? (y/n)",
    ]
    assert "type: Text(7)" in (folder / "schema.yaml").read_text(encoding="utf-8")
