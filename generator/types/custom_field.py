"""A custom field, and the rules that need more than one key of it."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from typing import Annotated, Any, ClassVar, Literal, Self

from pydantic import (
    BeforeValidator,
    Field,
    StrictBool,
    StrictInt,
    ValidationInfo,
    field_validator,
    model_validator,
)

from generator.metadata.elements import Elements
from generator.metadata.registry import CUSTOM_FIELD, Component
from generator.schema.base import SourceName
from generator.schema.text_types import (
    ApiName,
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
from generator.types import field_defaults
from generator.types.field_keys import (
    COMPLIANCE,
    DEFAULT,
    SETTINGS,
    SORTED,
    TYPE,
    UNIQUE,
    tracked,
)
from generator.types.field_types import DataType, data_type
from generator.types.keys import Context, Table, element, nested, write
from generator.types.picklist_value import PicklistValue, Value, values_at
from generator.types.risk import (
    Risk,
    by_external_id,
    by_formula,
    stricter_if_true,
)
from generator.types.target import Target


def _data_type(value: object) -> DataType:
    if not isinstance(value, str):
        raise ValueError(f"is {shown(value)}; write a type as Setup does, such as Text(100)")  # noqa: TRY004
    return data_type(value)


def _unique(value: object) -> bool | str:
    if isinstance(value, bool) or (isinstance(value, str) and value in UNIQUE_WORDS):
        return value
    raise ValueError(f"is {shown(value)}; allowed: true, false, {' or '.join(UNIQUE_WORDS)}")


def _default(value: object) -> bool | str | None:
    """Return a default; a number as text, with the digits as written."""
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, int | str) and str(value).strip():
        return str(value).strip()
    raise ValueError(f"is {shown(value)}; write a value, or a formula in quotes")


UNIQUE_WORDS = ("case-insensitive", "case-sensitive")
Usage = Literal["Active", "DeprecateCandidate", "Hidden"]
Sensitivity = Literal["Public", "Internal", "Confidential", "Restricted", "MissionCritical"]
OnDelete = Literal["SetNull", "Restrict", "Cascade"]
Lines = Annotated[StrictInt, Field(ge=2, le=50)]
Values = Annotated[tuple[Value, ...], Field(min_length=1)]


class CustomField(Table):
    """A field, with the keys of Setup's field definition; the type decides which keys it has."""

    type_name: ClassVar = "CustomField"
    short: ClassVar = "type"

    type: Annotated[DataType, BeforeValidator(_data_type), TYPE]
    label: Annotated[Label, element("label", Risk.SAFE)]
    description: Annotated[Description | None, element("description", Risk.SAFE)] = None
    help_text: Annotated[HelpText | None, element("inlineHelpText", Risk.SAFE)] = None
    source: SourceName | None = None
    renamed_from: CustomName | None = None
    field_usage: Annotated[Usage | None, element("businessStatus", Risk.SAFE)] = None
    data_sensitivity_level: Annotated[
        Sensitivity | None, element("securityClassification", Risk.SAFE)
    ] = None
    compliance_categorization: Annotated[tuple[Line, ...] | None, COMPLIANCE] = None
    track_history: Annotated[StrictBool, tracked("trackHistory")] = False
    required: Annotated[StrictBool, element("required", stricter_if_true)] = False
    unique: Annotated[bool | str, BeforeValidator(_unique), UNIQUE] = False
    external_id: Annotated[StrictBool, element("externalId", by_external_id)] = False
    default: Annotated[bool | str | None, BeforeValidator(_default), DEFAULT] = None
    visible_lines: Annotated[Lines | None, element("visibleLines", Risk.SAFE)] = None
    display_format: Annotated[NumberFormat | None, element("displayFormat", Risk.SAFE)] = None
    values: Annotated[Values | None, values_at("valueSet.valueSetDefinition.value")] = None
    value_set: Annotated[Identifier | None, element("valueSet.valueSetName", Risk.RETYPES)] = None
    restricted: Annotated[
        StrictBool, element("valueSet.restricted", stricter_if_true, {True: True, False: None})
    ] = False
    sort_values: Annotated[StrictBool, SORTED] = False
    controlled_by: Annotated[ApiName | None, element("valueSet.controllingField")] = None
    available_for: Annotated[dict[Line, tuple[Line, ...]] | None, SETTINGS] = None
    formula: Annotated[Text | None, element("formula", by_formula)] = None
    blanks_as_zero: Annotated[
        StrictBool,
        element("formulaTreatBlanksAs", words={True: "BlankAsZero", False: None}),
    ] = False
    on_delete: Annotated[OnDelete | None, element("deleteConstraint", Risk.NARROWS)] = None
    child_relationship_name: Annotated[Identifier | None, element("relationshipName")] = None
    related_list_label: Annotated[Label | None, element("relationshipLabel", Risk.SAFE)] = None

    @classmethod
    def defaults(cls, elements: Elements, context: Context) -> Elements:
        return field_defaults.defaults(elements, context)

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
    *("metadata", "field_usage", "data_sensitivity_level", "compliance_categorization"),
)
KEYS_BY_TYPE = frozenset(CustomField.model_fields) - frozenset(_EVERY_FIELD)


def is_type(field: CustomField, *names: str) -> bool:
    """Whether a field is of one of these types, by Salesforce's names, and no formula."""
    return not field.type.formula and field.type.row.name in names


def _values_of(field: CustomField) -> tuple[PicklistValue, ...]:
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
        "available_for",
        "names a value that the picklist does not have; add it to values",
        lambda field: bool(
            field.values
            and set(field.available_for or ()) - {value.value for value in field.values}
        ),
    ),
    (
        "available_for",
        "needs controlled_by, the picklist or checkbox that decides; add it",
        lambda field: field.available_for is not None and field.controlled_by is None,
    ),
    (
        "values",
        "a value is written twice (capitals do not count); keep one",
        lambda field: bool(clashes(value.value for value in _values_of(field))),
    ),
    (
        "values",
        "several values are the default; keep one",
        lambda field: sum(value.default for value in _values_of(field)) > 1,
    ),
)


def components(
    place: tuple[str, str],
    fields: Mapping[str, CustomField],
    target: Target,
    *,
    history: bool = False,
) -> Iterator[Component]:
    """Yield the fields of an object, at its place in the schema; `history` if it keeps one."""
    _, parent = place
    context = Context(parent, parent, target.api_version)
    context = replace(context, carried=field_defaults.carried_by_object(context, history=history))
    masters = 0
    for name, field in fields.items():
        own = replace(context, name=name, order=masters)
        masters += is_type(field, "MasterDetail")
        yield Component(
            CUSTOM_FIELD,
            f"{parent}.{name}",
            CUSTOM_FIELD.path(target.package_directory, name, parent),
            nested(write(CustomField, field, own)),
            (*place, "fields", name),
        )
