"""Writing survives what can happen to a process: kills, refusals of the system, other runs."""

import errno
import os
import random
import resource
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import Any

import pytest
from conftest import ROOT, Run, small_disk, tree

from generator import files
from generator.workspace import apply as apply_module
from generator.workspace import journal, working_folder
from generator.workspace.diff import Change, Changes
from generator.workspace.journal import Journal
from generator.workspace.ownership import digest

OBJECT = """
  {name}:
    label: {name}
    plural_label: {name}
    record_name: {{label: Name}}
    fields:
"""
OF_A_MOVE = ("_move", "_refuse_late_edit", "_staged")
JOURNAL = ".kaltura-sfdx/journal.json"
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


# A run that sends a signal to itself, right before such a step of its writing. Steps are counted,
# so that it is the same one each time, however fast the machine is.
ENDS = """
import os, sys
from generator.__main__ import main
root, number, moment = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
left = iter(range(moment - 1, -1, -1))

def count(event, arguments):
    writes = event in {"os.mkdir", "os.rename", "os.remove", "os.rmdir"} or (
        event == "open" and isinstance(arguments[1], str) and arguments[1] != "r"
    )
    if writes and str(arguments[0]).startswith(root) and next(left, 1) == 0:
        os.kill(os.getpid(), number)

sys.argv = ["kaltura-sfdx", *sys.argv[4:]]
sys.addaudithook(count)
main()
"""


def start(
    schema: Path,
    project: Path,
    *options: str,
    ends: tuple[signal.Signals, int] | None = None,
    **settings: object,
) -> "subprocess.Popen[str]":
    """Start a run; `ends` are a signal that it sends to itself, and the step at which it does."""
    program = ["-m", "generator"]
    if ends is not None:
        program = ["-c", ENDS, str(project), *(str(int(number)) for number in ends)]
    return subprocess.Popen(  # type: ignore[call-overload,no-any-return]
        [
            *(sys.executable, *program, "generate", str(schema)),
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
    kinds = (JOURNAL, f"{JOURNAL}.new", "xml.kaltura-sfdx")
    return [path for path in paths if path.endswith(kinds)]


def test_a_run_killed_anywhere_leaves_every_file_old_or_new_and_the_next_run_heals(
    tmp_path: Path, schema: Path, run: Run
) -> None:
    """Between two versions of a schema, at steps spread over all that a run writes."""
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
    assert run("generate", schema, "--project-dir", project).exit_code == 0

    torn = interrupted = 0
    for round_ in range(8):
        schema.write_text(schema_text(11 if round_ % 2 == 0 else 10), encoding="utf-8")
        process = start(schema, project, ends=(signal.SIGKILL, moments.randint(1, 250)))
        process.communicate()
        interrupted += process.returncode == -signal.SIGKILL  # or there were fewer steps
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
    project: Path, schema: Path, run: Run, moment: int
) -> None:
    """The first run dies before such a write or move; the schema changes before the next."""
    writes = 6 * 21 + 5  # the files of the schema, the manifest, and what a new project has
    if moment <= writes:
        death = killed_at(apply_module, "_write_beside", call=moment)
    else:  # the working folder has three files that are moved before
        death = killed_at(os, "replace", call=moment - writes + 3)
    with death:
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
        results = [process.communicate() for process in processes]
        assert [process.returncode for process in processes] == [0] * 3, results
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
        results = [first.communicate(), second.communicate()]
        assert (first.returncode, second.returncode) == (0, 0), results
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
    assert "lies outside the project, through a symbolic link" in result.stderr
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
    (project / JOURNAL).write_bytes(content)

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


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
@pytest.mark.parametrize("moment", [1, 9, 60, 130])
def test_a_run_that_is_ended_leaves_no_mess(
    project: Path, schema: Path, number: signal.Signals, moment: int
) -> None:
    """Before its first move: while it makes the working folder, notes, and writes new contents."""
    process = start(schema, project, ends=(number, moment))
    _, stderr = process.communicate()

    assert process.returncode == 128 + number
    assert "Traceback" not in stderr
    assert strays(project) == []
    assert tree(project) == {}


class Ended(BaseException):
    """Raised as a signal is: between any two lines."""


@contextmanager
def ended_at(line: int) -> Iterator[list[str]]:
    """Raise Ended at that line of those that the writer and its journal run; yield its place."""
    modules = {apply_module.__file__, journal.__file__, files.__file__, working_folder.__file__}
    lines = iter(range(1, 100_000))
    place: list[str] = []

    def trace(frame: FrameType, event: str, _argument: object) -> Any:
        if frame.f_code.co_filename not in modules:
            return None
        if event == "line" and next(lines) == line:
            place.append(frame.f_code.co_name)
            raise Ended
        return trace

    before = sys.gettrace()
    sys.settrace(trace)
    try:
        yield place
    except Ended:
        pass
    finally:
        sys.settrace(before)


# A file that is open at that moment is closed when it is collected, which Python warns of.
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_a_run_that_is_ended_between_any_two_lines_is_undone_or_noted(tmp_path: Path) -> None:
    """Before the moves nothing is left; from then on, the journal says what the next run needs."""
    paths = [f"force-app/{name}.xml" for name in "abc"]
    digests = dict.fromkeys(paths, digest(b"new"))
    noted, moved, places = [], [], [""]  # by the number of the line
    for line in range(1, 1000):
        project = tmp_path / str(line)
        project.mkdir()
        with ended_at(line) as place:
            apply_module.apply(creating(paths, digests), project, ("many",))
        if not place:
            break
        places += place
        there, left = tree(project), strays(project)
        assert left in ([], [JOURNAL]), (line, place)
        assert left or len(there) in {0, len(paths)}, (line, place)
        if left:
            noted.append(line)
        if there:
            moved.append(line)
        missing = [path for path in paths if path not in there]
        apply_module.apply(creating(missing, digests), project, ("many",))
        assert tree(project) == dict.fromkeys(paths, b"new"), (line, place)
        assert strays(project) == [], (line, place)

    assert not place
    assert noted == list(range(noted[0], noted[-1] + 1))
    assert set(places[noted[0] : moved[0]]) <= {"apply", *OF_A_MOVE}
    assert places[noted[0] : moved[0]].count("apply") <= 2


def creating(paths: list[str], digests: dict[str, str]) -> Changes:
    return Changes(tuple(Change(path, None, b"new") for path in paths), 0, (), digests)


def test_a_note_that_cannot_be_written_changes_nothing(
    project: Path, schema: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(path: Path, _content: bytes) -> None:
        raise OSError(errno.ENOSPC, "No space left on device", str(path))

    own = project / "force-app/main/default/objects/Object_1__c/fields"
    own.mkdir(parents=True)
    (project / ".kaltura-sfdx").mkdir()
    (project / JOURNAL).write_bytes(b"of another program")
    monkeypatch.setattr(journal, "replace", refuse)

    result = run("generate", schema, "--project-dir", project)

    assert result.exit_code == 2
    assert f"error: {JOURNAL}: cannot be written: No space left on device" in result.stderr
    assert own.is_dir()
    assert (project / JOURNAL).read_bytes() == b"of another program"


class Killed(BaseException):
    """Nothing catches it to clean up, as nothing does after a kill."""


@contextmanager
def killed_at(place: object, name: str, *, call: int = 1) -> Iterator[None]:
    """Let the run die at a call of a function; what would clean up does nothing from then on."""
    calls = iter(range(1, 10_000))
    function, note = getattr(place, name), journal.write
    dead: list[bool] = []

    def dies(*arguments: object) -> None:
        if next(calls) == call:
            dead.append(True)
            raise Killed
        function(*arguments)

    def notes_alive(root: Path, journal: Journal | None) -> None:
        if not dead:
            note(root, journal)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(apply_module, "_sweep", lambda *_: None)
        patch.setattr(journal, "write", notes_alive)
        patch.setattr(place, name, dies)
        with pytest.raises(Killed):
            yield


def test_a_prune_killed_before_it_removes_folders_is_healed(
    project: Path, schema: Path, run: Run
) -> None:
    run("generate", schema, "--project-dir", project)
    schema.write_text(schema_text(10, objects=1), encoding="utf-8")
    with killed_at(apply_module, "_remove_empty"):
        run("generate", schema, "--project-dir", project, "--prune")
    assert (project / "force-app/main/default/objects/Object_5__c/fields").is_dir()

    assert run("generate", schema, "--project-dir", project).exit_code == 0

    assert [path.name for path in (project / "force-app/main/default/objects").iterdir()] == [
        "Object_0__c"
    ]
    assert strays(project) == []


def test_the_journal_does_not_grow_with_each_kill(project: Path, schema: Path, run: Run) -> None:
    sizes = []
    for length in range(10, 18):
        schema.write_text(schema_text(length, objects=1), encoding="utf-8")
        with killed_at(os, "replace", call=20):
            run("generate", schema, "--project-dir", project)
        sizes.append((project / JOURNAL).stat().st_size)

    assert max(sizes) < 3 * sizes[0]
    assert run("generate", schema, "--project-dir", project).exit_code == 0
    assert run("generate", schema, "--project-dir", project, "--check").exit_code == 0
    assert strays(project) == []


def test_a_killed_run_is_healed_also_after_a_run_of_another_schema(
    project: Path, schema: Path, tmp_path: Path, run: Run
) -> None:
    text = schema_text(10, objects=1)
    other = tmp_path / "other.yaml"
    other.write_text(
        text.replace("name: many", "name: other").replace("Object_", "Other_"), encoding="utf-8"
    )
    run("generate", other, "--project-dir", project)
    schema.write_text(text, encoding="utf-8")
    with killed_at(os, "replace", call=10):
        run("generate", schema, "--project-dir", project)
    other.write_text(
        other.read_text(encoding="utf-8").replace("Text(10)", "Text(11)"), encoding="utf-8"
    )
    assert run("generate", other, "--project-dir", project).exit_code == 0
    schema.write_text(text.replace("Text(10)", "Text(11)"), encoding="utf-8")

    result = run("generate", schema, "--project-dir", project)

    assert result.exit_code == 0, result.stderr
    assert strays(project) == []
    for each in (schema, other):
        assert run("generate", each, "--project-dir", project, "--check").exit_code == 0
