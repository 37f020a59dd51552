"""Permission sets: for each object, whether it is read or also written.

The entries of the file follow in `generation.components.access`. Here are the checks of what an
org can grant.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Annotated, Literal

from pydantic import Field

from generator.schema.model.base import Model
from generator.schema.text_types import ApiName, Line, Place, ShortDescription, at_most

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
# Objects that have to be readable as well (messages of deploys).
_NEEDS = {"Account": ("Contact",), "Contract": ("Account",), "Opportunity": ("Account",)}
_STANDARD = ("Account", "Campaign", "Case", "Contact", "Contract", "Lead", "Opportunity")
_WITHOUT_PERMISSIONS = ("__mdt", "__e", "__b", "__Share", "__History", "__Feed")


class PermissionSet(Model):
    """A permission set: its label, and the access to each object."""

    label: Annotated[Line, at_most(80)]
    description: ShortDescription | None = None
    access: Annotated[dict[ApiName, Intent], Field(min_length=1)]


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
    needed = [*masters.get(name, ()), *follows, *_NEEDS.get(name, ())]
    missing = [parent for parent in needed if parent not in granted]
    return f"needs {' and '.join(missing)} in the same set; add it with read" if missing else None
