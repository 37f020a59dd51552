"""A diagram of boxes and the lines between them, as values; who draws it escapes the texts.

Nothing here knows what a box stands for. A line goes from one box to many, or none: the end at its
source means one, that at its target many, as in the diagrams of databases.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Box:
    """A box: its title, a second name below it, a note beside the title, and rows of text.

    `anchor` is where it leads to, without `#`; a box without leads nowhere, and is drawn as one
    that stands elsewhere. `full_text` is said in full where the texts are cut short. The current
    box is the one that the diagram is about.
    """

    key: str
    title: str
    subtitle: str = ""
    note: str = ""
    rows: tuple[str, ...] = ()
    anchor: str = ""
    full_text: str = ""
    is_current: bool = False


@dataclass(frozen=True, slots=True)
class Edge:
    """A line from the one box (`source`) to the many (`target`), which it meets at a row.

    It is solid or dashed, and the source is needed or may be absent. `full_text` says in words
    what it means.
    """

    source: str
    target: str
    label: str
    full_text: str
    is_solid: bool = False
    is_required: bool = False
    row: int | None = None


@dataclass(frozen=True, slots=True)
class Point:
    """A place in a drawing, in pixels from its top left corner."""

    x: float
    y: float


@dataclass(frozen=True, slots=True)
class PlacedBox:
    """A box at its place: the top left corner and the size."""

    box: Box
    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class PlacedEdge:
    """A line on its way from the one to the many; its label stands at a place, if it is shown."""

    edge: Edge
    points: tuple[Point, ...]
    label_at: Point | None = None
    label_width: float = 0


@dataclass(frozen=True, slots=True)
class Drawing:
    """Boxes and lines at their places, and the size of the whole."""

    width: float
    height: float
    boxes: tuple[PlacedBox, ...]
    edges: tuple[PlacedEdge, ...] = ()
