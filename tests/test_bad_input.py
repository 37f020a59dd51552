"""Schema files that cannot be written down as a case: each refused in words, with nothing done."""

import os
import shutil
import socket
from pathlib import Path

import pytest
from conftest import Run, tree

from generator.metadata import render
from generator.resources import TEMPLATES
from generator.schema import yaml_reader, yaml_source

WANTED = "give a YAML file or the name of a shipped schema (kaltura, marketo, mautic)"


def test_a_file_of_200_mb(project: Path, tmp_path: Path, run: Run) -> None:
    path = tmp_path / "large.yaml"
    with path.open("wb") as file:
        file.truncate(200 * 2**20)

    result = run("generate", path, "--project-dir", project)

    assert result.exit_code == 2
    assert result.stderr == f"error: {path}: cannot be read: is larger than 128 MiB\n"


def test_a_device(project: Path, run: Run) -> None:
    result = run("generate", "/dev/zero", "--project-dir", project)

    assert result.exit_code == 2
    assert result.stderr == "error: /dev/zero: cannot be read: is a device, not a regular file\n"


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"name: ok\nlabel: \xff\n", ":2: is not UTF-8 text: byte 0xff; save the file as UTF-8"),
        ("name: ok\n".encode("utf-16"), ":1: is not UTF-8 text: byte 0xff"),
        (b"name: \x00\n", ":1: is not valid YAML: control characters are not allowed"),
        (b'label: "\\ud800"\n', ":1: is not valid YAML"),
    ],
)
def test_other_encodings(
    project: Path, tmp_path: Path, run: Run, content: bytes, message: str
) -> None:
    path = tmp_path / "schema.yaml"
    path.write_bytes(content)

    result = run("generate", path, "--project-dir", project)

    assert result.exit_code == 2
    assert f"error: {path}{message}" in result.stderr


def test_a_byte_order_mark_is_no_mistake(project: Path, tmp_path: Path, run: Run) -> None:
    path = tmp_path / "schema.yaml"
    path.write_text("name: bom\nlabel: B\ndescription: B\n", encoding="utf-8-sig")

    assert run("generate", path, "--project-dir", project).exit_code == 0


def test_a_folder_instead_of_a_file(project: Path, tmp_path: Path, run: Run) -> None:
    result = run("generate", tmp_path, "--project-dir", project)

    assert result.exit_code == 2
    assert result.stderr == f"error: {tmp_path}: is a folder; {WANTED}\n"


@pytest.mark.parametrize("name", ["kalturra", "missing.yaml", "no/such/schema", "x" * 300])
def test_a_schema_that_is_not_there(project: Path, run: Run, name: str) -> None:
    result = run("generate", name, "--project-dir", project)

    assert result.exit_code == 2
    assert result.stderr.startswith(f"error: {name}: ")
    assert tree(project) == {}


@pytest.mark.parametrize("name", ["", "  "])
def test_a_schema_without_a_name(
    project: Path, run: Run, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    """As of a variable that is not set."""
    monkeypatch.chdir(project)

    result = run("generate", name)

    assert result.exit_code == 2
    assert result.stderr.startswith("error: SCHEMA: is empty; ")
    assert tree(project) == {}


def test_a_named_pipe_is_refused_at_once(project: Path, tmp_path: Path, run: Run) -> None:
    pipe = tmp_path / "pipe.yaml"
    os.mkfifo(pipe)

    result = run("generate", pipe, "--project-dir", project)

    assert result.exit_code == 2
    assert result.stderr == f"error: {pipe}: cannot be read: is a named pipe, not a regular file\n"


def test_a_socket_is_refused_at_once(
    project: Path, tmp_path: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    with socket.socket(socket.AF_UNIX) as server:
        server.bind("s.yaml")

        result = run("generate", "s.yaml", "--project-dir", project)

    assert result.exit_code == 2
    assert result.stderr == "error: s.yaml: cannot be read: is a socket, not a regular file\n"


def test_a_project_folder_that_is_not_there(tmp_path: Path, run: Run) -> None:
    result = run("generate", "--project-dir", tmp_path / "nowhere")

    assert result.exit_code == 2
    assert f"error: {tmp_path / 'nowhere'}: does not exist" in result.stderr
    assert not (tmp_path / "nowhere").exists()


def test_a_project_folder_whose_name_is_too_long(run: Run) -> None:
    result = run("generate", "--project-dir", "x" * 300)

    assert result.exit_code == 2
    assert "cannot be used: File name too long" in result.stderr


@pytest.fixture
def gone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Work in a folder that was deleted."""
    folder = tmp_path / "gone"
    folder.mkdir()
    monkeypatch.chdir(folder)
    folder.rmdir()


@pytest.mark.usefixtures("gone")
@pytest.mark.parametrize("command", ["generate", "plan", "validate", "verify --target-org some"])
def test_a_current_folder_that_is_gone(run: Run, command: str) -> None:
    result = run(*command.split())

    assert result.exit_code == 2
    assert "error: the current folder: does not exist" in result.stderr


@pytest.mark.usefixtures("gone")
def test_a_plan_names_the_current_folder_that_is_gone(project: Path, run: Run) -> None:
    call = ("plan", "--project-dir", project)
    result, against_git = run(*call), run(*call, "--against", "HEAD")

    assert (result.exit_code, against_git.exit_code) == (2, 2)
    assert "error: the current folder: does not exist" in result.stderr
    assert "git says: fatal: not a git repository" in against_git.stderr


@pytest.mark.parametrize("kind", ["a link to itself", "below a folder that is gone"])
def test_values_to_merge_that_are_nowhere(
    project: Path, tmp_path: Path, run: Run, request: pytest.FixtureRequest, kind: str
) -> None:
    name = "CampaignMemberStatus.standardValueSet-meta.xml"
    values = tmp_path / name
    if kind == "a link to itself":
        values.symlink_to(name)
    else:
        request.getfixturevalue("gone")
        values = Path(name)

    result = run("generate", "--project-dir", project, "--merge-values", values)

    assert result.exit_code == 2
    assert result.stderr.startswith(f"error: {values}: cannot be read: ")
    assert tree(project) == {}


def test_a_file_instead_of_a_project_folder(tmp_path: Path, run: Run) -> None:
    path = tmp_path / "file"
    path.touch()

    result = run("generate", "--project-dir", path)

    assert result.exit_code == 2
    assert f"error: {path}: is not a folder" in result.stderr


@pytest.mark.parametrize("version", ["67", "sixty", "40.0", "67.5", ""])
def test_an_api_version_that_is_none(project: Path, run: Run, version: str) -> None:
    result = run("generate", "--project-dir", project, "--api-version", version)

    assert result.exit_code == 2
    assert result.stderr.startswith("error: --api-version: ")
    assert tree(project) == {}


@pytest.fixture
def field_template(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the template of fields in a copy of our templates, which the run then uses."""
    folder = tmp_path / "templates"
    shutil.copytree(TEMPLATES, folder)
    monkeypatch.setattr(render, "TEMPLATES", folder)
    return folder / "field-meta.xml.j2"


_OPEN = '<CustomField xmlns="http://soap.sforce.com/2006/04/metadata">'


@pytest.mark.parametrize(
    ("template", "message"),
    [
        ("<CustomField>{% if %}</CustomField>", ":1: "),
        ("<CustomField>{{ missing }}</CustomField>", "'missing' is undefined"),
        ("<CustomField>{{ elements.get(0) }}</CustomField>", "None has no form in XML"),
        ("<CustomField>{{ 1 / 0 }}</CustomField>", "division by zero"),
        ("<CustomField>", "Premature end of data"),
        ("", "empty"),
        (
            f"{_OPEN}<type>Text</type><fullName>x</fullName></CustomField>",
            "fullName is after type",
        ),
        ("<Unknown/>", "Unknown"),
        ("<!DOCTYPE a [<!ENTITY e 'x'>]><CustomField>&e;</CustomField>", "an entity"),
    ],
)
def test_a_template_that_breaks(
    project: Path, field_template: Path, run: Run, template: str, message: str
) -> None:
    field_template.write_text(template, encoding="utf-8")

    result = run("generate", "--project-dir", project)

    assert result.exit_code == 2
    assert "error: templates/field-meta.xml.j2" in result.stderr
    assert message in result.stderr
    assert tree(project) == {}


def test_a_file_at_the_limit_is_read(tmp_path: Path) -> None:
    path = tmp_path / "large.yaml"
    path.write_bytes(b"a: b\n".ljust(yaml_source.MAX_BYTES, b"#"))

    assert len(yaml_source.read(str(path)).text) == yaml_source.MAX_BYTES


@pytest.mark.parametrize("text", ["- \n" * 2_000, "a: [" + "[]," * 2_000 + "]\n"])
def test_no_schema_has_endless_values(
    text: str, project: Path, tmp_path: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "many.yaml"
    path.write_text(text, encoding="utf-8")
    monkeypatch.setattr(yaml_reader, "MAX_VALUES", 1_000)

    result = run("generate", path, "--project-dir", project)

    assert result.exit_code == 2
    assert "is value 1,001; a schema has at most 1,000" in result.stderr
