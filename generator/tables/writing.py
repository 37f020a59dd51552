"""Write tables as CSV, Markdown, or an Excel workbook. Same tables, same bytes."""

import csv
import io
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from generator.tables.formats import WrittenFormat
from generator.tables.formula_cells import guarded

if TYPE_CHECKING:
    from openpyxl import Workbook
    from openpyxl.worksheet.worksheet import Worksheet

_WIDEST = 60  # characters, of a column of a sheet
_SIGNS = re.compile(r"([\\`*\[\]<|~&]|(?<!\w)_|_(?!\w))")
_DROPPED = re.compile(r"(?<=\s) | (?=\n)")


@dataclass(frozen=True, slots=True)
class Written:
    """A table to write: its title, its header, and its rows, as wide as the header."""

    title: str
    header: Sequence[str]
    rows: Sequence[Sequence[str]]


def written(tables: Sequence[Written], form: WrittenFormat) -> bytes:
    """Return tables in a format. CSV has room for one: the first."""
    return _FORMS[form](tables)


def _csv(tables: Sequence[Written]) -> bytes:
    """Return CSV as RFC 4180 has it; the mark at its start tells Excel that it is UTF-8."""
    text = io.StringIO(newline="")
    rows = csv.writer(text)
    rows.writerow(tables[0].header)
    rows.writerows([guarded(cell) for cell in row] for row in tables[0].rows)
    return text.getvalue().encode("utf-8-sig")


def _markdown(tables: Sequence[Written]) -> bytes:
    return "\n".join("\n".join(_markdown_lines(each)) for each in tables).encode()


def _markdown_lines(table: Written) -> Iterable[str]:
    yield f"## {_escaped(table.title)}"
    yield ""
    yield _markdown_row(table.header)
    yield "|" + " --- |" * len(table.header)
    yield from map(_markdown_row, table.rows)
    yield ""


def _markdown_row(cells: Iterable[str]) -> str:
    return "".join(f"| {_escaped(cell)} " for cell in cells) + "|"


def _escaped(text: str) -> str:
    """Return a text for a cell of Markdown, which would drop all spaces in a row but one."""
    spaced = _DROPPED.sub("\u00a0", guarded(text).replace("\r\n", "\n"))
    return _SIGNS.sub(r"\\\1", spaced).replace("\n", "<br>")


def _workbook(tables: Sequence[Written]) -> bytes:
    from openpyxl import Workbook  # noqa: PLC0415  (only for this format)

    book = Workbook()
    book.remove(book.worksheets[0])
    for table in tables:
        _fill(book.create_sheet(table.title), table)
    return _saved(book)


def _fill(sheet: "Worksheet", table: Written) -> None:
    from openpyxl.styles import Alignment, Font  # noqa: PLC0415
    from openpyxl.utils import get_column_letter  # noqa: PLC0415

    all_rows = (table.header, *table.rows)
    bold, alignment = Font(bold=True), Alignment(vertical="top", wrap_text=True)
    for number, row in enumerate(all_rows, 1):
        for column, text in enumerate(row, 1):
            cell = sheet.cell(number, column)
            cell.value = guarded(text)
            cell.data_type = "s"  # so that nothing is a formula
            cell.alignment = alignment
            if number == 1:
                cell.font = bold
    for column in range(1, len(table.header) + 1):
        longest = max(len(line) for row in all_rows for line in row[column - 1].split("\n"))
        width = min(longest + 2, _WIDEST)
        sheet.column_dimensions[get_column_letter(column)].width = width
    sheet.freeze_panes = "A2"
    sheet.auto_filter.ref = sheet.dimensions


def _saved(book: "Workbook") -> bytes:
    """Return a workbook as bytes that tell no time: in its properties and in its archive."""
    from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo  # noqa: PLC0415

    raw, result = io.BytesIO(), io.BytesIO()
    book.save(raw)
    with ZipFile(raw) as given, ZipFile(result, "w", ZIP_DEFLATED) as archive:
        for name in given.namelist():
            content = _TIME.sub(_WITHOUT_TIME, given.read(name))
            archive.writestr(ZipInfo(name, (1980, 1, 1, 0, 0, 0)), content, ZIP_DEFLATED)
    return result.getvalue()


_TIME = re.compile(rb"(<dcterms:(created|modified)[^>]*>)[^<]*")
_WITHOUT_TIME = rb"\g<1>2000-01-01T00:00:00Z"
_FORMS: dict[WrittenFormat, Callable[[Sequence[Written]], bytes]] = {
    WrittenFormat.CSV: _csv,
    WrittenFormat.XLSX: _workbook,
    WrittenFormat.MARKDOWN: _markdown,
}
