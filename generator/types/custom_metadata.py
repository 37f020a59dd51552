"""Records of custom metadata types: values that are deployed and not entered."""

import re
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Annotated, Any, ClassVar

from pydantic import BeforeValidator, StrictBool

from generator.metadata.elements import TEXT, Elements, nested
from generator.metadata.registry import CUSTOM_METADATA, Component
from generator.schema.text_types import CustomName, Description, Label, Place, Text, shown
from generator.types.comparison import Comparison
from generator.types.custom_field import CustomField
from generator.types.keys import element
from generator.types.requirement import Kind, Listed, Requirement, VerifyContext
from generator.types.risk import Risk
from generator.types.table import Context, Key, Table, Values, write
from generator.types.target import Target

# The kinds of values in a file, by the types of fields that have other ones than texts.
_XSD = {
    "Checkbox": "xsd:boolean",
    "Currency": "xsd:double",
    "Date": "xsd:date",
    "DateTime": "xsd:dateTime",
    "Number": "xsd:double",
    "Percent": "xsd:double",
}
_FORMS = {
    "xsd:double": (r"-?[0-9]+(?:\.[0-9]+)?", "a number, as in 5 or 0.25"),
    "xsd:date": (r"[0-9]{4}-[0-9]{2}-[0-9]{2}", "a date, as in 2026-01-31"),
    "xsd:dateTime": (
        r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\.[0-9]{3}Z",
        "a time in UTC, as in 2026-01-31T08:30:00.000Z",
    ),
}
_EMPTY: Elements = {"xsi:nil": "true", TEXT: ""}
_PLAIN_FROM, _PLAIN_TO = Decimal("0.001"), Decimal(10_000_000)


def _value(value: object) -> object:
    if value is not None and not isinstance(value, bool | int | str):
        raise ValueError(f"is {shown(value)}; write a text, a number, true, false or null")
    return value


Value = Annotated[StrictBool | int | Text | None, BeforeValidator(_value)]


def _read(elements: Elements, _context: Context, _usual: Elements) -> dict[str, Any] | None:
    entries = elements.get("values")
    if not entries:
        return None
    return {each.get("field"): _plain(each.get("value")) for each in entries}


def _plain(value: Any) -> object:
    """Return what a schema says for a value of a file."""
    held: Mapping[str, str] = value if isinstance(value, dict) else {}
    kind, text = held.get("xsi:type"), held.get(TEXT, "")
    if kind == "xsd:boolean":
        return text == "true"
    if kind == "xsd:double":
        return _number(text)
    return None if kind is None else text


def _number(text: str) -> int | str:
    """Return a number as a schema says it: 5 for 5.0, 10000000 for 1.0E7, 0.25 in quotes."""
    try:
        value = Decimal(text)
        return int(value) if value == value.to_integral_value() else f"{value.normalize():f}"
    except ArithmeticError:
        return text


def _write(given: Mapping[str, Any], context: Context, _values: Values) -> Elements:
    entries = [
        {"field": name, "value": _element(given[name], context.field_types.get(name))}
        for name in sorted(given)
    ]
    return {"values": entries} if entries else {}


def _element(value: Any, field_type: str | None) -> Elements:
    if value is None:
        return _EMPTY
    kind = _XSD.get(str(field_type), "xsd:string")
    if isinstance(value, bool):
        return {"xsi:type": "xsd:boolean", TEXT: str(value).lower()}
    if isinstance(value, int) or kind == "xsd:double":
        return {"xsi:type": "xsd:double", TEXT: _double(Decimal(value))}
    return {"xsi:type": kind, TEXT: value}


def _double(value: Decimal) -> str:
    """Return a number as Java writes it, and so a retrieve: 5.0, 0.25, 1.0E7."""
    if value == 0 or _PLAIN_FROM <= abs(value) < _PLAIN_TO:
        text = f"{value.normalize():f}"
        return text if "." in text else f"{text}.0"
    sign, digits, _ = value.normalize().as_tuple()
    rest = "".join(map(str, digits[1:])) or "0"
    return f"{'-' * sign}{digits[0]}.{rest}E{value.adjusted()}"


def _asks(component: Component, _context: VerifyContext) -> Iterator[Requirement]:
    """Yield that the org has the record."""
    parent, _, own = component.full_name.partition(".")
    question = Listed(f"{parent}__mdt", ("DeveloperName", own), (("NamespacePrefix", None),))
    yield Requirement(Kind.METADATA_RECORD, component.full_name, question, component.type.name)


class CustomMetadata(Table):
    """A record of a custom metadata type, with a value for each of its fields."""

    type_name: ClassVar = "CustomMetadata"
    asks: ClassVar = _asks
    comparison: ClassVar = Comparison(
        risks={"values": Risk.UNRATED}, created=Risk.UNRATED, deleted=Risk.BREAKS
    )

    label: Annotated[Label, element("label", Risk.SAFE)]
    """The label of the record."""
    description: Annotated[Description | None, element("description", Risk.SAFE)] = None
    """What the record is for."""
    protected: Annotated[StrictBool, element("protected", Risk.ACCESS)] = False
    """Whether only code of the same package reads the record."""
    values: Annotated[
        dict[CustomName, Value], Key(_read, _write, {"values": Risk.UNRATED}, {"values": "field"})
    ] = {}
    """The value of each field, by API name; without one it is empty, or a default."""
    left_out: tuple[CustomName, ...] = ()
    """Fields that the file does not name, so that an org keeps what it has for them."""

    @classmethod
    def defaults(cls, elements: Elements, context: Context) -> Elements:
        del elements, context
        return {"protected": False}


def diagnostics(
    place: Place, record: CustomMetadata, fields: Mapping[str, CustomField]
) -> Iterator[tuple[Place, str]]:
    """Yield which values do not fit the fields of the record's type, and which are missing."""
    for name, value in record.values.items():
        at = (*place, "values", name)
        if name not in fields:
            yield at, f"{name} is not a field of the type; add the field, or correct the name"
        elif value is not None and (message := _misfit(value, fields[name])):
            yield at, message
    for name, field in fields.items():
        is_said = name in record.left_out or "values" in record.metadata
        if field.required and not is_said and record.values.get(name) is None:
            yield (*place, "values"), f"{name} is required; add a value for it"


def _misfit(value: bool | int | str, field: CustomField) -> str:
    """Return why a field cannot hold a value; empty if it can."""
    kind = _XSD.get(field.type.row.name, "xsd:string")
    is_number = kind == "xsd:double" and not isinstance(value, bool)
    if kind == "xsd:boolean":
        return "" if isinstance(value, bool) else f"is {shown(value)}; a checkbox is true or false"
    if kind in _FORMS:
        pattern, form = _FORMS[kind]
        fits = (is_number or isinstance(value, str)) and re.fullmatch(pattern, str(value))
        return "" if fits else f"is {shown(value)}; write {form}"
    if not isinstance(value, str):
        return f"is {shown(value)}; the field holds text: write '{shown(value)}'"
    length = field.type.elements.get("length")
    if isinstance(length, int) and len(value) > length:
        return f"length is {len(value)}; the field allows {length}"
    known = [each.value for each in field.values or ()]
    if known and field.restricted and value not in known:
        return f"{value} is not a value of the field; correct it, or add it there"
    return ""


def components(
    place: tuple[str, str],
    records: Mapping[str, CustomMetadata],
    fields: Mapping[str, CustomField],
    target: Target,
) -> Iterator[Component]:
    """Yield the records of a type with these fields, at the type's place in the schema.

    A retrieve writes each field, an empty one as nil; a checkbox is never empty.
    """
    type_name = place[1].removesuffix("__mdt")
    types = {name: field.type.row.name for name, field in fields.items()}
    usual = {name: _usual(field) for name, field in fields.items()}
    for name, record in records.items():
        full_name = f"{type_name}.{name}"
        context = Context(full_name, "", target.api_version, field_types=types)
        given = record
        if "values" not in record.metadata:
            empty = {each: value for each, value in usual.items() if each not in record.left_out}
            given = record.model_copy(update={"values": empty | record.values})
            given.model_fields_set.add("values")
        path = CUSTOM_METADATA.path(target.package_directory, full_name)
        elements = nested(write(CustomMetadata, given, context))
        yield Component(CUSTOM_METADATA, full_name, path, elements, (*place, "records", name))


def shortened(said: dict[str, Any], fields: Mapping[str, CustomField]) -> dict[str, Any]:
    """Return what a record says, without the values that its file has in any case."""
    values = {
        name: value
        for name, value in said.get("values", {}).items()
        if name not in fields or value != _usual(fields[name]) or fields[name].required
    }
    rest = {key: value for key, value in said.items() if key != "values"}
    return rest | ({"values": values} if values else {})


def _usual(field: CustomField) -> bool | None:
    return field.default is True if field.type.row.name == "Checkbox" else None
