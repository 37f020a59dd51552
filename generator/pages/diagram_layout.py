"""Boxes and lines laid out from left to right, the one before the many.

The only module that knows the library for it. Each group of boxes that hang together is laid out
on its own; groups stand in rows, the highest first, and boxes without a line in a grid below.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from generator.pages.diagram import Box, Drawing, Edge, PlacedBox, PlacedEdge, Point
from generator.pages.diagram_boxes import box_height, box_width, header_height, row_middle
from generator.pages.diagram_paths import without_doubles
from generator.pages.diagram_trunks import narrowed, with_trunks

_GAP = 28  # between groups, and between the boxes of the grid
_ROW_WIDTH = 1200  # of a row of groups, unless a group is wider
_MARKS, _LOOP = 28, 25  # pixels beside a box for marks: only its own lines are there
_FREE = 7  # pixels above and below a box that no line may use
# What differs from the library's own. One line stands for all that leave a box at the same point.
# More effort takes many times as long, and crosses as many lines.
_OPTIONS = {
    "spacing": {"layer_gap": 40, "node_gap": 14, "dummy_gap": 16},
    "routing": {"merge_edges": "forks"},
    "effort": "fast",
}


def laid_out(boxes: Sequence[Box], edges: Sequence[Edge]) -> Drawing:
    """Return a drawing of boxes and lines. An edge names boxes that are there."""
    width = round(max(map(box_width, boxes), default=0))
    groups = _groups(boxes, edges)
    drawings = [_group(group, inner, width) for group, inner in groups if inner]
    alone = [box for group, inner in groups if not inner for box in group]
    row_width = max([_ROW_WIDTH, *(drawing.width for drawing in drawings)])
    highest_first = sorted(drawings, key=lambda drawing: -drawing.height)
    cells = [_cell(box, width) for box in alone]
    return _stacked([*_rows(highest_first, row_width), *_rows(cells, row_width)])


def _groups(
    boxes: Sequence[Box], edges: Sequence[Edge]
) -> list[tuple[tuple[Box, ...], tuple[Edge, ...]]]:
    """Return the boxes that hang together, with their edges, in the order of the boxes."""
    group_of: dict[str, list[str]] = {box.key: [box.key] for box in boxes}
    for edge in edges:
        one, other = group_of[edge.source], group_of[edge.target]
        if one is not other:
            small, large = sorted((one, other), key=len)
            large += small
            group_of |= dict.fromkeys(small, large)
    members: dict[int, list[Box]] = {}
    inner: dict[int, list[Edge]] = {}
    for box in boxes:
        members.setdefault(id(group_of[box.key]), []).append(box)
    for edge in edges:
        inner.setdefault(id(group_of[edge.source]), []).append(edge)
    return [(tuple(group), tuple(inner.get(key, ()))) for key, group in members.items()]


def _group(boxes: Sequence[Box], edges: Sequence[Edge], width: float) -> Drawing:
    """Lay out boxes that hang together."""
    import graphlay  # noqa: PLC0415  (only diagrams need the library)

    graph = graphlay.Graph()
    by_key = {box.key: box for box in boxes}
    between = [edge for edge in edges if edge.source != edge.target]
    for box in boxes:
        graph.node(box.key, width=width + 2 * _MARKS, height=box_height(box) + 2 * _FREE)
    for edge in between:
        graph.edge(edge.source, edge.target, **_ports(edge, by_key))
    layout = graphlay.layout(graph, options=_OPTIONS)
    placed = [
        _placed(box, node["center"], width) for box, node in zip(boxes, layout.nodes, strict=True)
    ]
    lines = [
        PlacedEdge(edge, _points(route["points"]))
        for edge, route in zip(between, layout.edges, strict=True)
    ]
    lines = with_trunks(placed, lines)
    return _trimmed(*narrowed(placed, [*lines, *_loops(placed, edges, lines)], _MARKS))


def _loops(
    boxes: Iterable[PlacedBox], edges: Iterable[Edge], lines: Iterable[PlacedEdge]
) -> Iterator[PlacedEdge]:
    """Yield the lines from a box to itself. They turn in the room for the marks at its right."""
    by_key = {each.box.key: each for each in boxes}
    starts = {(each.edge.source, each.edge.is_required): each.points[0] for each in lines}
    for edge in edges:
        if edge.source == edge.target:
            box = by_key[edge.source]
            right = box.x + box.width
            above = Point(right, box.y + _start(edge, box.box))
            start = starts.get((edge.source, edge.is_required), above)
            end = Point(right, box.y + _loop_end(edge, box.box))
            track = right + _LOOP
            yield PlacedEdge(edge, (start, Point(track, start.y), Point(track, end.y), end))


def _trimmed(boxes: Sequence[PlacedBox], lines: Sequence[PlacedEdge]) -> Drawing:
    """Return a drawing that is as large as what is in it."""
    corners = [Point(each.x, each.y) for each in boxes]
    corners += (Point(each.x + each.width, each.y + each.height) for each in boxes)
    corners += (point for each in lines for point in each.points)
    left, top = min(each.x for each in corners), min(each.y for each in corners)
    right, bottom = max(each.x for each in corners), max(each.y for each in corners)
    drawing = Drawing(right - left, bottom - top, tuple(boxes), tuple(lines))
    return _moved(drawing, -left, -top)


def _points(route: Sequence[Mapping[str, float]]) -> tuple[Point, ...]:
    """Return the way of a line, lengthened to the boxes beside which the room for marks is."""
    points = [Point(round(point["x"], 1), round(point["y"], 1)) for point in route]
    start = Point(points[0].x - _MARKS, points[0].y)
    end = Point(points[-1].x + _MARKS, points[-1].y)
    return without_doubles((start, *points, end))


def _ports(edge: Edge, boxes: Mapping[str, Box]) -> dict[str, Any]:
    """Return where a line meets its boxes: at the right of the one, at a row of the many."""
    source, target = boxes[edge.source], boxes[edge.target]
    middle = header_height(target) / 2 if edge.row is None else row_middle(target, edge.row)
    start = _start(edge, source)
    return {
        "source_port": {"offset": {"side": "right", "t": _share(start, source)}},
        "target_port": {"offset": {"side": "left", "t": _share(middle, target)}},
    }


def _start(edge: Edge, source: Box) -> float:
    """Return how far below the top of a box a line starts: with all of the same mark."""
    return header_height(source) * (0.7 if edge.is_required else 0.3)


def _loop_end(edge: Edge, box: Box) -> float:
    """Return how far below the top of a box a line to itself ends."""
    return 0.9 * header_height(box) if edge.row is None else row_middle(box, edge.row)


def _share(below_top: float, box: Box) -> float:
    """Return a place at the side of a box as the library counts it: -1 is its top, 1 its end."""
    return 2 * (below_top + _FREE) / (box_height(box) + 2 * _FREE) - 1


def _placed(box: Box, center: Mapping[str, float], width: float) -> PlacedBox:
    height = box_height(box)
    x, y = round(center["x"] - width / 2, 1), round(center["y"] - height / 2, 1)
    return PlacedBox(box, x, y, width, height)


def _cell(box: Box, width: float) -> Drawing:
    height = box_height(box)
    return Drawing(width, height, (PlacedBox(box, 0, 0, width, height),))


def _rows(drawings: Iterable[Drawing], row_width: float) -> Iterator[Drawing]:
    """Yield rows of drawings, each as full as its width allows."""
    row: list[Drawing] = []
    width = 0.0
    for drawing in drawings:
        if row and width + _GAP + drawing.width > row_width:
            yield _side_by_side(row)
            row, width = [], 0.0
        width += drawing.width + (_GAP if row else 0)
        row.append(drawing)
    if row:
        yield _side_by_side(row)


def _side_by_side(drawings: Sequence[Drawing]) -> Drawing:
    moved, x = [], 0.0
    for drawing in drawings:
        moved.append(_moved(drawing, x, 0))
        x += drawing.width + _GAP
    return _joined(moved, x - _GAP, max(drawing.height for drawing in drawings))


def _stacked(drawings: Sequence[Drawing]) -> Drawing:
    moved, y = [], 0.0
    for drawing in drawings:
        moved.append(_moved(drawing, 0, y))
        y += drawing.height + _GAP
    return _joined(moved, max((each.width for each in drawings), default=0), max(y - _GAP, 0))


def _joined(drawings: Sequence[Drawing], width: float, height: float) -> Drawing:
    boxes = tuple(box for drawing in drawings for box in drawing.boxes)
    return Drawing(width, height, boxes, tuple(e for drawing in drawings for e in drawing.edges))


def _moved(drawing: Drawing, x: float, y: float) -> Drawing:
    if not x and not y:
        return drawing
    boxes = (replace(box, x=box.x + x, y=box.y + y) for box in drawing.boxes)
    edges = (
        replace(edge, points=tuple(Point(point.x + x, point.y + y) for point in edge.points))
        for edge in drawing.edges
    )
    return replace(drawing, boxes=tuple(boxes), edges=tuple(edges))
