"""The permission sets of an import, in words that mean the same in a schema with more fields."""

from collections.abc import Collection, Iterator
from typing import Any, NamedTuple

from pydantic import ValidationError

from generator.importing.meaning import Test
from generator.importing.written import Target, Written, in_any_order
from generator.metadata.api_version import ApiVersion
from generator.metadata.elements import flat
from generator.schema.text_types import Place
from generator.types import permission_set
from generator.types.access_beyond import shortened, with_hidden_tabs
from generator.types.permission_set import Granted, PermissionSet
from generator.types.schema import Schema
from generator.types.table import Context, read


class Wanted(NamedTuple):
    """What a permission set has to say, and a test whether other data means the same."""

    data: dict[str, Any]
    test: Test


def wanted(
    given: Written, places: Collection[Place], schema: Schema, api_version: ApiVersion
) -> Iterator[tuple[Place, Wanted]]:
    """Yield the permission sets at some places, as a schema with these fields has to say them."""
    tabs = [name for name, each in schema.custom_objects.items() if each.tab]
    granted = Granted(schema.fields, tabs)
    for (type_name, name), each in given.items():
        if type_name != PermissionSet.type_name or each.place not in places:
            continue

        def is_same(data: Any, files: Any = each.in_any_order) -> bool:
            return bool(_written(data, granted, api_version) == files)

        said = read(PermissionSet, flat(each.elements), Context(name))
        data = shortened(with_hidden_tabs(said, tabs), schema.fields, tabs)
        yield each.place, Wanted(data, is_same)


def _written(data: Any, granted: Granted, api_version: ApiVersion) -> Any:
    """Return what a permission set writes; None if the models do not take it."""
    try:
        sets = {"any": PermissionSet.model_validate(data)}
    except ValidationError:
        return None
    found = next(permission_set.components(sets, granted, Target(api_version)))
    return in_any_order(found.elements, found.type.name)
