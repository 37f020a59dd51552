"""Setup's notation for the type of a field: `Text(100)`, `Number(16, 2)`, `Formula(Date)`."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache

from pydantic_core import CoreSchema, core_schema

from generator.metadata.published import did_you_mean
from generator.types.field_types import (
    DEFINITIONS,
    DIGITS,
    FIELD_TYPES,
    KEYS_OF_FORMULAS,
    MAX_DIGITS,
    METADATA_TARGET,
    FieldType,
    Number,
)

_NAME = r"[A-Za-z](?:_?[A-Za-z0-9])*"
_OF_PACKAGE = r"(?:[A-Za-z][A-Za-z0-9]*__)?"
_OBJECT = rf"{_NAME}|{_OF_PACKAGE}{_NAME}__(?:c|x|kav)"
_METADATA = "|".join((*DEFINITIONS, *DEFINITIONS.values(), rf"{_OF_PACKAGE}{_NAME}__mdt"))
_BY_NAME = {name: row for row in FIELD_TYPES for name in row.names}
_WITH_PARENTHESES = "|".join(re.escape(name) for name in _BY_NAME if "(" in name)
_FLAG_NAMES = dict.fromkeys(name for row in FIELD_TYPES for name in row.flags)
_FLAG = rf"\((?:{'|'.join(_FLAG_NAMES)})\)"
_NOTATION = re.compile(
    rf"(?P<name>{_WITH_PARENTHESES}|[^()]+?)"
    rf"(?:\s*(?!{_FLAG})\((?P<inside>.*?)\)|\s+to\s+(?P<target>\w+))?"
    rf"(?P<flags>(?:\s*{_FLAG})*)"
)
FORMULA = "Formula"
_FORM = "is not a type; write it as Setup does: Text(100), Email"


@dataclass(frozen=True, slots=True)
class DataType:
    """The type of one field, with the elements that follow from it.

    `said` are the keys that flags behind the type mean, as in `Text(64) (External ID)`.
    """

    row: FieldType
    elements: Mapping[str, object]
    formula: bool = False
    said: Mapping[str, object] = field(default_factory=dict)

    @property
    def keys(self) -> frozenset[str]:
        """The keys of the schema for this type, besides those of every field."""
        return KEYS_OF_FORMULAS if self.formula else self.row.keys

    @classmethod
    def __get_pydantic_core_schema__(cls, _source: object, _handler: object) -> CoreSchema:
        return core_schema.is_instance_schema(cls)  # no look at its parts

    def __str__(self) -> str:
        return f"{FORMULA}({self.row.setup})" if self.formula else self.row.setup


@cache
def data_type(notation: str) -> DataType:
    """Read Setup's notation: `Text(100)`, `Number(16, 2)`, `Lookup(Lead)`, `Formula(Date)`.

    Numbers are in Setup's arithmetic (digits before the point, decimals); the elements of the
    result are in the metadata's (precision is both together, at most 18). What tables of
    vendors write is taken too, if it means one thing: `URL(255)`, `Number(16.2)`, `Lookup to X`.
    Raises ValueError that says what is there, what is allowed, and how to mend it.
    """
    match = _NOTATION.fullmatch(notation.strip())
    if match is None:
        raise ValueError(f"{notation!r} {_FORM}")
    name, inside = match["name"], match["inside"]
    if name == FORMULA and not match["target"] and not match["flags"]:
        return _formula(inside or "")
    row = _row(name)
    if match["target"]:
        if not row.has_target:
            raise ValueError(f"{notation!r} {_FORM}")
        inside = match["target"]
    said = dict(_said(row, flag) for flag in re.findall(r"\(([^)]*)\)", match["flags"]))
    if row.shown_length is not None and inside == str(row.shown_length):
        inside = None  # the metadata does not have this length
    return DataType(row, {**row.elements, **_parameters(row, inside)}, said=said)


def _said(row: FieldType, flag: str) -> tuple[str, object]:
    """Return the key that a flag behind a type means, with its value."""
    if flag not in row.flags:
        allowed = ", ".join(f"({each})" for each in row.flags)
        mend = f"allowed behind it: {allowed}" if allowed else "leave it out"
        raise ValueError(f"({flag}) stands behind {row.setup}; {mend}")
    return row.flags[flag]


def _row(name: str) -> FieldType:
    if name in _BY_NAME:
        return _BY_NAME[name]
    meant = did_you_mean(name, _BY_NAME, cutoff=0.7)
    allowed = ", ".join(row.setup for row in FIELD_TYPES)
    hint = f"did you mean {_BY_NAME[meant].setup}?" if meant else f"allowed: {allowed}"
    raise ValueError(f"{name!r} is not a field type; {hint}")


def _parameters(row: FieldType, inside: str | None) -> dict[str, object]:
    separator = "[,.]" if row.parameters == DIGITS else ","
    values = [part.strip() for part in re.split(separator, inside)] if inside else []
    if len(values) != len(row.parameters):
        raise ValueError(f"is {_written(row, inside)}; write {_form(row, inside)}")
    if row.has_target:
        return {"referenceTo": _target(row, values[0])}
    numbers = {
        parameter: _number(row, parameter, value)
        for parameter, value in zip(row.parameters, values, strict=True)
    }
    if row.parameters == DIGITS:
        return _precision(row, *numbers.values())
    return {each.element: size for each, size in numbers.items() if isinstance(each, Number)}


def target_pattern(row: FieldType) -> str:
    """Return the pattern of the objects to which a type can lead."""
    return _METADATA if row.parameters == METADATA_TARGET else _OBJECT


def _target(row: FieldType, value: str) -> str:
    if not re.fullmatch(target_pattern(row), value):
        what, first, second = (
            ("a custom metadata type", "Entity Definition", "Setting__mdt")
            if row.parameters == METADATA_TARGET
            else ("an object", "Lead", "Invoice__c")
        )
        raise ValueError(
            f"{value!r} is not the API name of {what}; write {row.setup}({first}) or "
            f"{row.setup}({second})"
        )
    return DEFINITIONS.get(value, value)


def _number(row: FieldType, parameter: Number | str, value: str) -> int:
    if not isinstance(parameter, Number):
        raise TypeError(parameter)
    if not re.fullmatch(r"[0-9]{1,9}", value):
        raise ValueError(f"{parameter.name} is {value!r}; write a whole number")
    if not parameter.low <= int(value) <= parameter.high:
        raise ValueError(
            f"{parameter.name} is {int(value)}; {row.setup} allows {parameter.low} to "
            f"{parameter.high}"
        )
    return int(value)


def _precision(row: FieldType, digits: int, decimals: int) -> dict[str, object]:
    if digits + decimals > MAX_DIGITS:
        raise ValueError(
            f"{row.setup}({digits}, {decimals}) has {digits + decimals} digits before and after "
            f"the point; Salesforce allows {MAX_DIGITS}; lower one of the two numbers"
        )
    return {"precision": digits + decimals, "scale": decimals}


def _formula(inside: str) -> DataType:
    """Read the type of a formula's result: `Date`, `Number, 2`, or `Number(16, 2)`."""
    match = re.fullmatch(r"([^(,]*?)\s*(?:,\s*(.+?)|\((.*)\))?", inside.strip())
    name, decimals, digits = match.groups() if match else (inside, None, None)
    row = _row(name)
    if not row.formula:
        allowed = ", ".join(each.setup for each in FIELD_TYPES if each.formula)
        raise ValueError(f"a formula cannot return {row.setup}; allowed: {allowed}")
    elements = {key: value for key, value in row.elements.items() if key != "defaultValue"}
    if row.parameters != DIGITS and (decimals or digits is not None):
        why = f"{row.setup} has no decimals; " if decimals else ""
        raise ValueError(f"is {FORMULA}({inside}); {why}write {FORMULA}({row.setup})")
    if row.parameters == DIGITS:
        sizes = _parameters(row, digits) if digits is not None else {"precision": MAX_DIGITS}
        if sizes["precision"] != MAX_DIGITS:
            form = f"{FORMULA}({row.setup}, {sizes['scale']})"
            raise ValueError(f"is {FORMULA}({inside}); a formula has 18 digits; write {form}")
        scale = sizes.get("scale", _number(row, DIGITS[1], decimals or "0"))
        elements |= {"precision": MAX_DIGITS, "scale": scale}
    return DataType(row, elements, formula=True)


def _written(row: FieldType, inside: str | None) -> str:
    return row.setup if inside is None else f"{row.setup}({inside})"


def _form(row: FieldType, inside: str | None) -> str:
    """Return how the type is written, such as `Text(length)`."""
    if not row.parameters:
        values = ", and its values under values" if inside and "values" in row.keys else ""
        return f"{row.setup}, without parentheses{values}"
    names = (p.name if isinstance(p, Number) else p for p in row.parameters)
    return f"{row.setup}({', '.join(names)})"
