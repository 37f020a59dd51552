"""Writing survives what can happen to a process: kills, refusals of the system, other runs."""

import os
import random
import resource
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from conftest import ROOT, Run, small_disk, tree

from generator.workspace import apply as apply_module
from generator.workspace import journal
from generator.workspace.journal import Journal

OBJECT = """
  {name}:
    label: {name}
    plural_label: {name}
    record_name: {{label: Name}}
    fields:
"""
FIELD = "      Field_{number}__c: {{label: {label}, type: Text({length})}}\n"


def schema_text(length: int, objects: int = 6, fields: int = 20) -> str:
    text = "name: many\nlabel: Many\ndescription: Many files.\ncustom_objects:"
    for number in range(objects):
        text += OBJECT.format(name=f"Object_{number}__c")
        for field in range(fields):
            text += FIELD.format(number=field, label=f"Field {field}", length=length)
    return text


@pytest.fixture
def schema(tmp_path: Path) -> Path:
    path = tmp_path / "many.yaml"
    path.write_text(schema_text(10), encoding="utf-8")
    return path


def start(
    schema: Path, project: Path, *options: str, **settings: object
) -> "subprocess.Popen[str]":
    return subprocess.Popen(  # type: ignore[call-overload,no-any-return]
        [
            *(sys.executable, "-m", "generator", "generate", str(schema)),
            *("--project-dir", str(project), *options),
        ],
        cwd=ROOT,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        **settings,
    )


def strays(project: Path) -> list[str]:
    """Return what a run may leave only while it is at work."""
    paths = [path.relative_to(project).as_posix() for path in project.rglob("*")]
    return [p for p in paths if p.endswith((".kaltura-sfdx/journal.json", "xml.kaltura-sfdx"))]


def test_a_run_killed_anywhere_leaves_every_file_old_or_new_and_the_next_run_heals(
    tmp_path: Path, schema: Path, run: Run
) -> None:
    """Between two versions of a schema, at moments spread over the time that a run takes."""
    moments = random.Random(1)  # noqa: S311  (not a secret: the same moments every time)
    project, fresh = tmp_path / "project", tmp_path / "fresh"
    versions = []
    for length in (10, 11):
        schema.write_text(schema_text(length), encoding="utf-8")
        for folder in (project, fresh):
            folder.mkdir(exist_ok=True)
        run("generate", schema, "--project-dir", fresh)
        versions.append(tree(fresh))
    old, new = versions
    schema.write_text(schema_text(10), encoding="utf-8")
    started = time.monotonic()
    start(schema, project).communicate()
    duration = time.monotonic() - started

    torn = interrupted = 0
    for round_ in range(8):
        schema.write_text(schema_text(11 if round_ % 2 == 0 else 10), encoding="utf-8")
        process = start(schema, project)
        time.sleep(duration * moments.uniform(0.4, 1.0))
        process.send_signal(signal.SIGKILL)
        interrupted += process.wait() == -signal.SIGKILL
        process.communicate()
        found = {p: c for p, c in tree(project).items() if not p.endswith(".kaltura-sfdx")}
        torn += sum(content not in (old[path], new[path]) for path, content in found.items())
        if round_ % 4 == 3:
            assert run("generate", schema, "--project-dir", project).exit_code == 0
            assert tree(project) == (new if round_ % 2 == 0 else old)
            assert strays(project) == []

    assert torn == 0
    assert interrupted >= 4, "too few runs were killed for this test to say anything"


@pytest.mark.parametrize("moment", range(1, 200, 11))
def test_a_run_killed_between_any_two_steps_is_healed_by_the_next(
    project: Path, schema: Path, run: Run, moment: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The first run dies after so many writes and moves; the schema changes before the next."""
    steps = iter(range(1, 10_000))
    replace, write = os.replace, apply_module._write_beside  # noqa: SLF001  (to die in it)
    note = journal.write
    noted: list[Journal | None] = []

    class Killed(BaseException):
        """Nothing catches it to clean up, as nothing does after a kill."""

    def step() -> None:
        if next(steps) == moment:
            raise Killed

    def only_before_the_first_step(root: Path, journal: Journal | None) -> None:
        if not noted:
            note(root, journal)
        noted.append(journal)

    def dying_replace(staged: str, target: str) -> None:
        step()
        replace(staged, target)

    def dying_write(*arguments: object, **options: object) -> None:
        write(*arguments, **options)  # type: ignore[arg-type]
        step()

    with monkeypatch.context() as patch:
        patch.setattr(os, "replace", dying_replace)
        patch.setattr(apply_module, "_write_beside", dying_write)
        patch.setattr(apply_module, "_sweep", lambda *_: None)
        patch.setattr(journal, "write", only_before_the_first_step)
        with pytest.raises(Killed):
            run("generate", schema, "--project-dir", project)
    schema.write_text(schema_text(12, objects=5), encoding="utf-8")
    alone = project.with_name("alone")
    alone.mkdir()
    run("generate", schema, "--project-dir", alone)

    result = run("generate", schema, "--project-dir", project, "--prune")

    assert result.exit_code == 0, result.stderr
    assert tree(project) == tree(alone)
    assert strays(project) == []
    assert run("generate", schema, "--project-dir", project, "--prune", "--check").exit_code == 0


def test_runs_at_once_end_in_the_tree_of_one(
    tmp_path: Path, project: Path, schema: Path, run: Run
) -> None:
    alone = tmp_path / "alone"
    alone.mkdir()
    run("generate", schema, "--project-dir", alone)

    for _ in range(5):
        shutil.rmtree(project)
        project.mkdir()
        processes = [start(schema, project, *options) for options in ([], ["--prune"], [])]
        outcomes = [process.communicate() for process in processes]
        assert [process.returncode for process in processes] == [0] * 3, outcomes
        assert tree(project) == tree(alone)
        assert strays(project) == []


def test_runs_of_two_schemas_at_once_keep_each_others_files(
    tmp_path: Path, project: Path, schema: Path, run: Run
) -> None:
    other = tmp_path / "other.yaml"
    other.write_text(
        schema_text(10, objects=2)
        .replace("name: many", "name: other")
        .replace("Object_", "Other_"),
        encoding="utf-8",
    )
    for round_ in range(5):
        shutil.rmtree(project)
        project.mkdir()
        first = start(schema, project)
        time.sleep(0.02 * round_)
        second = start(other, project, "--prune")
        outcomes = [first.communicate(), second.communicate()]
        assert (first.returncode, second.returncode) == (0, 0), outcomes
        written = tree(project)
        assert {"sfdx-project.json", ".forceignore"} < written.keys()
        assert sum("/Object_" in path for path in written) == 6 * 21
        assert sum("/Other_" in path for path in written) == 2 * 21
        for each in (schema, other):
            assert run("generate", each, "--project-dir", project, "--check").exit_code == 0


def limit_file_size() -> None:
    resource.setrlimit(resource.RLIMIT_FSIZE, (600, 600))


def test_a_full_disk_leaves_nothing_behind(project: Path, schema: Path) -> None:
    """A limit on the size of files stands for the disk: the same error, from the same calls."""
    process = start(schema, project, preexec_fn=limit_file_size)
    stdout, stderr = process.communicate()

    assert process.returncode == 2
    assert stdout == ""
    assert "cannot be written: File too large" in stderr
    assert "Traceback" not in stderr
    assert tree(project) == {}
    assert not (project / "force-app").exists()


def test_a_really_full_disk_leaves_nothing_behind(tmp_path: Path, schema: Path) -> None:
    """A file system of 64 KiB, where this machine lets us mount one."""
    disk = tmp_path / "disk"
    disk.mkdir()
    with small_disk(disk, "64k"):
        process = start(schema, disk)
        _, stderr = process.communicate()
        assert process.returncode == 2
        assert "cannot be written: No space left on device" in stderr
        assert tree(disk) == {}


def test_a_folder_in_the_way_is_named(project: Path, schema: Path, run: Run) -> None:
    path = "force-app/main/default/objects/Object_1__c/fields/Field_7__c.field-meta.xml"
    (project / path).mkdir(parents=True)

    result = run("generate", schema, "--project-dir", project)

    assert result.exit_code == 2
    assert f"error: {path}: cannot be read: Is a directory" in result.stderr
    assert tree(project) == {}


def test_a_file_in_the_way_of_a_folder_is_named(project: Path, schema: Path, run: Run) -> None:
    (project / "force-app").write_bytes(b"mine")

    result = run("generate", schema, "--project-dir", project)

    assert result.exit_code == 2
    assert "cannot be written: Not a directory" in result.stderr
    assert ".kaltura-sfdx" not in result.stderr
    assert tree(project) == {"force-app": b"mine"}
    assert strays(project) == []


def test_a_planted_link_is_not_written_through(
    project: Path, tmp_path: Path, schema: Path, run: Run
) -> None:
    """A staged file is a new one, whatever has its name."""
    victim = tmp_path / "victim"
    victim.write_bytes(b"precious")
    folder = project / "force-app/main/default/objects/Object_1__c/fields"
    folder.mkdir(parents=True)
    (folder / ".Field_7__c.field-meta.xml.kaltura-sfdx").symlink_to(victim)
    (project / ".kaltura-sfdx").mkdir()
    for name in ("cache.json.new", "journal.json.new"):
        (project / ".kaltura-sfdx" / name).symlink_to(victim)

    result = run("generate", schema, "--project-dir", project)

    assert result.exit_code == 0, result.stderr
    assert victim.read_bytes() == b"precious"
    assert not any(path.is_symlink() for path in project.rglob("*"))


def test_a_folder_that_leads_outside_is_a_conflict(
    project: Path, tmp_path: Path, schema: Path, run: Run
) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    (project / "force-app").mkdir()
    (project / "force-app/main").symlink_to(outside)

    result = run("generate", schema, "--project-dir", project, "--force")

    assert result.exit_code == 2
    assert "lies outside the project, by a symbolic link on its way" in result.stderr
    assert tree(outside) == {}


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{",
        b'"x"',
        b'{"a": 1}',
        b'{"staged": ["../victim"], "schemas": {}}',
        b'{"staged": [], "schemas": {"many": {"../victim": ["x"], "README.md": ["y"]}}}',
        b"[" * 100_000,
    ],
)
def test_a_journal_that_is_none_of_ours_says_nothing(
    project: Path, tmp_path: Path, schema: Path, run: Run, content: bytes
) -> None:
    (tmp_path / "victim").write_bytes(b"precious")
    (project / "README.md").write_bytes(b"mine")
    (project / ".kaltura-sfdx").mkdir()
    (project / ".kaltura-sfdx/journal.json").write_bytes(content)

    result = run("generate", schema, "--project-dir", project, "--prune")

    assert result.exit_code == 0, result.stderr
    assert (tmp_path / "victim").read_bytes() == b"precious"
    assert (project / "README.md").read_bytes() == b"mine"
    assert strays(project) == []


def test_a_file_in_place_of_the_working_folder_is_named(
    project: Path, schema: Path, run: Run
) -> None:
    (project / ".kaltura-sfdx").write_bytes(b"mine")

    result = run("generate", schema, "--project-dir", project)

    assert result.exit_code == 2
    assert "error: .kaltura-sfdx: is not a folder; move it away" in result.stderr


def test_a_project_that_cannot_be_written_to_is_an_error(
    project: Path, schema: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever runs the tests as root may write everywhere, so the refusal is made here."""

    def refuse(self: Path, *_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied", str(self))

    monkeypatch.setattr(Path, "mkdir", refuse)

    result = run("generate", schema, "--project-dir", project)

    assert result.exit_code == 2
    assert "error: .kaltura-sfdx: cannot be written: Permission denied" in result.stderr
    assert tree(project) == {}


def test_an_interrupted_run_exits_with_130_and_leaves_no_mess(project: Path, schema: Path) -> None:
    schema.write_text(schema_text(10, objects=60, fields=60), encoding="utf-8")
    process = start(schema, project)
    deadline = time.monotonic() + 60
    while not (project / ".kaltura-sfdx/journal.json").exists():
        assert time.monotonic() < deadline
        time.sleep(0.001)
    process.send_signal(signal.SIGINT)
    _, stderr = process.communicate()

    assert process.returncode == 130
    assert "Traceback" not in stderr
    assert strays(project) == []
    assert tree(project) == {}
