"""A value of a picklist: what the API holds, and what people see."""

from typing import Annotated, ClassVar

from pydantic import BeforeValidator, StrictBool

from generator.metadata.elements import Elements
from generator.schema.text_types import Line, Text, at_most, shown
from generator.types.keys import element, listed
from generator.types.risk import Risk, by_presence, stricter_if_false
from generator.types.table import Context, Key, Table


class PicklistValue(Table):
    """One value of a picklist: its API name, and its label if that is another."""

    type_name: ClassVar = "CustomValue"
    short: ClassVar = "value"
    named_by: ClassVar = "value"

    value: Annotated[Line, at_most(255), element("fullName")]
    """The API name of the value, which formulas and integrations use."""
    label: Annotated[Annotated[Line, at_most(255)] | None, element("label", Risk.SAFE)] = None
    """What people see; without it, the API name."""
    default: Annotated[StrictBool, element("default", Risk.SAFE)] = False
    """Whether a new record has this value."""
    active: Annotated[
        StrictBool, element("isActive", stricter_if_false, {True: None, False: False})
    ] = True
    """Whether people can choose the value; records that have it keep it."""
    color: Annotated[Line | None, element("color", Risk.SAFE)] = None
    """The colour of the value in charts, as in #FF0000."""
    description: Annotated[Text | None, element("description", Risk.SAFE)] = None
    """What the value means, for administrators."""

    @classmethod
    def defaults(cls, elements: Elements, context: Context) -> Elements:
        del context
        return {"default": False, "label": elements.get("fullName")}


def lengthened(value: object) -> object:
    """Return the data of a value that is written as its text alone."""
    if value is None:
        raise ValueError("is empty; write a value")
    if isinstance(value, bool | int | float):
        raise ValueError(f"is {shown(value)}; write a value, in quotes: '{shown(value)}'")  # noqa: TRY004  (pydantic)
    return {"value": value} if isinstance(value, str) else value


Value = Annotated[PicklistValue, BeforeValidator(lengthened)]


def values_at(path: str) -> Key:
    """Return the key of the values at a path."""
    return listed(path, PicklistValue, "fullName", by_presence)
