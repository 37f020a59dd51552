"""From the bytes of a file to its text: Unicode in any form, or the code page of Windows."""

import codecs

from generator.diagnostics import Diagnostic
from generator.errors import TableError

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),  # before UTF-16, whose mark it begins with
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_WINDOWS = "cp1252"
_BOM = "\ufeff"
_NO_TEXT = (
    "is not text; write the table as CSV, TSV, Markdown or HTML in UTF-8, or as an Excel workbook "
    "(.xlsx)"
)


def text_of(file: str, content: bytes) -> tuple[str, tuple[Diagnostic, ...]]:
    """Return the text of a file, with a remark if its encoding was guessed.

    Raises TableError if it is no text.
    """
    for mark, encoding in _MARKS:
        if content.startswith(mark):
            return _decoded(file, content, encoding), ()
    if b"\0" in content:
        return _decoded(file, content, _without_mark(content)), ()
    try:
        return content.decode(), ()
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
    text = _decoded(file, content, _WINDOWS)
    remark = "is not UTF-8; read as Windows-1252: look at letters with accents, or save as UTF-8"
    return text, (Diagnostic(file, remark, line),)


def _without_mark(content: bytes) -> str:
    """Return the form of UTF-16 by where the zeros are: Latin letters have one each."""
    low, high = content[0::2].count(0), content[1::2].count(0)
    if max(low, high) * 4 < len(content):
        return "utf-8"  # which may have a zero, and text has none
    return "utf-16-le" if high > low else "utf-16-be"


def _decoded(file: str, content: bytes, encoding: str) -> str:
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise TableError(Diagnostic(file, _NO_TEXT, line)) from error
    if "\0" in text:
        raise TableError(Diagnostic(file, _NO_TEXT, text.count("\n", 0, text.index("\0")) + 1))
    return text.lstrip(_BOM)  # a file that was converted may have it twice
