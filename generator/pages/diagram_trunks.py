"""Lines that leave a box at the same point share a trunk, and the room that this frees goes.

A layout gives each line a track of its own. Where many lead to one box, a reader follows one trunk
and its branches more easily than twenty tracks side by side.
"""

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from generator.pages.diagram import PlacedBox, PlacedEdge, Point

_CLEAR = 5  # pixels that lines of different trunks keep apart
_TRACK = 12  # the most pixels between two tracks, or a track and the marks beside a box


def with_trunks(boxes: Sequence[PlacedBox], edges: Sequence[PlacedEdge]) -> list[PlacedEdge]:
    """Return lines that share the track nearest to their start, where no other line is in the way.

    Lines begin at the right of a box and turn at right angles.
    """
    result = list(edges)
    lefts = sorted({each.x for each in boxes})
    trunks: dict[Point, float] = {}
    for each in edges:
        if _branches(each, lefts):
            start, track = each.points[0], each.points[1].x
            trunks[start] = min(trunks.get(start, track), track)
    for number, each in enumerate(edges):
        if _branches(each, lefts):
            moved = _at_track(each, trunks[each.points[0]])
            if _is_clear(moved, result):
                result[number] = moved
    return result


def _branches(edge: PlacedEdge, lefts: Sequence[float]) -> bool:
    """Whether a line turns before it comes to the next boxes, of which `lefts` are the sides."""
    if len(edge.points) < 4:  # noqa: PLR2004  (a line with a track has two ends and two corners)
        return False
    start, corner = edge.points[0], edge.points[1]
    following = bisect_right(lefts, start.x)
    limit = lefts[following] if following < len(lefts) else start.x
    return corner.y == start.y and start.x < corner.x < limit


def _at_track(edge: PlacedEdge, x: float) -> PlacedEdge:
    start, _, corner, *rest = edge.points
    return replace(edge, points=(start, Point(x, start.y), Point(x, corner.y), *rest))


def _is_clear(edge: PlacedEdge, others: Sequence[PlacedEdge]) -> bool:
    """Whether no line from elsewhere runs along the first parts of a line."""
    parts = list(_parts(edge))[:3]
    return not any(
        _run_together(part, other)
        for each in others
        if each.points[0] != edge.points[0]
        for other in _parts(each)
        for part in parts
    )


def _parts(edge: PlacedEdge) -> Iterator[tuple[bool, float, float, float]]:
    """Yield the parts of a line: whether it is upright, where it is, its start and its end."""
    for one, other in pairwise(edge.points):
        if one.x == other.x:
            yield True, one.x, min(one.y, other.y), max(one.y, other.y)
        else:
            yield False, one.y, min(one.x, other.x), max(one.x, other.x)


def _run_together(
    one: tuple[bool, float, float, float], other: tuple[bool, float, float, float]
) -> bool:
    if one[0] is not other[0] or abs(one[1] - other[1]) >= _CLEAR:
        return False
    return one[2] < other[3] + _CLEAR and other[2] < one[3] + _CLEAR


def narrowed(
    boxes: Sequence[PlacedBox], edges: Sequence[PlacedEdge], beside: float
) -> tuple[list[PlacedBox], list[PlacedEdge]]:
    """Return boxes and lines in the same order from left to right, without needless room.

    The pixels `beside` a box stay as they are.
    """
    columns = {(each.x - beside, each.x + each.width + beside) for each in boxes}
    places = {x for column in columns for x in column}
    places |= {each.x for each in boxes} | {p.x for each in edges for p in each.points}
    ordered = sorted(places)
    moved = {ordered[0]: 0.0}
    for before, after in pairwise(ordered):
        inside = any(left <= before and after <= right for left, right in columns)
        room = after - before
        moved[after] = moved[before] + (room if inside else min(room, _TRACK))
    return (
        [replace(each, x=moved[each.x]) for each in boxes],
        [
            replace(each, points=tuple(Point(moved[p.x], p.y) for p in each.points))
            for each in edges
        ],
    )
