"""What has to be known of the XML in a workbook before it is read: is it safe, what is blank."""

import re

from generator.tables.grid import MAX_ROWS, column_of

_DECLARED = re.compile(rb"<!(?:DOCTYPE|ENTITY)")
_ENCODING = re.compile(rb"""\A(?:\xef\xbb\xbf)?<\?xml[^>]*?encoding\s*=\s*["']([^"']*)["']""")
_ENCODINGS = {b"utf-8", b"utf8", b"us-ascii", b"ascii"}
_NAME = rb"<(?:\w+:)?"
_BLANK_CELL = re.compile(_NAME + rb"c(?:\s[^<>]*)?/>")
_BLANK_ROW = re.compile(_NAME + rb"row(?:\s[^<>]*)?(?:/>|>\s*</(?:\w+:)?row>)")
_FAR = re.compile(  # rows below 9,999,999 and columns right of ZZZ
    _NAME + rb"""(?:row\s[^<>]*?\br\s*=\s*["'][^"']{8,}|c\s[^<>]*?\br\s*=\s*["'][A-Za-z]{4,})"""
)
_MAX_MERGED = 1_000_000  # cells; no table that people read has as many
_MERGED = re.compile(
    _NAME
    + rb"""mergeCell\s[^<>]*?\bref\s*=\s*["']([A-Z]{1,3})([0-9]{1,7}):[A-Z]{1,3}([0-9]{1,7})["']"""
)


def unsafe(part: bytes) -> str:
    """Return why a part cannot be read; empty if it can."""
    encoding = _ENCODING.match(part)
    if b"\0" in part or (encoding and encoding[1].lower() not in _ENCODINGS):
        return "is not UTF-8"
    if _DECLARED.search(part):
        return "declares entities, which no workbook needs"
    return "has a row or a column that no sheet has" if _FAR.search(part) else ""


def without_blank_cells(part: bytes) -> bytes:
    """Return a part without the cells and rows that only have a format.

    A sheet can have a million of them, and a reader takes its time for each.
    """
    return _BLANK_ROW.sub(b"", _BLANK_CELL.sub(b"", part))


def merged(sheet: bytes) -> dict[int, dict[int, int]]:
    """Return by row and column of each cell that was merged into one above: the row of that one.

    Rows count from 1, columns from 0.
    """
    found: dict[int, dict[int, int]] = {}
    left_over = _MAX_MERGED
    for left, top, bottom in _MERGED.findall(sheet):
        first, last = int(top), min(int(bottom), int(top) + MAX_ROWS)
        left_over -= max(last - first, 0) + 1
        if left_over < 0:
            break
        column = column_of(left.decode())
        for number in range(first + 1, last + 1):
            found.setdefault(number, {})[column] = first
    return found
