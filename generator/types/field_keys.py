"""The keys of a field that mean more than one element, or one in a form of its own."""

import re
from collections.abc import Mapping
from typing import Annotated, Any, Literal

from pydantic import Field, StrictBool

from generator.metadata.elements import Elements
from generator.types.field_notation import DataType, data_type
from generator.types.field_types import BY_NAME, DIGITS, FieldType, Number
from generator.types.keys import element
from generator.types.risk import Risk, Rule, by_size, by_type, by_uniqueness
from generator.types.table import Context, Key, Values

_PARAMETERS = ("length", "precision", "scale", "referenceTo")
Never = Annotated[
    Literal["never"], Field(description="its file says nothing of this, although other files do")
]
_Always = Annotated[
    Literal["always"], Field(description="its file says false, although the object tracks nothing")
]
Switch = StrictBool | Never
Tracked = Switch | _Always
_NOTATION = r"([^(]*[^( ](?: \([^)]*\))?)(?:\((.*)\))?"
_BY_SETUP = {row.setup: row for row in BY_NAME.values()}


def _names(row: FieldType) -> tuple[str, ...]:
    """Return the elements that stand in the parentheses of a type."""
    if row.parameters == DIGITS:
        return ("precision", "scale")
    if row.has_target:
        return ("referenceTo",)
    return tuple(each.element for each in row.parameters if isinstance(each, Number))


def _read_type(elements: Elements, _context: Context, _usual: Elements) -> str | None:
    """Return Setup's notation: Text(80), Number(16, 2), Formula(Percent, 1), Lookup(Lead)."""
    row = BY_NAME.get(str(elements.get("type")))
    if row is None:
        return None
    inside = [elements[name] for name in _names(row) if name in elements]
    if row.parameters == DIGITS and [type(each) for each in inside] == [int, int]:
        inside[0] -= inside[1]
    if "formula" in elements:
        return f"Formula({', '.join([row.setup, *map(str, inside[1:])])})"
    return f"{row.setup}({', '.join(map(str, inside))})" if inside else row.setup


def _write_type(value: DataType | str, _context: Context, _values: Values) -> Elements:
    if isinstance(value, str):
        try:
            value = data_type(value)
        except ValueError:
            return _write_other(str(value))
    parameters = {name: value.elements[name] for name in _PARAMETERS if name in value.elements}
    return {"type": value.row.name, **parameters}


def _write_other(notation: str) -> Elements:
    """Return the elements of a type that a schema cannot have: of a standard field, a roll-up."""
    match = re.fullmatch(_NOTATION, notation)
    name, inside = match.groups("") if match else (notation, "")
    if name == "Formula":
        name, inside = inside, ""
    row = _BY_SETUP[name]
    values = [int(each) if each.isdecimal() else each for each in re.findall(r"\w+", inside)]
    if row.parameters == DIGITS and values:
        values[0] = int(values[0]) + int(values[1])
    return {"type": row.name, **dict(zip(_names(row), values, strict=False))}


TYPE = Key(
    _read_type,
    _write_type,
    {
        "type": by_type,
        **dict.fromkeys(("referenceTo", "scale"), Risk.RETYPES),
        **dict.fromkeys(("length", "precision"), by_size),
    },
)


def _read_default(elements: Elements, _context: Context, _usual: Elements) -> object:
    text = elements.get("defaultValue")
    return {"true": True, "false": False}.get(text, text) if isinstance(text, str) else None


def _write_default(value: object, _context: Context, _values: Values) -> Elements:
    return {"defaultValue": str(value).lower() if isinstance(value, bool) else str(value)}


DEFAULT = Key(_read_default, _write_default, {"defaultValue": Risk.SAFE})


def _read_unique(elements: Elements, _context: Context, _usual: Elements) -> bool | str | None:
    is_unique, is_sensitive = elements.get("unique"), elements.get("caseSensitive")
    if is_unique is True and isinstance(is_sensitive, bool):
        return "case-sensitive" if is_sensitive else "case-insensitive"
    return is_unique if isinstance(is_unique, bool) else None


def _write_unique(value: bool | str, _context: Context, _values: Values) -> Elements:
    if isinstance(value, str):
        return {"unique": True, "caseSensitive": value == "case-sensitive"}
    return {"unique": value}


UNIQUE = Key(_read_unique, _write_unique, {"unique": by_uniqueness, "caseSensitive": Risk.NARROWS})


SHARING_SETTING = element(
    "writeRequiresMasterRead", Risk.ACCESS, {"Read/Write": False, "Read Only": True}
)
DISPLAY_NOTATION = element(
    "displayLocationInDecimal", Risk.SAFE, {"Decimal": True, "Degrees, Minutes, Seconds": False}
)
MASK_TYPE = element(
    "maskType",
    Risk.ACCESS,
    {
        "Mask All Characters": "all",
        "Last Four Characters Clear": "lastFour",
        "Credit Card Number": "creditCard",
        "National Insurance Number": "nino",
        "Social Security Number": "ssn",
        "Social Insurance Number": "sin",
    },
)
MASK_CHARACTER = element("maskChar", Risk.SAFE, {"*": "asterisk", "X": "X"})


def _read_compliance(elements: Elements, _context: Context, _usual: Elements) -> object:
    group = elements.get("complianceGroup")
    entries = group.split(";") if isinstance(group, str) else []
    return entries if all(each and each == each.strip() for each in entries) else None


def _write_compliance(value: Any, _context: Context, _values: Values) -> Elements:
    return {"complianceGroup": ";".join(value)} if value else {}


COMPLIANCE = Key(_read_compliance, _write_compliance, {"complianceGroup": Risk.SAFE})


def carried(path: str, risk: Rule = Risk.SAFE) -> Key:
    """Return the key of an element that all fields of an object have, or none of them.

    Where the others have one, `never` leaves it out.
    """

    def read(elements: Elements, _context: Context, usual: Elements) -> object:
        if path in usual and path not in elements:
            return "never"
        return elements.get(path)

    def write(value: object, _context: Context, _values: Values) -> Elements:
        return {path: None if value == "never" else value}

    return Key(read, write, {path: risk})


def tracked(path: str) -> Key:
    """Return the key of an element that the fields of an object have if the object tracks changes.

    So `false` is an element only there. `always` writes it without that, as few files have it.
    Whether a standard object tracks changes is the org's to say: there `false` is the element.
    """

    def read(elements: Elements, context: Context, usual: Elements) -> object:
        if path not in elements:
            return "never" if path in usual else None
        is_more = elements[path] is False and path not in usual and context.kind == "c"
        return "always" if is_more else elements[path]

    def write(value: object, context: Context, _values: Values) -> Elements:
        if value is False and context.kind == "c":
            return {}
        return {path: {"always": False, "never": None}.get(str(value), value)}

    return Key(read, write, {path: Risk.SAFE})


_ENCRYPTION = "encryptionScheme"
_SCHEMES = {
    "none": "None",
    "probabilistic": "ProbabilisticEncryption",
    "deterministic, case-sensitive": "CaseSensitiveDeterministicEncryption",
    "deterministic, case-insensitive": "CaseInsensitiveDeterministicEncryption",
}


def _read_encryption(elements: Elements, _context: Context, usual: Elements) -> object:
    if _ENCRYPTION in usual and _ENCRYPTION not in elements:
        return "never"
    by_scheme = {scheme: word for word, scheme in _SCHEMES.items()}
    return by_scheme.get(str(elements.get(_ENCRYPTION)))


def _write_encryption(value: str, _context: Context, _values: Values) -> Elements:
    return {_ENCRYPTION: _SCHEMES.get(value)}


# Filters, formulas and unique fields depend on the scheme, and values are encrypted anew.
ENCRYPTION = Key(_read_encryption, _write_encryption, {_ENCRYPTION: Risk.BREAKS})


def _read_controlling(elements: Elements, context: Context, _usual: Elements) -> object:
    of_relationship = elements.get(_CONTROLLING_DEFINITION)
    if of_relationship is None:
        return elements.get(_CONTROLLING)
    parent, _, name = str(of_relationship).partition(".")
    return name if parent == context.parent else None


def _write_controlling(value: str, context: Context, values: Values) -> Elements:
    if str(values.get("type")).startswith(BY_NAME["MetadataRelationship"].setup):
        return {_CONTROLLING_DEFINITION: f"{context.parent}.{value}"}
    return {_CONTROLLING: value}


_CONTROLLING = "valueSet.controllingField"
_CONTROLLING_DEFINITION = "metadataRelationshipControllingField"
CONTROLLED_BY = Key(
    _read_controlling,
    _write_controlling,
    dict.fromkeys((_CONTROLLING, _CONTROLLING_DEFINITION), Risk.UNRATED),
)


def _read_sorted(elements: Elements, _context: Context, _usual: Elements) -> object:
    return elements.get(_SORTED)


def _write_sorted(value: bool, _context: Context, values: Values) -> Elements:
    return {} if "value_set" in values else {_SORTED: value}


_SORTED = "valueSet.valueSetDefinition.sorted"
SORTED = Key(_read_sorted, _write_sorted, {_SORTED: Risk.SAFE})


def _read_settings(elements: Elements, _context: Context, _usual: Elements) -> object:
    settings = elements.get(_SETTINGS)
    if not settings:
        return None
    return {each.get("valueName"): each.get(_ABOVE, []) for each in settings}


def _write_settings(
    by_value: Mapping[str, list[str]], _context: Context, _values: Values
) -> Elements:
    entries = [
        ({_ABOVE: list(above)} if above else {}) | {"valueName": value}
        for value, above in by_value.items()
    ]
    return {_SETTINGS: entries} if entries else {}


_ABOVE = "controllingFieldValue"
_SETTINGS = "valueSet.valueSettings"
SETTINGS = Key(
    _read_settings,
    _write_settings,
    {_SETTINGS: Risk.NARROWS},
    {_SETTINGS: "valueName"},
)
