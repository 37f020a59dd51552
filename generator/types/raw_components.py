"""Whole components of any published type, in Salesforce's own names."""

import re
from collections.abc import Iterator, Mapping
from typing import Annotated, Any

from generator.metadata import published
from generator.metadata.elements import flat
from generator.metadata.registry import Component, MetadataType, all_types
from generator.schema.patterns import JsonSchema, Shown, one_of
from generator.schema.text_types import Place
from generator.types import own_files
from generator.types.target import Target

_UNKNOWN = "is not a metadata type that a schema can have"


def _json_schema() -> JsonSchema:
    elements: JsonSchema = {"type": "object", "additionalProperties": True}
    return {
        "type": "object",
        "propertyNames": one_of(sorted(all_types()), _UNKNOWN),
        "additionalProperties": {"type": "object", "additionalProperties": elements},
    }


# By type and full name: `CustomObject` or `Account.Is_Rich`, `Folder/Report`, `Big Deal`.
RawComponents = Annotated[dict[str, dict[str, dict[str, Any]]], Shown(_json_schema)]
_NAME = re.compile(r"(?! )[^\x00-\x1f<>:\"/\\|?*]+(?<![ .])")


def diagnostics(given: RawComponents) -> Iterator[tuple[Place, str]]:
    """Yield what Salesforce's published types do not know, and names that no file can have."""
    for type_name, members in given.items():
        place = (type_name,)
        row = all_types().get(type_name)
        if row is None:
            near = published.did_you_mean(type_name, all_types())
            hint = (
                f"did you mean {near}?" if near else "name one whose components are one file each"
            )
            yield place, f"{_UNKNOWN}; {hint}"
            continue
        for name, elements in members.items():
            yield from _of_member((*place, name), row, elements)


def components(given: RawComponents, target: Target) -> Iterator[Component]:
    """Yield the components as they are given."""
    for type_name, members in given.items():
        row = all_types()[type_name]
        for full_name, elements in members.items():
            parent, name = _parts(row, full_name)
            path = row.path(target.package_directory, name, parent)
            named = {"fullName": name} if row.decomposed and not row.is_own_folder else {}
            place = ("components", type_name, full_name)
            yield Component(row, full_name, path, named | dict(elements), place)


def _of_member(
    place: Place, row: MetadataType, elements: Mapping[str, Any]
) -> Iterator[tuple[Place, str]]:
    parts = _parts(row, str(place[-1]))
    if not all(map(_NAME.fullmatch, filter(None, parts))) or not parts[1]:
        yield place, f"is not a name that a {row.name} can have"
    elif _has_parent(row) and not parts[0]:
        sign = "." if row.is_composed else "/"
        yield place, f"lacks what it belongs to; write it as in Parent{sign}{place[-1]}"
    for path, value in flat(elements).items():
        if value is None:
            yield (*place, *path.split(".")), "is empty; write a value, or leave it out"
        elif reason := own_files.reason(path, value, row.name):
            yield (*place, *path.split(".")), reason


def _has_parent(row: MetadataType) -> bool:
    return not row.is_own_folder and "{parent}" in row.directory


def _parts(row: MetadataType, full_name: str) -> tuple[str, str]:
    """Return the parent of a component, empty if it has none, and its own name."""
    if row.is_own_folder:
        return full_name, full_name
    if not _has_parent(row):
        return "", full_name
    parent, _, name = full_name.partition("." if row.is_composed else "/")
    return (parent, name) if name else ("", parent)
