"""Keys of a schema that its models do not have: what was meant, and what is wrong besides."""

from collections.abc import Iterable
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
    if hint := _in_words_of_salesforce(key, table):
        return f"is not a key here; {hint}"
    meant = _meant(key, table)
    if meant in _IN_THE_TYPE:
        return f"is not a key; write it in the type, as in {_IN_THE_TYPE[meant]}"
    hint = f"did you mean {meant}?" if meant else f"allowed: {', '.join(table.model_fields)}"
    return f"is not a key here; {hint}"


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


def _in_words_of_salesforce(key: str, table: type[BaseModel]) -> str:
    """Return how to write a key whose words are those of a published element or type."""
    from generator.metadata import published  # noqa: PLC0415  (for what is wrong only)

    name = "".join(word.capitalize() for word in key.split("_"))
    component = name.removesuffix("s")
    if component in published.types() and published.base(component) == "Metadata":
        return f"write it under components, as {component}"
    element, type_name = name[:1].lower() + name[1:], getattr(table, "type_name", "")
    if not type_name or element not in published.elements(type_name):
        return ""
    for known, field in table.model_fields.items():
        if any(element in getattr(each, "risks", ()) for each in field.metadata):
            return f"write {known}"
    return f"write it under metadata, as {element}"
