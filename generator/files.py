"""Read and write files: only regular ones, never without a limit, never half written."""

import errno
import json
import os
import posixpath
import re
import stat
from collections.abc import Iterable
from pathlib import Path

MAX_BYTES = 128 * 2**20  # no file of a project that we know comes near
_READ = os.O_RDONLY
for _flag in ("O_NONBLOCK", "O_CLOEXEC", "O_NOCTTY", "O_BINARY"):  # each where the system has it
    _READ |= getattr(os, _flag, 0)
_NO_FOLLOW: int = getattr(os, "O_NOFOLLOW", 0)
_KINDS = {
    stat.S_IFIFO: "a named pipe",
    stat.S_IFSOCK: "a socket",
    stat.S_IFCHR: "a device",
    stat.S_IFBLK: "a device",
}
# A part of a path that one of our own files may hold: no drive, no NUL, no half of a surrogate
# pair, no step upward (for which Windows also takes "..." and ".. ").
_PART = r"(?!(?:\.[. ]+| +)(?:/|\Z))[^:\\\0\ud800-\udfff/]*"
_INSIDE = re.compile(rf"(?!/|\Z){_PART}(?:/{_PART})*")


class JsonError(ValueError):
    """A text is not JSON. `line` is where, if that is known."""

    def __init__(self, message: str, line: int | None = None) -> None:
        super().__init__(message)
        self.line = line


def read(path: str | Path, *, limit: int = MAX_BYTES, follow: bool = True) -> bytes:
    """Return what a regular file holds; `follow` a symbolic link at its end, or refuse it.

    Never waits: a named pipe, a socket or a device is refused. Raises OSError, whose `strerror`
    says why, for these, for a file of more than `limit` bytes, and where the system refuses.
    """
    try:
        descriptor = os.open(path, _READ if follow else _READ | _NO_FOLLOW)
    except OSError as error:
        if error.errno == errno.ENXIO:  # what the system says of a socket
            raise _no_regular_file(os.stat(path).st_mode, path) from error  # noqa: PTH116
        raise
    try:
        status = os.fstat(descriptor)
        if not stat.S_ISREG(status.st_mode):
            raise _no_regular_file(status.st_mode, path)
        return _read_all(descriptor, status.st_size, limit, path)
    finally:
        os.close(descriptor)


def _read_all(descriptor: int, size: int, limit: int, path: str | Path) -> bytes:
    """Read to the end: one call, unless the size was not the true one."""
    content = os.read(descriptor, min(size, limit) + 1)
    if len(content) != size:
        while part := os.read(descriptor, limit + 1 - len(content)):
            content += part
    if len(content) > limit:
        raise OSError(errno.EFBIG, f"is larger than {limit / 2**20:g} MiB", str(path))
    return content


def _no_regular_file(mode: int, path: str | Path) -> OSError:
    if stat.S_ISDIR(mode):
        return IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), str(path))
    kind = _KINDS.get(stat.S_IFMT(mode), "of another kind")
    return OSError(errno.EINVAL, f"is {kind}, not a regular file", str(path))


def read_json(path: Path) -> object:
    """Return what a JSON file holds. Raises OSError as `read` does, and JsonError."""
    return json_from(read(path))


def json_from(text: bytes) -> object:
    """Return what JSON holds. Raises JsonError, which says why it cannot be read."""
    try:
        return json.loads(text.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        line = text.count(b"\n", 0, error.start) + 1
        raise JsonError("is not UTF-8 text", line) from error
    except json.JSONDecodeError as error:
        raise JsonError(f"is not valid JSON: {error.msg}", error.lineno) from error
    except RecursionError as error:
        raise JsonError("is not valid JSON: nested too deeply") from error
    except ValueError as error:  # a number of thousands of digits
        raise JsonError("is not valid JSON: a number is too long") from error


def create(path: str | Path, content: bytes) -> None:
    """Write a new file, in place of whatever has its name; never through a link to elsewhere."""
    try:
        file = open(path, "xb")  # noqa: PTH123, SIM115  (20,000 times; closed below)
    except FileExistsError:
        os.unlink(path)  # noqa: PTH108
        file = open(path, "xb")  # noqa: PTH123, SIM115
    with file:
        file.write(content)


def replace(path: Path, content: bytes) -> None:
    """Write a file at once: it is the old one or the new one, never half of it."""
    staged = path.with_name(f"{path.name}.new")
    create(staged, content)
    staged.replace(path)


def is_inside(path: object) -> bool:
    """Whether a path, as one of our own files has it, is one that stays in the project."""
    return isinstance(path, str) and _INSIDE.fullmatch(path) is not None


def folded(path: str) -> str:
    """Return what is equal for all spellings of a path that a disk may take for one file."""
    return posixpath.normpath(path).casefold()


def folders_of(paths: Iterable[str]) -> set[str]:
    """Return the folder of each path; that of the project itself is empty."""
    return {path.rpartition("/")[0] for path in paths}


def leads_outside(root: Path, folder: str) -> bool:
    """Whether a folder of the project lies elsewhere, by a symbolic link on its way."""
    real_root = os.path.realpath(root)
    real = os.path.realpath(os.path.join(real_root, folder))  # noqa: PTH118  (thousands of times)
    return real != real_root and not real.startswith(os.path.join(real_root, ""))  # noqa: PTH118
