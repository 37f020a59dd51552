"""Custom fields: every element that a retrieve would write, with its value."""

from collections.abc import Iterator, Mapping

from generator.metadata.api_version import ApiVersion
from generator.metadata.registry import CUSTOM_FIELD, Component
from generator.schema.model.fields import CustomField, PicklistValue
from generator.workspace.project import Project

Elements = dict[str, object]

_EXTERNAL_ID_ON_EVERY_TYPE_UNTIL = ApiVersion(60)  # later only where the type can be one

ELEMENT_OF_KEY = {
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


def fields(
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


def _field_elements(name: str, field: CustomField, api_version: ApiVersion) -> Elements:
    kind = field.type
    elements = {**kind.elements, "fullName": name, "label": field.label, "type": kind.row.name}
    for key in field.model_fields_set & ELEMENT_OF_KEY.keys():
        if (value := getattr(field, key)) is not None:
            elements[ELEMENT_OF_KEY[key]] = value
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
