"""Where the component of a file stands in a schema: the reverse of `registry.components`.

A type has a line here: the key of the schema, or of an object, that holds its components by name.
"""

from collections.abc import Callable
from urllib.parse import unquote

from generator.metadata.elements import Elements
from generator.schema.text_types import Place
from generator.types import own_files
from generator.types.custom_object import own_layout
from generator.types.object_parts import PARTS
from generator.types.table import Context

_OF_SCHEMA = {
    "CustomApplication": "apps",
    "CustomPermission": "custom_permissions",
    "GlobalValueSet": "global_value_sets",
    "MutingPermissionSet": "muting_permission_sets",
    "PermissionSet": "permission_sets",
    "PermissionSetGroup": "permission_set_groups",
}
_OF_OBJECT = {row.name: key for key, row in PARTS.items()}
_PARTS = {"CustomObject", *(row.name for row in own_files.parts("CustomObject").values())}
_ONE = {"LeadConvertSettings": "lead_conversion"}  # of which an org has one
_BY_SUFFIX = {
    "b": "big_objects",
    "c": "custom_objects",
    "e": "platform_events",
    "mdt": "custom_metadata_types",
}


def object_of(type_name: str, parent: str, name: str) -> str:
    """Return the object that a component is, or belongs to; empty for one that stands alone."""
    if type_name == "Layout":
        return name.partition("-")[0]
    if type_name == "CustomMetadata":
        return f"{name.partition('.')[0]}__mdt"
    if type_name == "CustomTab":
        return name if Context(name).kind == "c" else ""
    return parent if type_name in _PARTS else ""


def key_of_object(name: str, elements: Elements | None) -> str:
    """Return the key that holds an object, by what its file has; None for an object without one.

    A custom object that a schema does not make is one that an org has already.
    """
    kind = Context(name).kind
    if elements is None and kind == "c":
        return "standard_objects"
    if "customSettingsType" in (elements or ()):
        return "custom_settings"
    return _BY_SUFFIX.get(kind, "standard_objects")


def translated(type_name: str, parent: str, name: str) -> Place | None:
    """Return the place of a translation; None for a component that is none."""
    sobject, _, language = (parent or name).rpartition("-")
    if type_name in _TRANSLATED:
        return ("translations", language, _TRANSLATED[type_name], sobject)
    if type_name == "CustomFieldTranslation":
        return ("translations", language, "objects", sobject, "fields", name)
    return None


_TRANSLATED = {
    "CustomObjectTranslation": "objects",
    "GlobalValueSetTranslation": "global_value_sets",
    "StandardValueSetTranslation": "standard_value_sets",
}


def home(type_name: str, name: str, of_object: Place, elements: Elements) -> Place | None:
    """Return the place of a component; None for a type that no line here is about.

    Of a component that belongs to an object, `of_object` is the place of the object, and
    `elements` are those of its file.
    """
    if type_name == "CustomObject":
        return of_object
    if type_name in _SCREENS and of_object[1]:
        return _SCREENS[type_name](name, of_object, elements)
    if type_name in _OF_OBJECT:
        return (*of_object, _OF_OBJECT[type_name], name)
    if type_name in _OF_SCHEMA:
        return (_OF_SCHEMA[type_name], name)
    return (_ONE[type_name],) if type_name in _ONE else None


def _field(name: str, of_object: Place, _elements: Elements) -> Place:
    return (*of_object, "fields" if "__" in name else "standard_fields", name)


def _tab(_name: str, of_object: Place, _elements: Elements) -> Place:
    return (*of_object, "tab")


def _layout(name: str, of_object: Place, elements: Elements) -> Place:
    own = unquote(name.partition("-")[2])
    if of_object[0] == "custom_objects" and own == own_layout(str(elements.get("label"))):
        return (*of_object, "page_layout")
    return (*of_object, "page_layouts", own)


def _compact_layout(name: str, of_object: Place, elements: Elements) -> Place:
    is_shown = of_object[0] == "custom_objects" and elements.get(ASSIGNMENT) == name
    return (*of_object, "compact_layout") if is_shown else (*of_object, "compact_layouts", name)


def _record(name: str, of_object: Place, _elements: Elements) -> Place:
    return (*of_object, "records", name.partition(".")[2])


ASSIGNMENT = "compactLayoutAssignment"
# Types whose place needs more than a name.
_SCREENS: dict[str, Callable[[str, Place, Elements], Place]] = {
    "CompactLayout": _compact_layout,
    "CustomField": _field,
    "CustomMetadata": _record,
    "CustomTab": _tab,
    "Layout": _layout,
}
