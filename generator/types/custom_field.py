"""A custom field, and the rules that need more than one key of it."""

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Annotated, Any, Literal, Self

from pydantic import (
    BeforeValidator,
    Field,
    StrictBool,
    StrictInt,
    ValidationInfo,
    field_validator,
    model_validator,
)

from generator.metadata.api_version import ApiVersion
from generator.metadata.registry import CUSTOM_FIELD, Component
from generator.schema.base import Model, SourceName
from generator.schema.text_types import (
    CustomName,
    Description,
    HelpText,
    Identifier,
    Label,
    Line,
    NumberFormat,
    Text,
    clashes,
    diagnostics_at,
    shown,
)
from generator.types.field_types import DataType, data_type
from generator.types.picklist_value import PicklistValue, Value
from generator.types.target import Target


def _data_type(value: object) -> DataType:
    if not isinstance(value, str):
        raise ValueError(f"is {shown(value)}; write a type as Setup does, such as Text(100)")  # noqa: TRY004
    return data_type(value)


def _unique(value: object) -> bool | str:
    if isinstance(value, bool) or (isinstance(value, str) and value in UNIQUE):
        return value
    raise ValueError(f"is {shown(value)}; allowed: true, false, {' or '.join(UNIQUE)}")


def _default(value: object) -> bool | str | None:
    """Return a default; a number as text, with the digits as written."""
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, int | str) and str(value).strip():
        return str(value).strip()
    raise ValueError(f"is {shown(value)}; write a value, or a formula in quotes")


UNIQUE = ("case-insensitive", "case-sensitive")


class CustomField(Model):
    """A field, with the keys of Setup's field definition; the type decides which keys it has."""

    type: Annotated[DataType, BeforeValidator(_data_type)]
    label: Label
    description: Description | None = None
    help_text: HelpText | None = None
    source: SourceName | None = None
    renamed_from: CustomName | None = None
    field_usage: Literal["Active", "DeprecateCandidate", "Hidden"] | None = None
    data_sensitivity_level: (
        Literal["Public", "Internal", "Confidential", "Restricted", "MissionCritical"] | None
    ) = None
    compliance_categorization: tuple[Line, ...] | None = None
    track_history: StrictBool = False
    required: StrictBool = False
    unique: Annotated[bool | str, BeforeValidator(_unique)] = False
    external_id: StrictBool = False
    default: Annotated[bool | str | None, BeforeValidator(_default)] = None
    visible_lines: Annotated[StrictInt, Field(ge=2, le=50)] | None = None
    display_format: NumberFormat | None = None
    values: (
        Annotated[
            tuple[Value, ...],
            Field(min_length=1),
        ]
        | None
    ) = None
    value_set: Identifier | None = None
    restricted: StrictBool = False
    sort_values: StrictBool = False
    formula: Text | None = None
    blanks_as_zero: StrictBool = False
    on_delete: Literal["SetNull", "Restrict", "Cascade"] | None = None
    child_relationship_name: Identifier | None = None
    related_list_label: Label | None = None

    @field_validator("*")
    @classmethod
    def _fits_the_type(cls, value: Any, info: ValidationInfo) -> Any:
        kind: DataType | None = info.data.get("type")
        if kind and info.field_name in KEYS_BY_TYPE and info.field_name not in kind.keys:
            own = ", ".join(sorted(kind.keys)) or "none"
            raise ValueError(f"is not a key of {kind} fields; their own keys: {own}")
        return value

    @model_validator(mode="after")
    def _is_consistent(self) -> Self:
        if found := [((key,), message) for key, message, broken in FIELD_RULES if broken(self)]:
            raise diagnostics_at(found)
        return self


_EVERY_FIELD = (
    *("type", "label", "description", "help_text", "source", "renamed_from", "track_history"),
    *("field_usage", "data_sensitivity_level", "compliance_categorization"),
)
KEYS_BY_TYPE = frozenset(CustomField.model_fields) - frozenset(_EVERY_FIELD)


def is_type(field: CustomField, *names: str) -> bool:
    """Whether a field is of one of these types, by Salesforce's names, and no formula."""
    return not field.type.formula and field.type.row.name in names


def _values(field: CustomField) -> tuple[PicklistValue, ...]:
    return field.values or ()


_ONLY_SET_NULL = ("user", "group", "recordtype", "profile", "product2")
_FORMULA_OF_TEXT = re.compile(r"[\"'()$&]")

# The rules that need more than one key of a field: key, message, and whether it is broken.
FIELD_RULES: tuple[tuple[str, str, Callable[[CustomField], bool]], ...] = (
    (
        "unique",
        "is true; for text write case-insensitive or case-sensitive",
        lambda field: field.unique is True and is_type(field, "Text", "Email"),
    ),
    (
        "unique",
        "is for text; for a number write true or false",
        lambda field: isinstance(field.unique, str) and is_type(field, "Number"),
    ),
    (
        "default",
        "is text; a checkbox allows true and false",
        lambda field: isinstance(field.default, str) and is_type(field, "Checkbox"),
    ),
    (
        "default",
        "is true or false, which only a checkbox allows; write a formula",
        lambda field: isinstance(field.default, bool) and not is_type(field, "Checkbox"),
    ),
    (
        "default",
        "is read as a formula; write a text with two kinds of quotes, as '\"text\"'",
        lambda field: (
            isinstance(field.default, str)
            and is_type(field, "Text", "TextArea", "LongTextArea", "Html", "Email", "Phone", "Url")
            and not _FORMULA_OF_TEXT.search(field.default)
        ),
    ),
    (
        "on_delete",
        "is not SetNull, the only one that an org allows for this parent object; write SetNull",
        lambda field: (
            field.on_delete in {"Restrict", "Cascade"}
            and str(field.type.elements.get("referenceTo")).casefold() in _ONLY_SET_NULL
        ),
    ),
    (
        "on_delete",
        "is SetNull, which a required lookup does not allow; write Restrict or Cascade",
        lambda field: (
            field.required and is_type(field, "Lookup") and field.on_delete in (None, "SetNull")
        ),
    ),
    (
        "child_relationship_name",
        "is missing; add a name, unique among the children of the parent",
        lambda field: (
            field.child_relationship_name is None and is_type(field, "Lookup", "MasterDetail")
        ),
    ),
    (
        "display_format",
        "is missing; add it, as in {0000}",
        lambda field: field.display_format is None and is_type(field, "AutoNumber"),
    ),
    (
        "formula",
        "is missing; add the formula",
        lambda field: field.formula is None and field.type.formula,
    ),
    (
        "values",
        "a picklist needs values or value_set, one of the two",
        lambda field: (
            (field.values is None) is (field.value_set is None)
            and is_type(field, "Picklist", "MultiselectPicklist")
        ),
    ),
    (
        "values",
        "a value is written twice (capitals do not count); keep one",
        lambda field: bool(clashes(value.value for value in _values(field))),
    ),
    (
        "values",
        "several values are the default; keep one",
        lambda field: sum(value.default for value in _values(field)) > 1,
    ),
)


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


def components(
    place: tuple[str, str],
    fields: Mapping[str, CustomField],
    target: Target,
    common: Elements,
) -> Iterator[Component]:
    _, parent = place
    masters = 0
    for name, field in fields.items():
        elements = _field_elements(name, field, target.api_version) | common
        if "trackHistory" in common:
            elements["trackHistory"] = field.track_history
        if "relationshipOrder" in elements:
            elements["relationshipOrder"] = masters
            masters += 1
        path = CUSTOM_FIELD.path(target.package_directory, name, parent)
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
