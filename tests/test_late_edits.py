"""An edit that appears while a run is at work is never lost; the next run heals the tree."""

from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import Run, tree
from small_schema import ONE, SCHEMA, TWO, WITHOUT_TWO, put

from generator.workspace import apply as apply_module

During = Callable[[Callable[[], object]], None]
EDIT = b"an edit, made while the run is at work"


@pytest.fixture
def schema(tmp_path: Path) -> Path:
    path = tmp_path / "small.yaml"
    path.write_text(SCHEMA, encoding="utf-8")
    return path


@pytest.fixture
def during(monkeypatch: pytest.MonkeyPatch) -> During:
    """Return what lets an edit happen after the comparison, before the first move."""

    def edit_between(edit: Callable[[], object]) -> None:
        stage = apply_module._stage  # noqa: SLF001  (the last step before the moves)

        def stage_and_edit(*arguments: object) -> None:
            stage(*arguments)  # type: ignore[arg-type]
            monkeypatch.setattr(apply_module, "_stage", stage)
            edit()

        monkeypatch.setattr(apply_module, "_stage", stage_and_edit)

    return edit_between


def strays(project: Path) -> list[str]:
    return [str(path) for path in project.rglob("*.kaltura-sfdx") if path.is_file()]


@pytest.mark.parametrize("path", [ONE, "kaltura-sfdx.lock", "sfdx-project.json"])
def test_a_file_that_appears_is_kept_also_with_force(
    project: Path,
    schema: Path,
    run: Run,
    during: During,
    path: str,
) -> None:
    during(lambda: put(project, path, EDIT))

    result = run("generate", schema, "--project-dir", project, "--force")

    assert result.exit_code == 2
    assert f"error: {path}: was edited while this run was at work" in result.stderr
    assert (project / path).read_bytes() == EDIT
    assert strays(project) == []


@pytest.mark.parametrize("options", [[], ["--force"]])
def test_an_edit_is_kept_and_the_next_run_says_what_to_do(
    project: Path,
    schema: Path,
    run: Run,
    during: During,
    options: list[str],
) -> None:
    run("generate", schema, "--project-dir", project)
    schema.write_text(SCHEMA.replace("type: Email", "type: Phone"), encoding="utf-8")
    during(lambda: put(project, TWO, EDIT))

    result = run("generate", schema, "--project-dir", project, *options)

    assert result.exit_code == 2
    assert (project / TWO).read_bytes() == EDIT
    assert strays(project) == []
    again = run("generate", schema, "--project-dir", project)
    assert again.exit_code == 2
    assert again.stderr.startswith(f"error: {TWO}: was edited since it was generated\n")
    assert f"error: {ONE}" not in again.stderr, "the files that were moved are ours"
    assert run("generate", schema, "--project-dir", project, "--force").exit_code == 0
    assert run("generate", schema, "--project-dir", project, "--check").exit_code == 0


def test_an_edit_of_a_file_to_be_pruned_is_kept(
    project: Path, schema: Path, run: Run, during: During
) -> None:
    run("generate", schema, "--project-dir", project)
    schema.write_text(WITHOUT_TWO, encoding="utf-8")
    during(lambda: put(project, TWO, EDIT))

    result = run("generate", schema, "--project-dir", project, "--prune")

    assert result.exit_code == 2
    assert (project / TWO).read_bytes() == EDIT
    again = run("generate", schema, "--project-dir", project, "--prune")
    assert again.exit_code == 0
    assert f"warning: {TWO}: " in again.stderr
    assert (project / TWO).read_bytes() == EDIT


def test_a_link_that_appears_is_kept(
    project: Path, schema: Path, run: Run, during: During
) -> None:
    run("generate", schema, "--project-dir", project)
    before = tree(project)
    schema.write_text(SCHEMA.replace("label: One", "label: First"), encoding="utf-8")

    def link() -> None:
        (project / ONE).rename(project / "elsewhere")
        (project / ONE).symlink_to(project / "elsewhere")

    during(link)

    assert run("generate", schema, "--project-dir", project, "--force").exit_code == 2
    assert (project / ONE).is_symlink()
    assert (project / "elsewhere").read_bytes() == before[ONE]


def test_a_manifest_of_deletes_that_appears_is_kept(
    project: Path, schema: Path, run: Run, during: During
) -> None:
    run("generate", schema, "--project-dir", project)
    schema.write_text(WITHOUT_TWO, encoding="utf-8")
    path = "manifest/destructive/package.xml"
    during(lambda: put(project, path, EDIT))

    result = run("plan", schema, "--project-dir", project, "--accept-delete", "all")

    assert result.exit_code == 2
    assert (project / path).read_bytes() == EDIT
