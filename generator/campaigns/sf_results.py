"""What `sf` read from an org, as records: the JSON of a query, or the CSV of a bulk export.

Both come from a file, or from the standard input where its name is a hyphen. A query is small; a
bulk export may be large, and is read row by row.
"""

import csv
import errno
import json
import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, nullcontext
from itertools import count
from pathlib import Path
from typing import Any, BinaryIO

from generator.diagnostics import Diagnostic
from generator.errors import DataError

Record = dict[str, Any]
Row = tuple[int, list[str]]

_MAX_BYTES = 16 * 2**20  # of a query
_MAX_LINE = 2**20
_MOST = 50


class Diagnostics:
    """The diagnostics of one file: the first of them, and how many more there are."""

    def __init__(self, path: str) -> None:
        self._file = _name(path)
        self._first: list[Diagnostic] = []
        self._more = 0

    def __bool__(self) -> bool:
        return bool(self._first)

    def add(self, message: str, line: int | None = None, key: str = "") -> None:
        if len(self._first) < _MOST:
            self._first.append(Diagnostic(self._file, message, line, key))
        else:
            self._more += 1

    def all(self) -> tuple[Diagnostic, ...]:
        """Return the diagnostics, and last one that counts those that were left out."""
        if not self._more:
            return tuple(self._first)
        return (*self._first, Diagnostic(self._file, f"and {self._more} more like these"))


def records(path: str) -> list[Record]:
    """Return the records that `sf data query --json` printed.

    Raises DataError if the file cannot be read, is not that JSON, tells of an error, or holds
    only a part of the answer.
    """
    try:
        return _records(_data(_content(path)))
    except OSError as error:
        raise DataError(Diagnostic(_name(path), f"cannot be read: {error.strerror}")) from error
    except ValueError as error:
        raise DataError(Diagnostic(_name(path), str(error))) from error


def rows(path: str, columns: Sequence[str], diagnostics: Diagnostics) -> Iterator[Row]:
    """Yield the rows of a CSV file: the line where each starts, and its values in the columns.

    The columns may stand in any order, with others between them; capitals do not count in their
    names. What is wrong is added to the diagnostics: a row of another width than the header is
    left out, and where nothing can be read any more, the rows end.
    """
    reader = csv.reader(_lines(path), strict=True)
    try:
        header = next(reader, [])
        places = _places(header, columns, diagnostics)
        start = reader.line_num + 1
        for row in reader if places else ():
            if len(row) == len(header):
                yield start, [row[place] for place in places]
            elif row:
                diagnostics.add(f"has {len(row)} values, the header {len(header)}", start)
            start = reader.line_num + 1
    except OSError as error:
        diagnostics.add(f"cannot be read: {error.strerror}")
    except (csv.Error, _LineError) as error:
        line = reader.line_num + isinstance(error, _LineError)
        diagnostics.add(
            f"is not CSV: {error}" if isinstance(error, csv.Error) else str(error), line
        )


class _LineError(Exception):
    """A line cannot be read; never leaves this module."""


def _name(path: str) -> str:
    return "standard input" if path == "-" else path


def _opened(path: str) -> AbstractContextManager[BinaryIO]:
    if path != "-":
        return Path(path).open("rb")
    if sys.stdin is None:
        raise OSError(errno.EBADF, os.strerror(errno.EBADF))
    return nullcontext(sys.stdin.buffer)


def _content(path: str) -> bytes:
    with _opened(path) as file:
        content = file.read(_MAX_BYTES + 1)
    if len(content) > _MAX_BYTES:
        raise ValueError(f"is larger than {_MAX_BYTES // 2**20} MiB")
    return content


def _data(content: bytes) -> object:
    try:
        return json.loads(content)
    except (ValueError, RecursionError) as error:
        raise ValueError(f"is not JSON, as `sf data query --json` prints it: {error}") from error


def _records(answer: object) -> list[Record]:
    """Return the records of an answer; ValueError says why it has none."""
    status, message, result = (_get(answer, key) for key in ("status", "message", "result"))
    if status is not None and status != 0:
        raise ValueError(f"tells of an error of sf: {message or 'no reason is given'}")
    found = _get(result, "records")
    if not isinstance(found, list) or not all(isinstance(record, dict) for record in found):
        raise ValueError("is not what `sf data query --json` prints: it has no result.records")
    total = _get(result, "totalSize")
    if _get(result, "done") is False or (total is not None and total != len(found)):
        raise ValueError(
            "holds only a part of the answer; set SF_ORG_MAX_QUERY_LIMIT higher, and query again"
        )
    return found


def _get(data: object, key: str) -> object:
    return data.get(key) if isinstance(data, dict) else None


def _places(header: list[str], columns: Sequence[str], diagnostics: Diagnostics) -> list[int]:
    """Return where the columns stand; nothing if not each of them stands there once."""
    names = [name.strip().casefold() for name in header]
    counts = {column: names.count(column.casefold()) for column in columns}
    if missing := [column for column, times in counts.items() if times == 0]:
        diagnostics.add(f"lacks the column{'s' * (len(missing) > 1)} {', '.join(missing)}", 1)
    if doubled := [column for column, times in counts.items() if times > 1]:
        diagnostics.add(f"has more than one column {', '.join(doubled)}", 1)
    if missing or doubled:
        return []
    return [names.index(column.casefold()) for column in columns]


def _lines(path: str) -> Iterator[str]:
    with _opened(path) as file:
        for number in count(1):
            line = file.readline(_MAX_LINE + 1)
            if not line:
                return
            yield _text(line).removeprefix("\ufeff") if number == 1 else _text(line)


def _text(line: bytes) -> str:
    if len(line) > _MAX_LINE:
        raise _LineError(f"is longer than {_MAX_LINE // 2**20} MiB")
    try:
        text = line.decode()
    except UnicodeDecodeError as error:
        message = f"is not UTF-8 text: byte 0x{line[error.start]:02x}; save the file as UTF-8"
        raise _LineError(message) from error
    if "\0" in text:
        raise _LineError("holds a NUL byte, which no CSV file does")
    return text
