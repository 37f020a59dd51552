"""The working folder of a project, which git ignores: run lock, journal, cache.

A symbolic link in its place is never followed: nothing is read or written through it.
"""

import os
import stat
from pathlib import Path

from generator.diagnostics import Diagnostic
from generator.errors import WriteError
from generator.files import leads_outside, read_json, replace
from generator.names import PROGRAM

NAME = f".{PROGRAM}"
_MARKER = ".gitignore"


def exists(root: Path) -> bool:
    """Whether a run was here before, or is at work."""
    return os.path.lexists(root / NAME)


def make(root: Path) -> Path:
    """Make the folder if it is not there, and return it.

    Raises WriteError if a link or a file has its name, OSError if the system refuses.
    """
    path = root / NAME
    if _is_link(root):
        message = "is a symbolic link; remove it, so that a folder can be made in its place"
        raise WriteError(Diagnostic(NAME, message))
    try:
        path.mkdir(exist_ok=True)
    except FileExistsError as error:
        message = "is not a folder; move it away, so that a folder can be made in its place"
        raise WriteError(Diagnostic(NAME, message)) from error
    return path


def hide(root: Path) -> None:
    """Hide the folder from git; the caller holds the run lock."""
    marker = root / NAME / _MARKER
    if not os.path.lexists(marker):
        replace(marker, b"*\n")


def read(root: Path, name: str) -> object:
    """Return what a JSON file of the folder holds.

    Raises FileNotFoundError if there is none, OSError or JsonError if it cannot be read.
    """
    if _is_link(root):
        raise FileNotFoundError(root / NAME / name)
    try:
        return read_json(root / NAME / name)
    except NotADirectoryError as error:
        raise FileNotFoundError(root / NAME / name) from error


def checkout(root: Path) -> str:
    """Return a mark that this copy of the project has, and no other copy or clone.

    It is the device, the number and the time of change, to the nanosecond, of the file that hides
    the folder. The system sets them when the file is made, so nobody can commit them beforehand.
    Empty on a file system that keeps no such time. Raises OSError if there is no such file.
    """
    status = (root / NAME / _MARKER).lstat()
    if not (stat.S_ISREG(status.st_mode) and status.st_ctime_ns):
        return ""
    return f"{status.st_dev}:{status.st_ino}:{status.st_ctime_ns}"


def _is_link(root: Path) -> bool:
    return (root / NAME).is_symlink() or leads_outside(root, NAME)
