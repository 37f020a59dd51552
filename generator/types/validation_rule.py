"""Validation rules: when an org refuses to save a record, and what it says."""

from collections.abc import Iterator, Mapping
from typing import Annotated, ClassVar

from pydantic import StrictBool

from generator.metadata.elements import Elements, nested
from generator.metadata.registry import VALIDATION_RULE, Component
from generator.schema.text_types import ApiName, ShortDescription, Text
from generator.types.keys import element
from generator.types.risk import Risk, stricter_if_true
from generator.types.table import Context, Table, write
from generator.types.target import Target


class ValidationRule(Table):
    """A validation rule, with the keys of its page in Setup."""

    type_name: ClassVar = "ValidationRule"

    active: Annotated[StrictBool, element("active", stricter_if_true)] = True
    description: Annotated[Text | None, element("description", Risk.SAFE)] = None
    error_condition: Annotated[Text, element("errorConditionFormula", Risk.NARROWS)]
    error_message: Annotated[ShortDescription, element("errorMessage", Risk.SAFE)]
    error_location: Annotated[ApiName | None, element("errorDisplayField", Risk.SAFE)] = None

    @classmethod
    def defaults(cls, elements: Elements, context: Context) -> Elements:
        del elements
        return {"fullName": context.name, "active": True}


def components(
    place: tuple[str, str], rules: Mapping[str, ValidationRule], target: Target
) -> Iterator[Component]:
    """Yield the validation rules of an object, at its place in the schema."""
    _, parent = place
    for name, rule in rules.items():
        path = VALIDATION_RULE.path(target.package_directory, name, parent)
        elements = nested(write(ValidationRule, rule, Context(name, parent, target.api_version)))
        own_place = (*place, "validation_rules", name)
        yield Component(VALIDATION_RULE, f"{parent}.{name}", path, elements, own_place)
