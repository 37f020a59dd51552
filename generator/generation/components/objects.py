"""A schema in, components out: every element that a retrieve would write, with its value.

The order of elements is the templates'; which ones there are is decided here, from rows.
"""

from collections.abc import Iterator, Mapping, Sequence

from generator.generation.components.access import permission_sets
from generator.generation.components.flows import flows
from generator.generation.components.reports import reports
from generator.generation.components.screens import screens
from generator.metadata.api_version import ApiVersion
from generator.metadata.registry import (
    CUSTOM_FIELD,
    CUSTOM_OBJECT,
    MANIFEST,
    REPORTS,
    STANDARD_VALUE_SET,
    Component,
    package,
)
from generator.schema.model.schema import (
    CampaignMemberStatuses,
    CustomField,
    CustomObject,
    PicklistValue,
    RecordName,
    Schema,
)
from generator.workspace.project import Project

Elements = dict[str, object]

_EXTERNAL_ID_ON_EVERY_TYPE_UNTIL = ApiVersion(60)  # later only where the type can be one

_ELEMENT_OF_KEY = {
    "description": "description",
    "help_text": "inlineHelpText",
    "required": "required",
    "external_id": "externalId",
    "default": "defaultValue",
    "visible_lines": "visibleLines",
    "display_format": "displayFormat",
    "formula": "formula",
    "on_delete": "deleteConstraint",
    "child_relationship_name": "relationshipName",
    "related_list_label": "relationshipLabel",
    "field_usage": "businessStatus",
    "data_sensitivity_level": "securityClassification",
}
# Where a schema says what an element holds, for elements that are no key of their own.
_KEY_OF_ELEMENT = {element: key for key, element in _ELEMENT_OF_KEY.items()} | {
    **dict.fromkeys(("length", "precision", "scale", "referenceTo"), "type"),
    "caseSensitive": "unique",
    "complianceGroup": "compliance_categorization",
    "pluralLabel": "plural_label",
    "sharingModel": "internal_access",
    "externalSharingModel": "external_access",
    "valueSet": "values",
    "nameField": "record_name",
}
_SHARING_MODEL = {
    "Private": "Private",
    "Public Read Only": "Read",
    "Public Read/Write": "ReadWrite",
}
# The block that every retrieved custom object carries: each action, for each form factor.
_ACTIONS = (
    *("Accept", "CancelEdit", "Clone", "Delete", "Edit"),
    *("List", "New", "SaveEdit", "Tab", "View"),
)
_FORM_FACTORS = (None, "Large", "Small")


def components(schema: Schema, project: Project) -> Iterator[Component]:
    """Yield the components of a schema, as the project's API version wants them."""
    for name, custom_object in schema.custom_objects.items():
        path = CUSTOM_OBJECT.path(project.package_directory, name, name)
        place = ("custom_objects", name)
        yield Component(CUSTOM_OBJECT, name, path, _object_elements(custom_object), place)
        common = _of_object(custom_object)
        yield from _fields(place, custom_object.fields, project, common)
    for name, standard_object in schema.standard_objects.items():
        yield from _fields(("standard_objects", name), standard_object.fields, project, {})
    if schema.campaign_member_statuses:
        yield _status_value_set(schema.campaign_member_statuses, project)
    for part in (screens, permission_sets, flows, reports):
        yield from part(schema, project)


def key_of(element: str) -> str:
    """Return the schema's key that decides an element: itself, where it bears the same name."""
    return _KEY_OF_ELEMENT.get(element, element)


def manifests(members: Sequence[Component], api_version: ApiVersion) -> Iterator[Component]:
    """Yield a package.xml for each deploy, as the CLI writes it.

    The first names what goes into the default package directory; reports are deployed after it. A
    standard value set is in neither: nobody should deploy one without seeing what it replaces.
    """
    for path, root in ((MANIFEST, ""), (f"manifest/{REPORTS}.xml", REPORTS)):
        own = [each for each in members if each.type.own_root == root]
        if own or not root:
            named = ((each.type.listed_as, each.full_name) for each in own)
            yield package(path, named, api_version)


def _fields(
    place: tuple[str, str],
    fields: Mapping[str, CustomField],
    project: Project,
    common: Elements,
) -> Iterator[Component]:
    _, parent = place
    masters = 0
    for name, field in fields.items():
        elements = _field_elements(name, field, project.api_version) | common
        if "trackHistory" in common:
            elements["trackHistory"] = field.track_history
        if "relationshipOrder" in elements:
            elements["relationshipOrder"] = masters
            masters += 1
        path = CUSTOM_FIELD.path(project.package_directory, name, parent)
        own_place = (*place, "fields", name)
        yield Component(CUSTOM_FIELD, f"{parent}.{name}", path, elements, own_place)


def _of_object(custom_object: CustomObject) -> Elements:
    """Return what every field of a custom object carries, whatever its type."""
    history: Elements = {"trackHistory": False} if custom_object.track_field_history else {}
    return {"trackTrending": False, **history}


def _field_elements(name: str, field: CustomField, api_version: ApiVersion) -> Elements:
    kind = field.type
    elements = {**kind.elements, "fullName": name, "label": field.label, "type": kind.row.name}
    for key in field.model_fields_set & _ELEMENT_OF_KEY.keys():
        if (value := getattr(field, key)) is not None:
            elements[_ELEMENT_OF_KEY[key]] = value
    if field.unique:
        elements["unique"] = True
        if isinstance(field.unique, str):
            elements["caseSensitive"] = field.unique == "case-sensitive"
    if field.blanks_as_zero:
        elements["formulaTreatBlanksAs"] = "BlankAsZero"
    if field.compliance_categorization:
        elements["complianceGroup"] = ";".join(field.compliance_categorization)
    if field.values is not None or field.value_set is not None:
        elements["valueSet"] = _value_set(field)
    if api_version <= _EXTERNAL_ID_ON_EVERY_TYPE_UNTIL:
        elements.setdefault("externalId", False)
    return elements


def _value_set(field: CustomField) -> Elements:
    values = None if field.values is None else list(map(_value, field.values))
    return {
        "restricted": field.restricted,
        "sorted": field.sort_values,
        "values": values,
        "valueSetName": field.value_set,
    }


def _value(value: PicklistValue) -> Elements:
    return {
        "fullName": value.value,
        "default": value.default,
        "isActive": value.active,
        "label": value.label or value.value,
    }


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


def _status_value_set(statuses: CampaignMemberStatuses, project: Project) -> Component:
    name = "CampaignMemberStatus"
    path = STANDARD_VALUE_SET.path(project.package_directory, name)
    place = ("campaign_member_statuses",)
    return Component(STANDARD_VALUE_SET, name, path, {"labels": statuses.labels}, place)
