"""What the JSON Schema says of fields: Setup's notation of types, and which keys a type has."""

from collections.abc import Iterable
from itertools import chain

from generator.schema.patterns import ERROR, JsonSchema, Shown, between
from generator.types.field_notation import FORMULA, target_pattern
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

_EXAMPLES = {"length": 32_768, "digits": 16, "decimals": 2}
# An overlay may take such a key out; else it is refused, since each key has no null of its own.
_NOT_HERE = {"type": "null", "errorMessage": "is not a key of this type of field; leave it out"}
# What follows the name of a type, and no longer name, such as Text Area (Long).
_END = r"\s*(?:\((?!Multi-|Encr|Long|Rich)|to\s|$)"


def _notation() -> JsonSchema:
    patterns = "|".join(chain(map(_of_type, FIELD_TYPES), map(_of_formula, _formulas())))
    return {
        "type": "string",
        "pattern": rf"^\s*(?:{patterns})\s*$",
        ERROR: "is not a type; write it as Setup does, as in Text(100), Number(16, 2), "
        "Lookup(Lead), Formula(Date)",
        "defaultSnippets": [{"label": each, "body": each} for each in _examples()],
    }


NOTATION = Shown(_notation)


def keys_by_type(own: Iterable[str]) -> list[JsonSchema]:
    """Return which types of fields may not have each of the keys that only some types have."""
    rows = [(_names(row), row.keys) for row in FIELD_TYPES]
    rows.append((FORMULA, KEYS_OF_FORMULAS))
    keys: dict[str, list[str]] = {}
    for key in sorted(own):
        without = "|".join(names for names, taken in rows if key not in taken)
        keys.setdefault(rf"^\s*(?:{without}){_END}", []).append(key)
    return [
        {
            "if": {"required": ["type"], "properties": {"type": {"pattern": types}}},
            "then": {"properties": dict.fromkeys(names, _NOT_HERE)},
        }
        for types, names in keys.items()
    ]


def _formulas() -> list[FieldType]:
    return [row for row in FIELD_TYPES if row.formula]


def _of_type(row: FieldType) -> str:
    flags = rf"(?:\s*\((?:{'|'.join(row.flags)})\))*" if row.flags else ""
    return f"{_without_flags(row)}{flags}"


def _without_flags(row: FieldType) -> str:
    if row.parameters == DIGITS:
        inside = _digits()
    elif row.has_target:
        inside = target_pattern(row)
    else:
        numbers = [each for each in row.parameters if isinstance(each, Number)]
        inside = r"\s*,\s*".join(between(each.low, each.high) for each in numbers)
    if row.has_target:
        return rf"(?:{_names(row)})(?:\s*\(\s*(?:{inside})\s*\)|\s+to\s+(?:{inside}))"
    if row.shown_length is not None:
        return rf"(?:{_names(row)})(?:\s*\({row.shown_length}\))?"
    return rf"(?:{_names(row)})\s*\(\s*(?:{inside})\s*\)" if inside else f"(?:{_names(row)})"


def _digits() -> str:
    """Return a pattern of digits before the point and decimals, which together are limited."""
    most = [min(DIGITS[1].high, MAX_DIGITS - before) for before in range(1, MAX_DIGITS + 1)]
    pairs = [
        rf"0*{number}\s*[,.]\s*{between(0, high)}" for number, high in enumerate(most, start=1)
    ]
    return "|".join(pairs)


def _of_formula(row: FieldType) -> str:
    decimals = _decimals_of_formula() if row.parameters == DIGITS else ""
    return rf"{FORMULA}\s*\(\s*(?:{_names(row)}){decimals}\s*\)"


def _decimals_of_formula() -> str:
    """Return a pattern of decimals, as in `, 2`, or of all the digits of a formula: `(16, 2)`."""
    most = DIGITS[1].high
    pairs = "|".join(rf"0*{MAX_DIGITS - each}\s*[,.]\s*0*{each}" for each in range(most + 1))
    return rf"(?:\s*,\s*{between(0, most)}|\s*\(\s*(?:{pairs})\s*\))?"


def _names(row: FieldType) -> str:
    return "|".join(name.replace("(", r"\(").replace(")", r"\)") for name in row.names)


def _examples() -> list[str]:
    """Return a type of each row, which an editor offers to write."""
    formulas = [
        f"{FORMULA}({row.setup}, {_EXAMPLES['decimals']})"
        if row.parameters == DIGITS
        else f"{FORMULA}({row.setup})"
        for row in _formulas()
    ]
    return [*map(_example, FIELD_TYPES), *formulas]


def _example(row: FieldType) -> str:
    inside = ", ".join(map(_parameter, row.parameters))
    if row.parameters == METADATA_TARGET:
        inside = next(iter(DEFINITIONS))
    return f"{row.setup}({inside})" if inside else row.setup


def _parameter(parameter: Number | str) -> str:
    if isinstance(parameter, str):
        return "Lead"
    return str(min(parameter.high, _EXAMPLES.get(parameter.name, parameter.high)))
