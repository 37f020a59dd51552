"""Errors of the system while a run writes, as diagnostics that name the file."""

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from generator.diagnostics import Diagnostic
from generator.errors import WriteError
from generator.names import PROGRAM

_STAGED = re.compile(rf"\.([^/\\]+)\.{PROGRAM}$")  # so that a message names the target


@contextmanager
def as_write_errors(root: Path) -> Iterator[None]:
    """Raise an OSError of the block as WriteError, with the path of the file below `root`."""
    try:
        yield
    except OSError as error:
        name = error.filename
        file = os.path.relpath(os.fsdecode(name), root) if name else str(root)
        shown = _STAGED.sub(r"\1", file)
        message = f"cannot be written: {error.strerror or error}"
        raise WriteError(Diagnostic(shown, message)) from error
