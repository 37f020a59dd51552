"""`init`: a small schema to begin with."""

import json
from pathlib import Path

import pytest
from conftest import Run, tree
from jsonschema import Draft202012Validator
from small_schema import SCHEMA

from generator.schema import yaml_source
from generator.schema.yaml_source import read

EDITOR = "kaltura-sfdx.schema.json"

ON_CONTACT = """\
standard_objects:
  Contact:
    fields:
      A__c: {label: A, type: Text(3)}
"""


def uncommented(text: str) -> str:
    """Return what `init` wrote, with its example in use."""
    start, sign, example = text.partition("signs before it.\n#\n")
    assert sign
    return start + "\n" + "".join(line.removeprefix("# ") for line in example.splitlines(True))


@pytest.mark.parametrize("name", yaml_source.shipped())
def test_what_is_written_can_be_used_at_once(
    name: str, project: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(project)

    result = run("init", "--extends", name)

    assert result.exit_code == 0, result.output
    assert result.stdout.splitlines() == ["created schema.yaml", f"created {EDITOR}"]
    text = Path("schema.yaml").read_text(encoding="utf-8")
    assert text.startswith(f"# yaml-language-server: $schema={EDITOR}\n")
    schema = json.loads(Path(EDITOR).read_text(encoding="utf-8"))
    for written in (text, uncommented(text)):
        Path("schema.yaml").write_text(written, encoding="utf-8")
        generated = run("generate", "schema.yaml")
        assert generated.exit_code == 0, generated.output
        data = read("schema.yaml").content().data
        assert list(Draft202012Validator(schema).iter_errors(data)) == []
    assert ", as in" not in generated.stderr
    assert any("Region__c.field-meta.xml" in path for path in tree(project))


@pytest.mark.parametrize(
    "base",
    [
        SCHEMA,
        SCHEMA.partition("custom_objects")[0] + ON_CONTACT,
    ],
)
def test_a_file_is_extended_by_its_path_from_the_new_one(
    base: str, tmp_path: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    for folder in ("vendor", "ours"):
        Path(folder).mkdir()
    Path("vendor/base.yaml").write_text(base, encoding="utf-8")

    result = run("init", "--extends", "vendor/base.yaml", "ours/team.yaml")

    assert result.exit_code == 0, result.output
    path = Path("ours/team.yaml")
    assert '\nextends: "../vendor/base.yaml"\n' in path.read_text(encoding="utf-8")
    path.write_text(uncommented(path.read_text(encoding="utf-8")), encoding="utf-8")
    assert run("show", path).exit_code == 0
    assert "Region__c" in run("show", path).stdout


def test_nothing_is_overwritten(tmp_path: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("schema.yaml").write_text("mine", encoding="utf-8")

    result = run("init")

    assert result.exit_code == 2
    assert result.stderr.startswith("error: schema.yaml: exists already; name another file")
    assert tree(tmp_path) == {"schema.yaml": b"mine"}
    Path(EDITOR).write_text("mine too", encoding="utf-8")
    assert run("init", "other.yaml").stdout == "created other.yaml\n"
    assert Path(EDITOR).read_text(encoding="utf-8") == "mine too"


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("--extends", "none.yaml"), "error: none.yaml: does not exist; give a YAML file or the"),
        (("--extends", ""), "error: Invalid value for '--extends': has an empty value"),
        (("none/schema.yaml",), f"error: none/{EDITOR}: cannot be written: No such file or dire"),
        (("",), "error: Invalid value for 'FILE': has an empty value"),
    ],
)
def test_what_cannot_be_written(
    arguments: tuple[str, ...],
    message: str,
    tmp_path: Path,
    run: Run,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(tmp_path)

    result = run("init", *arguments)

    assert result.exit_code == 2
    assert result.stderr.startswith(message)
    assert tree(tmp_path) == {}
