"""The objects that an org has already, as far as permission sets speak of them."""

from collections.abc import Iterator
from typing import Any

from pydantic import TypeAdapter, ValidationError

from generator.schema.text_types import ObjectOfOrg
from generator.types.permission_set import PermissionSet, is_of_schema
from generator.types.schema import SPECIAL_OBJECTS

_NAME: TypeAdapter[str] = TypeAdapter(ObjectOfOrg)


def add_granted(data: dict[str, Any]) -> None:
    """Add to the data of a schema the objects that only its permission sets name.

    The schema grants access to no other custom objects than its own and those of the org that it
    names. The files of a project often leave out those of another package.
    """
    kinds = ("custom_objects", "standard_objects", *SPECIAL_OBJECTS)
    there = {name for kind in kinds for name in data.get(kind, ())}
    if new := {name for name in _granted(data) if name not in there and _is_of_org(name)}:
        objects = data.get("standard_objects", {}) | {name: {} for name in new}
        data["standard_objects"] = dict(sorted(objects.items()))


def _granted(data: dict[str, Any]) -> Iterator[str]:
    for each in data.get("permission_sets", {}).values():
        yield from each.access if isinstance(each, PermissionSet) else each.get("access", ())


def _is_of_org(name: str) -> bool:
    try:
        _NAME.validate_python(name)
    except ValidationError:
        return False
    return is_of_schema(name)
