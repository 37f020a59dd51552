"""What a permission set asks of an org: that somebody has it, with all that it grants."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from generator.metadata.registry import Component
from generator.types.requirement import (
    Assigned,
    Kind,
    MarketingUsers,
    Requirement,
    VerifyContext,
)

_OBJECT_RIGHTS = (
    *("allowCreate", "allowDelete", "allowEdit", "allowRead"),
    *("modifyAllRecords", "viewAllRecords"),
)
# What an org calls the things that an element grants (SetupEntityType of SetupEntityAccess in the
# object reference), where the element has their names, and which of its flags grants them.
_ENTITIES = (
    ("applicationVisibilities", "application", "visible", "TabSet"),
    ("classAccesses", "apexClass", "enabled", "ApexClass"),
    ("customMetadataTypeAccesses", "name", "enabled", "CustomEntityDefinition"),
    ("customPermissions", "name", "enabled", "CustomPermission"),
    ("customSettingAccesses", "name", "enabled", "CustomEntityDefinition"),
    ("flowAccesses", "flow", "enabled", "FlowDefinition"),
    ("pageAccesses", "apexPage", "enabled", "ApexPage"),
)


def asks(component: Component, context: VerifyContext) -> Iterator[Requirement]:
    """Yield that somebody has the permission set with its rights, and may use them."""
    name, elements = component.full_name, component.elements
    objects = _rights(elements, "objectPermissions", "object", _OBJECT_RIGHTS)
    question = Assigned(
        objects,
        _rights(elements, "fieldPermissions", "field", ("editable", "readable")),
        _names(elements, "userPermissions", "name", "enabled"),
        {str(each["tab"]): str(each["visibility"]) for each in _entries(elements, "tabSettings")},
        _entities(elements),
        _names(elements, "recordTypeVisibilities", "recordType", "visible"),
        context.sets,
    )
    yield Requirement(Kind.SET, name, question, component.type.name)
    if name in context.marketers or "allowEdit" in objects.get("Campaign", ()):
        yield Requirement(Kind.MARKETERS, name, MarketingUsers())


def _rights(
    elements: Mapping[str, Any], tag: str, of: str, rights: Iterable[str]
) -> dict[str, frozenset[str]]:
    """Return the rights that entries give, by what they are for."""
    return {
        str(entry[of]): frozenset(each for each in rights if _is_true(entry, each))
        for entry in _entries(elements, tag)
    }


def _entities(elements: Mapping[str, Any]) -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for tag, of, flag, kind in _ENTITIES:
        if names := _names(elements, tag, of, flag):
            found[kind] = (*found.get(kind, ()), *names)
    return found


def _names(elements: Mapping[str, Any], tag: str, of: str, flag: str) -> tuple[str, ...]:
    """Return the names of the entries that grant something."""
    return tuple(str(each[of]) for each in _entries(elements, tag) if _is_true(each, flag))


def _entries(elements: Mapping[str, Any], tag: str) -> Iterable[Mapping[str, Any]]:
    entries: Iterable[Mapping[str, Any]] = elements.get(tag, ())
    return entries


def _is_true(entry: Mapping[str, Any], flag: str) -> bool:
    return str(entry.get(flag)).lower() == "true"
