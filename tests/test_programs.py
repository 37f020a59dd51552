"""Other programs are found on PATH alone, and none outlives the process that started it."""

import os
import shlex
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from conftest import ROOT, has_ended, program

from generator import programs

HELD = """
import sys
from generator import programs
programs.run("/bin/sh", "-c", sys.argv[1], timeout=60)
"""


@pytest.fixture
def folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[Path, Path]:
    """Return the current folder and one on PATH, each with a program of the same names."""
    here, there = tmp_path / "here", tmp_path / "there"
    for name in ("tool", "tool.exe", "tool.CMD"):
        program(here / name, "echo here")
    program(there / "tool", "echo there")
    program(there / "tool.CMD", "echo there")
    monkeypatch.chdir(here)
    return here, there


@pytest.mark.parametrize("relative", ["", ".", "../here"])
def test_the_current_folder_is_not_searched(
    relative: str, folders: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    _, there = folders

    monkeypatch.setenv("PATH", f"{relative}{os.pathsep}{there}")
    assert programs.find("tool") == str(there / "tool")
    monkeypatch.setenv("PATH", relative)
    assert programs.find("tool") is None


def test_nor_is_it_on_windows(folders: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch) -> None:
    """Simulated; `shutil.which` of Python 3.11 puts the current folder before PATH there."""
    _, there = folders
    monkeypatch.setattr(programs, "_IS_WINDOWS", True)
    monkeypatch.setenv("PATHEXT", ".EXE;.CMD")
    monkeypatch.setenv("PATH", str(there))

    assert programs.find("tool") == str(there / "tool.CMD")
    assert programs.find("other") is None


def test_what_a_program_starts_does_not_search_the_current_folder_either() -> None:
    """By a variable that `cmd` and CreateProcess obey on Windows; `sf.cmd` starts `node`."""
    said = programs.run("/bin/sh", "-c", "env", timeout=20).stdout.decode()

    assert "NoDefaultCurrentDirectoryInExePath=1\n" in said


def test_a_folder_of_that_name_is_no_program(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "tool").mkdir()
    monkeypatch.setenv("PATH", str(tmp_path))

    assert programs.find("tool") is None


def test_a_program_gets_its_input_and_gives_its_output() -> None:
    done = programs.run(
        "/bin/sh", "-c", "cat; echo err >&2; exit 3", timeout=20, text=b"x" * 2**20
    )

    assert (done.returncode, len(done.stdout), done.stderr) == (3, 2**20, b"err\n")


def end_soon(pids: tuple[str, ...]) -> bool:
    """Whether processes end without more ado: what ends them is a process of its own."""
    deadline = time.monotonic() + 20
    while not all(map(has_ended, pids)):
        if time.monotonic() > deadline:
            return False
        time.sleep(0.02)
    return True


def started(path: Path) -> tuple[str, ...]:
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        if path.exists() and len(pids := path.read_text(encoding="utf-8").split()) > 1:
            return tuple(pids)
        time.sleep(0.02)
    raise AssertionError("nothing was started")


def sleeper(path: Path) -> str:
    """Return a script that starts another program, and notes the process of each."""
    return f"sleep 60 & echo $! $$ >{shlex.quote(str(path))}; wait"


@pytest.mark.parametrize(
    "number", [signal.SIGKILL, signal.SIGTERM, signal.SIGHUP, signal.SIGINT], ids=str
)
def test_no_program_outlives_the_run_that_started_it(
    number: signal.Signals, tmp_path: Path
) -> None:
    pids = tmp_path / "pids"
    call = [sys.executable, "-c", HELD, sleeper(pids)]
    with subprocess.Popen(call, cwd=ROOT, stderr=subprocess.DEVNULL) as process:
        running = started(pids)
        process.send_signal(number)
        process.wait(timeout=30)

    assert end_soon(running)


def test_a_time_limit_ends_all_that_was_started(tmp_path: Path) -> None:
    pids = tmp_path / "pids"

    with pytest.raises(subprocess.TimeoutExpired):
        programs.run("/bin/sh", "-c", sleeper(pids), timeout=3)

    assert end_soon(started(pids))


def test_what_a_program_leaves_behind_is_ended(tmp_path: Path) -> None:
    pids = tmp_path / "pids"
    script = f"sleep 60 >/dev/null 2>&1 & echo $! $! >{shlex.quote(str(pids))}"

    done = programs.run("/bin/sh", "-c", script, timeout=20)

    assert done.returncode == 0
    assert end_soon(started(pids))


def test_an_interrupt_while_a_program_starts_ends_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """It falls into the middle of Popen, so that nobody knows the program that was started."""
    processes = []

    class Interrupted(subprocess.Popen[bytes]):
        def __init__(self, *arguments: object, **options: object) -> None:
            super().__init__(*arguments, **options)  # type: ignore[call-overload]  # as it came
            processes.append(self)
            signal.raise_signal(signal.SIGINT)

    monkeypatch.setattr(subprocess, "Popen", Interrupted)

    with pytest.raises(KeyboardInterrupt):
        programs.run("/bin/sleep", "60", timeout=60)

    (process,) = processes
    assert process.communicate(timeout=10) == (b"", b"")
    assert process.returncode == -signal.SIGKILL


def test_a_group_of_ended_processes_may_not_be_signalled_on_macos(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Simulated: where Linux says that there is no such process, macOS says EPERM."""

    def refuse(_group: int, _signal: int) -> None:
        raise PermissionError

    monkeypatch.setattr(os, "killpg", refuse)

    assert programs.run("/bin/echo", "done", timeout=20).stdout == b"done\n"


def test_a_program_that_cannot_be_started(tmp_path: Path) -> None:
    path = program(tmp_path / "bin/tool", "") / "tool"
    path.write_text("#!/nowhere/interpreter\n", encoding="utf-8")

    assert programs.run(str(path), timeout=20).returncode in {126, 127}
