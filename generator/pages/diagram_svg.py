"""A drawing as SVG for a page, without a style of its own: classes say what each part is."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from jinja2 import Template
from markupsafe import Markup

from generator.pages.diagram import Drawing, PlacedBox, PlacedEdge
from generator.pages.diagram_boxes import (
    BOLD,
    FAR,
    FAR_LINE,
    PADDING,
    TEXT,
    TITLE,
    header_height,
    row_middle,
    title_room,
)
from generator.pages.diagram_paths import line, marks
from generator.pages.diagram_text import cut, wrapped
from generator.pages.frame import environment

_MARGIN = 16  # around a drawing
# A drawing that is wider is seen from afar at first: its boxes then show their titles alone.
_WIDE = 1000
_TALL = 1.2  # times the width; a drawing that is taller is scrolled rather than made smaller


@dataclass(frozen=True, slots=True)
class _Text:
    kind: str
    x: str
    y: str
    text: str


def svg(drawing: Drawing, title: str) -> Markup:
    """Return a drawing as SVG; the title says what it is to those who do not see it."""
    width, height = drawing.width + 2 * _MARGIN, drawing.height + 2 * _MARGIN
    return Markup(  # noqa: S704  (the template escapes)
        _template().render(
            title=title,
            is_tall=drawing.height > _TALL * max(drawing.width, _WIDE),
            view_box=f"-{_MARGIN} -{_MARGIN} {_number(width)} {_number(height)}",
            width=_number(width),
            height=_number(height),
            lines=map(_line, drawing.edges),
            boxes=[_box(each, is_wide=drawing.width > _WIDE) for each in drawing.boxes],
        )
    )


@cache
def _template() -> Template:
    return environment().get_template("diagram.svg.j2")


def _line(placed: PlacedEdge) -> dict[str, object]:
    edge, points = placed.edge, placed.points
    shown = cut(edge.label, placed.label_width, TEXT) if placed.label_at else ""
    return {
        "kind": "solid" if edge.is_solid else "dashed",
        "full_text": edge.full_text,
        "path": line(points),
        "marks": marks(points, required=edge.is_required),
        "label": shown,
        "x": _number(placed.label_at.x) if placed.label_at else "",
        "y": _number(placed.label_at.y) if placed.label_at else "",
    }


def _box(placed: PlacedBox, *, is_wide: bool) -> dict[str, object]:
    box = placed.box
    top = placed.y + header_height(box)
    right = placed.x + placed.width
    return {
        "anchor": "" if box.is_current else box.anchor,
        "is_current": box.is_current,
        "full_text": box.full_text or box.title,
        "x": _number(placed.x),
        "y": _number(placed.y),
        "width": _number(placed.width),
        "height": _number(placed.height),
        "texts": [*_texts(placed), *(_texts_from_afar(placed) if is_wide else ())],
        "rule": f"M{_number(placed.x)} {_number(top)}H{_number(right)}" if box.rows else "",
    }


def _texts(placed: PlacedBox) -> Iterator[_Text]:
    """Yield the texts of a box, cut to its width."""
    box, room = placed.box, placed.width - 2 * PADDING
    x, right = _number(placed.x + PADDING), _number(placed.x + placed.width - PADDING)
    title = cut(box.title, title_room(box, placed.width), TITLE)
    yield _Text("title", x, _number(placed.y + 19), title)
    if box.note:
        yield _Text("note", right, _number(placed.y + 19), box.note)
    if box.subtitle:
        yield _Text("subtitle", x, _number(placed.y + 34), cut(box.subtitle, room, TEXT))
    for number, text in enumerate(box.rows):
        y = _number(placed.y + row_middle(box, number) + TEXT / 3)
        yield _Text("row", x, y, cut(text, room, TEXT))


def _texts_from_afar(placed: PlacedBox) -> Iterator[_Text]:
    """Yield the title of a box in large letters, in as many lines as the box has room for."""
    most = max(int(placed.height // FAR_LINE), 1)
    lines = wrapped(placed.box.title, most, (placed.width - PADDING) / BOLD, FAR)
    top = placed.y + (placed.height - len(lines) * FAR_LINE) / 2
    for number, text in enumerate(lines):
        y = _number(top + number * FAR_LINE + FAR_LINE * 0.8)
        yield _Text("far", _number(placed.x + placed.width / 2), y, text)


def _number(value: float) -> str:
    return f"{round(value, 1) + 0:g}"
