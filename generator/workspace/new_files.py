"""Write a file that is not there yet."""

import os
from pathlib import Path

from generator.diagnostics import Diagnostic
from generator.errors import WriteError


def refuse_existing(path: Path) -> None:
    """Raise WriteError if something is at a path."""
    if os.path.lexists(path):
        message = "exists already; name another file, or move this one away"
        raise WriteError(Diagnostic(str(path), message))


def write_new(path: Path, content: bytes) -> None:
    """Write a new file. Raises WriteError if something is there, or if the system refuses."""
    refuse_existing(path)
    try:
        with path.open("xb") as file:
            file.write(content)
    except OSError as error:
        raise WriteError(Diagnostic(str(path), f"cannot be written: {error.strerror}")) from error
