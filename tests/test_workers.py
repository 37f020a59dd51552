"""Work on several cores: results in their order, no process that outlives a run."""

import concurrent.futures
import os
import signal
import subprocess
import sys
import time

import pytest
from conftest import ROOT, execute

from generator.validation import workers
from generator.validation.workers import cores, spread

# The run and both of its workers say that they are at work, and then take a minute for it.
_WORK = "import os, time; os.write(1, b'working\\n'); time.sleep(60)"
_RUN = f"""
from generator.validation import workers
workers.cores = lambda: 3
workers.spread(exec, {_WORK!r}, [{_WORK!r}] * 4, lambda parts: parts)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="signals of POSIX")
@pytest.mark.parametrize("name", ["SIGTERM", "SIGKILL", "SIGHUP", "SIGQUIT"])
def test_no_worker_outlives_a_run_that_is_ended(name: str) -> None:
    """Whoever reads the output of the run sees its end: every process has closed it."""
    with subprocess.Popen(
        [sys.executable, "-c", _RUN], cwd=ROOT, stdout=subprocess.PIPE, text=True
    ) as run:
        assert run.stdout is not None
        assert [run.stdout.readline() for _ in range(3)] == ["working\n"] * 3

        run.send_signal(getattr(signal, name))

        try:
            rest, _ = run.communicate(timeout=20)
        except subprocess.TimeoutExpired:
            pytest.fail("a worker is still there")
        assert rest == ""
        assert run.returncode == -getattr(signal, name)


def test_results_come_in_the_order_of_the_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workers, "cores", lambda: 3)

    assert spread(abs, -1, [-2, -3, -4, -5], lambda parts: parts) == [1, 2, 3, 4, 5]
    assert spread(abs, -1, [], lambda parts: parts) == [1]


def test_a_worker_that_the_system_ends_costs_no_result(monkeypatch: pytest.MonkeyPatch) -> None:
    """As the kernel does where memory is short: the parts are worked on here."""
    monkeypatch.setattr(workers, "cores", lambda: 3)
    end = f"__import__('os').getpid() == {os.getpid()} or __import__('os')._exit(9)"

    assert spread(eval, "1", [end] * 4, lambda parts: parts) == [1, True, True, True, True]


def test_an_interrupted_run_leaves_the_rest_undone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workers, "cores", lambda: 2)

    def interrupt(_parts: list[float]) -> list[float]:
        raise KeyboardInterrupt

    started = time.monotonic()
    with pytest.raises(KeyboardInterrupt):
        spread(time.sleep, 0.0, [0.5] * 60, interrupt)

    assert time.monotonic() - started < 15


def test_where_the_system_gives_no_processes_all_is_done_here(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise OSError(38, "Function not implemented")

    monkeypatch.setattr(concurrent.futures, "ProcessPoolExecutor", refuse)

    assert spread(abs, -1, [-2, -3], lambda parts: parts) == [1, 2, 3]


@pytest.mark.skipif(not hasattr(os, "fork"), reason="a call of POSIX")
def test_where_the_system_gives_too_few_processes_none_is_left() -> None:
    script = """
import os
from generator.validation import workers

fork, forks = os.fork, []

def refuse_the_second():
    forks.append(1)
    if len(forks) == 2:
        raise BlockingIOError(11, "Resource temporarily unavailable")
    return fork()

os.fork = refuse_the_second
workers.cores = lambda: 4
print(workers.spread(abs, -1, [-2, -3, -4, -5], lambda parts: parts))
"""

    result = execute(sys.executable, "-c", script)

    assert (result.returncode, result.stdout) == (0, "[1, 2, 3, 4, 5]\n"), result.stderr


def test_there_are_no_more_workers_than_windows_can_wait_for(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked: list[int] = []

    def refuse(count: int, **_: object) -> None:
        asked.append(count)
        raise OSError

    monkeypatch.setattr(workers, "cores", lambda: 128)
    monkeypatch.setattr(concurrent.futures, "ProcessPoolExecutor", refuse)
    spread(abs, 0, [0] * 500, lambda parts: parts)
    spread(abs, 0, [0] * 3, lambda parts: parts)

    assert asked == [61, 3]


@pytest.mark.skipif(not hasattr(os, "sched_setaffinity"), reason="a call of Linux")
def test_only_the_cores_that_a_process_may_use_count() -> None:
    allowed = os.sched_getaffinity(0)
    try:
        os.sched_setaffinity(0, {min(allowed)})
        assert cores() == 1
    finally:
        os.sched_setaffinity(0, allowed)
    assert cores() == len(allowed)
