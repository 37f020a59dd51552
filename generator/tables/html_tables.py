"""The tables of an HTML page, with the headings above them, and cells that span others."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from lxml import etree

from generator.tables.grid import (
    MAX_COLUMNS,
    MAX_ROWS,
    MOST_LINES_ABOVE,
    Row,
    Table,
    within_limits,
)

_HEADINGS = {"h1", "h2", "h3", "h4", "h5", "h6"}
_CELLS = {"td", "th"}
_UNSEEN = {"script", "style", "template", "head", "noscript"}
_LINES = {"p", "div", "li", "ul", "ol", "tr", "dd", "dt", "blockquote", "pre", *_HEADINGS}
_SPACE = re.compile(r"[ \t\r\n\f]+")
_BREAK = "\n"


def tables(file: str, text: str) -> list[Table]:
    """Return the tables of a page in the order of their beginnings, nested ones as well.

    A table without a cell is left out. Raises TableError for more cells than are read.
    """
    parser = etree.HTMLParser(encoding="utf-8", no_network=True, remove_comments=True)
    try:
        root = etree.fromstring(text.encode("utf-8", "replace"), parser)
    except etree.XMLSyntaxError:  # no element at all
        return []
    if root is None:
        return []
    page = _Page()
    for event, element in etree.iterwalk(root, events=("start", "end")):
        if isinstance(element.tag, str):
            page.on_start(element) if event == "start" else page.on_end(element)
    return [each for found in page.found if (each := found.table(file)).rows]


class _Text:
    """Text that is put together, as a reader sees it."""

    def __init__(self) -> None:
        self._parts: list[str] = []

    def add(self, text: str | None) -> None:
        if text:
            self._parts.append(_SPACE.sub(" ", text))

    def end_line(self) -> None:
        self._parts.append(_BREAK)

    def __str__(self) -> str:
        lines = (_SPACE.sub(" ", line).strip(" ") for line in "".join(self._parts).split(_BREAK))
        return _BREAK.join(filter(None, lines))


@dataclass(slots=True)
class _Cell:
    columns: int
    rows: int
    text: _Text = field(default_factory=_Text)


@dataclass(slots=True)
class _Found:
    """A table while it is read: its rows of cells, each row with its line."""

    title: str
    above: str
    rows: list[tuple[int, list[_Cell]]] = field(default_factory=list)
    caption: _Text = field(default_factory=_Text)
    sink: _Text | None = None

    def table(self, file: str) -> Table:
        title = str(self.caption) or self.title
        return Table(file, title, within_limits(file, self._expanded()), self.above)

    def _expanded(self) -> Iterator[Row]:
        """Yield rows in which each cell stands at its column, also below its first row."""
        open_cells: dict[int, tuple[int, str]] = {}  # by column: rows that are left, and the text
        for number, cells in self.rows[: MAX_ROWS + 1]:
            spanned = {column: text for column, (_, text) in open_cells.items()}
            placed = dict(spanned)
            open_cells = {c: (left - 1, t) for c, (left, t) in open_cells.items() if left > 1}
            column = 0
            for cell in cells:
                text = str(cell.text)
                while column in placed:
                    column += 1
                for each in range(column, min(column + cell.columns, MAX_COLUMNS + 1)):
                    placed[each] = "" if each > column else text
                    if cell.rows > 1:
                        open_cells[each] = cell.rows - 1, placed[each]
            width = max(placed, default=-1) + 1
            yield Row(
                number, tuple(placed.get(each, "") for each in range(width)), frozenset(spanned)
            )


def _span(element: etree._Element, name: str, most: int) -> int:
    """Return how many rows or columns a cell takes; 0 means all that follow."""
    text = element.get(name, "1").strip()
    if not re.fullmatch(r"[0-9]{1,6}", text):
        return 1
    return min(int(text) or most, most)


class _Page:
    """What is read of a page so far: tables, those that are open, and the text around them."""

    def __init__(self) -> None:
        self.found: list[_Found] = []
        self._open: list[_Found] = []
        self._unseen = 0
        self._is_heading = False
        self._headings: dict[str, str] = {}  # that are open, by tag
        self._heading = _Text()
        self._prose = _Text()

    @property
    def _sink(self) -> _Text | None:
        """Where text goes: into the cell that is open, or to the text around the tables."""
        if self._unseen:
            return None
        return self._open[-1].sink if self._open else self._around

    @property
    def _around(self) -> _Text:
        return self._heading if self._is_heading else self._prose

    def on_start(self, element: etree._Element) -> None:
        tag = str(element.tag)
        self._unseen += tag in _UNSEEN
        if tag in _LINES:
            self._end_line()
        if tag == "table":
            self._start_table()
        elif self._open and not self._unseen:
            self._start_in_table(tag, element)
        if tag in _HEADINGS and not self._open:
            self._is_heading, self._heading = True, _Text()
        if (sink := self._sink) is not None:
            if tag == "br":
                sink.end_line()
            sink.add(_shown(element))
            sink.add(element.text)

    def on_end(self, element: etree._Element) -> None:
        tag = str(element.tag)
        self._unseen -= tag in _UNSEEN
        if tag in _LINES:
            self._end_line()
        if tag in _HEADINGS and not self._open:
            self._end_heading(tag)
        if tag == "table" and self._open:
            self._open.pop()
        elif self._open and tag in {*_CELLS, "caption"}:
            self._open[-1].sink = None
        if (sink := self._sink) is not None:
            sink.add(element.tail)

    def _end_line(self) -> None:
        if (sink := self._sink) is not None:
            sink.end_line()

    def _end_heading(self, tag: str) -> None:
        """Close a heading, and with it those below it; its text is part of the page as well."""
        text, self._is_heading = str(self._heading).replace(_BREAK, " "), False
        self._headings = {each: said for each, said in self._headings.items() if each < tag}
        self._headings[tag] = text
        self._prose.end_line()
        self._prose.add(text)
        self._prose.end_line()

    def _start_table(self) -> None:
        lines = str(self._prose).split(_BREAK)
        outer = [each for each in self._headings.values() if each not in lines]
        title = next(reversed(self._headings.values()), lines[-1])
        above = [*outer, *lines][-MOST_LINES_ABOVE:]
        found = _Found(title, _BREAK.join(filter(None, above)))
        self._prose = _Text()
        self.found.append(found)
        self._open.append(found)

    def _start_in_table(self, tag: str, element: etree._Element) -> None:
        table = self._open[-1]
        if tag == "caption":
            table.sink = table.caption
        elif tag == "tr":
            table.rows.append((_line(element), []))
        elif tag in _CELLS:
            if not table.rows:
                table.rows.append((_line(element), []))
            cell = _Cell(
                _span(element, "colspan", MAX_COLUMNS), _span(element, "rowspan", MAX_ROWS)
            )
            table.rows[-1][1].append(cell)
            table.sink = cell.text


def _line(element: etree._Element) -> int:
    """Return the line in which an element begins."""
    line: object = element.sourceline  # the stubs have no type for it
    return line if isinstance(line, int) else 1


def _shown(element: etree._Element) -> str:
    """Return what an element without text shows: a picture's text, a box that is ticked."""
    if element.tag == "img":
        return element.get("alt", "")
    is_ticked = element.get("type") == "checkbox" and element.get("checked") is not None
    return "true" if element.tag == "input" and is_ticked else ""
