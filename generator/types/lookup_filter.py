"""Lookup filters, and the conditions of roll-up summaries."""

from collections.abc import Iterator
from typing import Annotated, ClassVar, Literal, Self

from pydantic import Field, StrictBool, model_validator

from generator.metadata.elements import Elements
from generator.schema.text_types import Line, ObjectField, Place, at_most, diagnostics_at, formed
from generator.types.filters import OPERATION, Condition, FilterValue, Operator, logic_fault
from generator.types.keys import element, listed
from generator.types.risk import Risk, stricter_if_false, stricter_if_true
from generator.types.table import Context, Table

_Path = Annotated[
    Line,
    formed(
        r"\$?[A-Za-z]\w*(?:\.[A-Za-z]\w*)+",
        "a field of an object; write both, as in Account.Type or $Source.Type__c",
    ),
]
_Message = Annotated[Line, at_most(255)]


class RollUpCondition(Condition, Table):
    """A condition that a record has to meet to be summed up."""

    type_name: ClassVar = "FilterItem"

    field: Annotated[ObjectField, element("field", Risk.NARROWS)]
    """The field that is compared, as in Line__c.Status__c."""
    operator: Annotated[Operator, element("operation", Risk.NARROWS, OPERATION)]
    value: Annotated[FilterValue, element("value", Risk.NARROWS)] = ""

    @classmethod
    def defaults(cls, elements: Elements, context: Context) -> Elements:
        del context
        return {} if "valueField" in elements else {"value": ""}


class LookupCondition(RollUpCondition):
    """A condition that a record has to meet to be found by a lookup."""

    field: Annotated[_Path, element("field", Risk.NARROWS)]
    """The field that is compared: of the object, as in Account.Type, or of $Source or $User."""
    value_field: Annotated[_Path | None, element("valueField", Risk.NARROWS)] = None
    """The field whose value is compared with, in the place of value, as in $Source.Region__c."""

    @model_validator(mode="after")
    def _has_one_value(self) -> Self:
        if self.value_field is not None and "value" in self.model_fields_set:
            message = "stands beside value; keep one of the two"
            raise diagnostics_at([(("value_field",), message)])
        return self


class LookupFilter(Table):
    """Which records people can choose in a lookup, with the keys of its filter in Setup."""

    type_name: ClassVar = "LookupFilter"

    filters: Annotated[
        tuple[LookupCondition, ...],
        Field(min_length=1),
        listed("filterItems", LookupCondition, "", Risk.NARROWS),
    ]
    """The conditions that a record has to meet."""
    filter_logic: Annotated[Line | None, element("booleanFilter", Risk.NARROWS)] = None
    """How the conditions are joined, by their numbers, as in 1 AND (2 OR 3)."""
    filter_type: Annotated[
        Literal["Required", "Optional"],
        element("isOptional", stricter_if_false, {"Required": False, "Optional": True}),
    ] = "Required"
    """Whether people can choose other records all the same: Optional lets them."""
    error_message: Annotated[_Message | None, element("errorMessage", Risk.SAFE)] = None
    """What people read who choose another record; without it, Salesforce's own words."""
    lookup_window_text: Annotated[_Message | None, element("infoMessage", Risk.SAFE)] = None
    """What people read in the window where they search for the record."""
    active: Annotated[StrictBool, element("active", stricter_if_true)] = True
    """Whether the filter is in use."""

    @classmethod
    def defaults(cls, elements: Elements, context: Context) -> Elements:
        del elements, context
        return {"active": True, "isOptional": False}

    @model_validator(mode="after")
    def _is_consistent(self) -> Self:
        fault = logic_fault(self.filter_logic, len(self.filters)) if self.filter_logic else ""
        if fault:
            raise diagnostics_at([(("filter_logic",), fault)])
        return self


def diagnostics(lookup_filter: LookupFilter, target: str) -> Iterator[tuple[Place, str]]:
    """Yield which fields of the filter of a lookup are of another object than its target."""
    for index, each in enumerate(lookup_filter.filters):
        for key, path in (("field", each.field), ("value_field", each.value_field)):
            first = (path or "$").partition(".")[0]
            if not first.startswith("$") and first.casefold() != target.casefold():
                message = f"is {path}; begin with {target}, or with $Source for the object itself"
                yield ("lookup_filter", "filters", index, key), message
