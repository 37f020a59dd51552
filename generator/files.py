"""Read and write files: only regular ones, never without a limit, never half written."""

import errno
import json
import os
import posixpath
import re
import stat
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

MAX_BYTES = 128 * 2**20  # the largest known file of a project is far smaller
_READ = os.O_RDONLY
for _flag in ("O_NONBLOCK", "O_CLOEXEC", "O_NOCTTY", "O_BINARY"):  # those that the system has
    _READ |= getattr(os, _flag, 0)
_NO_FOLLOW: int = getattr(os, "O_NOFOLLOW", 0)
_KINDS = {
    stat.S_IFIFO: "a named pipe",
    stat.S_IFSOCK: "a socket",
    stat.S_IFCHR: "a device",
    stat.S_IFBLK: "a device",
}
# One part of a path in our own files (ownership file, journal, cache). It has no drive, no NUL and
# no half of a surrogate pair, and does not lead upward; for Windows, "..." and ".. " do so too.
_PART = r"(?!(?:\.[. ]+| +)(?:/|\Z))[^:\\\0\ud800-\udfff/]*"
_INSIDE = re.compile(rf"(?!/|\Z){_PART}(?:/{_PART})*")


class JsonError(ValueError):
    """A text is not JSON. `line` is where, if that is known."""

    def __init__(self, message: str, line: int | None = None) -> None:
        super().__init__(message)
        self.line = line


def read(path: str | Path, *, limit: int = MAX_BYTES, follow: bool = True) -> bytes:
    """Return the content of a regular file. Without `follow`, the file may not be a link.

    Never waits: a named pipe, a socket or a device is an error at once. Raises OSError for these,
    for a file of more than `limit` bytes, and if the system refuses; its `strerror` says why.
    """
    try:
        descriptor = os.open(path, _READ if follow else _READ | _NO_FOLLOW)
    except OSError as error:
        if error.errno == errno.ENXIO:  # the error for a socket
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
    """Read to the end: with one call, unless the file has another size than the system says."""
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
    """Return the data in a JSON file. Raises OSError as `read` does, and JsonError."""
    return json_from(read(path))


def json_from(text: bytes) -> object:
    """Return the data in JSON. Raises JsonError, which says why it cannot be read."""
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
    """Write a new file. What has its name is removed first, so no link is followed."""
    try:
        file = open(path, "xb")  # noqa: PTH123, SIM115  (20,000 times; closed below)
    except FileExistsError:
        os.unlink(path)  # noqa: PTH108
        file = open(path, "xb")  # noqa: PTH123, SIM115
    with file:
        file.write(content)


def replace(path: Path, content: bytes) -> None:
    """Replace a file in one step: at each moment it is the old one or the new one."""
    staged = path.with_name(f"{path.name}.new")
    try:
        create(staged, content)
        staged.replace(path)
    except BaseException:
        with suppress(OSError):
            staged.unlink()
        raise


def is_inside(path: object) -> bool:
    """Whether a value in one of our own files is a path inside the project."""
    return isinstance(path, str) and _INSIDE.fullmatch(path) is not None


def folded(path: str) -> str:
    """Return a path in a form that is equal for all spellings which a disk may treat as one."""
    return posixpath.normpath(path).casefold()


def folders_of(paths: Iterable[str]) -> set[str]:
    """Return the folder of each path; that of the project itself is empty."""
    return {path.rpartition("/")[0] for path in paths}


def leads_outside(root: Path, folder: str) -> bool:
    """Whether a symbolic link in the path of a folder leads out of the project."""
    real_root = os.path.realpath(root)
    real = os.path.realpath(os.path.join(real_root, folder))  # noqa: PTH118  (thousands of times)
    return real != real_root and not real.startswith(os.path.join(real_root, ""))  # noqa: PTH118
