"""`plan --against` a revision of git: what is in it is compared, and nothing else is believed."""

import os
import shutil
import subprocess
import time
from pathlib import Path

import pytest
from conftest import Run, execute, has_ended, program
from test_plan import FIELDS, changes, edit, schema

from generator.errors import GeneratorError, ProjectError
from generator.planning.plan import plan
from generator.planning.request import PlanRequest

__all__ = ["schema"]  # a fixture


def test_against_a_revision_of_git(schema: Path, project: Path, run: Run) -> None:
    commit(project)
    edit(
        schema,
        ("Text(20)", "Email"),
        ('      Minutes__c: {label: Minutes, type: "Number(5, 1)"}\n', ""),
    )
    run("generate", schema, "--project-dir", project, "--prune")

    found = changes(run, schema, "--project-dir", project, "--against", "HEAD")

    assert [(each["fullName"], each["action"], each["risk"]) for each in found] == [
        ("Visit__c.Booth__c", "update", "retypes"),
        ("Visit__c.Minutes__c", "delete", "deletes"),
        ("Reader", "update", "access"),
    ]


def commit(folder: Path) -> None:
    git(folder, "init", "--quiet")
    git(folder, "add", ".")
    git(folder, "commit", "--quiet", "--message", "first")


def git(folder: Path, *arguments: str) -> None:
    identity = ("-c", "user.name=Test", "-c", "user.email=test@example.com")
    subprocess.run(["git", "-C", folder, *identity, *arguments], check=True)  # noqa: S607


@pytest.mark.parametrize("revision", ["missing", "--upload-pack=x", "HEAD:file"])
def test_an_unknown_revision_is_an_error(
    revision: str, schema: Path, project: Path, run: Run
) -> None:
    call = ("plan", schema, "--project-dir", project, f"--against={revision}")
    result, by_code = run(*call), run(*call, "--exit-code")

    assert (result.exit_code, by_code.exit_code) == (2, 1)
    assert "is neither a folder nor a revision" in result.stderr
    assert result.stdout == ""


def test_a_revision_that_git_does_not_have_whole_is_an_error(
    schema: Path, project: Path, run: Run
) -> None:
    commit(project)
    path = f"{FIELDS}/Booth__c.field-meta.xml"
    blob = execute("git", "rev-parse", f"HEAD:{path}", cwd=project).stdout.strip()
    (project / ".git/objects" / blob[:2] / blob[2:]).unlink()

    result = run("plan", schema, "--project-dir", project, "--against", "HEAD")

    assert result.exit_code == 2
    assert f"{path} in git HEAD: is not in this copy of the repository" in result.stderr
    assert result.stdout == ""


def other_git(folder: Path, monkeypatch: pytest.MonkeyPatch, script: str) -> Path:
    """Put a program into the place of git; return the file with the process of each call."""
    calls = folder / "calls"
    program(folder / "bin/git", f"echo $$ >>{calls}\n{script}")
    monkeypatch.setenv("PATH", f"{folder / 'bin'}{os.pathsep}/usr/bin:/bin")
    return calls


def test_a_git_that_hangs_is_not_waited_for(
    schema: Path, project: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls = other_git(tmp_path, monkeypatch, "exec sleep 60")
    start = time.monotonic()

    with pytest.raises(ProjectError, match="git HEAD: git did not answer within 3"):
        plan(PlanRequest(str(schema), project, against="HEAD", timeout=3))

    assert time.monotonic() - start < 20
    assert has_ended(calls.read_text(encoding="utf-8").strip())


@pytest.mark.parametrize("failing", ["rev-parse", "ls-tree", "cat-file"])
def test_what_git_says_may_be_in_any_encoding(
    failing: str, schema: Path, project: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    commit(project)
    said = "printf 'fatal: \\344 \\033[2J\\nmore' >&2; exit 128"
    script = f'case "$*" in *{failing}*) {said};; esac\nexec {shutil.which("git")} "$@"'
    other_git(tmp_path, monkeypatch, script)

    with pytest.raises(GeneratorError) as raised:
        plan(PlanRequest(str(schema), project, against="HEAD"))

    assert "HEAD" in str(raised.value)
    assert str(raised.value).endswith("git says: fatal: \ufffd \\x1b[2J")


@pytest.mark.parametrize("kind", ["symbolic link", "submodule"])
def test_what_leads_out_of_a_revision_is_an_error(
    kind: str, schema: Path, project: Path, tmp_path: Path, run: Run
) -> None:
    shutil.move(project / "force-app", tmp_path / "moved")
    if kind == "symbolic link":
        (project / "force-app").symlink_to(tmp_path / "moved")
        commit(project)
    else:
        git(project, "init", "--quiet")
        commit(tmp_path / "moved")
        head = execute("git", "rev-parse", "HEAD", cwd=tmp_path / "moved").stdout.strip()
        git(project, "update-index", "--add", "--cacheinfo", f"160000,{head},force-app")
        git(project, "commit", "--quiet", "--message", "x")

    result = run("plan", schema, "--project-dir", project, "--against", "HEAD")

    assert result.exit_code == 2
    assert f"force-app in git HEAD: is a {kind} in that revision" in result.stderr
