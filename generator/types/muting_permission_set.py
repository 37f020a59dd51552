"""Muting permission sets: what the users of a permission set group do not get after all."""

from collections.abc import Iterator, Mapping
from typing import Annotated, Any, ClassVar, Literal

from pydantic import Field, StrictBool

from generator.metadata.elements import Elements
from generator.schema.base import Model
from generator.schema.text_types import ApiName, Line, Place, ShortDescription, at_most
from generator.types.keys import element
from generator.types.object_access import ELEMENTS, Right, entry_of
from generator.types.permission_keys import EachOnce
from generator.types.permission_lists import PermissionLists
from generator.types.permission_set_group import PermissionSetGroup
from generator.types.requirement import Kind, asks_for_it
from generator.types.risk import Risk
from generator.types.table import Context, Key, Values

FieldRight = Literal["read", "edit"]
FieldRights = Annotated[tuple[FieldRight, ...], Field(min_length=1), EachOnce]
_FIELD_ELEMENTS: Mapping[FieldRight, str] = {"edit": "editable", "read": "readable"}


class MutedAccess(Model):
    """What people lose of the access to one object, with the words of Object Settings in Setup."""

    object: Annotated[tuple[Right, ...], EachOnce] = ()
    """The object permissions that are muted, as in edit, delete."""
    fields: dict[ApiName, FieldRights] = {}
    """The permissions for fields that are muted, by API name: read, edit, or both."""


def _read(elements: Elements, _context: Context, _usual: Elements) -> dict[str, Any] | None:
    found: dict[str, Any] = {}
    for each in elements.get("objectPermissions", ()):
        rights = [word for word, name in ELEMENTS.items() if each.get(name) is True]
        found.setdefault(str(each.get("object")), {})["object"] = rights
    for each in elements.get("fieldPermissions", ()):
        parent, _, own = str(each.get("field")).partition(".")
        rights = [word for word, name in _FIELD_ELEMENTS.items() if each.get(name) is True]
        found.setdefault(parent, {}).setdefault("fields", {})[own] = rights
    return found or None


def _write(given: Mapping[str, Any], context: Context, _values: Values) -> Elements:
    muted = {name: MutedAccess.model_validate(each) for name, each in sorted(given.items())}
    objects = [
        entry_of(name, each.object, context.api_version)
        for name, each in muted.items()
        if each.object
    ]
    fields = sorted(
        (f"{name}.{own}", rights)
        for name, each in muted.items()
        for own, rights in each.fields.items()
    )
    entries = [
        {element: right in rights for right, element in _FIELD_ELEMENTS.items()} | {"field": name}
        for name, rights in fields
    ]
    written = {"fieldPermissions": entries, "objectPermissions": objects}
    return {name: each for name, each in written.items() if each}


_MUTED = Key(
    _read,
    _write,
    {"fieldPermissions": Risk.ACCESS, "objectPermissions": Risk.ACCESS},
    {"fieldPermissions": "field", "objectPermissions": "object"},
)


class MutingPermissionSet(PermissionLists):
    """A muting permission set: what it lists, the users of its group do not have by the group.

    In the file, what is enabled is muted (MutingPermissionSet in the Metadata API guide).
    """

    type_name: ClassVar = "MutingPermissionSet"
    asks: ClassVar = asks_for_it(Kind.MUTING)

    label: Annotated[Line, at_most(80), element("label", Risk.SAFE)]
    """The label of the muting permission set."""
    description: Annotated[ShortDescription | None, element("description", Risk.SAFE)] = None
    """What it takes away, and why, for administrators."""
    license: Annotated[Line | None, element("license", Risk.ACCESS)] = None
    """The license of the users, as Setup names it."""
    session_activation_required: Annotated[
        StrictBool, element("hasActivationRequired", Risk.ACCESS)
    ] = False
    """Whether it counts only in a session that was activated for it."""
    muted_access: Annotated[dict[ApiName, MutedAccess], Field(min_length=1), _MUTED] = {}
    """What people lose of the access to each object and its fields, by API name."""


def diagnostics(
    sets: Mapping[str, MutingPermissionSet], groups: Mapping[str, PermissionSetGroup]
) -> Iterator[tuple[Place, str]]:
    """Yield muting sets that are in no group or in several, and groups with several.

    A group has at most one (perm_set_groups_muting in Salesforce help).
    """
    for name, each in groups.items():
        for index in range(1, len(each.muting_permission_sets)):
            message = "is a second one, and a group has at most one; put the two into one"
            yield ("permission_set_groups", name, "muting_permission_sets", index), message
    for name, muting in sets.items():
        place = ("muting_permission_sets", name)
        own = [group for group, each in groups.items() if name in each.muting_permission_sets]
        if not own:
            message = (
                "is in no group, where it mutes nothing; name it under muting_permission_sets of "
                "its permission set group"
            )
            yield place, message
        if own[1:]:
            message = f"is in the groups {', '.join(own)}; write one for each group"
            yield place, message
        for sobject, muted in muting.muted_access.items():
            if not muted.object and not muted.fields:
                message = "mutes nothing; name permissions, or leave it out"
                yield (*place, "muted_access", sobject), message
