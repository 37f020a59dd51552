"""Read the tables of a file: CSV, TSV, Excel, Markdown or HTML, found by content or named."""

import re
from collections.abc import Callable
from contextlib import suppress

from generator.diagnostics import Diagnostic
from generator.errors import TableError
from generator.tables import encodings, html_tables, markdown, separated, workbook
from generator.tables.formats import Format
from generator.tables.grid import Reading, Table

MAX_BYTES = 32 * 2**20
_HTML = re.compile(r"<(?:table|!doctype\s+html|html)\b", re.IGNORECASE)
_OPENS_WITH_TAG = re.compile(r"\s*<")
_MARKDOWN = re.compile(
    r"^[ >]*\|?[ \t]*:?-+:?[ \t]*(?:\|[ \t]*:?-+:?[ \t]*)*\|?[ \t]*$", re.MULTILINE
)
_PDF = b"%PDF"


_BY_SUFFIX = {
    "csv": Format.CSV,
    "tsv": Format.TSV,
    "tab": Format.TSV,
    "md": Format.MARKDOWN,
    "markdown": Format.MARKDOWN,
    "html": Format.HTML,
    "htm": Format.HTML,
}
_READERS: dict[Format, Callable[[str, str], list[Table]]] = {
    Format.CSV: separated.tables,
    Format.TSV: lambda file, text: separated.tables(file, text, separated.TAB),
    Format.MARKDOWN: markdown.tables,
    Format.HTML: html_tables.tables,
}


def read(file: str, content: bytes, form: Format | None = None) -> Reading:
    """Return the tables of a file, and remarks about what was left unread or guessed.

    `file` is its name for diagnostics, whose suffix tells the format as well, if content does not.
    Raises TableError if the content is none of the formats, or larger than 32 MiB.
    """
    if len(content) > MAX_BYTES:
        message = f"is larger than {MAX_BYTES // 2**20} MiB; cut the table out of it"
        raise TableError(Diagnostic(file, message))
    if form is Format.XLSX or workbook.is_workbook(content):
        return workbook.read(file, content)
    if content.startswith(_PDF):
        message = "is a PDF; copy its table into a spreadsheet, and save that as CSV or .xlsx"
        raise TableError(Diagnostic(file, message))
    text, remarks = encodings.text_of(file, content)
    guess = form or _format_of(file, text)
    found = _READERS[guess](file, text)
    if not found and form is None and guess not in {Format.CSV, Format.TSV}:
        with suppress(TableError):  # perhaps a table without the line below the header
            found = separated.tables(file, text)
    return Reading(tuple(table for table in found if table.rows), remarks)


def _format_of(file: str, text: str) -> Format:
    """Return the format that a name says, or that the text looks like."""
    if said := _BY_SUFFIX.get(file.rpartition(".")[2].casefold()):
        return said
    if _HTML.search(text):
        return Format.HTML if _OPENS_WITH_TAG.match(text) else Format.MARKDOWN
    return Format.MARKDOWN if _has_markdown(text) else Format.CSV


def _has_markdown(text: str) -> bool:
    return any("|" in match[0] for match in _MARKDOWN.finditer(text))
