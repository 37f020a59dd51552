"""What `validate` prints: for people, scripts, SARIF viewers and GitHub; and its exit codes."""

import json
from pathlib import Path

import pytest
from conftest import ROOT, Run, execute
from test_rules import FOLDER

BAD = FOLDER / "KS206/bad"
SARIF_SCHEMA = ROOT / "node_modules/@microsoft/jest-sarif/lib/schemas/sarif-2.1.0-rtm.5.json"


@pytest.fixture
def bad(monkeypatch: pytest.MonkeyPatch) -> str:
    """Return the path of a field with an error, from the current folder."""
    monkeypatch.chdir(BAD)
    return next(BAD.rglob("*.field-meta.xml")).relative_to(BAD).as_posix()


def test_text_is_a_compilers(bad: str, run: Run) -> None:
    result = run("validate", bad, "--severity", "error")

    lines = result.stdout.splitlines()
    assert result.exit_code == 1
    assert lines[0].startswith(f"{bad}:6:5: KS206 ")
    assert lines[1].startswith("    ")
    assert lines[2] == "1 error, 0 warnings in 1 file"


def test_json_is_sfs(bad: str, run: Run) -> None:
    result = run("validate", bad, "--format", "json", "--select", "KS2")

    data = json.loads(result.stdout)
    assert (data["status"], result.exit_code) == (1, 1)
    (diagnostic,) = data["result"]["diagnostics"]
    assert diagnostic["path"] == bad
    assert (diagnostic["line"], diagnostic["column"], diagnostic["code"]) == (6, 5, "KS206")
    assert diagnostic["severity"] == "error"
    assert diagnostic["fix"]


def test_sarif_is_valid_against_the_published_schema(tmp_path: Path, run: Run) -> None:
    """All rules at once: every bad tree of tests/rules."""
    log = tmp_path / "log.sarif"
    log.write_text(run("validate", FOLDER, "--format", "sarif").stdout, encoding="utf-8")
    script = tmp_path / "check.cjs"
    script.write_text(
        f"""
        const Ajv = require("{ROOT}/node_modules/ajv");
        const schema = require("{SARIF_SCHEMA}");
        delete schema.$schema;
        delete schema.$id;
        delete schema.id;
        const options = {{ strict: false, unicodeRegExp: false, validateFormats: false }};
        const check = new Ajv(options).compile(schema);
        const valid = check(JSON.parse(require("fs").readFileSync("{log}", "utf8")));
        console.log(valid, JSON.stringify(check.errors));
        """,
        encoding="utf-8",
    )

    result = execute("node", script)

    assert result.stdout == "true null\n", result.stdout + result.stderr
    assert len(json.loads(log.read_bytes())["runs"][0]["results"]) > 100


def test_github_gets_annotations(bad: str, run: Run) -> None:
    result = run("validate", bad, "--format", "github", "--severity", "error")

    assert result.stdout.startswith(f"::error file={bad},line=6,col=5,title=KS206::")
    assert result.stdout.count("\n") == 1


def test_github_properties_are_escaped(tmp_path: Path, run: Run) -> None:
    path = tmp_path / "50%, a:b\n__c.field-meta.xml"
    path.write_bytes(b"<")

    result = run("validate", path, "--format", "github")

    assert "50%25%2C a%3Ab%0A__c.field-meta.xml,line=1" in result.stdout


def test_names_that_a_terminal_would_obey_are_shown(tmp_path: Path, run: Run) -> None:
    path = tmp_path / "new\nline\x1b[31m\u202eright__c.field-meta.xml"
    path.write_bytes(b"<")

    result = run("validate", path)

    assert "new\\nline\\x1b[31m\\u202eright__c.field-meta.xml:1:" in result.stdout
    assert len(result.stdout.splitlines()) == 3


def test_warnings_pass_unless_strict(run: Run) -> None:
    tree = FOLDER / "KS218/bad"

    assert run("validate", tree).exit_code == 0
    assert run("validate", tree, "--strict").exit_code == 1
    assert run("validate", tree, "--strict", "--severity", "error").exit_code == 0


def test_select_and_ignore(bad: str, run: Run) -> None:
    assert run("validate", bad, "--ignore", "KS206").exit_code == 0
    assert run("validate", bad, "--select", "KS9").exit_code == 0
    assert run("validate", bad, "--select", "KS2", "--select", "KS9").exit_code == 1


def test_a_code_or_path_that_is_none_is_an_error(run: Run) -> None:
    result = run("validate", "nowhere", "--select", "XX1", "--ignore", "KS999")

    assert result.exit_code == 2
    assert "error: nowhere: does not exist" in result.stderr
    assert "error: --select: XX1 is not the code of a rule" in result.stderr
    assert "error: --ignore: KS999 is not the code of a rule" in result.stderr


def test_outside_a_project_paths_have_to_be_named(
    project: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(project)

    result = run("validate")

    assert result.exit_code == 2
    assert "is not in a Salesforce DX project" in result.stderr


def test_a_project_is_its_package_directories(
    project: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    run("generate", "--project-dir", project)
    monkeypatch.chdir(project)

    result = run("validate")

    assert result.exit_code == 0
    assert result.stdout == "0 errors, 0 warnings in 46 files\n"
