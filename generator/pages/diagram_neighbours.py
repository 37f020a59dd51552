"""A box between its neighbours, placed by a rule: the one at its left, the many at its right.

Each line is straight and has a label. A box with lines to itself stands at its right once more.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from generator.pages.diagram import Box, Drawing, Edge, PlacedBox, PlacedEdge, Point
from generator.pages.diagram_boxes import TEXT, box_height, box_width
from generator.pages.diagram_text import width

MOST = 8  # lines at a side; those left are counted in a box of their own
_BOX, _LINE, _GAP = 30, 24, 10  # heights: of a box with one line, of each more line, between boxes
_MARKS = 30  # pixels at each end of a line that its label leaves to the marks
_LONGEST = 150  # room for a label
_ABOVE = 4  # pixels between a line and its label


@dataclass(frozen=True, slots=True)
class _Neighbour:
    """A box at a side, how far below the top of its column it is, and its lines."""

    box: Box
    top: float
    edges: tuple[Edge, ...]

    @property
    def height(self) -> float:
        return _BOX + _LINE * max(len(self.edges) - 1, 0)


def neighbours(middle: Box, boxes: Mapping[str, Box], edges: Sequence[Edge]) -> Drawing:
    """Return a drawing of a box, its lines, and the boxes at their other ends.

    Each edge has the box at one end at least; `boxes` has those at the other ends by their keys.
    """
    left = _column([(boxes[e.source], e) for e in edges if e.source != middle.key])
    right = _column([(boxes[e.target], e) for e in edges if e.source == middle.key])
    current = replace(middle, rows=(), is_current=True)
    height = max(_end(left), _end(right), box_height(current))
    left_width, right_width = _box_width(left), _box_width(right)
    start = left_width + _line_length(left)
    end = start + box_width(current)
    far = end + _line_length(right)
    left_top, right_top = (height - _end(left)) / 2, (height - _end(right)) / 2
    placed = (
        *_boxes(left, left_top, 0, left_width),
        PlacedBox(current, start, 0, end - start, height),
        *_boxes(right, right_top, far, right_width),
    )
    lines = (*_lines(left, left_top, left_width, start), *_lines(right, right_top, end, far))
    return Drawing(far + right_width, height, placed, lines)


def _column(pairs: Sequence[tuple[Box, Edge]]) -> list[_Neighbour]:
    """Return the boxes of a side from the top down, each with all its lines."""
    by_box: dict[str, list[tuple[Box, Edge]]] = {}
    for box, edge in pairs:
        by_box.setdefault(box.key, []).append((box, edge))
    shown = [pair for group in by_box.values() for pair in group][:MOST]
    column: list[_Neighbour] = []
    for box in dict.fromkeys(box for box, _ in shown):
        top = _end(column) + (_GAP if column else 0)
        inner = tuple(edge for each, edge in shown if each is box)
        column.append(_Neighbour(replace(box, subtitle="", note="", rows=()), top, inner))
    more = len(pairs) - len(shown)
    if more:
        column.append(_Neighbour(Box("", f"{more} more"), _end(column) + _GAP, ()))
    return column


def _end(column: Sequence[_Neighbour]) -> float:
    return column[-1].top + column[-1].height if column else 0


def _box_width(column: Iterable[_Neighbour]) -> float:
    return max((box_width(each.box) for each in column), default=0)


def _line_length(column: Sequence[_Neighbour]) -> float:
    """Return how long the lines of a side are: as their labels need."""
    if not column:
        return 0
    labels = (width(edge.label, TEXT) for each in column for edge in each.edges)
    return 2 * _MARKS + min(max(labels, default=0), _LONGEST)


def _boxes(
    column: Sequence[_Neighbour], top: float, x: float, box_width: float
) -> Iterator[PlacedBox]:
    for each in column:
        yield PlacedBox(each.box, x, top + each.top, box_width, each.height)


def _lines(
    column: Sequence[_Neighbour], top: float, start: float, end: float
) -> Iterator[PlacedEdge]:
    """Yield the lines of a side; at both sides the one is at the left."""
    for each in column:
        for number, edge in enumerate(each.edges):
            y = top + each.top + _BOX / 2 + number * _LINE
            label = Point((start + end) / 2, y - _ABOVE)
            ends = (Point(start, y), Point(end, y))
            yield PlacedEdge(edge, ends, label, end - start - 2 * _MARKS)
