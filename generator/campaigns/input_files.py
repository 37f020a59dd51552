"""Open a file that a person names for `sf` output; a hyphen stands for the standard input.

It may be a pipe, as in `<(sf data query ...)`, so reading it may wait for another program.
"""

import errno
import os
import sys
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import BinaryIO


def open_input(path: str) -> AbstractContextManager[BinaryIO]:
    """Open a file for reading. Raises OSError if that fails, or if there is no standard input."""
    if path != "-":
        return Path(path).open("rb")
    if sys.stdin is None:
        raise OSError(errno.EBADF, os.strerror(errno.EBADF))
    return nullcontext(sys.stdin.buffer)


def shown_name(path: str) -> str:
    """Return the name that diagnostics have for such a file."""
    return "standard input" if path == "-" else path
