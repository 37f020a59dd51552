"""Put what was imported where a schema has it already."""

from collections.abc import Mapping
from typing import Any

from generator.metadata.api_version import ApiVersion
from generator.schema.key_order import key_order
from generator.types.field_defaults import carried_by_object
from generator.types.schema import SPECIAL_OBJECTS, Schema
from generator.types.table import Context

OBJECTS = ("custom_objects", "standard_objects", *SPECIAL_OBJECTS)
_FIELDS = {"fields", "standard_fields"}
CARRY = "fields_carry"  # what all fields of an object show in their files, or those of all objects


def at_home(
    data: Mapping[str, Any], schema: Mapping[str, Any], api_version: ApiVersion
) -> dict[str, Any]:
    """Return the data of an import with each object under the key under which a schema has it.

    What all its fields carry is said at each object, since the schema may have more objects.
    """
    result = {key: value for key, value in data.items() if key not in {CARRY, *OBJECTS}}
    there = {kind: _by_name(schema.get(kind) or {}) for kind in OBJECTS}
    for key in OBJECTS:
        for name, each in data.get(key, {}).items():
            folded = name.casefold()
            kind = next((kind for kind in OBJECTS if there[kind].get(folded)), key)
            allowed = key_order(Schema).below(kind).below("").numbers
            said = _with_layouts(each, there[kind].get(folded, {}))
            if CARRY not in each and not _FIELDS.isdisjoint(each):
                context = Context(name, name, api_version)
                said = said | {CARRY: _carried(each, context, data.get(CARRY))}
            own = {key: value for key, value in said.items() if key in allowed}
            result.setdefault(kind, {})[name] = own
    return result


def _carried(sobject: Mapping[str, Any], context: Context, of_all: Any) -> list[str]:
    history, feeds = (bool(sobject.get(key)) for key in ("track_field_history", "allow_feeds"))
    return sorted(carried_by_object(context, history=history, feeds=feeds, of_all=of_all))


def _with_layouts(sobject: Mapping[str, Any], there: Mapping[str, Any]) -> dict[str, Any]:
    """Return an object with its compact layouts in the form in which a schema has them.

    The one that is shown can be said by itself, or by its name.
    """
    shown, result = sobject.get("compact_layout"), dict(sobject)
    if shown and "compact_layout" not in there and "compact_layouts" in there:
        del result["compact_layout"]
        own = {key: value for key, value in shown.items() if key != "name"}
        result["compact_layouts"] = sobject.get("compact_layouts", {}) | {shown["name"]: own}
        result["primary_compact_layout"] = shown["name"]
    return result


def _by_name(objects: Mapping[str, Any]) -> dict[str, Any]:
    """Return objects by their names, in which capitals do not count."""
    return {name.casefold(): each for name, each in objects.items()}
