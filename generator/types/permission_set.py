"""Permission sets: for each object, whether it is read or also written.

The entries of the file follow from that, and the checks say what an org cannot grant.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Annotated, Any, ClassVar, Literal

from pydantic import Field

from generator.metadata.api_version import ApiVersion
from generator.metadata.elements import Elements, nested
from generator.metadata.registry import PERMISSION_SET, Component
from generator.schema.text_types import ApiName, Line, Place, ShortDescription, at_most
from generator.types.comparison import Comparison
from generator.types.custom_field import CustomField
from generator.types.keys import element
from generator.types.requirement import (
    Assigned,
    Kind,
    MarketingUsers,
    Requirement,
    VerifyContext,
)
from generator.types.risk import Risk
from generator.types.table import Context, Table, write
from generator.types.target import Target

Intent = Literal["read", "write"]

# Objects whose permissions follow from those of another object (Salesforce help,
# campaigns_members_detail; none of 2,828 retrieved permission sets and profiles names them).
FOLLOWS = {"CampaignMember": "Campaign"}
_BY_USER = "has no object permissions, but user permissions; leave it out"
_NOT_GRANTED = {
    "CampaignMemberStatus": "has no permissions of its own; write access to Campaign includes it",
    "Activity": _BY_USER,
    "Event": _BY_USER,
    "Task": _BY_USER,
    "User": _BY_USER,
}
_STANDARD = ("Account", "Campaign", "Case", "Contact", "Contract", "Lead", "Opportunity")
_WITHOUT_PERMISSIONS = ("__mdt", "__e", "__b", "__Share", "__History", "__Feed")


Rights = tuple[str, ...]
_VIEW_ALL_FIELDS_SINCE = ApiVersion(63)  # in no retrieved file of 61 or older, in all of 65
_RIGHTS: dict[Intent, Rights] = {
    "read": ("allowRead",),
    "write": ("allowCreate", "allowEdit", "allowRead"),
}
# Fewer rights than usual, where fewer do: to manage the members and statuses of a campaign, nobody
# needs to create campaigns (campaigns_members_detail in Salesforce help).
_SMALLER: dict[tuple[str, Intent], Rights] = {("Campaign", "write"): ("allowEdit", "allowRead")}
_ALL_RIGHTS = (
    *("allowCreate", "allowDelete", "allowEdit", "allowRead"),
    *("modifyAllRecords", "viewAllRecords"),
)


def viewers(sets: Mapping[str, "PermissionSet"]) -> dict[str, tuple[str, ...]]:
    """Return the permission sets that show each object, those first that give the least."""
    found: dict[str, tuple[str, ...]] = {}
    for intent in ("read", "write"):
        for name, each in sets.items():
            for sobject in [one for one, given in each.access.items() if given == intent]:
                found[sobject] = (*found.get(sobject, ()), name)
    return found


def marketers(sets: Mapping[str, "PermissionSet"]) -> frozenset[str]:
    """Return the permission sets whose users write campaigns or their members.

    No permission set gives a user the checkbox Marketing User, without which an org refuses that
    (campaigns_members_detail in Salesforce help).
    """
    written = ("Campaign", "CampaignMember")
    return frozenset(
        name for name, each in sets.items() if "write" in map(each.access.get, written)
    )


def _asks(component: Component, context: VerifyContext) -> Iterator[Requirement]:
    """Yield that somebody has the permission set with its rights, and may use them."""
    name, elements = component.full_name, component.elements
    objects = _granted(elements, "objectPermissions", "object", _ALL_RIGHTS)
    fields = _granted(elements, "fieldPermissions", "field", ("editable", "readable"))
    question = Assigned(objects, fields, context.sets)
    yield Requirement(Kind.SET, name, question, component.type.name)
    if name in context.marketers or "allowEdit" in objects.get("Campaign", ()):
        yield Requirement(Kind.MARKETERS, name, MarketingUsers())


def _granted(
    elements: Mapping[str, Any], tag: str, of: str, rights: Iterable[str]
) -> dict[str, frozenset[str]]:
    """Return the rights that entries give, by what they are for."""
    return {
        str(entry[of]): frozenset(
            each for each in rights if str(entry.get(each)).lower() == "true"
        )
        for entry in elements.get(tag, ())
    }


class PermissionSet(Table):
    """A permission set: its label, and the access to each object."""

    type_name: ClassVar = "PermissionSet"
    asks: ClassVar = _asks
    comparison: ClassVar = Comparison(
        identity={
            "applicationVisibilities": ("application",),
            "classAccesses": ("apexClass",),
            "externalDataSourceAccesses": ("externalDataSource",),
            "fieldPermissions": ("field",),
            "flowAccesses": ("flow",),
            "objectPermissions": ("object",),
            "pageAccesses": ("apexPage",),
            "recordTypeVisibilities": ("recordType",),
            "tabSettings": ("tab",),
            **dict.fromkeys(
                (
                    *("customMetadataTypeAccesses", "customPermissions"),
                    *("customSettingAccesses", "userPermissions"),
                ),
                ("name",),
            ),
        },
        otherwise=Risk.ACCESS,
        created=Risk.ACCESS,
        deleted=Risk.ACCESS,
    )
    computed: ClassVar = frozenset({"fieldPermissions", "objectPermissions", "tabSettings"})

    label: Annotated[Line, at_most(80), element("label", Risk.SAFE)]
    """The label of the permission set."""
    description: Annotated[ShortDescription | None, element("description", Risk.SAFE)] = None
    """What the permission set is for, for administrators."""
    access: Annotated[dict[ApiName, Intent], Field(min_length=1)]
    """The access to each object and its fields, by API name: read or write."""

    @classmethod
    def defaults(cls, elements: Elements, context: Context) -> Elements:
        del elements, context
        return {"hasActivationRequired": False}


@dataclass(frozen=True, slots=True)
class Granted:
    """What a permission set can show of a schema: the fields of each object, and the tabs."""

    fields: Mapping[str, Mapping[str, CustomField]]
    tabs: Collection[str]


def diagnostics(
    sets: Mapping[str, PermissionSet], masters: Mapping[str, Iterable[str]]
) -> Iterator[tuple[Place, str]]:
    """Yield what an org would not grant. `masters` are the masters of each custom object."""
    for set_name, permission_set in sets.items():
        granted = permission_set.access
        for name in granted:
            if reason := _reason(name, granted, masters):
                yield ("permission_sets", set_name, "access", name), reason


def _reason(
    name: str, granted: Mapping[str, Intent], masters: Mapping[str, Iterable[str]]
) -> str | None:
    known = (*masters, *FOLLOWS, *_NOT_GRANTED, *_STANDARD)
    spelled = next((each for each in known if each.casefold() == name.casefold()), name)
    if spelled != name:
        return f"is spelled {spelled} in Salesforce; write it so"
    if name in _NOT_GRANTED:
        return _NOT_GRANTED[name]
    if name.endswith(_WITHOUT_PERMISSIONS):
        return "has no object permissions; leave it out"
    if name.endswith("__c") and name not in masters:
        return "is not one of the custom_objects of this schema; add it there, or leave it out"
    follows = (FOLLOWS[name],) if name in FOLLOWS else ()
    needed = [*masters.get(name, ()), *follows]
    missing = [parent for parent in needed if parent not in granted]
    return f"needs {' and '.join(missing)} in the same set; add it with read" if missing else None


def components(
    sets: Mapping[str, PermissionSet], schema: Granted, target: Target
) -> Iterator[Component]:
    """Yield the permission sets of a schema."""
    for name, permission_set in sets.items():
        path = PERMISSION_SET.path(target.package_directory, name)
        context = Context(name, "", target.api_version)
        more = _elements(permission_set, schema, target.api_version)
        elements = nested(write(PermissionSet, permission_set, context, more))
        yield Component(PERMISSION_SET, name, path, elements, ("permission_sets", name))


def _elements(permission_set: PermissionSet, schema: Granted, api_version: ApiVersion) -> Elements:
    access = sorted(permission_set.access.items())
    fields = sorted(
        (f"{name}.{own}", intent == "write" and not _is_calculated(field))
        for name, intent in access
        for own, field in schema.fields.get(name, {}).items()
        if not _is_always_granted(field)
    )
    return {
        "fieldPermissions": [
            {"editable": editable, "field": name, "readable": True} for name, editable in fields
        ],
        "objectPermissions": [
            _object_permissions(name, intent, api_version)
            for name, intent in access
            if name not in FOLLOWS
        ],
        "tabSettings": [
            {"tab": name, "visibility": "Visible"}
            for name in sorted(schema.tabs)
            if name in permission_set.access
        ],
    }


def _object_permissions(name: str, intent: Intent, api_version: ApiVersion) -> Elements:
    rights = {right: right in _rights(name, intent) for right in _ALL_RIGHTS}
    newer = {"viewAllFields": False} if api_version >= _VIEW_ALL_FIELDS_SINCE else {}
    return rights | {"object": name} | newer


def _rights(name: str, intent: Intent) -> Rights:
    return _SMALLER.get((name, intent), _RIGHTS[intent])


def _is_always_granted(field: CustomField) -> bool:
    """Whether everybody with access to the object has the field; an org then refuses an entry."""
    return field.required or field.type.row.name == "MasterDetail"


def _is_calculated(field: CustomField) -> bool:
    return field.type.formula or field.type.row.name in {"AutoNumber", "Summary"}
