"""What permission sets grant, as records of an org show it."""

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any
from zlib import crc32

from lxml import etree

from org.columns import FIELD_RIGHTS, FROM_METADATA, OBJECT_RIGHTS
from org.ids import id_of
from org.metadata import NS, Metadata

if TYPE_CHECKING:
    from org.data import Data

Records = dict[str, dict[str, Any]]
Make = Callable[["Data", str, Any], list[dict[str, Any]]]
MADE = ("FieldPermissions", "ObjectPermissions", "PermissionSetTabSetting", "SetupEntityAccess")
# Of objects and fields: the element of an entry, what it is for, as its records call that as well,
# and the rights.
_RIGHTS = {
    "ObjectPermissions": ("objectPermissions", "object", "SobjectType", OBJECT_RIGHTS),
    "FieldPermissions": ("fieldPermissions", "field", "Field", FIELD_RIGHTS),
}
_VISIBILITY = {"Visible": "DefaultOn", "Available": "DefaultOff"}
# What an element grants: the key of the name, the type of the thing, and the object, the field of
# the name and the field of the id where the thing is looked up.
_GRANTED = {
    "applicationVisibilities": ("application", "TabSet", "AppMenuItem", "Name", "ApplicationId"),
    "classAccesses": ("apexClass", "ApexClass", "ApexClass", "Name", "Id"),
    "customMetadataTypeAccesses": (
        *("name", "CustomEntityDefinition", "EntityDefinition"),
        *("QualifiedApiName", "DurableId"),
    ),
    "customPermissions": ("name", "CustomPermission", "CustomPermission", "DeveloperName", "Id"),
    "customSettingAccesses": (
        *("name", "CustomEntityDefinition", "EntityDefinition"),
        *("QualifiedApiName", "DurableId"),
    ),
    "flowAccesses": ("flow", "FlowDefinition", "FlowDefinitionView", "ApiName", "DurableId"),
    "pageAccesses": ("apexPage", "ApexPage", "ApexPage", "Name", "Id"),
}


def rows(data: "Data", sobject: str) -> Records:
    """Return what permission sets grant of one kind; nothing of what is gone."""
    make: Make = partial(_rights, sobject)
    if sobject not in _RIGHTS:
        make = _granted if sobject == "SetupEntityAccess" else _tabs
    return {
        record["Id"]: {**record, "ParentId": id_of("0PS", crc32(name.encode()))}
        for name, root in sorted(data.metadata.roots("PermissionSet").items())
        for record in make(data, name, root)
    }


def permissions(root: etree._Element) -> dict[str, bool]:
    """Return the columns of the user permissions that a permission set grants."""
    found = (each.findtext(f"{NS}name") for each in root.iterfind(f"{NS}userPermissions"))
    return {f"Permissions{name}": True for name in found}


def apps(metadata: Metadata) -> Records:
    """Return the apps that were deployed, as items of the menu of apps."""
    names = metadata.roots("CustomApplication")
    ids = {name: id_of("02u", crc32(name.encode()))[:15] for name in names}
    return {name: {"Id": name, "Name": name, "ApplicationId": ids[name]} for name in names}


def _rights(sobject: str, data: "Data", parent: str, root: etree._Element) -> list[dict[str, Any]]:
    tag, of, key, rights = _RIGHTS[sobject]
    return [
        {
            "Id": id_of(FROM_METADATA[sobject][0], crc32(f"{parent} {name}".encode())),
            key: name,
            **{each: entry.findtext(NS + own) == "true" for each, own in rights.items()},
        }
        for entry in root.iterfind(NS + tag)
        for name in [entry.findtext(NS + of, "")]
        if not _is_gone(data.metadata, name)
    ]


def _is_gone(metadata: Metadata, name: str) -> bool:
    """Whether a custom object, or a custom field with its object, is not in the org."""
    stored = {(kind, each.lower()) for kind, each in metadata.stored}
    parent, _, own = name.lower().partition(".")
    kinds = [("CustomObject", parent), *([("CustomField", name.lower())] if own else [])]
    return any(each.endswith("__c") and (kind, each) not in stored for kind, each in kinds)


def _tabs(_data: "Data", parent: str, root: etree._Element) -> list[dict[str, Any]]:
    return [
        {
            "Id": id_of("01r", crc32(f"{parent} {name}".encode())),
            "Name": name,
            "Visibility": _VISIBILITY[each.findtext(f"{NS}visibility", "")],
        }
        for each in root.iterfind(f"{NS}tabSettings")
        for name in [each.findtext(f"{NS}tab", "")]
    ]


def _granted(data: "Data", parent: str, root: etree._Element) -> list[dict[str, Any]]:
    return [
        {
            "Id": id_of("0J0", crc32(f"{parent} {tag} {name}".encode())),
            "SetupEntityType": kind,
            "SetupEntityId": record[key],
        }
        for tag, (of, kind, sobject, named, key) in _GRANTED.items()
        for each in root.iterfind(NS + tag)
        for name in [each.findtext(NS + of, "")]
        for record in data.rows(sobject).values()
        if _name(record, named) == name
    ]


def _name(record: dict[str, Any], named: str) -> str:
    namespace = record.get("NamespacePrefix")
    return f"{namespace}__{record[named]}" if namespace else str(record[named])
