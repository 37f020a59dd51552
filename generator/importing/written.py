"""What schemas write: by that it is judged whether two of them mean the same."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from pydantic import ValidationError

from generator.metadata.api_version import ApiVersion
from generator.metadata.elements import flat
from generator.schema.text_types import Place
from generator.types.access_beyond import shortened, with_hidden_tabs
from generator.types.comparison import Comparison
from generator.types.permission_set import PermissionSet
from generator.types.registry import comparison_of, components
from generator.types.schema import Schema
from generator.types.table import Context, read

_HEAD = {"name": "import", "label": "Import", "description": "Import."}
# By type and full name: the place that says a component, and its elements.
Written = Mapping[tuple[str, str], tuple[Place, Any]]


@dataclass(frozen=True, slots=True)
class _Target:
    api_version: ApiVersion
    package_directory: str = "force-app"


def written(schema: Schema, api_version: ApiVersion) -> Written:
    """Return what a schema writes."""
    return {
        (each.type.name, each.full_name): (
            each.place,
            in_any_order(each.elements, each.type.name),
        )
        for each in components(schema, _Target(api_version))
    }


def written_by_import(data: Mapping[str, Any], api_version: ApiVersion) -> Written:
    """Return what the data of an import writes; nothing if a person has to complete it first."""
    try:
        schema = Schema.model_validate(_HEAD | dict(data), context={"sources": None})
    except ValidationError:
        return {}
    return written(schema, api_version)


def compared(had: Written, given: Written) -> tuple[dict[Place, bool], dict[Place, Place]]:
    """Return whether an import has something new at its places, and where a schema has it.

    The latter only for other places: some components can be said at more than one.
    """
    is_new: dict[Place, bool] = {}
    elsewhere = {}
    for name, (place, elements) in given.items():
        home, before = had.get(name, (place, None))
        is_new[place] = is_new.get(place, False) or before != elements
        if home != place:
            elsewhere[place] = home
    return is_new, elsewhere


def unlike(has: Written, given: Written) -> list[Place]:
    """Return where a schema does not write what an import has."""
    places = []
    for name, (place, elements) in given.items():
        home, own = has.get(name, (place, None))
        # The file of a standard object says only some of what is there.
        if own != elements and (home[0] != "standard_objects" or home[2:]):
            places.append(home)
    return places


def access_in_full(given: Written, places: Collection[Place], schema: Schema) -> dict[str, Any]:
    """Return the permission sets of an import at some places, in words that fit a schema.

    An import says access to all fields in a word, and the schema may have more fields.
    """
    tabs = [name for name, each in schema.custom_objects.items() if each.tab]
    found = {}
    for (type_name, name), (place, elements) in given.items():
        if type_name == PermissionSet.type_name and place in places:
            said = read(PermissionSet, flat(elements), Context(name))
            found[name] = shortened(with_hidden_tabs(said, tabs), schema.fields, tabs)
    return found


def in_any_order(elements: Mapping[str, Any], type_name: str) -> Any:
    """Return elements in a form that is the same in whatever order, where order means nothing."""
    return _sorted(elements, "", comparison_of(type_name))


def _sorted(value: Any, name: str, rows: Comparison) -> Any:
    if isinstance(value, Mapping):
        return {key: _sorted(own, key.rpartition(".")[2], rows) for key, own in value.items()}
    if not isinstance(value, list | tuple):
        return value
    entries = [_sorted(each, name, rows) for each in value]
    is_free = name in rows.identity and name not in {*rows.ordered, *rows.as_one}
    return sorted(entries, key=repr) if is_free else entries
