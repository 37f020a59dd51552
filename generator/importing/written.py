"""What schemas write: by that it is judged whether two of them mean the same."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from pydantic import ValidationError

from generator.metadata.api_version import ApiVersion
from generator.schema.text_types import Place
from generator.types.comparison import Comparison
from generator.types.registry import comparison_of, components
from generator.types.schema import Schema

_HEAD = {"name": "import", "label": "Import", "description": "Import."}


class Said(NamedTuple):
    """A component: the place that says it, its elements, and the same in any order."""

    place: Place
    elements: Mapping[str, Any]
    in_any_order: Any


Written = Mapping[tuple[str, str], Said]  # by type and full name


@dataclass(frozen=True, slots=True)
class Target:
    """Where a schema is written, as far as that changes what is written."""

    api_version: ApiVersion
    package_directory: str = "force-app"


def written(schema: Schema, api_version: ApiVersion) -> Written:
    """Return what a schema writes."""
    return {
        (each.type.name, each.full_name): Said(
            each.place, each.elements, in_any_order(each.elements, each.type.name)
        )
        for each in components(schema, Target(api_version))
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
    for name, said in given.items():
        before = had.get(name)
        is_same = before is not None and before.in_any_order == said.in_any_order
        is_new[said.place] = is_new.get(said.place, False) or not is_same
        if before is not None and before.place != said.place:
            elsewhere[said.place] = before.place
    return is_new, elsewhere


def unlike(has: Written, given: Written) -> list[Place]:
    """Return where a schema does not write what an import has."""
    places = []
    for name, said in given.items():
        own = has.get(name)
        place = own.place if own else said.place
        is_partial = place[0] == "standard_objects" and not place[2:]  # what its file can be
        if (own is None or own.in_any_order != said.in_any_order) and not is_partial:
            places.append(place)
    return places


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
