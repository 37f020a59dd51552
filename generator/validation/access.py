"""The files that hold access besides permission sets: profiles, and permission sets in parts.

Profiles are read for the fields that they grant, and not checked. The CLI has two presets that
split a permission set over several files (decomposePermissionSetBeta and Beta2); each of these is
checked as a permission set, but for what stands in another part.
"""

from dataclasses import replace
from typing import Final

from lxml import etree

from generator.metadata.document import NAMESPACE, MetadataFile, children, text, type_of
from generator.metadata.registry import PERMISSION_SET, MetadataType

ALL: Final = "*"
PROFILE: Final = MetadataType("Profile", "profiles", "profile-meta")
_FOLDER = PERMISSION_SET.directory
# The root element of a part that the first preset writes, and its element in a permission set.
_ELEMENTS = {
    "ApplicationVisibility": "applicationVisibilities",
    "ClassAccess": "classAccesses",
    "CustomMetadataTypeAccess": "customMetadataTypeAccesses",
    "CustomPermission": "customPermissions",
    "CustomSettingAccess": "customSettingAccesses",
    "ExternalCredentialPrincipalAccess": "externalCredentialPrincipalAccesses",
    "ExternalDataSourceAccess": "externalDataSourceAccesses",
    "FieldPermission": "fieldPermissions",
    "FlowAccess": "flowAccesses",
    "ObjectPermission": "objectPermissions",
    "PageAccess": "pageAccesses",
    "RecordTypeVisibility": "recordTypeVisibilities",
    "TabSetting": "tabSettings",
    "UserPermission": "userPermissions",
}
_SUFFIXES = {
    "objectSettings",
    *_ELEMENTS.values(),
    *(name[0].lower() + name[1:] for name in _ELEMENTS if name != "CustomPermission"),
}
_PARTS = {
    suffix: MetadataType(PERMISSION_SET.name, f"{_FOLDER}/{{parent}}", suffix)
    for suffix in (f"{suffix}-meta" for suffix in _SUFFIXES)
}
_READ = {PROFILE.suffix: PROFILE, **_PARTS}


def read_type_of(path: str) -> MetadataType | None:
    """Return the type of a file that is checked, or read for the checks of others; else None."""
    return type_of(path) or _READ.get(path.removesuffix(".xml").rpartition(".")[2])


def is_part(metadata_type: MetadataType) -> bool:
    """Whether files of a type are parts of a permission set."""
    return metadata_type.suffix in _PARTS


def as_permission_set(file: MetadataFile) -> MetadataFile:
    """Return a part of a permission set as a permission set, by the name of the whole."""
    folders = file.path.split("/")[:-1]
    below = folders[folders.index(_FOLDER) + 1 :] if _FOLDER in folders else []
    name = below[0] if below else file.name
    element = _ELEMENTS.get(etree.QName(file.root).localname)
    if element is None:
        return replace(file, name=name)
    file.root.tag = NAMESPACE + element
    root = etree.Element(NAMESPACE + PERMISSION_SET.name)
    root.append(file.root)
    return replace(file, name=name, root=root)


def granted(root: etree._Element) -> frozenset[str]:
    """Return the fields that a permission set or profile grants, folded.

    `Object.*` stands for all fields of an object.
    """
    entries = children(root, "fieldPermissions")
    whole = [e for e in children(root, "objectPermissions") if text(e, "viewAllFields") == "true"]
    return frozenset(
        (
            *(text(e, "field").casefold() for e in entries if grants(e)),
            *(f"{text(e, 'object')}.{ALL}".casefold() for e in whole),
        )
    )


def grants(entry: etree._Element) -> bool:
    """Whether an entry grants anything. Orgs keep entries that do not, of fields that are gone."""
    return "true" in {text(entry, "readable"), text(entry, "editable")}
