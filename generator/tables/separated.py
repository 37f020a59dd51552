"""Tables whose cells are separated by a character: CSV, and what a browser or Excel copies."""

import csv
import io
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import suppress
from itertools import islice
from typing import Literal

from generator.diagnostics import Diagnostic
from generator.errors import TableError
from generator.tables.grid import MOST_LINES_ABOVE, Row, Table, within_limits

SEPARATORS = {"\t": "a tab", ";": "a semicolon", ",": "a comma", "|": "a vertical line"}
TAB = "\t"
_SAMPLE = 400  # records by which the separator is found
_DIRECTIVE = "sep="  # the first line by which Excel names the separator


def tables(file: str, text: str, separator: str = "") -> list[Table]:
    """Return the tables of a text. Without a separator, it is found by content.

    Where tabs separate the cells, lines without one are the text around the tables. Raises
    TableError for a quote that is never closed, and for more cells than are read.
    """
    said, skipped = _said(text)
    separator = separator or said or _found(text)
    rows = list(_rows(file, text, separator))[skipped:]
    if separator == TAB:
        return [_table(file, *block) for block in _blocks(rows)]
    return [_table(file, "", "", rows)] if rows else []


def _said(text: str) -> tuple[str, int]:
    """Return the separator that the first line names, and how many lines that takes."""
    first = text.partition("\n")[0].strip().removeprefix('"').removesuffix('"')
    said = first.removeprefix(_DIRECTIVE)
    return (said, 1) if said != first and said in SEPARATORS else ("", 0)


def _found(text: str) -> str:
    """Return the separator that makes most rows equally wide; a tab before all others."""
    if any(len(rows) > 1 for *_, rows in _blocks(list(islice(_loose(text, TAB), _SAMPLE)))):
        return TAB
    return max(SEPARATORS, key=lambda each: _fit(text, each))


def _fit(text: str, separator: str) -> tuple[int, int]:
    widths = Counter(len(row.cells) for row in islice(_loose(text, separator), _SAMPLE))
    widths.pop(1, None)
    width, count = max(widths.items(), key=lambda each: (each[1], each[0]), default=(0, 0))
    return count, width


class _UnreadError(Exception):
    """A row cannot be read: the line in which it begins, and why."""

    def __init__(self, line: int, why: str) -> None:
        super().__init__(why)
        self.line = line


def _loose(text: str, separator: str) -> Iterator[Row]:
    """Yield rows as far as they can be read."""
    with suppress(_UnreadError):
        yield from _records(text, separator, csv.QUOTE_MINIMAL)


def _rows(file: str, text: str, separator: str) -> list[Row]:
    """Return all rows. What a browser copies has no quotes; then each sign stands for itself."""
    try:
        return list(_records(text, separator, csv.QUOTE_MINIMAL))
    except _UnreadError as error:
        if separator == TAB and (rows := _without_quotes(text)):
            return rows
        message = (
            f"a cell of this row cannot be read: {error}; write a quote inside a quoted cell "
            "twice, and close each cell"
        )
        raise TableError(Diagnostic(file, message, error.line)) from error


def _without_quotes(text: str) -> list[Row]:
    with suppress(_UnreadError):  # a cell is too long all the same
        return list(_records(text, TAB, csv.QUOTE_NONE))
    return []


def _records(text: str, separator: str, quoting: Literal[0, 3]) -> Iterator[Row]:
    lines = io.StringIO(text, newline="")
    reader = csv.reader(lines, delimiter=separator, quoting=quoting, strict=True)
    first = 1
    try:
        for cells in reader:
            yield Row(first, tuple(cells) or ("",))
            first = reader.line_num + 1
    except csv.Error as error:
        raise _UnreadError(first, str(error)) from error


def _table(file: str, title: str, above: str, rows: Sequence[Row]) -> Table:
    filled = within_limits(file, rows)
    return Table(file, title, _without_frame(filled), above)


def _without_frame(rows: tuple[Row, ...]) -> tuple[Row, ...]:
    """Return rows without the blank cells before and after all others, as in `| a | b |`."""
    if not rows or any(row.cells[0].strip() or row.cells[-1].strip() for row in rows):
        return rows
    return tuple(Row(row.number, row.cells[1:-1]) for row in rows)


def _blocks(rows: Sequence[Row]) -> Iterator[tuple[str, str, list[Row]]]:
    """Yield each run of rows of several cells, with its title and the text above it.

    One line between rows of the same width is a title inside of the table.
    """
    block: list[Row] = []
    above: list[Row] = []
    prose: list[Row] = []
    for row in rows:
        if len(row.cells) == 1:
            prose += [row] if row.cells[0].strip() else []
            continue
        if block and len(prose) == 1 and len(row.cells) == len(block[-1].cells):
            block.append(prose.pop())
        if prose or not block:
            if block:
                yield _titled(above, block)
            block, above, prose = [], prose, []
        block.append(row)
    if block:
        yield _titled(above, block)


def _titled(prose: Sequence[Row], block: list[Row]) -> tuple[str, str, list[Row]]:
    lines = [row.cells[0].strip() for row in prose]
    return (lines[-1] if lines else ""), "\n".join(lines[-MOST_LINES_ABOVE:]), block
