"""The conditions of list views and reports."""

import ast
from functools import cache
from typing import Annotated, Literal

from pydantic import BeforeValidator, TypeAdapter

from generator.schema.base import Model
from generator.schema.text_types import Line, at_most, shown

Operator = Literal[
    "equals",
    "not equal to",
    "less than",
    "greater than",
    "less or equal",
    "greater or equal",
    "contains",
    "does not contain",
    "starts with",
    "includes",
    "excludes",
    "within",
]
# The operators of a filter, in Setup's words and in those of the metadata.
OPERATION = {
    "equals": "equals",
    "not equal to": "notEqual",
    "less than": "lessThan",
    "greater than": "greaterThan",
    "less or equal": "lessOrEqual",
    "greater or equal": "greaterOrEqual",
    "contains": "contains",
    "does not contain": "notContain",
    "starts with": "startsWith",
    "includes": "includes",
    "excludes": "excludes",
    "within": "within",
}


def filter_value(value: object) -> str:
    """Return the text as a retrieve writes it: one line, without spaces at its ends."""
    if isinstance(value, bool) or not isinstance(value, str | int):
        raise ValueError(f"is {shown(value)}; write text or a whole number, or use quotes")  # noqa: TRY004
    return _line().validate_python(str(value)) if str(value).strip() else ""


@cache
def _line() -> TypeAdapter[str]:
    return TypeAdapter(Annotated[Line, at_most(1000)])


FilterValue = Annotated[str, BeforeValidator(filter_value, json_schema_input_type=str | int)]


class Condition(Model):
    """A condition of a list view or a report."""

    field: Line
    """The field that is compared."""
    operator: Operator
    """How the field is compared with the value."""
    value: FilterValue = ""
    """What the field is compared with; several values have commas between them."""


def logic_fault(logic: str, count: int) -> str:
    """Return what is wrong with a filter logic for so many conditions; empty if nothing is."""
    form = "write the numbers of the conditions with AND, OR, NOT and parentheses"
    try:
        parts = list(ast.walk(ast.parse(logic.strip().lower(), mode="eval")))
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return f"is {logic!r}; {form}, as in 1 AND (2 OR 3)"
    constants = [part.value for part in parts if isinstance(part, ast.Constant)]
    numbers = [each for each in constants if isinstance(each, int)]
    if len(numbers) < len(constants) or not all(isinstance(part, _LOGIC) for part in parts):
        return f"is {logic!r}; {form}, as in 1 AND (2 OR 3)"
    if beyond := sorted(number for number in numbers if not 1 <= number <= count):
        return f"names condition {beyond[0]}; the conditions have the numbers 1 to {count}"
    return ""


_LOGIC = (
    *(ast.Expression, ast.BoolOp, ast.UnaryOp, ast.Constant),
    *(ast.And, ast.Or, ast.Not),
)
