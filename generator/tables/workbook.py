"""The tables of an Excel workbook: each sheet that people see, its cells as text."""

import io
import warnings
import zipfile
from collections.abc import Iterator, Mapping
from datetime import date, datetime, time
from zlib import error as ZlibError  # noqa: N812  (it is an exception)

from generator.diagnostics import Diagnostic
from generator.errors import TableError
from generator.tables import workbook_xml
from generator.tables.grid import MAX_COLUMNS, MAX_ROWS, Reading, Row, Table, within_limits

Values = tuple[object, ...]

_ARCHIVE = b"PK\x03\x04"
_OLD_OR_ENCRYPTED = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_MAX_UNPACKED = 128 * 2**20
_MAX_ENTRIES = 10_000
_MAX_RATIO = 1_100  # the most that its packing can do is 1,032
_IGNORED = {
    "vbaProject.bin": "the workbook has macros; they were not read, and nothing was run",
    "externalLinks/": "the workbook has links to others; they were not followed",
}
_ZIP_ERRORS = (
    *(zipfile.BadZipFile, ZlibError, EOFError, OSError),
    *(NotImplementedError, ValueError),  # another packing; a name that is none
)
_REPACK = "save it again as an Excel workbook (.xlsx)"


def is_workbook(content: bytes) -> bool:
    """Whether bytes look like a workbook, or like an older or encrypted one."""
    return content.startswith((_ARCHIVE, _OLD_OR_ENCRYPTED))


def read(file: str, content: bytes) -> Reading:
    """Return the sheets that have cells. A formula is its text; no link is followed.

    Raises TableError for what is no workbook, an encrypted one, one of Excel 97, one that unpacks
    to more than 128 MiB, and for more cells than are read.
    """
    if content.startswith(_OLD_OR_ENCRYPTED):
        raise TableError(
            Diagnostic(
                file,
                "is a workbook with a password, or of Excel 97 (.xls); save it without a password "
                "as an Excel workbook (.xlsx)",
            )
        )
    parts = _safe_parts(file, content)
    found, hidden = [], []
    try:
        for title, path, is_shown, rows in _sheets(parts):
            if not is_shown:
                hidden.append(Diagnostic(file, "is a hidden sheet; it was not read", key=title))
                continue
            merged = workbook_xml.merged(parts.get(path, b""))
            filled = within_limits(file, _rows(file, title, rows, merged))
            if filled:
                found.append(Table(file, title, filled))
    except TableError:
        raise
    except Exception as error:  # openpyxl ends a broken file with any exception
        raise _broken(file, str(error)) from error
    ignored = (
        Diagnostic(file, said)
        for part, said in _IGNORED.items()
        if any(part in name for name in parts)
    )
    return Reading(tuple(found), (*ignored, *hidden))


def _broken(file: str, why: str) -> TableError:
    reason = f" ({why})" if why else ""
    return TableError(Diagnostic(file, f"is not a workbook that can be read{reason}; {_REPACK}"))


def _safe_parts(file: str, content: bytes) -> Mapping[str, bytes]:
    """Return the XML parts of the archive, and nothing for others, by name."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return {each.filename: _part(file, archive, each) for each in _entries(file, archive)}
    except _ZIP_ERRORS as error:
        raise _broken(file, str(error)) from error
    except RuntimeError as error:  # of zipfile: a part is encrypted
        raise TableError(
            Diagnostic(file, f"is encrypted; {_REPACK} without a password")
        ) from error


def _entries(file: str, archive: zipfile.ZipFile) -> list[zipfile.ZipInfo]:
    entries = archive.infolist()
    size = sum(each.file_size for each in entries)
    packed = sum(each.compress_size for each in entries)
    if len(entries) > _MAX_ENTRIES or size > _MAX_UNPACKED or size > packed * _MAX_RATIO + 2**20:
        message = (
            f"unpacks to {size / 2**20:,.0f} MiB in {len(entries):,} parts; at most "
            f"{_MAX_UNPACKED // 2**20} MiB in {_MAX_ENTRIES:,} parts are read; copy the table "
            "into a new workbook"
        )
        raise TableError(Diagnostic(file, message))
    return entries


def _part(file: str, archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> bytes:
    if not entry.filename.endswith((".xml", ".rels")):
        return b""
    with archive.open(entry) as stream:
        content = stream.read(entry.file_size + 1)
    light = workbook_xml.without_blank_cells(content)
    if why := workbook_xml.unsafe(light):
        raise _broken(file, f"{entry.filename} {why}")
    return light


def _sheets(parts: Mapping[str, bytes]) -> Iterator[tuple[str, str, bool, Iterator[Values]]]:
    """Yield of each sheet its title, its part, whether people see it, and its rows."""
    from openpyxl import load_workbook  # noqa: PLC0415  (read only where there is a workbook)

    light = io.BytesIO()
    with zipfile.ZipFile(light, "w") as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    with warnings.catch_warnings():  # about styles and extensions, which a table does not need
        warnings.simplefilter("ignore")
        book = load_workbook(light, read_only=True, keep_links=False)
        for sheet in book.worksheets:
            sheet.reset_dimensions()  # what the sheet says of its size may be far too large
            path = str(getattr(sheet, "_worksheet_path"))  # noqa: B009  (only the part knows merged cells)
            is_shown = sheet.sheet_state == "visible"
            yield sheet.title, path, is_shown, sheet.iter_rows(values_only=True)


def _rows(
    file: str, title: str, rows: Iterator[Values], merged: Mapping[int, Mapping[int, int]]
) -> Iterator[Row]:
    """Yield the rows that are not blank. `merged` has the first row of each spanned cell."""
    above: dict[tuple[int, int], str] = {}
    count = 0
    for number, values in enumerate(rows, 1):
        if not any(value is not None for value in values):
            continue
        count += 1
        if count > MAX_ROWS or len(values) > MAX_COLUMNS:
            message = (
                f"has more than {MAX_ROWS:,} rows or {MAX_COLUMNS:,} columns with content; copy "
                "the table into a new workbook"
            )
            raise TableError(Diagnostic(file, message, number, title))
        cells = [_text(value) for value in values]
        spanned = merged.get(number, {})
        for column, first in spanned.items():
            cells += [""] * (column + 1 - len(cells))
            cells[column] = above.get((first, column), "")
        if merged:
            above |= {(number, column): text for column, text in enumerate(cells) if text}
        yield Row(number, tuple(cells), frozenset(spanned))


def _text(value: object) -> str:
    """Return what a cell shows: 10 for 10.0, true for TRUE, a date as 2026-11-26."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, float) and value.is_integer() and abs(value) < 2**53:
        return str(int(value))
    if isinstance(value, datetime) and value.time() == time():
        return value.date().isoformat()
    if isinstance(value, date | time):
        return value.isoformat()
    return str(getattr(value, "text", value))  # of an array formula, its text
