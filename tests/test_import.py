"""The command `import`: from a tree or a table to a schema file, and the update of one."""

import io
import shutil
from pathlib import Path

import pytest
from conftest import ROOT, Run

from generator.commands import import_
from generator.importing.import_schema import (
    ImportRequest,
    ImportResult,
    import_schema,
    write,
)
from generator.output import console
from generator.schema.loader import load
from generator.schema.yaml_source import read
from generator.types.schema import Schema

TABLE = "Field Label\tField Name\tData Type\nSize\tSize__c\tNumber(4, 0)\nNote\tNote__c\tText\n"
WHOLE = TABLE.replace("Text\n", "Text(80)\n")


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_a_tree_becomes_a_schema_that_writes_it_again(folder: Path, run: Run) -> None:
    shutil.copytree(ROOT / "force-app", folder / "force-app")
    (folder / "again").mkdir()

    imported = run("import", "force-app", "--output", "schema.yaml")
    generated = run("generate", "schema.yaml", "--project-dir", folder / "again")

    assert imported.exit_code == generated.exit_code == 0, imported.output + generated.output
    assert imported.stdout == "created schema.yaml\n"
    left = {line.split(": ")[1] for line in imported.stderr.splitlines()}
    for path in sorted((folder / "force-app").rglob("*-meta.xml")):
        name = path.relative_to(folder)
        if name.as_posix() not in left:
            assert (folder / "again" / name).read_bytes() == path.read_bytes(), name
    assert all("/flows/" in each or "/reportTypes/" in each for each in left)


def test_a_file_that_is_there_stays(folder: Path, run: Run) -> None:
    (folder / "schema.yaml").write_text("mine", encoding="utf-8")
    (folder / "table.tsv").write_text(WHOLE, encoding="utf-8")
    call = ("import", "table.tsv", "--object", "Lead", "--output", "schema.yaml")

    refused = run(*call)
    forced = run(*call, "--force")

    assert refused.exit_code == 2
    assert refused.stderr == (
        "error: schema.yaml: exists already; name another file, or overwrite it with --force\n"
    )
    assert forced.exit_code == 0
    assert load(read("schema.yaml"), Schema).standard_objects["Lead"].fields.keys() == {
        *("Size__c", "Note__c"),
    }


def test_what_a_table_does_not_say_is_left_to_fill_in(folder: Path, run: Run) -> None:
    (folder / "table.tsv").write_text(TABLE, encoding="utf-8")

    result = run("import", "table.tsv", "--object", "Lead", "--output", "schema.yaml")
    refused = run("generate", "schema.yaml")

    assert result.exit_code == 1
    assert "fill in: standard_objects.Lead.fields.Note__c.type: " in result.stderr
    assert refused.exit_code == 2
    assert refused.stderr.startswith("error: schema.yaml:13: is not filled in yet: ")
    assert not (folder / "force-app").exists()


def test_a_person_at_a_terminal_is_asked(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    questions = []

    def ask(question: str) -> str:
        questions.append(question)
        return "Text(40)"

    (folder / "table.tsv").write_text(TABLE, encoding="utf-8")
    request = request_of("table.tsv", monkeypatch, ask)

    result = import_schema(request)

    (question,) = questions
    assert question.startswith("standard_objects.Lead.fields.Note__c.type: ")
    assert result.open == {}
    assert "type: Text(40)" in result.text


def request_of(path: str, monkeypatch: pytest.MonkeyPatch, ask: object) -> ImportRequest:
    """Return the request that the command makes of its options."""
    requests: list[ImportRequest] = []

    def stop(request: ImportRequest) -> None:
        requests.append(request)
        raise InterruptedError

    monkeypatch.setattr(console, "asker", lambda: ask)
    monkeypatch.setattr("generator.importing.import_schema.import_schema", stop)
    with pytest.raises(InterruptedError):
        import_.command([path], objects=["Lead"])
    return requests[0]


def test_nobody_is_asked_in_a_pipe(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("Text(40)\n"))

    assert console.asker() is None


def test_a_table_on_standard_input(folder: Path, run: Run) -> None:
    del folder
    result = run("import", "-", "--object", "Lead", stdin=WHOLE)

    assert result.exit_code == 0, result.stderr
    assert "    fields:\n      Size__c:\n        label: Size\n" in result.stdout


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ((), "error: PATH: is missing; name files or a folder, a table, or - for a table that "),
        (("none",), "error: none: does not exist"),
        (("none.csv",), "error: none.csv: cannot be read: "),
        (("a.csv", "b"), "error: a.csv: is a table; import it alone"),
        (("--prune", "a.csv"), "error: --prune: is only for --update; leave it out"),
        (("a.csv", "--update", "none.yaml"), "error: none.yaml: is not a schema file"),
        (("--columns", "2", "a.csv"), "error: --columns: is '2'; write it as in API Name=2"),
    ],
)
def test_a_wrong_call_is_an_error(
    arguments: tuple[str, ...], message: str, folder: Path, run: Run
) -> None:
    del folder
    result = run("import", *arguments)

    assert result.exit_code == 2
    assert result.stdout == ""
    assert result.stderr.startswith(message)


SCHEMA = """\
name: sizes  # short
label: Sizes

standard_objects:
  Lead:
    fields:
      # How large
      Size__c: {label: Size, type: "Number(3, 0)"}
      Old__c: {label: Old, type: Checkbox}
permission_sets:
  Reader: {label: Reader, access: {Lead: read}}
"""


def test_an_update_shows_what_changes_and_keeps_the_rest(folder: Path, run: Run) -> None:
    (folder / "schema.yaml").write_text(SCHEMA, encoding="utf-8")
    (folder / "table.tsv").write_text(WHOLE, encoding="utf-8")
    call = ("import", "table.tsv", "--object", "Lead", "--update", "schema.yaml")

    shown = run(*call, "--diff")
    unchanged = (folder / "schema.yaml").read_text(encoding="utf-8")
    done = run(*call)
    again = run(*call)

    assert (shown.exit_code, done.exit_code, again.exit_code) == (1, 0, 0)
    assert unchanged == SCHEMA
    assert shown.stdout == done.stdout.removesuffix("updated schema.yaml\n")
    assert '-      Size__c: {label: Size, type: "Number(3, 0)"}' in shown.stdout
    text = (folder / "schema.yaml").read_text(encoding="utf-8")
    assert text.replace("Number(4, 0)", "Number(3, 0)").startswith(SCHEMA.partition("  Old")[0])
    assert "Note__c" in text
    assert "kept: schema.yaml:9: standard_objects.Lead.fields.Old__c: " in done.stderr
    assert again.stdout == "unchanged schema.yaml\n"


def test_an_export_is_edited_and_read_back(folder: Path, run: Run) -> None:
    (folder / "schema.yaml").write_text(SCHEMA, encoding="utf-8")
    run("export", "schema.yaml", "--output", "table.csv")
    table = (folder / "table.csv").read_text(encoding="utf-8")
    edited = table.replace("Size,Size__c", "Width,Size__c").replace(",read", ",")
    (folder / "table.csv").write_text(edited, encoding="utf-8")

    result = run("import", "table.csv", "--update", "schema.yaml")

    assert result.exit_code == 0, result.stderr
    assert (folder / "schema.yaml").read_text(encoding="utf-8") == SCHEMA.replace(
        "label: Size,", "label: Width,"
    ).replace("{Lead: read}", "{Lead: {object: read, other_fields: none}}")


def test_a_schema_that_changed_meanwhile_stays(
    folder: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    (folder / "schema.yaml").write_text(SCHEMA, encoding="utf-8")
    (folder / "table.tsv").write_text(WHOLE, encoding="utf-8")

    def edit(request: ImportRequest, result: ImportResult) -> None:
        (folder / "schema.yaml").write_text("edited", encoding="utf-8")
        write(request, result)

    monkeypatch.setattr("generator.importing.import_schema.write", edit)

    result = run("import", "table.tsv", "--object", "Lead", "--update", "schema.yaml")

    assert result.exit_code == 2
    assert "has changed since it was read" in result.stderr
    assert (folder / "schema.yaml").read_text(encoding="utf-8") == "edited"
    assert not (folder / "schema.yaml.new").exists()
