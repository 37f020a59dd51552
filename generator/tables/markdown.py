"""The tables of a Markdown page: its own, and those that it has as HTML."""

import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from generator.diagnostics import Diagnostic
from generator.errors import TableError
from generator.tables import html_tables
from generator.tables.grid import Table

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.token import Token

_HTML_TABLE = re.compile(r"<(/?)table\b", re.IGNORECASE)
_BLANK_LINE = re.compile(r"\n[ \t]*(?=\n)")
_MOST_CHARACTERS = 8 * 2**20


def tables(file: str, text: str) -> list[Table]:
    """Return the tables of a page, as its HTML has them; their rows have the lines of the page.

    Raises TableError for rows with more cells than the header, which would be lost.
    """
    from markdown_it import MarkdownIt  # noqa: PLC0415  (read only where there is Markdown)

    if len(text) > _MOST_CHARACTERS:
        raise TableError(Diagnostic(file, "is larger than 8 MiB; cut the tables out of the page"))
    parser = MarkdownIt("commonmark").enable("table")
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    tokens = parser.parse("".join(_as_blocks("\n".join(lines))))
    if found := list(_lost_cells(file, tokens, lines)):
        raise TableError(*found)
    return html_tables.tables(file, _page(parser, tokens))


def _as_blocks(text: str) -> Iterator[str]:
    """Yield a text in which each table of HTML is one block: a blank line would end the block."""
    done = depth = 0
    for tag in _HTML_TABLE.finditer(text):
        part = text[done : tag.start()]
        yield _BLANK_LINE.sub("\n<!-- -->", part) if depth else part
        done, depth = tag.start(), max(depth + (-1 if tag[1] else 1), 0)
    yield text[done:]


def _page(parser: "MarkdownIt", tokens: Sequence["Token"]) -> str:
    """Return the HTML in which each block begins in the line where it does in the source."""
    parts: list[str] = []
    line = 0
    for token in tokens:
        html = parser.renderer.render([token], parser.options, {})
        if token.type != "html_block":
            html = html.replace("\n", " ")
        if token.map and token.nesting >= 0 and token.map[0] > line:
            parts.append("\n" * (token.map[0] - line))
            line = token.map[0]
        parts.append(html)
        line += html.count("\n")
    return "".join(parts)


def _lost_cells(
    file: str, tokens: Sequence["Token"], lines: Sequence[str]
) -> Iterator[Diagnostic]:
    """Yield the rows of which Markdown drops cells, as one with a vertical line in a cell."""
    width = 0
    for token in tokens:
        if token.type == "table_open":
            width = 0
        if token.type != "tr_open" or token.map is None:
            continue
        count = _width(lines[token.map[0]])
        width = width or count
        if count > width:
            message = (
                f"the row has {count} cells, the header {width}; write a vertical line inside a "
                "cell as \\|"
            )
            yield Diagnostic(file, message, token.map[0] + 1)


def _width(line: str) -> int:
    """Return how many cells a row has."""
    row = re.fullmatch(r"[\s>]*\|?(.*?)(?:(?<!\\)\|)?\s*", line)
    return len(re.findall(r"(?<!\\)\|", row[1])) + 1 if row else 1
