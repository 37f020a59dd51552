"""Keys of a schema that its models do not have: what was meant, and what is wrong besides."""

from collections.abc import Iterable, Sequence
from copy import deepcopy
from typing import Any

from pydantic import BaseModel

from generator.schema.models import model_at
from generator.schema.text_types import Place

UNKNOWN = "extra_forbidden"  # pydantic's type of the error
_NEAR = 0.75  # how like a known key another has to be: a misspelling, and no other word
_COMMA = 'write a text with a comma in quotes, as in {type: "Number(16, 2)"}'
_IN_THE_TYPE = {
    "length": "Text(100)",
    "precision": "Number(16, 2)",
    "scale": "Number(16, 2)",
    "reference_to": "Lookup(Lead)",
}


def diagnosis(key: str, place: Place, model: type[BaseModel]) -> str:
    """Return what is wrong with an unknown key of the mapping at a place, and what to write."""
    if key.endswith(")") and "(" not in key:  # the rest of a text
        return f"is not a key here; in braces, {_COMMA}"
    table = model_at(place, model)
    if hint := getattr(table, "elsewhere", {}).get(key):
        return f"is not a key here; {hint}"
    if hint := _as_element(key, table):
        return f"is not a key here; {hint}"
    meant = _meant(key, table)
    if meant in _IN_THE_TYPE:
        return f"is not a key; write it in the type, as in {_IN_THE_TYPE[meant]}"
    component = _as_component(key)
    if meant and (not component or meant.removesuffix("s") == key.removesuffix("s")):
        return f"is not a key here; did you mean {meant}?"
    allowed = f"allowed: {', '.join(table.model_fields)}"
    return f"is not a key here; {component or allowed}"


def corrected(data: Any, places: Iterable[Place], model: type[BaseModel]) -> Any:
    """Return a copy of a schema's data, each unknown key renamed to the one that it is like.

    Keys that are like no other, or like one that is there, are left out.
    """
    result = deepcopy(data)
    for place in sorted(places, key=len, reverse=True):
        parent = result
        for step in place[:-1]:
            parent = parent[step]
        value, key = parent.pop(place[-1]), str(place[-1])
        meant = _meant(key, model_at(place[:-1], model))
        if meant and meant not in _IN_THE_TYPE:
            parent.setdefault(meant, value)
    return result


def _meant(key: str, table: type[BaseModel]) -> str:
    """Return the key that somebody most likely meant; empty if none is near."""
    from generator.metadata import published  # noqa: PLC0415  (for what is wrong only)

    return published.did_you_mean(key, [*table.model_fields, *_IN_THE_TYPE], _NEAR)


def _as_component(key: str) -> str:
    """Return how to write a key whose words are those of a published type."""
    from generator.metadata import published  # noqa: PLC0415  (for what is wrong only)

    name = _in_capitals(key).removesuffix("s")
    is_component = name in published.types() and published.base(name) == "Metadata"
    return f"write it under components, as {name}" if is_component else ""


def _in_capitals(key: str) -> str:
    return "".join(word.capitalize() for word in key.split("_"))


def _as_element(key: str, table: type[BaseModel]) -> str:
    """Return how to write a key whose words are those of a published element."""
    from generator.metadata import published  # noqa: PLC0415  (for what is wrong only)

    name = _in_capitals(key)
    element, type_name = name[:1].lower() + name[1:], getattr(table, "type_name", "")
    if not type_name or element not in published.elements(type_name):
        return ""
    for known, field in table.model_fields.items():
        if any(element in getattr(each, "risks", ()) for each in field.metadata):
            return f"write {known}"
    return f"write it under metadata, as {element}"


def name_in_base(place: Place, bases: Sequence[dict[str, Any]]) -> str:
    """Return the entry of what a schema extends that its entry at a place was meant for.

    Empty if none is near. A misspelt name looks like a new entry, which lacks keys.
    """
    from generator.metadata import published  # noqa: PLC0415  (for what is wrong only)

    known: Any = bases[0] if bases else None
    for step in place:
        if not isinstance(known, dict):
            return ""
        if step not in known:
            return published.did_you_mean(str(step), known, _NEAR)
        known = known[step]
    return ""
