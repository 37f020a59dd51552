"""What raw elements may be: those that a file of the type holds."""

from collections.abc import Mapping
from functools import cache

from generator.metadata import elements, published
from generator.metadata.registry import (
    CHECKED,
    CUSTOM_FIELD_TRANSLATION,
    CUSTOM_OBJECT,
    CUSTOM_OBJECT_TRANSLATION,
    MetadataType,
)

# The keys of a custom object in a schema for parts that have files of their own.
_KEYS = {
    "businessProcesses": "business_processes",
    "compactLayouts": "compact_layouts",
    "fieldSets": "field_sets",
    "fields": "fields",
    "listViews": "list_views",
    "recordTypes": "record_types",
    "validationRules": "validation_rules",
}


def reason(path: str, value: object, type_name: str) -> str:
    """Return why raw elements of a type cannot hold a value at a path; empty if they can.

    A retrieve writes the parts of an object into files of their own, so its file has none of them.
    """
    name = path.partition(".")[0]
    part = parts(type_name).get(name)
    if part is None:
        return elements.reason(path, value, type_name)
    key = f"with the key {_KEYS[name]} of the object, or " if name in _KEYS else ""
    return f"{name} have files of their own; write them {key}as components: {part.name}"


def elements_of(type_name: str) -> list[str]:
    """Return the names of the elements that raw elements of a type can hold."""
    apart = parts(type_name)
    return [name for name in published.elements(type_name) if name not in apart]


@cache
def parts(type_name: str) -> Mapping[str, MetadataType]:
    """Return the parts of an object, or its translation, by the element in other formats."""
    if type_name == CUSTOM_OBJECT_TRANSLATION.name:
        return {"fields": CUSTOM_FIELD_TRANSLATION}
    if type_name != CUSTOM_OBJECT.name:
        return {}
    rows = (row for row in CHECKED if row.decomposed and row is not CUSTOM_OBJECT)
    return {row.directory.rpartition("/")[2]: row for row in rows}
