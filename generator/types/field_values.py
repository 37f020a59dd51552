"""The kinds of values that the keys of a field take."""

from collections.abc import Mapping
from typing import Annotated, Literal, get_args

from pydantic import BeforeValidator, Field, StrictInt

from generator.schema.text_types import Line, formed, shown
from generator.types.field_json_schema import NOTATION
from generator.types.field_notation import DataType, data_type
from generator.types.picklist_value import Value


def _data_type(value: object) -> DataType:
    if not isinstance(value, str):
        raise ValueError(f"is {shown(value)}; write a type as Setup does, such as Text(100)")  # noqa: TRY004
    return data_type(value)


def said_by_type(value: object) -> Mapping[str, object]:
    """Return the keys that flags behind a type mean; none if it is no type."""
    if not isinstance(value, str) or ")" not in value:
        return {}
    try:
        return data_type(value).said
    except ValueError:
        return {}


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


_UniqueWord = Literal["case-insensitive", "case-sensitive"]
UNIQUE_WORDS = get_args(_UniqueWord)
Uniqueness = Annotated[
    bool | str, BeforeValidator(_unique, json_schema_input_type=bool | _UniqueWord)
]
_Filled = Annotated[str, Field(pattern=r"\S")]
Default = Annotated[
    bool | str | None,
    BeforeValidator(_default, json_schema_input_type=bool | float | _Filled | None),
]
Usage = Literal["Active", "DeprecateCandidate", "Hidden"]
Sensitivity = Literal["Public", "Internal", "Confidential", "Restricted", "MissionCritical"]
Compliance = Annotated[
    Line, formed("[^;]+", "a category; write each as an entry of its own, without semicolons")
]
Manageability = Literal["DeveloperControlled", "SubscriberControlled", "Locked"]
RollUp = Literal["count", "sum", "min", "max"]
OnDelete = Literal["SetNull", "Restrict", "Cascade"]
SharingSetting = Literal["Read/Write", "Read Only"]
DisplayNotation = Literal["Decimal", "Degrees, Minutes, Seconds"]
MaskType = Literal[
    "Mask All Characters",
    "Last Four Characters Clear",
    "Credit Card Number",
    "National Insurance Number",
    "Social Security Number",
    "Social Insurance Number",
]
Encryption = Literal[
    "none",
    "probabilistic",
    "deterministic, case-sensitive",
    "deterministic, case-insensitive",
    "never",
]
Length = Annotated[StrictInt, Field(ge=1, le=255)]
Lines = Annotated[StrictInt, Field(ge=2, le=50)]
Values = Annotated[tuple[Value, ...], Field(min_length=1)]
FieldDataType = Annotated[DataType, BeforeValidator(_data_type), NOTATION]
