"""The types a custom field can have: one row each.

A row says how Setup writes the type (`Number(16, 2)`), which keys of a schema it takes, and which
elements a retrieve always writes for it. Everything else about a type follows from its row.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

MAX_DIGITS = 18
_MAX_DECIMALS = 17
_UNIQUE = frozenset({"unique", "external_id"})


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
