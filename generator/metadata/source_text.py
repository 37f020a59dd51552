"""The text of an element, and where each of its characters stands in the file.

A file may write a text with entities (`&amp;`), in CDATA, with comments in it, and with the line
ends of Windows: so what a parser gives is not what stands there.
"""

import html
import re
from bisect import bisect_left
from functools import lru_cache
from typing import NamedTuple

from lxml import etree

from generator.metadata.document import line_of

# The parts of a text as written: what stands for no character, CDATA, an entity, a character.
_PART = re.compile(r"<!--.*?-->|<!\[CDATA\[(.*?)\]\]>|<[^>]*>|(&[#\w]+;)|\r\n|.", re.DOTALL)
_LINE_END = re.compile(rb"\n")
_END = re.compile(rb"<!--.*?-->|<!\[CDATA\[.*?\]\]>|(</)", re.DOTALL)


class SourceText(NamedTuple):
    """The text of an element: as parsed, where it begins, and as it is written.

    `raw` is empty where the text is written as it is.
    """

    text: str
    line: int
    column: int
    raw: str = ""

    def position(self, offset: int) -> tuple[int, int]:
        """Return the line and the column, from 1, of a character of the text, or of its end."""
        before = self.text[:offset]
        if self.raw:
            written = _written(self.raw)
            # The text of an element with elements in it, which is wrong, goes beyond its raw text.
            before = self.raw[: written[min(offset, len(written) - 1)]]
        lines = before.count("\n")
        if not lines:
            return self.line, self.column + len(before)
        return self.line + lines, len(before) - before.rindex("\n")

    def offset(self, line: int, column: int) -> int:
        """Return which character of the text stands at a position; -1 if it lies outside."""
        written = self.raw or self.text
        start = 0
        for _ in range(line - self.line):
            start = written.find("\n", start) + 1 or len(written) + 1
        start += column - (self.column if line == self.line else 1)
        if line < self.line or not 0 <= start <= len(written):
            return -1
        return bisect_left(_written(self.raw), start) if self.raw else start


def source_text(content: bytes, element: etree._Element) -> SourceText:
    """Return the text of an element of a file, without the comments in it."""
    text = element.text or "" if not len(element) else str(element.xpath("string()"))
    places = _places(content, element.getroottree().getroot(), str(element.tag))
    start = places.starts.get(element, -1)
    if start < 0:  # in an encoding in which the tag is other bytes
        return SourceText(text, line_of(element), 1)
    end = next((m.start() for m in _END.finditer(content, start) if m[1]), len(content))
    raw = content[start:end].decode(errors="replace")
    line = bisect_left(places.ends, start)
    before = content[places.ends[line - 1] + 1 if line else 0 : start]
    column = len(before.decode(errors="replace")) + 1
    return SourceText(text, line + 1, column, "" if raw == text else raw)


class _Places(NamedTuple):
    """Where the texts of the elements of a name begin in a file, and where its lines end."""

    starts: dict[etree._Element, int]
    ends: list[int]


@lru_cache(maxsize=4)
def _places(content: bytes, root: etree._Element, tag: str) -> _Places:
    found = (m.end() for m in _tags(tag.rpartition("}")[2].encode()).finditer(content) if m[1])
    ends = [match.start() for match in _LINE_END.finditer(content)]
    return _Places(dict(zip(root.iter(tag), found, strict=False)), ends)


@lru_cache(maxsize=16)
def _tags(tag: bytes) -> re.Pattern[bytes]:
    """Return the pattern of the start tags of a name, and of what only looks like one."""
    name = re.escape(tag)
    return re.compile(
        rb"<!--.*?-->|<!\[CDATA\[.*?\]\]>|(<(?:[\w.-]+:)?" + name + rb"(?:\s[^>]*)?/?>)", re.DOTALL
    )


@lru_cache(maxsize=1)
def _written(raw: str) -> list[int]:
    """Return where each character of a text is written, and at last where the text ends."""
    result: list[int] = []
    for match in _PART.finditer(raw):
        if match[1] is not None:  # CDATA, whose characters stand for themselves
            result += range(match.start(1), match.end(1))
        elif match[2] is not None:
            result += [match.start()] * len(html.unescape(match[2]))
        elif match[0][0] != "<":
            result.append(match.start())
    return [*result, len(raw)]
