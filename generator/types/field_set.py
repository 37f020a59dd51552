"""Field sets: lists of fields that pages and code show."""

from collections.abc import Iterator, Mapping
from typing import Annotated, ClassVar

from pydantic import BeforeValidator, Field, StrictBool

from generator.metadata.elements import Elements
from generator.metadata.registry import Component
from generator.schema.text_types import Line, LongLabel, Place, ShortDescription, formed, shown
from generator.types.comparison import Comparison
from generator.types.field_names import Named
from generator.types.keys import element, listed
from generator.types.requirement import Kind, Listed, Requirement, VerifyContext
from generator.types.risk import Risk
from generator.types.table import Context, Table

_PATH = formed(
    r"[A-Za-z]\w*(?:\.[A-Za-z]\w*)*",
    "a field; write its API name, or a path such as Account__r.Name",
)


def _lengthened(value: object) -> object:
    if value is None or isinstance(value, bool | int | float):
        raise ValueError(f"is {shown(value)}; write the name of a field")
    return {"field": value} if isinstance(value, str) else value


class FieldSetField(Table):
    """A field of a field set."""

    type_name: ClassVar = "FieldSetItem"
    short: ClassVar = "field"
    named_by: ClassVar = "field"

    field: Annotated[Line, _PATH, element("field", Risk.SAFE)]
    """The API name of a field, or a path to one of another object."""
    required: Annotated[StrictBool, element("isRequired", Risk.SAFE)] = False
    """Whether pages that show the set ask for a value."""
    managed: Annotated[StrictBool, element("isFieldManaged", Risk.SAFE)] = False
    """Whether the field came with a managed package."""

    @classmethod
    def defaults(cls, elements: Elements, context: Context) -> Elements:
        del elements, context
        return {"isFieldManaged": False, "isRequired": False}


_Given = Annotated[Line, _PATH] | FieldSetField
_Fields = tuple[
    Annotated[FieldSetField, BeforeValidator(_lengthened, json_schema_input_type=_Given)], ...
]


def _asks(component: Component, _context: VerifyContext) -> Iterator[Requirement]:
    """Yield that the org has the field set, which code relies on (Tooling API, FieldSet)."""
    parent, _, own = component.full_name.partition(".")
    question = Listed(
        "FieldSet",
        ("DeveloperName", own),
        (("EntityDefinition.QualifiedApiName", parent), ("NamespacePrefix", None)),
        is_tooling=True,
    )
    yield Requirement(Kind.FIELD_SET, component.full_name, question, component.type.name)


class FieldSet(Table):
    """A field set, with the keys of its page in Setup."""

    type_name: ClassVar = "FieldSet"
    asks: ClassVar = _asks
    comparison: ClassVar = Comparison(
        ordered=("displayedFields",), otherwise=Risk.SAFE, deleted=Risk.BREAKS
    )

    label: Annotated[LongLabel, element("label", Risk.SAFE)]
    """The field set label."""
    description: Annotated[ShortDescription, element("description", Risk.SAFE)]
    """Where the set is used."""
    fields: Annotated[
        _Fields, Field(min_length=1), listed("displayedFields", FieldSetField, "field", Risk.SAFE)
    ] = ()
    """The fields in the set, in the order in which pages show them."""
    available_fields: Annotated[
        _Fields, listed("availableFields", FieldSetField, "field", Risk.SAFE)
    ] = ()
    """Further fields that an administrator may move into the set."""

    @classmethod
    def defaults(cls, elements: Elements, context: Context) -> Elements:
        del elements
        return {"fullName": context.name}


def named(sets: Mapping[str, FieldSet]) -> Iterator[Named]:
    """Yield the custom fields of the object itself that field sets name."""
    for set_name, each in sets.items():
        for key in ("fields", "available_fields"):
            place: Place = ("field_sets", set_name, key)
            for index, item in enumerate(getattr(each, key)):
                if item.field.endswith("__c") and "." not in item.field:
                    yield (*place, index), item.field, ()
