"""A table as it stands in a file: rows of cells, each row with its number."""

from collections.abc import Iterable
from dataclasses import dataclass

from generator.diagnostics import Diagnostic
from generator.errors import TableError

MAX_ROWS = 100_000
MAX_COLUMNS = 1_000
_MAX_CELLS = 4_000_000
MOST_LINES_ABOVE = 30  # of a table that count


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a table.

    `number` is its line in a text, or its row in a sheet, from 1. A cell that spans rows has its
    text in the first of them; `spanned` are the columns, from 0, whose cell began in a row above,
    with the text of that cell in `cells`.
    """

    number: int
    cells: tuple[str, ...]
    spanned: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Table:
    """A table: the file's name for diagnostics, a title (the sheet, or the heading), its rows.

    `above` is the text before it, from the table before on, and the headings that are open: the
    nearest lines last. A table in a file of its own has none.
    """

    file: str
    title: str
    rows: tuple[Row, ...]
    above: str = ""


@dataclass(frozen=True, slots=True)
class Reading:
    """The tables of a file, and what was left unread or needs a look."""

    tables: tuple[Table, ...]
    remarks: tuple[Diagnostic, ...] = ()


def column_of(letters: str) -> int:
    """Return the column, from 0, that letters name in a spreadsheet: 0 for A, 26 for AA."""
    number = 0
    for letter in letters.upper():
        number = number * 26 + ord(letter) - ord("A") + 1
    return number - 1


def within_limits(file: str, rows: Iterable[Row]) -> tuple[Row, ...]:
    """Return the rows that are not blank. Raises TableError as soon as there are too many."""
    filled: list[Row] = []
    cells = 0
    for row in rows:
        cells += len(row.cells)
        if any(map(str.strip, row.cells)):
            filled.append(row)
        for count, limit, what in (
            (len(filled), MAX_ROWS, "rows"),
            (len(row.cells), MAX_COLUMNS, "columns"),
            (cells, _MAX_CELLS, "cells"),
        ):
            if count > limit:
                message = f"a table has more than {limit:,} {what}; split the file"
                raise TableError(Diagnostic(file, message, row.number))
    return tuple(filled)
