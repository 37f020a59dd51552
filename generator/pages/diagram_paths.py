"""The paths of lines and of the marks at their ends, in the notation of SVG.

The marks are those of a crow's foot: a bar means one, a circle means that there may be none, the
foot means many.
"""

from collections.abc import Iterator, Sequence
from itertools import pairwise
from math import dist

from generator.pages.diagram import Point

_RADIUS = 6  # of a corner
_BAR = 5.0  # half of its length, and of the width of a foot
_CIRCLE = 4.0


def line(points: Sequence[Point]) -> str:
    """Return the path through some points, with round corners."""
    parts = [f"M{_place(points[0])}"]
    for before, corner, after in zip(points, points[1:], points[2:], strict=False):
        radius = min(_RADIUS, _length(before, corner) / 2, _length(corner, after) / 2)
        start, end = _towards(corner, before, radius), _towards(corner, after, radius)
        parts.append(f"L{_place(start)}Q{_place(corner)} {_place(end)}")
    return "".join([*parts, f"L{_place(points[-1])}"])


def marks(points: Sequence[Point], *, required: bool) -> str:
    """Return the path of the marks at both ends: one, or none, at the first; many at the last."""
    start, after = points[0], points[1]
    before, end = points[-2], points[-1]
    second = _bar(start, after, 11) if required else _circle(start, after, 12)
    return "".join([_bar(start, after, 6), second, _foot(end, before), _circle(end, before, 16)])


def without_doubles(points: Sequence[Point]) -> tuple[Point, ...]:
    """Return points without those at which a line does not turn."""
    kept = [points[0], *(b for a, b in pairwise(points) if a != b)]
    turns = (
        b for a, b, c in zip(kept, kept[1:], kept[2:], strict=False) if not _straight(a, b, c)
    )
    return (kept[0], *turns, kept[-1])


def _straight(first: Point, second: Point, third: Point) -> bool:
    return first.x == second.x == third.x or first.y == second.y == third.y


def _bar(end: Point, inside: Point, distance: float) -> str:
    one, other = _across(end, inside, distance)
    return f"M{_place(one)}L{_place(other)}"


def _foot(end: Point, inside: Point) -> str:
    tip = _place(_towards(end, inside, 11))
    return "".join(f"M{tip}L{_place(toe)}" for toe in _across(end, inside, 0))


def _circle(end: Point, inside: Point, distance: float) -> str:
    center = _towards(end, inside, distance)
    start = _place(Point(center.x - _CIRCLE, center.y))
    half, all_of_it = _number(_CIRCLE), _number(2 * _CIRCLE)
    return f"M{start}a{half} {half} 0 1 0 {all_of_it} 0a{half} {half} 0 1 0-{all_of_it} 0z"


def _across(end: Point, inside: Point, distance: float) -> Iterator[Point]:
    """Yield the ends of a bar across a line, at a distance from the end of the line."""
    middle, length = _towards(end, inside, distance), _length(end, inside) or 1
    x, y = (inside.x - end.x) / length * _BAR, (inside.y - end.y) / length * _BAR
    yield Point(middle.x - y, middle.y + x)
    yield Point(middle.x + y, middle.y - x)


def _towards(start: Point, target: Point, distance: float) -> Point:
    share = distance / (_length(start, target) or 1)
    return Point(start.x + (target.x - start.x) * share, start.y + (target.y - start.y) * share)


def _length(one: Point, other: Point) -> float:
    return dist((one.x, one.y), (other.x, other.y))


def _place(point: Point) -> str:
    return f"{_number(point.x)} {_number(point.y)}"


def _number(value: float) -> str:
    """Return a number with a tenth of a pixel at most, and without needless zeros."""
    return f"{round(value, 1) + 0:g}"
