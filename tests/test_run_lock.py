"""Runs wait for each other, say for whom, and give up in the end."""

import os
import re
import socket
import threading
import time
from pathlib import Path

import pytest
from conftest import Run
from small_schema import SCHEMA, put

from generator.errors import WriteError
from generator.generation.generate import GenerateRequest, generate
from generator.workspace import run_lock


@pytest.fixture
def schema(tmp_path: Path) -> Path:
    path = tmp_path / "small.yaml"
    path.write_text(SCHEMA, encoding="utf-8")
    return path


def test_a_run_says_for_whom_it_waits_and_gives_up(project: Path, schema: Path) -> None:
    steps: list[str] = []
    request = GenerateRequest(str(schema), project, step=steps.append, timeout=0.2)
    holder = f"process {os.getpid()} on {socket.gethostname()}, at work since "

    with run_lock.held(project):
        started = time.monotonic()
        with pytest.raises(WriteError) as raised:
            generate(request)

    assert 0.2 <= time.monotonic() - started < 5
    assert len(steps) == 1
    assert re.fullmatch(rf"Waiting for {re.escape(holder)}\S+ \S+", steps[0])
    message = raised.value.diagnostics[0].message
    assert message.startswith(f"is in use by {holder}")
    assert message.endswith("; waited 0.2 seconds for it")
    assert raised.value.actions


def test_a_terminal_obeys_nothing_in_the_note_of_another_run(
    project: Path, schema: Path, run: Run
) -> None:
    note = b'{"process": 1, "host": "\\u001b[31m", "since": "\\u202e"}'

    with run_lock.held(project):
        put(project, ".kaltura-sfdx/run.json", note)
        result = run("generate", schema, "--project-dir", project, "--timeout", "0")

    assert result.exit_code == 2
    assert "Waiting for process 1 on \\x1b[31m, at work since \\u202e\n" in result.stderr


def test_a_run_goes_on_when_the_other_one_ends(project: Path, schema: Path) -> None:
    waits = threading.Event()
    request = GenerateRequest(str(schema), project, step=lambda _: waits.set())
    thread = threading.Thread(target=generate, args=[request])

    with run_lock.held(project):
        thread.start()
        assert waits.wait(timeout=30)
    thread.join(timeout=30)

    assert (project / "kaltura-sfdx.lock").exists()
    assert not (project / ".kaltura-sfdx/run.json").exists()


def test_a_run_that_need_not_wait_says_nothing(project: Path, schema: Path) -> None:
    steps: list[str] = []

    for _ in range(2):
        generate(GenerateRequest(str(schema), project, step=steps.append, timeout=0))

    assert steps == []


def test_a_run_with_nothing_to_write_waits_for_nobody(project: Path, schema: Path) -> None:
    generate(GenerateRequest(str(schema), project))
    (project / ".kaltura-sfdx/cache.json").unlink()

    with run_lock.held(project):
        result = generate(GenerateRequest(str(schema), project, timeout=60))

    assert result.changes.changes == ()


@pytest.mark.parametrize(
    "note", [b"", b"[]", b'{"process": [], "host": 1, "since": null}', b'{"process": 1}', b"\xff"]
)
def test_a_note_that_cannot_be_read_is_another_run(project: Path, note: bytes) -> None:
    steps: list[str] = []

    with run_lock.held(project):
        put(project, ".kaltura-sfdx/run.json", note)
        waiting = run_lock.held(project, timeout=0, step=steps.append)
        with pytest.raises(WriteError, match="is in use by another run"), waiting:
            pass

    assert steps == ["Waiting for another run"]


@pytest.mark.parametrize("kind", ["link", "folder"])
def test_a_run_lock_that_is_no_file_is_a_diagnostic(project: Path, kind: str) -> None:
    (project / ".kaltura-sfdx").mkdir()
    if kind == "link":
        (project / ".kaltura-sfdx/run.lock").symlink_to(project / "elsewhere")
    else:
        (project / ".kaltura-sfdx/run.lock").mkdir()

    with pytest.raises(WriteError, match=r"run\.lock: cannot be written"):
        run_lock.held(project, timeout=0).__enter__()

    assert not (project / "elsewhere").exists()
