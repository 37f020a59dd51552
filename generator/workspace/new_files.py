"""Write a file that a person names: a new one, or, if they say so, over one that is there."""

import os
from pathlib import Path

from generator import files
from generator.diagnostics import Diagnostic
from generator.errors import WriteError


def refuse_existing(path: Path, way_out: str = "move this one away") -> None:
    """Raise WriteError if something is at a path."""
    if os.path.lexists(path):
        message = f"exists already; name another file, or {way_out}"
        raise WriteError(Diagnostic(str(path), message))


def write_new(path: Path, content: bytes) -> None:
    """Write a new file. Raises WriteError if something is there, or if the system refuses."""
    refuse_existing(path)
    try:
        with path.open("xb") as file:
            file.write(content)
    except OSError as error:
        raise WriteError(Diagnostic(str(path), f"cannot be written: {error.strerror}")) from error


def write_file(path: Path, content: bytes, *, force: bool) -> None:
    """Write a file; with `force`, over one that is there, in one step.

    Raises WriteError if something is there that may not be overwritten, or if the system refuses.
    """
    if not force:
        refuse_existing(path, "overwrite it with --force")
        write_new(path, content)
        return
    try:
        if path.exists() and not path.is_file():
            raise WriteError(Diagnostic(str(path), "is not a regular file; name another one"))
        files.replace(path.resolve(), content)
    except OSError as error:
        raise WriteError(Diagnostic(str(path), f"cannot be written: {error.strerror}")) from error
