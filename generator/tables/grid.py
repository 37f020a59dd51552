"""A table as it stands in a file: rows of cells, each row with its number."""

from dataclasses import dataclass


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
    """A table: the file's name for diagnostics, a title (the sheet, or the heading), its rows."""

    file: str
    title: str
    rows: tuple[Row, ...]
