"""The run lock: one run at a time writes to a project; the others wait, and say for which one.

The system frees the lock when its process ends, however that ends. Who holds the lock stands in
a file beside it, which serves messages only.
"""

import json
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from generator.diagnostics import Diagnostic
from generator.errors import WriteError
from generator.files import JsonError, replace
from generator.workspace import working_folder
from generator.workspace.refusals import explained

if TYPE_CHECKING:
    from filelock import BaseFileLock

TIMEOUT = 60.0  # seconds
_LOCK = "run.lock"
_HOLDER = "run.json"


def _silent(_step: str) -> None:
    pass


@contextmanager
def held(
    root: Path, *, timeout: float = TIMEOUT, step: Callable[[str], None] = _silent
) -> Iterator[None]:
    """Keep other runs out of the project while the block runs.

    If another run is at work, calls `step` with a line that names it, and waits up to `timeout`
    seconds for its end. Raises WriteError if it has not ended then, or if the system refuses.
    """
    with explained(root):
        lock = _acquired(root, timeout, step)
    try:
        with explained(root):
            working_folder.hide(root)
            _note_holder(root)
        yield
    finally:
        with suppress(OSError):
            (root / working_folder.NAME / _HOLDER).unlink()
        lock.release()


def _acquired(root: Path, timeout: float, step: Callable[[str], None]) -> "BaseFileLock":
    from filelock import FileLock, Timeout  # noqa: PLC0415  (only a run that writes needs it)

    lock = FileLock(working_folder.make(root) / _LOCK)
    with suppress(Timeout):
        lock.acquire(timeout=0)
        return lock
    holder = _holder(root)
    step(f"Waiting for {holder}")
    try:
        lock.acquire(timeout=max(timeout, 0), poll_interval=0.05)
    except Timeout as error:
        message = f"is in use by {holder}; waited {timeout:g} seconds for it"
        action = "Wait until that run has ended, or end it; then run this again."
        raise WriteError(Diagnostic(str(root), message), actions=(action,)) from error
    return lock


def _note_holder(root: Path) -> None:
    from socket import gethostname  # noqa: PLC0415  (filelock has imported it)

    since = datetime.now().astimezone().isoformat(" ", "seconds")
    data = {"process": os.getpid(), "host": gethostname(), "since": since}
    replace(root / working_folder.NAME / _HOLDER, json.dumps(data).encode())


def _holder(root: Path) -> str:
    """Return which run holds the lock, for people, as far as its note can be read."""
    with suppress(OSError, JsonError):
        match working_folder.read(root, _HOLDER):
            case {"process": int(process), "host": str(host), "since": str(since)}:
                return f"process {process} on {host[:255]}, at work since {since[:40]}"
    return "another run"
