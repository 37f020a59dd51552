"""No link leads a run out of the project, whatever file names the path."""

import json
import shutil
from pathlib import Path

import pytest
from conftest import Run, tree
from small_schema import FIELDS, ONE, SCHEMA, TWO, WITHOUT_TWO, put


@pytest.fixture
def schema(tmp_path: Path) -> Path:
    path = tmp_path / "small.yaml"
    path.write_text(SCHEMA, encoding="utf-8")
    return path


@pytest.fixture
def outside(tmp_path: Path) -> Path:
    path = tmp_path / "outside"
    path.mkdir()
    return path


def test_prune_deletes_nothing_behind_a_link(
    project: Path, schema: Path, outside: Path, run: Run
) -> None:
    run("generate", schema, "--project-dir", project)
    shutil.copytree(project / FIELDS, outside, dirs_exist_ok=True)
    shutil.rmtree(project / FIELDS)
    (project / FIELDS).symlink_to(outside)
    before = tree(outside)
    schema.write_text(WITHOUT_TWO, encoding="utf-8")

    for options in (["--prune"], ["--prune", "--force"]):
        result = run("generate", schema, "--project-dir", project, *options)

        assert result.exit_code == 2
        assert f"error: {TWO}: lies outside the project" in result.stderr
        assert tree(outside) == before
    checked = run("generate", schema, "--project-dir", project, "--prune", "--check")
    assert f"would delete {TWO} (lies outside the project" in checked.stdout


def test_a_link_in_place_of_the_working_folder_is_not_followed(
    project: Path, schema: Path, outside: Path, run: Run
) -> None:
    foreign = {"cache.json": b"theirs", "journal.json": b'{"staged": [], "schemas": {}}'}
    for name, content in foreign.items():
        (outside / name).write_bytes(content)
    (project / ".kaltura-sfdx").symlink_to(outside)

    result = run("generate", schema, "--project-dir", project)

    assert result.exit_code == 2
    assert "error: .kaltura-sfdx: is a symbolic link; remove it" in result.stderr
    assert tree(outside) == foreign
    assert tree(project) == {}


def test_a_run_with_nothing_to_do_leaves_a_link_alone(
    project: Path, schema: Path, outside: Path, run: Run
) -> None:
    run("generate", schema, "--project-dir", project)
    shutil.rmtree(project / ".kaltura-sfdx")
    (project / ".kaltura-sfdx").symlink_to(outside)

    for options in ([], ["--check"], ["--diff"]):
        assert run("generate", schema, "--project-dir", project, *options).exit_code == 0
        assert tree(outside) == {}


def test_a_working_folder_that_is_a_link_to_itself_is_none(
    project: Path, schema: Path, run: Run
) -> None:
    (project / ".kaltura-sfdx").symlink_to(".kaltura-sfdx")

    assert run("generate", schema, "--project-dir", project, "--check").exit_code == 1
    result = run("generate", schema, "--project-dir", project)
    assert result.exit_code == 2
    assert "error: .kaltura-sfdx: is a symbolic link" in result.stderr


def test_a_new_project_is_not_written_through_a_linked_folder(
    project: Path, schema: Path, outside: Path, run: Run
) -> None:
    (project / "config").symlink_to(outside)

    result = run("generate", schema, "--project-dir", project, "--force")

    assert result.exit_code == 2
    assert "error: config/project-scratch-def.json: lies outside the project" in result.stderr
    assert tree(outside) == tree(project) == {}


@pytest.mark.parametrize("name", ["sfdx-project.json", "kaltura-sfdx.lock", ".forceignore"])
def test_a_file_of_ours_that_is_a_link_is_not_replaced(
    project: Path, schema: Path, outside: Path, run: Run, name: str
) -> None:
    (project / name).symlink_to(outside / "x")

    result = run("generate", schema, "--project-dir", project, "--force")

    assert result.exit_code == 2
    assert f"error: {name}: " in result.stderr
    assert tree(outside) == {}
    assert (project / name).is_symlink()


def test_manifests_of_deletes_are_not_written_through_a_link(
    project: Path, schema: Path, outside: Path, run: Run
) -> None:
    run("generate", schema, "--project-dir", project)
    schema.write_text(WITHOUT_TWO, encoding="utf-8")
    (project / "manifest/destructive").symlink_to(outside)

    result = run("plan", schema, "--project-dir", project, "--accept-delete", "all")

    assert result.exit_code == 2
    assert "error: manifest/destructive/package.xml: lies outside the project" in result.stderr
    assert tree(outside) == {}


def test_a_journal_sweeps_nothing_behind_a_link(
    project: Path, schema: Path, outside: Path, run: Run
) -> None:
    (outside / "empty").mkdir()
    (outside / ".X.kaltura-sfdx").write_bytes(b"precious")
    (project / "linked").symlink_to(outside)
    staged = ["linked/X", "linked/empty/X"]
    journal = {"staged": staged, "schemas": {}}
    put(project, ".kaltura-sfdx/journal.json", json.dumps(journal).encode())

    assert run("generate", schema, "--project-dir", project).exit_code == 0

    assert (outside / ".X.kaltura-sfdx").read_bytes() == b"precious"
    assert (outside / "empty").is_dir()
    assert not (project / ".kaltura-sfdx/journal.json").exists()


def test_a_stale_link_is_not_removed(project: Path, schema: Path, outside: Path, run: Run) -> None:
    run("generate", schema, "--project-dir", project)
    (project / TWO).rename(outside / "two")
    (project / TWO).symlink_to(outside / "two")
    schema.write_text(WITHOUT_TWO, encoding="utf-8")

    result = run("generate", schema, "--project-dir", project, "--prune")

    assert result.exit_code == 2
    assert f"error: {TWO}: is a symbolic link" in result.stderr
    assert (project / ONE).exists()
