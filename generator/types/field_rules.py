"""The rules that need more than one key of a field."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache
from typing import NamedTuple, Protocol

from generator.schema.text_types import Place, repeated
from generator.types.field_notation import FORMULA, DataType
from generator.types.field_types import DEFINITIONS, FIELD_TYPES, OBJECT_DEFINITION
from generator.types.lookup_filter import RollUpCondition
from generator.types.picklist_value import PicklistValue


class Field(Protocol):
    """A field, as far as rules look at it."""

    @property
    def model_fields_set(self) -> set[str]: ...
    @property
    def type(self) -> DataType: ...
    @property
    def unique(self) -> bool | str: ...
    @property
    def default(self) -> bool | str | None: ...
    @property
    def required(self) -> bool: ...
    @property
    def on_delete(self) -> str | None: ...
    @property
    def child_relationship_name(self) -> str | None: ...
    @property
    def display_format(self) -> str | None: ...
    @property
    def formula(self) -> str | None: ...
    @property
    def values(self) -> Sequence[PicklistValue] | None: ...
    @property
    def value_set(self) -> str | None: ...
    @property
    def controlled_by(self) -> str | None: ...
    @property
    def available_for(self) -> Mapping[str, Sequence[str]] | None: ...
    @property
    def roll_up(self) -> str | None: ...
    @property
    def roll_up_field(self) -> str | None: ...
    @property
    def roll_up_through(self) -> str | None: ...
    @property
    def roll_up_filters(self) -> Sequence[RollUpCondition]: ...
    @property
    def length(self) -> int | None: ...
    @property
    def target_field(self) -> str | None: ...


def is_type(field: Field, *names: str) -> bool:
    """Whether a field is of one of these types, by Salesforce's names, and no formula."""
    return not field.type.formula and field.type.row.name in names


_ONLY_FOR = {
    "field_manageability": ("__mdt", "custom metadata types"),
    **dict.fromkeys(
        ("external_column", "filterable", "name_field", "read_only", "sortable"),
        ("__x", "external objects"),
    ),
}


def misplaced_keys(sobject: str, fields: Mapping[str, Field]) -> Iterator[tuple[Place, str]]:
    """Yield which fields have a key that only fields of other objects have."""
    for name, each in fields.items():
        for key in sorted(each.model_fields_set.intersection(_ONLY_FOR)):
            suffix, objects = _ONLY_FOR[key]
            if not sobject.endswith(suffix):
                yield ("fields", name, key), f"is only for fields of {objects}; leave it out"


def misplaced(sobject: str, fields: Mapping[str, Field]) -> Iterator[tuple[Place, str]]:
    """Yield which fields have a type or a key that this object cannot have."""
    yield from misplaced_keys(sobject, fields)
    for name, each in fields.items():
        kind, message = each.type.row.name, ""  # formulas are of none of these types
        if kind == "Hierarchy" and sobject != "User":
            message = f"is for the object User; on {sobject} write Lookup({sobject})"
        elif kind == "IndirectLookup" and not sobject.endswith("__x"):
            message = (
                f"is for external objects, as in Order__x; on {sobject} write Lookup or External "
                "Lookup"
            )
        elif kind == "MetadataRelationship":
            message = f"is for custom metadata types; on {sobject} write Lookup"
        if message:
            yield ("fields", name, "type"), message


def _target(field: Field) -> object:
    return field.type.elements.get("referenceTo")


def definitions(sobject: str, fields: Mapping[str, Field]) -> Iterator[tuple[Place, str]]:
    """Yield which relationships to the definition of a field lack that of its object."""
    for name, each in fields.items():
        if not is_type(each, "MetadataRelationship"):
            continue
        needs = _target(each) in _BELOW_OBJECT
        above = fields.get(each.controlled_by or "")
        is_object = above is not None and _target(above) == OBJECT_DEFINITION
        if each.controlled_by is None and needs:
            message = (
                "is missing; name the field of this type that leads to the object: a Metadata "
                "Relationship(Entity Definition)"
            )
            yield ("fields", name, "controlled_by"), message
        elif each.controlled_by is not None and not needs:
            message = "is for relationships to Field Definition and Entity Particle; leave it out"
            yield ("fields", name, "controlled_by"), message
        elif needs and not is_object:
            message = (
                f"{each.controlled_by} is not a Metadata Relationship(Entity Definition) of "
                f"{sobject}; correct the name, or add the field"
            )
            yield ("fields", name, "controlled_by"), message


_BELOW_OBJECT = frozenset(DEFINITIONS.values()) - {OBJECT_DEFINITION}
_ONLY_SET_NULL = ("user", "group", "recordtype", "profile", "product2")
_RELATIONSHIPS = (
    *("Lookup", "MasterDetail", "ExternalLookup", "IndirectLookup"),
    "MetadataRelationship",
)
_PICKLISTS = ("Picklist", "MultiselectPicklist")
_TEXTS = ("Text", "TextArea", "LongTextArea", "Html", "Email", "Phone", "Url", *_PICKLISTS)
_FORMULA_OF_TEXT = re.compile(r"[\"'()$&]")


class FieldRule(NamedTuple):
    """A rule that needs more than one key of a field: its key, its message, whether it is broken.

    `types` are those of the fields that it is about, by Salesforce's names, or FORMULA.
    """

    key: str
    message: str
    broken: Callable[[Field], bool]
    types: tuple[str, ...]


@cache
def rules_of(name: str, *, formula: bool) -> tuple[FieldRule, ...]:
    """Return the rules about fields of a type, by Salesforce's name, or about formulas of it."""
    kind = FORMULA if formula else name
    return tuple(each for each in _RULES if kind in each.types)


# Each with its key, its message, whether it is broken, and the types that it is about.
_RULES = (
    FieldRule(
        "unique",
        "is true; for text write case-insensitive or case-sensitive",
        lambda field: field.unique is True,
        ("Text", "Email"),
    ),
    FieldRule(
        "unique",
        "is for text; here write true or false",
        lambda field: isinstance(field.unique, str),
        ("Number", "MetadataRelationship"),
    ),
    FieldRule(
        "default",
        "is text; a checkbox allows true and false",
        lambda field: isinstance(field.default, str),
        ("Checkbox",),
    ),
    FieldRule(
        "default",
        "is true or false, which only a checkbox allows; write a formula",
        lambda field: isinstance(field.default, bool),
        tuple(row.name for row in FIELD_TYPES if "default" in row.keys and row.name != "Checkbox"),
    ),
    FieldRule(
        "default",
        "is read as a formula; write a text with two kinds of quotes, as '\"text\"'",
        lambda field: (
            isinstance(field.default, str) and not _FORMULA_OF_TEXT.search(field.default)
        ),
        _TEXTS,
    ),
    FieldRule(
        "on_delete",
        "is not SetNull, the only one that an org allows for this parent object; write SetNull",
        lambda field: (
            field.on_delete in {"Restrict", "Cascade"}
            and str(_target(field)).casefold() in _ONLY_SET_NULL
        ),
        ("Lookup",),
    ),
    FieldRule(
        "on_delete",
        "is SetNull, which a required lookup does not allow; write Restrict or Cascade",
        lambda field: bool(field.required) and field.on_delete in (None, "SetNull"),
        ("Lookup",),
    ),
    FieldRule(
        "child_relationship_name",
        "is missing; add a name, unique among the children of the parent",
        lambda field: field.child_relationship_name is None,
        _RELATIONSHIPS,
    ),
    FieldRule(
        "length",
        "is missing; write how long an external ID of the parent can be, as in 20",
        lambda field: field.length is None,
        ("ExternalLookup", "IndirectLookup"),
    ),
    FieldRule(
        "target_field",
        "is missing; add the external ID of the parent object, as in ERP_Number__c",
        lambda field: field.target_field is None,
        ("IndirectLookup",),
    ),
    FieldRule(
        "display_format",
        "is missing; add it, as in {0000}",
        lambda field: field.display_format is None,
        ("AutoNumber",),
    ),
    FieldRule(
        "formula",
        "is missing; add the formula",
        lambda field: field.formula is None,
        (FORMULA,),
    ),
    FieldRule(
        "values",
        "a picklist needs values or value_set, one of the two",
        lambda field: (field.values is None) is (field.value_set is None),
        _PICKLISTS,
    ),
    FieldRule(
        "roll_up",
        "is missing; write count, sum, min or max",
        lambda field: field.roll_up is None,
        ("Summary",),
    ),
    FieldRule(
        "roll_up_through",
        "is missing; add the master-detail field of the records to sum up, as in Item__c.Order__c",
        lambda field: field.roll_up_through is None,
        ("Summary",),
    ),
    FieldRule(
        "roll_up_field",
        "is for sum, min and max, which need it, as in Item__c.Price__c; a count has none",
        lambda field: (field.roll_up in (None, "count")) is (field.roll_up_field is not None),
        ("Summary",),
    ),
    FieldRule(
        "roll_up_filters",
        "names a field of another object than roll_up_through; name one of the records to sum up",
        lambda field: any(
            each.field.partition(".")[0] != (field.roll_up_through or "").partition(".")[0]
            for each in field.roll_up_filters
        ),
        ("Summary",),
    ),
    FieldRule(
        "available_for",
        "names a value that the picklist does not have; add it to values",
        lambda field: bool(
            field.values
            and set(field.available_for or ()) - {value.value for value in field.values}
        ),
        _PICKLISTS,
    ),
    FieldRule(
        "available_for",
        "needs controlled_by, the picklist or checkbox that decides; add it",
        lambda field: field.available_for is not None and field.controlled_by is None,
        _PICKLISTS,
    ),
    FieldRule(
        "values",
        "a value is written twice (capitals do not count); keep one",
        lambda field: bool(repeated(value.value for value in field.values or ())),
        _PICKLISTS,
    ),
    FieldRule(
        "values",
        "several values are the default; keep one",
        lambda field: sum(value.default for value in field.values or ()) > 1,
        _PICKLISTS,
    ),
)
