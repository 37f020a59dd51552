"""Permission sets: who may see and change what, by object and field, and all else they grant.

The entries of the file follow from that, and the checks say what an org cannot grant.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Annotated, Any, ClassVar, NamedTuple

from pydantic import Field, StrictBool

from generator.metadata.registry import PERMISSION_SET, Component
from generator.schema.text_types import (
    ApiName,
    Line,
    Place,
    ShortDescription,
    at_most,
)
from generator.types import object_access
from generator.types.components import components as of_parts
from generator.types.custom_field import CustomField
from generator.types.keys import element
from generator.types.object_access import ACCESS, FOLLOWS, Access, ObjectAccess
from generator.types.permission_keys import Visibility  # noqa: TC001  (annotates a local dict)
from generator.types.permission_lists import PermissionLists
from generator.types.permission_requirements import asks
from generator.types.risk import Risk
from generator.types.target import Target

_BY_USER = "has no object permissions, but user permissions; leave it out"
_NOT_GRANTED = {
    "CampaignMemberStatus": "has no permissions of its own; write access to Campaign includes it",
    "Activity": _BY_USER,
    "Event": _BY_USER,
    "Task": _BY_USER,
    "User": _BY_USER,
}
_STANDARD = ("Account", "Campaign", "Case", "Contact", "Contract", "Lead", "Opportunity")
_WITHOUT_PERMISSIONS = ("__mdt", "__Share", "__History", "__Feed")


def viewers(sets: Mapping[str, "PermissionSet"]) -> dict[str, tuple[str, ...]]:
    """Return the permission sets that show each object, those first that give the least."""
    found: dict[str, tuple[str, ...]] = {}
    for level in ("read", "write"):
        for name, each in sets.items():
            for sobject in [one for one, given in each.access.items() if given.level == level]:
                found[sobject] = (*found.get(sobject, ()), name)
    return found


def marketers(sets: Mapping[str, "PermissionSet"]) -> frozenset[str]:
    """Return the permission sets whose users write campaigns or their members.

    No permission set gives a user the checkbox Marketing User, without which an org refuses that
    (campaigns_members_detail in Salesforce help).
    """
    written = ("Campaign", "CampaignMember")
    return frozenset(
        name
        for name, each in sets.items()
        if any(each.access[one].level == "write" for one in written if one in each.access)
    )


class PermissionSet(PermissionLists):
    """A permission set, with the keys of its pages in Setup."""

    type_name: ClassVar = "PermissionSet"
    asks: ClassVar = asks

    label: Annotated[Line, at_most(80), element("label", Risk.SAFE)]
    """The label of the permission set."""
    description: Annotated[ShortDescription | None, element("description", Risk.SAFE)] = None
    """What the permission set is for, for administrators."""
    license: Annotated[Line | None, element("license", Risk.ACCESS)] = None
    """The license that its users need, as Setup names it, as in Salesforce API Integration."""
    session_activation_required: Annotated[
        StrictBool, element("hasActivationRequired", Risk.ACCESS)
    ] = False
    """Whether the permissions count only in a session that was activated for them."""
    access: Annotated[dict[ApiName, Access], Field(min_length=1), ACCESS] = {}
    """The access to each object and its fields, by API name: read, write, or in detail."""


class Granted(NamedTuple):
    """What a permission set can show of a schema: the fields of each object, and the tabs."""

    fields: Mapping[str, Mapping[str, CustomField]]
    tabs: Collection[str]


def diagnostics(
    sets: Mapping[str, PermissionSet],
    masters: Mapping[str, Iterable[str]],
    fields: Mapping[str, Mapping[str, CustomField]],
) -> Iterator[tuple[Place, str]]:
    """Yield what an org would not grant. `masters` are the masters of each custom object.

    `fields` are those that the schema gives each object.
    """
    for set_name, permission_set in sets.items():
        place = ("permission_sets", set_name)
        for name, access in permission_set.access.items():
            if reason := _reason(name, permission_set.access, masters, fields):
                yield (*place, "access", name), reason
            own = fields.get(name) if name in masters else None
            for below, message in object_access.diagnostics(name, access, own):
                yield (*place, "access", name, *below), message


def is_of_schema(name: str) -> bool:
    """Whether an object has to be in the schema that grants access to it."""
    return name.endswith("__c") and name.count("__") == 1


def _reason(
    name: str,
    granted: Mapping[str, ObjectAccess],
    masters: Mapping[str, Iterable[str]],
    objects: Collection[str],
) -> str | None:
    known = (*masters, *FOLLOWS, *_NOT_GRANTED, *_STANDARD)
    spelled = next((each for each in known if each.casefold() == name.casefold()), name)
    if spelled != name:
        return f"is spelled {spelled} in Salesforce; write it so"
    is_by_fields = granted[name].object == "none"
    if name in _NOT_GRANTED and not is_by_fields:
        return _NOT_GRANTED[name]
    if name.endswith(_WITHOUT_PERMISSIONS):
        return "has no object permissions; leave it out"
    if is_of_schema(name) and name not in objects:
        return (
            "is not one of the custom_objects of this schema; add it there, or, if the org has it "
            f"already, to standard_objects, as in {name}: {{}}"
        )
    if is_by_fields:
        return None
    follows = (FOLLOWS[name],) if name in FOLLOWS else ()
    needed = [*masters.get(name, ()), *follows]
    missing = [each for each in needed if each not in granted or granted[each].object == "none"]
    return f"needs {' and '.join(missing)} in the same set; add it with read" if missing else None


def components(
    sets: Mapping[str, PermissionSet], schema: Granted, target: Target
) -> Iterator[Component]:
    """Yield the permission sets of a schema."""
    written = {name: _with_schema(each, schema) for name, each in sets.items()}
    return of_parts(PERMISSION_SET, ("permission_sets",), written, target)


def _with_schema(permission_set: PermissionSet, schema: Granted) -> PermissionSet:
    """Return a permission set that says what follows from a schema: its fields and tabs."""
    access = permission_set.access
    tabs: dict[str, Visibility] = {
        name: "visible" for name in schema.tabs if name in access and access[name].object != "none"
    }
    update: dict[str, Any] = {"access": object_access.with_fields(access, schema.fields)}
    if "tabSettings" not in permission_set.metadata:
        update["tabs"] = tabs | permission_set.tabs
    return permission_set.model_copy(update=update)
