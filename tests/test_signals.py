"""Signals end a run, wherever they arrive."""

import signal
import sys

import pytest
from conftest import execute

# The signal arrives in the callback of a weak reference, where Python drops what is raised.
SCRIPT = """
import os, signal, sys, time, weakref
from generator import __main__, cli

class Thing:
    pass

def run():
    thing = Thing()
    reference = weakref.ref(thing, lambda _: os.kill(os.getpid(), {number}))
    del thing
    time.sleep(20)
    return 0

signal.signal(signal.SIGINT, signal.default_int_handler)
cli.run = run
__main__.main()
"""


@pytest.mark.parametrize(
    ("number", "status"), [(signal.SIGTERM, 143), (signal.SIGHUP, 129), (signal.SIGINT, 130)]
)
def test_a_signal_ends_the_run_also_where_python_drops_exceptions(
    number: signal.Signals, status: int
) -> None:
    result = execute(sys.executable, "-c", SCRIPT.format(number=int(number)))

    assert result.returncode == status
    assert "Traceback" not in result.stderr
