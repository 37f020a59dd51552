"""The permission sets that a table says: who may see and edit which field."""

from collections.abc import Mapping
from typing import Any

from generator.exporting import field_table
from generator.importing import api_names
from generator.importing.meaning import NO_SOURCES
from generator.schema.notes import fill_ins
from generator.types import object_access
from generator.types.access_beyond import shortened
from generator.types.custom_field import CustomField
from generator.types.object_access import is_always_granted
from generator.types.schema import Schema

Levels = Mapping[str, Mapping[str, Mapping[str, str]]]
Fields = Mapping[str, Mapping[str, CustomField]]


def permission_sets(levels: Levels) -> dict[str, Any]:
    """Return permission sets that grant what a table says, as a schema has them."""
    found = {name: _access(of_set) for name, of_set in levels.items()}
    return {
        name: {"label": api_names.words(name), "access": access}
        for name, access in found.items()
        if access
    }


def changed_sets(
    levels: Levels, schema: Schema, data: Mapping[str, Any], found: Mapping[str, Any]
) -> dict[str, Any]:
    """Return the permission sets of a schema whose access differs from what a table says.

    `data` is the schema's, `found` the import's. Each has the access to the objects that differ,
    whole.
    """
    of_all = _with_new(schema.fields, found)
    sets = data.get("permission_sets") or {}
    changed = {
        name: {
            sobject: each
            for sobject, own in of_set.items()
            if (each := _changed(own, sobject, sets.get(name, {}), of_all)) is not None
        }
        for name, of_set in levels.items()
        if name in sets
    }
    new = permission_sets({name: each for name, each in levels.items() if name not in sets})
    return {name: {"access": access} for name, access in changed.items() if access} | new


def _access(of_set: Mapping[str, Mapping[str, str]]) -> dict[str, Any]:
    return {sobject: _of_object(own) for sobject, own in of_set.items() if any(own.values())}


def _of_object(own: Mapping[str, str]) -> Any:
    """Return the access to an object with these fields: what most of it needs, and the rest."""
    usual = "write" if "write" in own.values() else "read"
    other = {name: level or "none" for name, level in own.items() if level != usual}
    return {"object": usual, "fields": other} if other else usual


def _with_new(fields: Fields, found: Mapping[str, Any]) -> Fields:
    """Return the fields of a schema with those that an import adds, as far as they are whole."""
    result = {sobject: dict(own) for sobject, own in fields.items()}
    for sobject, name, field in field_table.fields(found):
        if name not in fields.get(sobject, {}) and not any(fill_ins(field)):
            model = CustomField.model_validate(field, context=NO_SOURCES)
            result.setdefault(sobject, {})[name] = model
    return result


def _changed(own: Mapping[str, str], sobject: str, given: Any, of_all: Fields) -> Any:
    """Return the access to an object with what a table says of its fields; None if it is so."""
    access = (given.get("access") or {}).get(sobject)
    if access is None:
        return _of_object(own) if any(own.values()) else None
    entry: dict[str, Any] = {"object": access} if isinstance(access, str) else dict(access)
    model = object_access.ObjectAccess.model_validate(entry)
    there = object_access.with_fields({sobject: model}, of_all)[sobject].fields
    fields = of_all.get(sobject, {})
    differ = {
        name: level or "none"
        for name, level in own.items()
        if there.get(name, "none") != (level or "none")
        and not (name in fields and is_always_granted(fields[name]))
    }
    if not differ:
        return None
    whole = {key: each for key, each in entry.items() if key != "other_fields"}
    whole["fields"] = {**entry.get("fields", {}), **there, **differ}
    return shortened({"access": {sobject: whole}}, of_all, ())["access"][sobject]
