"""Objects with their fields: every element that a retrieve would write, with its value.

The templates hold the order of the elements; which elements an object has is decided here.
"""

from collections.abc import Iterator

from generator.generation.components.fields import Elements, fields
from generator.metadata.registry import CUSTOM_OBJECT, Component
from generator.schema.model.objects import CustomObject, RecordName
from generator.schema.model.schema import Schema
from generator.workspace.project import Project

_SHARING_MODEL = {
    "Private": "Private",
    "Public Read Only": "Read",
    "Public Read/Write": "ReadWrite",
}
# The action overrides of every retrieved custom object: each action, for each form factor.
_ACTIONS = (
    *("Accept", "CancelEdit", "Clone", "Delete", "Edit"),
    *("List", "New", "SaveEdit", "Tab", "View"),
)
_FORM_FACTORS = (None, "Large", "Small")


def objects(schema: Schema, project: Project) -> Iterator[Component]:
    """Yield each custom object and its fields, then the fields of the standard objects."""
    for name, custom_object in schema.custom_objects.items():
        path = CUSTOM_OBJECT.path(project.package_directory, name, name)
        place = ("custom_objects", name)
        yield Component(CUSTOM_OBJECT, name, path, _object_elements(custom_object), place)
        common = _of_object(custom_object)
        yield from fields(place, custom_object.fields, project, common)
    for name, standard_object in schema.standard_objects.items():
        yield from fields(("standard_objects", name), standard_object.fields, project, {})


def _of_object(custom_object: CustomObject) -> Elements:
    """Return the elements of every field of a custom object, whatever its type."""
    history: Elements = {"trackHistory": False} if custom_object.track_field_history else {}
    return {"trackTrending": False, **history}


def _object_elements(custom_object: CustomObject) -> Elements:
    detail = bool(custom_object.masters)
    optional: Elements = {}
    if custom_object.description:
        optional["description"] = custom_object.description
    if custom_object.starts_with_vowel_sound:
        optional["startsWith"] = "Vowel"
    compact = custom_object.compact_layout
    return optional | {
        "actionOverrides": [
            {"actionName": action, "formFactor": form_factor}
            for action in _ACTIONS
            for form_factor in _FORM_FACTORS
        ],
        "compactLayoutAssignment": compact.name if compact else "SYSTEM",
        "allowInChatterGroups": custom_object.allow_in_chatter_groups,
        "deploymentStatus": custom_object.deployment_status.replace(" ", ""),
        "enableActivities": custom_object.allow_activities,
        "enableHistory": custom_object.track_field_history,
        "enableReports": custom_object.allow_reports,
        "enableSearch": custom_object.allow_search,
        "externalSharingModel": _sharing_model(custom_object.external_access, detail=detail),
        "label": custom_object.label,
        "nameField": _name_field(custom_object.record_name, custom_object),
        "pluralLabel": custom_object.plural_label,
        "searchLayouts": custom_object.search_layout,
        "sharingModel": _sharing_model(custom_object.internal_access, detail=detail),
    }


def _sharing_model(access: str, *, detail: bool) -> str:
    return "ControlledByParent" if detail else _SHARING_MODEL[access]


def _name_field(name: RecordName, custom_object: CustomObject) -> Elements:
    elements: Elements = {"label": name.label, "type": name.type.replace(" ", "")}
    if name.display_format:
        elements["displayFormat"] = name.display_format
    if custom_object.track_field_history:
        elements["trackHistory"] = False
    return elements
