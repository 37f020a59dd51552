"""The file of a page that a command makes, such as a data dictionary. It is ours if it says so."""

import os
from enum import StrEnum
from pathlib import Path

from generator import files
from generator.diagnostics import Diagnostic
from generator.errors import WriteError
from generator.names import PROGRAM

# One of these stands at the start of each page: in HTML, or in Markdown.
MARKDOWN_MARK = f"<!-- generator: {PROGRAM} -->"
_HTML_MARK = f'<meta name="generator" content="{PROGRAM}">'
_MARKS = (_HTML_MARK.encode(), MARKDOWN_MARK.encode())
_START = 1_024  # bytes


class State(StrEnum):
    """What a file is, compared with what it would be written with."""

    MISSING = "is missing"
    OUTDATED = "is not current"
    CURRENT = "is current"


def in_project(root: Path, name: str) -> Path:
    """Return the path of a page in a project. Raises WriteError if links lead out of it."""
    path = root / name
    if files.leads_outside(root, name):
        message = "lies outside the project, through a symbolic link; name a file with --output"
        raise WriteError(Diagnostic(str(path), message))
    here = Path.cwd()
    return path.relative_to(here) if path.is_relative_to(here) else path


def compare(path: Path, content: bytes, *, force: bool) -> State:
    """Return what the file at a path is. With `force`, one that is not ours is out of date.

    Raises WriteError for a file that is not ours, that is no regular file, or cannot be read.
    """
    try:
        found = files.read(path)
    except FileNotFoundError:
        return State.MISSING
    except OSError as error:
        message = f"cannot be read: {error.strerror}; name another file with --output"
        raise WriteError(Diagnostic(str(path), message)) from error
    if found == content:
        return State.CURRENT
    if not force and not any(mark in found[:_START] for mark in _MARKS):
        message = (
            f"exists already, and {PROGRAM} did not make it; name another file with --output, "
            "or overwrite it with --force"
        )
        raise WriteError(Diagnostic(str(path), message))
    return State.OUTDATED


def write(path: Path, content: bytes) -> None:
    """Write the file in one step, with the folders above it. Raises WriteError."""
    try:
        target = Path(os.path.realpath(path))
        target.parent.mkdir(parents=True, exist_ok=True)
        files.replace(target, content)
    except OSError as error:
        message = f"cannot be written: {error.strerror}"
        raise WriteError(Diagnostic(str(path), message)) from error
