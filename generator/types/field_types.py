"""The types a custom field can have: one row each, and Setup's notation for them.

A row says how Setup writes the type (`Number(16, 2)`), which keys of a schema it takes, and which
elements a retrieve always writes for it. Everything else about a type follows from its row.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from functools import cache

MAX_DIGITS = 18
_MAX_DECIMALS = 17
_UNIQUE = frozenset({"unique", "external_id"})
_TARGET = re.compile(
    r"[A-Za-z](?:_?[A-Za-z0-9])*|(?:[A-Za-z][A-Za-z0-9]*__)?[A-Za-z](?:_?[A-Za-z0-9])*__(?:c|x|kav)"
)


@dataclass(frozen=True, slots=True)
class Number:
    """A number in the parentheses of a type: its name, and the range that Salesforce allows."""

    name: str
    low: int
    high: int


LENGTH_OF_TEXT = (Number("length", 1, 255),)
LENGTH_OF_LONG_TEXT = (Number("length", 256, 131_072),)
DIGITS = (Number("digits", 1, MAX_DIGITS), Number("decimals", 0, _MAX_DECIMALS))
TARGET = ("object",)
NONE = ()


@dataclass(frozen=True, slots=True)
class FieldType:
    """A field type: `name` as `<type>` spells it, `setup` as Setup's Data Type column does.

    `keys` are the schema keys it takes beyond those that every field takes; `elements` are
    written by every retrieve, here with their values where the schema does not say otherwise.
    """

    name: str
    setup: str
    parameters: tuple[Number | str, ...] = NONE
    keys: frozenset[str] = frozenset()
    elements: Mapping[str, object] = field(default_factory=dict)
    formula: bool = False


_REQUIRED = {"required": False}
_DEFAULT = frozenset({"required", "default"})
_LOOKUP = frozenset({"child_relationship_name", "related_list_label"})
_PICKLIST = frozenset(
    {
        *("required", "values", "value_set", "restricted", "sort_values"),
        *("controlled_by", "available_for"),
    }
)

# Elements by type: 7,100 of 7,100 retrieved fields at API 61 and later carry exactly these.
FIELD_TYPES = (
    FieldType(
        "Text",
        "Text",
        LENGTH_OF_TEXT,
        _DEFAULT | _UNIQUE,
        {"externalId": False, "required": False, "unique": False},
        formula=True,
    ),
    FieldType("TextArea", "Text Area", keys=_DEFAULT, elements=_REQUIRED),
    FieldType(
        "LongTextArea",
        "Long Text Area",
        LENGTH_OF_LONG_TEXT,
        frozenset({"default", "visible_lines"}),
        {"visibleLines": 3},
    ),
    FieldType(
        "Html",
        "Rich Text Area",
        LENGTH_OF_LONG_TEXT,
        frozenset({"default", "visible_lines"}),
        {"visibleLines": 25},
    ),
    FieldType(
        "Number",
        "Number",
        DIGITS,
        _DEFAULT | _UNIQUE,
        {"externalId": False, "required": False, "unique": False},
        formula=True,
    ),
    FieldType("Currency", "Currency", DIGITS, _DEFAULT, _REQUIRED, formula=True),
    FieldType("Percent", "Percent", DIGITS, _DEFAULT, _REQUIRED, formula=True),
    FieldType("Date", "Date", keys=_DEFAULT, elements=_REQUIRED, formula=True),
    FieldType("DateTime", "Date/Time", keys=_DEFAULT, elements=_REQUIRED, formula=True),
    FieldType("Time", "Time", keys=_DEFAULT, elements=_REQUIRED, formula=True),
    FieldType(
        "Email",
        "Email",
        keys=_DEFAULT | _UNIQUE,
        elements={"externalId": False, "required": False, "unique": False},
    ),
    FieldType("Phone", "Phone", keys=_DEFAULT, elements=_REQUIRED),
    FieldType("Url", "URL", keys=_DEFAULT, elements=_REQUIRED),
    FieldType(
        "Checkbox",
        "Checkbox",
        keys=frozenset({"default"}),
        elements={"defaultValue": "false"},
        formula=True,
    ),
    FieldType("Picklist", "Picklist", keys=_PICKLIST, elements=_REQUIRED),
    FieldType(
        "MultiselectPicklist",
        "Picklist (Multi-Select)",
        keys=(_PICKLIST - {"required"}) | {"visible_lines"},
        elements={"required": False, "visibleLines": 4},
    ),
    FieldType(
        "Lookup",
        "Lookup",
        TARGET,
        _LOOKUP | {"required", "on_delete"},
        {"deleteConstraint": "SetNull", "required": False},
    ),
    FieldType(
        "MasterDetail",
        "Master-Detail",
        TARGET,
        _LOOKUP | {"allow_reparenting"},
        {
            "relationshipOrder": 0,
            "reparentableMasterDetail": False,
            "writeRequiresMasterRead": False,
        },
    ),
    FieldType(
        "AutoNumber",
        "Auto Number",
        keys=frozenset({"display_format", "external_id"}),
        elements={"externalId": False},
    ),
    FieldType(
        "Summary",
        "Roll-Up Summary",
        keys=frozenset({"roll_up", "roll_up_field", "roll_up_through"}),
    ),
)

# Types of files that a schema cannot have yet; they are read and written back.
OTHER_TYPES = (
    FieldType("EncryptedText", "Text (Encrypted)", LENGTH_OF_TEXT, elements=_REQUIRED),
    FieldType("Hierarchy", "Hierarchical Relationship", elements=_REQUIRED),
    FieldType(
        "Location",
        "Geolocation",
        (Number("scale", 0, _MAX_DECIMALS),),
        elements={"displayLocationInDecimal": True, "required": False},
    ),
    FieldType(
        "MetadataRelationship",
        "Metadata Relationship",
        TARGET,
        elements={"required": False, "unique": False},
    ),
)
BY_NAME = {row.name: row for row in (*FIELD_TYPES, *OTHER_TYPES)}
_BY_NAME = {name: row for row in FIELD_TYPES for name in (row.setup, row.name)}
_NOT_IN_SCHEMAS = {name for row in OTHER_TYPES for name in (row.setup, row.name)}
_NOTATION = re.compile(
    r"(?P<name>[^()]+?(?: \((?:Multi-Select|Encrypted)\))?)\s*(?:\((?P<inside>.*)\))?"
)
_FORMULA = "Formula"


@dataclass(frozen=True, slots=True)
class DataType:
    """The type of one field, with the elements that follow from it."""

    row: FieldType
    elements: Mapping[str, object]
    formula: bool = False

    @property
    def keys(self) -> frozenset[str]:
        """The keys of the schema for this type, besides those of every field."""
        return frozenset({"formula", "blanks_as_zero"}) if self.formula else self.row.keys

    def __str__(self) -> str:
        return f"{_FORMULA}({self.row.setup})" if self.formula else self.row.setup


@cache
def data_type(notation: str) -> DataType:
    """Read Setup's notation: `Text(100)`, `Number(16, 2)`, `Lookup(Lead)`, `Formula(Date)`.

    Numbers are in Setup's arithmetic (digits before the point, decimals); the elements of the
    result are in the metadata's (precision is both together, at most 18).
    Raises ValueError that says what is there, what is allowed, and how to mend it.
    """
    match = _NOTATION.fullmatch(notation.strip())
    if match is None:
        raise ValueError(f"{notation!r} is not a type; write it as Setup does: Text(100), Email")
    name, inside = match["name"], match["inside"]
    if name == _FORMULA:
        return _formula(inside or "")
    row = _row(name)
    if row.name == "TextArea" and inside == "255":
        return DataType(
            row, row.elements
        )  # Setup shows this fixed length; the metadata does not have it
    return DataType(row, {**row.elements, **_parameters(row, inside)})


def _row(name: str) -> FieldType:
    if name in _BY_NAME:
        return _BY_NAME[name]
    if name in _NOT_IN_SCHEMAS:
        raise ValueError(
            f"{name} has no notation here; write the field under components, as a CustomField"
        )
    known = {known.casefold(): row.setup for known, row in _BY_NAME.items()}
    close = get_close_matches(name.casefold(), known, n=1, cutoff=0.7)
    allowed = ", ".join(row.setup for row in FIELD_TYPES)
    hint = f"did you mean {known[close[0]]}?" if close else f"allowed: {allowed}"
    raise ValueError(f"{name!r} is not a field type; {hint}")


def _parameters(row: FieldType, inside: str | None) -> dict[str, object]:
    values = [part.strip() for part in inside.split(",")] if inside else []
    if len(values) != len(row.parameters):
        raise ValueError(f"is {_written(row, inside)}; write {_form(row)}")
    if row.parameters == TARGET:
        return {"referenceTo": _target(row, values[0])}
    numbers = dict(_number(row, *pair) for pair in zip(row.parameters, values, strict=True))
    return _precision(row, **numbers) if row.parameters == DIGITS else dict(numbers)


def _target(row: FieldType, value: str) -> str:
    if not _TARGET.fullmatch(value):
        raise ValueError(
            f"{value!r} is not the API name of an object; write {row.setup}(Lead) or "
            f"{row.setup}(Invoice__c)"
        )
    return value


def _number(row: FieldType, parameter: Number | str, value: str) -> tuple[str, int]:
    if not isinstance(parameter, Number):
        raise TypeError(parameter)
    if not re.fullmatch(r"[0-9]{1,9}", value):
        raise ValueError(f"{parameter.name} is {value!r}; write a whole number")
    if not parameter.low <= int(value) <= parameter.high:
        raise ValueError(
            f"{parameter.name} is {int(value)}; {row.setup} allows {parameter.low} to "
            f"{parameter.high}"
        )
    return parameter.name, int(value)


def _precision(row: FieldType, digits: int, decimals: int) -> dict[str, object]:
    if digits + decimals > MAX_DIGITS:
        raise ValueError(
            f"{row.setup}({digits}, {decimals}) has {digits + decimals} digits before and after "
            f"the point; Salesforce allows {MAX_DIGITS}; lower one of the two numbers"
        )
    return {"precision": digits + decimals, "scale": decimals}


def _formula(inside: str) -> DataType:
    name, _, decimals = (part.strip() for part in inside.partition(","))
    row = _row(name.partition("(")[0].strip())
    if not row.formula:
        allowed = ", ".join(each.setup for each in FIELD_TYPES if each.formula)
        raise ValueError(f"a formula cannot return {row.setup}; allowed: {allowed}")
    if "(" in name:
        form = f"{row.setup}, decimals" if row.parameters == DIGITS else row.setup
        raise ValueError(f"is {_FORMULA}({inside}); write {_FORMULA}({form})")
    elements = {key: value for key, value in row.elements.items() if key != "defaultValue"}
    if row.parameters == DIGITS:
        _, scale = _number(row, DIGITS[1], decimals or "0")
        elements |= {"precision": MAX_DIGITS, "scale": scale}
    elif decimals:
        raise ValueError(
            f"is {_FORMULA}({inside}); {row.setup} has no decimals; write {_FORMULA}({row.setup})"
        )
    return DataType(row, elements, formula=True)


def _written(row: FieldType, inside: str | None) -> str:
    return row.setup if inside is None else f"{row.setup}({inside})"


def _form(row: FieldType) -> str:
    """Return how the type is written, such as `Text(length)`."""
    if not row.parameters:
        return f"{row.setup}, without parentheses"
    names = (p.name if isinstance(p, Number) else p for p in row.parameters)
    return f"{row.setup}({', '.join(names)})"
