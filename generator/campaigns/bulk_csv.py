"""The rows of the CSV that `sf data export bulk` writes, read one by one: it may be large."""

import csv
from collections.abc import Iterator, Sequence
from itertools import chain, count

from generator.campaigns.file_diagnostics import FileDiagnostics
from generator.campaigns.input_files import open_input

Row = tuple[int, list[str]]

_MAX_LINE = 2**20
# Other characters that separate values in some programs' CSV, and their names.
_SEPARATORS = {";": "semicolons", "\t": "tabs", "|": "vertical bars"}
_SAVE = "save it as CSV with commas, or export it again with sf"


class _LineError(Exception):
    """A line cannot be read; never leaves this module."""


def rows(path: str, columns: Sequence[str], diagnostics: FileDiagnostics) -> Iterator[Row]:
    """Yield the rows of a CSV file: the line where each starts, and its values in the columns.

    The columns may be in any order, among others; capitals do not count in their names. What is
    wrong is added to the diagnostics. A row with more or fewer values than the header is left out;
    at a line that cannot be read, the rows end.
    """
    lines = _lines(path)
    reader = csv.reader(lines, strict=True)
    try:
        first = next(lines, "")
        if other := _other_separator(first, columns):
            diagnostics.add(f"values are separated by {other}, not by commas; {_SAVE}", 1)
            return
        reader = csv.reader(chain([first], lines), strict=True)
        header = next(reader, [])
        places = _places(header, columns, diagnostics)
        start = reader.line_num + 1
        for row in reader if places else ():
            if len(row) == len(header):
                yield start, [row[place] for place in places]
            elif row:
                diagnostics.add(f"has {len(row)} values; the header has {len(header)}", start)
            start = reader.line_num + 1
    except OSError as error:
        diagnostics.add(f"cannot be read: {error.strerror}")
    except _LineError as error:
        diagnostics.add(str(error), reader.line_num + 1)
    except csv.Error as error:
        diagnostics.add(_explained(error), reader.line_num)


def _other_separator(header: str, columns: Sequence[str]) -> str:
    """Return the name of the character that separates the columns, if it is not the comma."""
    wanted = {column.casefold() for column in columns}

    def known(separator: str) -> int:
        names = (name.strip(' \r\n"').casefold() for name in header.split(separator))
        return len(wanted.intersection(names))

    best = max(_SEPARATORS, key=known)
    return _SEPARATORS[best] if known(best) > max(known(","), 1) else ""


def _explained(error: csv.Error) -> str:
    if "new-line character" in str(error):  # as Python's csv module says it
        return "is not CSV: a line ends with CR alone; lines have to end with LF or CR LF"
    return f"is not CSV: {error}"


def _places(header: list[str], columns: Sequence[str], diagnostics: FileDiagnostics) -> list[int]:
    """Return the positions of the columns; nothing if a column is missing or appears twice."""
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
    with open_input(path) as file:
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
