"""The diagrams of a data dictionary: of all its objects, and of each between its neighbours."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from markupsafe import Markup

from generator.dictionary.dictionary import Dictionary
from generator.dictionary.entries import Relationship, SObject
from generator.pages.diagram import Box, Edge
from generator.pages.diagram_layout import laid_out
from generator.pages.diagram_neighbours import neighbours
from generator.pages.diagram_svg import svg

# More in one picture is no longer made out; the time for the layout grows faster than its lines.
MOST_OBJECTS, MOST_LINES = 120, 200
_MOST_WITH_FIELDS = 70


@dataclass(frozen=True, slots=True)
class WholeDiagram:
    """The diagram of all objects; `left_out` says what it does not show, and where that is."""

    picture: Markup
    left_out: str = ""


def whole_diagram(dictionary: Dictionary) -> WholeDiagram:
    """Return the diagram of the objects of a dictionary that has relationships."""
    names = drawn_objects(dictionary)
    related = [r for r in dictionary.relationships if {r.child, r.parent} <= names.keys()]
    with_fields = len(names) <= _MOST_WITH_FIELDS
    boxes = _boxes(names, related if with_fields else ())
    rows = {key: {field: n for n, field in enumerate(box.rows)} for key, box in boxes.items()}
    edges = [_edge(each, rows[each.child].get(_name(each))) for each in related]
    picture = svg(laid_out(list(boxes.values()), edges), f"Objects of {dictionary.title}")
    return WholeDiagram(picture, _left_out(dictionary, names))


def neighbour_diagrams(dictionary: Dictionary) -> dict[str, Markup]:
    """Return the diagrams of objects that have relationships, by the names of the objects."""
    every = {each.name: each for each in dictionary.objects}
    boxes = _boxes(every | _elsewhere(dictionary.relationships, every), ())
    near: dict[str, list[Relationship]] = {}
    for each in dictionary.relationships:
        for name in dict.fromkeys((each.child, each.parent)):
            near.setdefault(name, []).append(each)
    return {
        name: svg(neighbours(boxes[name], boxes, list(map(_edge, near[name]))), _around(each))
        for name, each in every.items()
        if name in near
    }


def drawn_objects(dictionary: Dictionary) -> dict[str, SObject | None]:
    """Return the objects of the whole diagram by name; of some only the name is known.

    All of them, if they and their relationships are not too many for a picture; else those with
    the most relationships, as many as a picture takes.
    """
    every: dict[str, SObject | None] = {each.name: each for each in dictionary.objects}
    every |= _elsewhere(dictionary.relationships, every)
    if len(every) <= MOST_OBJECTS and len(dictionary.relationships) <= MOST_LINES:
        return every
    kept = _most_related(dictionary.relationships)
    return {name: each for name, each in every.items() if name in kept}


def _most_related(relationships: Iterable[Relationship]) -> set[str]:
    """Return the objects with the most relationships, as many as a picture takes."""
    others: dict[str, list[str]] = {}
    for each in relationships:
        others.setdefault(each.child, []).append(each.parent)
        if each.parent != each.child:
            others.setdefault(each.parent, []).append(each.child)
    kept: set[str] = set()
    lines = 0
    for name in sorted(others, key=lambda name: -len(others[name])):
        lines += sum(1 for other in others[name] if other in kept or other == name)
        if lines > MOST_LINES or len(kept) == MOST_OBJECTS:
            break
        kept.add(name)
    return kept


def _elsewhere(
    relationships: Iterable[Relationship], known: Mapping[str, object]
) -> dict[str, SObject | None]:
    ends = (name for each in relationships for name in (each.parent, each.child))
    return dict.fromkeys(name for name in ends if name not in known)


def _boxes(
    names: Mapping[str, SObject | None],
    shown: Iterable[Relationship],
) -> dict[str, Box]:
    """Return the boxes of objects, with a row for each field of the relationships shown."""
    rows: dict[str, dict[str, None]] = {}
    for each in shown:
        rows.setdefault(each.child, {})[_name(each)] = None
    return {name: _box(name, each, tuple(rows.get(name, ()))) for name, each in names.items()}


def _box(name: str, sobject: SObject | None, rows: tuple[str, ...]) -> Box:
    if sobject is None:
        return Box(name, name, "Not in this dictionary", rows=rows, full_text=name)
    count = len(sobject.fields)
    note = f"{count} field" if count == 1 else f"{count} fields"
    subtitle = name if name != sobject.label else sobject.kind
    return Box(
        *(name, sobject.label, subtitle, note, rows),
        anchor=sobject.anchor,
        full_text=f"{sobject.label} ({name}): {note}",
    )


def _edge(each: Relationship, row: int | None = None) -> Edge:
    kind = "master-detail" if each.is_master_detail else "lookup"
    need = "required" if each.is_required else "optional"
    text = f"{each.field}: {kind} to {each.parent}, {need}"
    return Edge(
        *(each.parent, each.child, _name(each), text),
        is_solid=each.is_master_detail,
        is_required=each.is_required,
        row=row,
    )


def _name(each: Relationship) -> str:
    """Return the name of the field alone."""
    return each.field.partition(".")[2]


def _around(sobject: SObject) -> str:
    return f"{sobject.label} and the objects that it is related to"


def _left_out(dictionary: Dictionary, names: Mapping[str, object]) -> str:
    every = {each.name for each in dictionary.objects}
    every |= _elsewhere(dictionary.relationships, {}).keys()
    if len(every) == len(names):
        return ""
    return (
        f"{len(every) - len(names)} of {len(every)} objects are not drawn: those with the fewest"
        " relationships. The list below has every relationship, and each object its own diagram."
    )
