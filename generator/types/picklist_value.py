"""A value of a picklist: what the API holds, and what people see."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Annotated, Any, ClassVar
from urllib.parse import quote, unquote

from pydantic import BeforeValidator, Field, StrictBool

from generator.metadata.elements import Elements
from generator.schema.text_types import Line, Place, Text, at_most, shown
from generator.types.keys import element, listed
from generator.types.risk import Risk, by_presence, stricter_if_false
from generator.types.table import Context, Key, Table, Values, read, write

_Text = Annotated[Line, at_most(255)]


class PicklistValue(Table):
    """One value of a picklist: its API name, and its label if that is another."""

    type_name: ClassVar = "CustomValue"
    short: ClassVar = "value"
    named_by: ClassVar = "value"

    value: Annotated[_Text, element("fullName")]
    """The API name of the value, which formulas and integrations use."""
    label: Annotated[_Text | None, element("label", Risk.SAFE)] = None
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


Value = Annotated[
    PicklistValue, BeforeValidator(lengthened, json_schema_input_type=_Text | PicklistValue)
]


def values_at(path: str) -> Key:
    """Return the key of the values at a path."""
    return listed(path, PicklistValue, "fullName", by_presence)


def _decoded(elements: Elements, _context: Context, _usual: Elements) -> str | None:
    name = elements.get("fullName")
    return unquote(name) if isinstance(name, str) else None


def _encoded(value: str, _context: Context, _values: Values) -> Elements:
    return {
        "fullName": "".join(
            each if each.isalnum() or each in _RAW else quote(each, safe="") for each in value
        ).replace(".", "%2E")
    }


_RAW = " -_"  # besides letters and digits: what a retrieve writes as it is, the rest with %


class OfferedValue(Table):
    """A value of a picklist that a record type or a business process offers."""

    type_name: ClassVar = "PicklistValue"
    short: ClassVar = "value"
    named_by: ClassVar = "value"

    value: Annotated[_Text, Key(_decoded, _encoded, {"fullName": by_presence})]
    """The API name of the value, as the picklist has it."""
    default: Annotated[StrictBool, element("default", Risk.SAFE)] = False
    """Whether new records have this value."""

    @classmethod
    def defaults(cls, elements: Elements, context: Context) -> Elements:
        del elements, context
        return {"default": False}


_Given = _Text | OfferedValue
_Offered = Annotated[OfferedValue, BeforeValidator(lengthened, json_schema_input_type=_Given)]
Offered = Annotated[tuple[_Offered, ...], Field(min_length=1)]


def read_offered(entries: Iterable[Elements], context: Context) -> list[Any]:
    """Return the plain data of the values that a file lists."""
    return [read(OfferedValue, each, context) for each in entries]


def write_offered(values: Iterable[Any], context: Context) -> list[Elements]:
    """Return the elements of values, sorted as a retrieve sorts them."""
    entries = [write(OfferedValue, each, context) for each in values]
    return sorted(entries, key=lambda each: str(each["fullName"]))


def offered_diagnostics(
    place: Place, offered: Sequence[OfferedValue]
) -> Iterator[tuple[Place, str]]:
    """Yield which values stand twice, and which are one default too many."""
    seen: set[str] = set()
    for index, each in enumerate(offered):
        if each.value.casefold() in seen:
            yield (*place, index), f"{each.value} is written twice; keep one"
        seen.add(each.value.casefold())
    defaults = [index for index, each in enumerate(offered) if each.default]
    for index in defaults[1:]:
        yield (*place, index), "is a second default; one value can be the default"
