"""The types a custom field can have: one row each.

A row says how Setup writes the type (`Number(16, 2)`), which keys of a schema it takes, and which
elements a retrieve always writes for it. Everything else about a type follows from its row.
"""

from collections.abc import Mapping
from typing import NamedTuple

MAX_DIGITS = 18
_MAX_DECIMALS = 17
_UNIQUE = frozenset({"unique", "external_id"})


class Number(NamedTuple):
    """A number in the parentheses of a type: its name, and the range that Salesforce allows."""

    name: str
    low: int
    high: int

    @property
    def element(self) -> str:
        """The name of the number in the metadata."""
        return "scale" if self.name == "decimals" else self.name


LENGTH_OF_TEXT = (Number("length", 1, 255),)
LENGTH_OF_LONG_TEXT = (Number("length", 256, 131_072),)
_LENGTH_OF_ENCRYPTED_TEXT = (Number("length", 1, 175),)
_DECIMALS_OF_PLACE = (Number("decimals", 0, 15),)
DIGITS = (Number("digits", 1, MAX_DIGITS), Number("decimals", 0, _MAX_DECIMALS))
TARGET = ("object",)
METADATA_TARGET = ("custom metadata type",)
OBJECT_DEFINITION = "EntityDefinition"
# The other targets of a metadata relationship, each with its name in Setup.
DEFINITIONS = {
    "Entity Definition": OBJECT_DEFINITION,
    "Entity Particle": "EntityParticle",
    "Field Definition": "FieldDefinition",
}
NONE = ()


class FieldType(NamedTuple):
    """A field type: `name` as `<type>` spells it, `setup` as Setup's Data Type column does.

    `keys` are the schema keys it takes beyond those that every field takes; `elements` are
    written by every retrieve, here with their values where the schema does not say otherwise.
    `aliases` are other names that Setup and tables of fields have for it, `shown_length` the
    length that Setup shows though nobody can change it, and `flags` what Setup shows behind the
    type, as in `Text(64) (External ID)`: the key that each means, and its value.
    """

    name: str
    setup: str
    parameters: tuple[Number | str, ...] = NONE
    keys: frozenset[str] = frozenset()
    elements: Mapping[str, object] = {}
    formula: bool = False
    aliases: tuple[str, ...] = ()
    shown_length: int | None = None
    flags: Mapping[str, tuple[str, object]] = {}

    @property
    def has_target(self) -> bool:
        """Whether the type says to which object it leads."""
        return self.parameters in (TARGET, METADATA_TARGET)

    @property
    def names(self) -> tuple[str, ...]:
        """All names of the type, Setup's first."""
        return tuple(dict.fromkeys((self.setup, self.name, *self.aliases)))


_EXTERNAL_ID: dict[str, tuple[str, object]] = {"External ID": ("external_id", True)}
_FLAGS_OF_TEXT = _EXTERNAL_ID | {
    "Unique Case Insensitive": ("unique", "case-insensitive"),
    "Unique Case Sensitive": ("unique", "case-sensitive"),
}
_REQUIRED = {"required": False}
_DEFAULT = frozenset({"required", "default"})
_ENCRYPTED = frozenset({"encryption"})  # those that Shield Platform Encryption can encrypt
_RELATIONSHIP = frozenset({"child_relationship_name", "related_list_label"})
_LOOKUP = _RELATIONSHIP | {"lookup_filter"}
_PICKLIST = frozenset(
    {
        *("required", "default", "values", "value_set", "restricted", "sort_values"),
        *("controlled_by", "available_for"),
    }
)

# Elements by type: 7,100 of 7,100 retrieved fields at API 61 and later carry exactly these.
FIELD_TYPES = (
    FieldType(
        "Text",
        "Text",
        LENGTH_OF_TEXT,
        _DEFAULT | _UNIQUE | _ENCRYPTED,
        {"externalId": False, "required": False, "unique": False},
        formula=True,
        flags=_FLAGS_OF_TEXT,
    ),
    FieldType(
        "TextArea",
        "Text Area",
        keys=_DEFAULT | _ENCRYPTED,
        elements=_REQUIRED,
        shown_length=255,
    ),
    FieldType(
        "LongTextArea",
        "Long Text Area",
        LENGTH_OF_LONG_TEXT,
        frozenset({"default", "visible_lines"}) | _ENCRYPTED,
        {"visibleLines": 3},
        aliases=("Text Area (Long)", "Long Text"),
    ),
    FieldType(
        "Html",
        "Rich Text Area",
        LENGTH_OF_LONG_TEXT,
        frozenset({"default", "visible_lines"}) | _ENCRYPTED,
        {"visibleLines": 25},
        aliases=("Text Area (Rich)",),
    ),
    FieldType(
        "Number",
        "Number",
        DIGITS,
        _DEFAULT | _UNIQUE,
        {"externalId": False, "required": False, "unique": False},
        formula=True,
        flags=_EXTERNAL_ID | {"Unique": ("unique", True)},
    ),
    FieldType("Currency", "Currency", DIGITS, _DEFAULT, _REQUIRED, formula=True),
    FieldType("Percent", "Percent", DIGITS, _DEFAULT, _REQUIRED, formula=True),
    FieldType("Date", "Date", keys=_DEFAULT | _ENCRYPTED, elements=_REQUIRED, formula=True),
    FieldType(
        "DateTime", "Date/Time", keys=_DEFAULT | _ENCRYPTED, elements=_REQUIRED, formula=True
    ),
    FieldType("Time", "Time", keys=_DEFAULT, elements=_REQUIRED, formula=True),
    FieldType(
        "Email",
        "Email",
        keys=_DEFAULT | _UNIQUE | _ENCRYPTED,
        elements={"externalId": False, "required": False, "unique": False},
        shown_length=80,
        flags=_FLAGS_OF_TEXT,
    ),
    FieldType("Phone", "Phone", keys=_DEFAULT | _ENCRYPTED, elements=_REQUIRED, shown_length=40),
    FieldType("Url", "URL", keys=_DEFAULT | _ENCRYPTED, elements=_REQUIRED, shown_length=255),
    FieldType(
        "Checkbox",
        "Checkbox",
        keys=frozenset({"default"}),
        elements={"defaultValue": "false"},
        formula=True,
        aliases=("Boolean", "True/False"),
    ),
    FieldType("Picklist", "Picklist", keys=_PICKLIST, elements=_REQUIRED),
    FieldType(
        "MultiselectPicklist",
        "Picklist (Multi-Select)",
        keys=_PICKLIST | {"visible_lines"},
        elements={"required": False, "visibleLines": 4},
        aliases=("Multi-Select Picklist", "Multipicklist"),
    ),
    FieldType(
        "Lookup",
        "Lookup",
        TARGET,
        _LOOKUP | {"required", "on_delete"},
        {"deleteConstraint": "SetNull", "required": False},
        aliases=("Lookup Relationship",),
    ),
    FieldType(
        "MasterDetail",
        "Master-Detail",
        TARGET,
        _LOOKUP | {"allow_reparenting", "sharing_setting"},
        {
            "relationshipOrder": 0,
            "reparentableMasterDetail": False,
            "writeRequiresMasterRead": False,
        },
        aliases=("Master-Detail Relationship",),
    ),
    FieldType(
        "AutoNumber",
        "Auto Number",
        keys=frozenset({"display_format", "external_id"}),
        elements={"externalId": False},
        aliases=("Auto-Number",),
        flags=_EXTERNAL_ID,
    ),
    FieldType(
        "Summary",
        "Roll-Up Summary",
        keys=frozenset({"roll_up", "roll_up_field", "roll_up_through", "roll_up_filters"}),
    ),
    FieldType(
        "Location",
        "Geolocation",
        _DECIMALS_OF_PLACE,
        frozenset({"required", "display_notation"}),
        {"displayLocationInDecimal": True, "required": False},
    ),
    FieldType(
        "EncryptedText",
        "Text (Encrypted)",
        _LENGTH_OF_ENCRYPTED_TEXT,
        frozenset({"required", "mask_type", "mask_character"}),
        {"maskChar": "asterisk", "maskType": "all", "required": False},
    ),
    FieldType(
        "Hierarchy",
        "Hierarchical Relationship",
        keys=_LOOKUP | {"required"},
        elements=_REQUIRED,
    ),
    FieldType(
        "ExternalLookup",
        "External Lookup",
        TARGET,
        _RELATIONSHIP | {"length", "required"},
        aliases=("External Lookup Relationship",),
    ),
    FieldType(
        "IndirectLookup",
        "Indirect Lookup",
        TARGET,
        _RELATIONSHIP | {"length", "required", "target_field"},
        aliases=("Indirect Lookup Relationship",),
    ),
    FieldType(
        "MetadataRelationship",
        "Metadata Relationship",
        METADATA_TARGET,
        _RELATIONSHIP | {"required", "unique", "controlled_by"},
        {"required": False, "unique": False},
    ),
)
BY_NAME = {row.name: row for row in FIELD_TYPES}
KEYS_OF_FORMULAS = frozenset({"formula", "blanks_as_zero"})
KEYS_BY_TYPE = KEYS_OF_FORMULAS.union(*(row.keys for row in FIELD_TYPES))  # of some types only
