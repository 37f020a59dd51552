"""Validation rules: when an org refuses to save a record, and what it says."""

from collections.abc import Iterator
from typing import Annotated, ClassVar

from pydantic import StrictBool

from generator.metadata.elements import Elements
from generator.metadata.registry import Component
from generator.schema.text_types import ApiName, ShortDescription, Text
from generator.types.comparison import Comparison
from generator.types.keys import element
from generator.types.requirement import Kind, Listed, Requirement, VerifyContext
from generator.types.risk import Risk, stricter_if_true
from generator.types.table import Context, Table


def _asks(component: Component, _context: VerifyContext) -> Iterator[Requirement]:
    """Yield that the org has the rule, active if it is to be (Tooling API, ValidationRule)."""
    parent, _, own = component.full_name.partition(".")
    question = Listed(
        "ValidationRule",
        ("ValidationName", own),
        (("EntityDefinition.QualifiedApiName", parent), ("NamespacePrefix", None)),
        active="Active",
        has_to_be_active=component.elements.get("active") is True,
        to_activate="activate it in Setup, Object Manager, Validation Rules",
        is_tooling=True,
    )
    yield Requirement(Kind.RULE, component.full_name, question, component.type.name)


class ValidationRule(Table):
    """A validation rule, with the keys of its page in Setup."""

    type_name: ClassVar = "ValidationRule"
    asks: ClassVar = _asks
    comparison: ClassVar = Comparison(created=Risk.NARROWS, deleted=Risk.WIDENS)

    active: Annotated[StrictBool, element("active", stricter_if_true)] = True
    """Whether the rule is in force."""
    description: Annotated[Text | None, element("description", Risk.SAFE)] = None
    """What the rule is for, for administrators."""
    error_condition: Annotated[Text, element("errorConditionFormula", Risk.NARROWS)]
    """The formula that is true for a record that cannot be saved."""
    error_message: Annotated[ShortDescription, element("errorMessage", Risk.SAFE)]
    """What people read when the record cannot be saved."""
    error_location: Annotated[ApiName | None, element("errorDisplayField", Risk.SAFE)] = None
    """The API name of the field at which the message stands; else, the top of the page."""

    @classmethod
    def defaults(cls, elements: Elements, context: Context) -> Elements:
        del elements
        return {"fullName": context.name, "active": True}
