"""A value of a picklist: what the API holds, and what people see."""

from typing import Annotated

from pydantic import BeforeValidator, StrictBool

from generator.schema.base import Model
from generator.schema.text_types import Line, at_most


class PicklistValue(Model):
    """One value of a picklist: its API name and its label."""

    value: Annotated[Line, at_most(255)]
    label: Annotated[Line, at_most(255)] | None = None
    default: StrictBool = False
    active: StrictBool = True


def _lengthened(value: object) -> object:
    return {"value": value} if isinstance(value, str) else value


Value = Annotated[PicklistValue, BeforeValidator(_lengthened)]
