"""Read the files of a zip that a retrieve gave, within limits: it may be anybody's."""

import stat
import zipfile
from collections.abc import Iterator
from pathlib import Path, PurePosixPath

from generator.diagnostics import Diagnostic
from generator.files import is_inside
from generator.metadata.document import MAX_BYTES

MOST_ENTRIES = 100_000  # an org allows a retrieve of 10,000 files
MOST_BYTES = 1024 * 2**20
_MOST_RATIO = 200  # XML seldom packs to less than a fortieth
_SMALL = 2**20  # below this, no ratio is a danger
_ENCRYPTED = 0x1


def is_archive(path: Path) -> bool:
    """Whether a file is a zip, by its name."""
    return path.suffix.lower() == ".zip"


def unpacked(path: Path) -> tuple[dict[str, bytes], list[Diagnostic]]:
    """Return the files in a zip by their names, or why it cannot be used: then no files."""
    try:
        with zipfile.ZipFile(path) as archive:
            entries = [each for each in archive.infolist() if not each.is_dir()]
            found = list(_refusals(path.as_posix(), entries))
            if found:
                return {}, found
            return {each.filename: _content(archive, each) for each in entries}, []
    except (zipfile.BadZipFile, NotImplementedError, OSError, RuntimeError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        return {}, [Diagnostic(path.as_posix(), f"cannot be read as a zip: {reason}")]


def _refusals(path: str, entries: list[zipfile.ZipInfo]) -> Iterator[Diagnostic]:
    if len(entries) > MOST_ENTRIES:
        yield Diagnostic(path, f"holds {len(entries)} files; at most {MOST_ENTRIES} are read")
        return
    total = sum(each.file_size for each in entries)
    if total > MOST_BYTES:
        message = f"holds {total // 2**20} MiB unpacked; at most {MOST_BYTES // 2**20} are read"
        yield Diagnostic(path, message)
    names: set[str] = set()
    for each in entries:
        reasons = [*_kinds(each), *_sizes(each)]
        if each.filename.casefold() in names:
            reasons.append("stands in the zip twice")
        yield from (Diagnostic(path, reason, key=each.filename) for reason in reasons[:1])
        names.add(each.filename.casefold())


def _kinds(entry: zipfile.ZipInfo) -> Iterator[str]:
    if not is_inside(entry.filename) or ".." in PurePosixPath(entry.filename).parts:
        yield "has a path that leads out of the zip"
    if stat.S_ISLNK(entry.external_attr >> 16):
        yield "is a link; a retrieve writes none"
    if entry.flag_bits & _ENCRYPTED:
        yield "is encrypted; unpack the zip, and import the folder"
    if entry.filename.lower().endswith(".zip"):
        yield "is a zip inside the zip; unpack it, and import the folder"


def _sizes(entry: zipfile.ZipInfo) -> Iterator[str]:
    packed = max(entry.compress_size, 1)
    if entry.file_size > MAX_BYTES:
        yield f"is larger than {MAX_BYTES // 2**20} MiB"
    if entry.file_size > _SMALL and entry.file_size > packed * _MOST_RATIO:
        times = entry.file_size // packed
        yield f"unpacks to {times} times its size; no metadata does"


def _content(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> bytes:
    """Return the content of an entry, and no more than it said; raises ValueError for more."""
    with archive.open(entry) as file:
        content = file.read(entry.file_size + 1)
    if len(content) != entry.file_size:
        raise ValueError(f"{entry.filename} has another size than the zip says")
    return content
