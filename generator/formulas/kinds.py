"""The kinds of values in a formula, by the words of Salesforce's messages."""

from enum import StrEnum


class Kind(StrEnum):
    """What a value is. UNKNOWN and NULL fit everywhere."""

    NUMBER = "Number"
    TEXT = "Text"
    DATE = "Date"
    DATETIME = "Date/Time"
    TIME = "Time"
    BOOLEAN = "Boolean"
    PICKLIST = "Picklist"
    MULTISELECT = "Multi-Select Picklist"
    LONG_TEXT = "Long Text Area"
    RICH_TEXT = "Rich Text Area"
    LOCATION = "Geolocation"
    NULL = "Null"
    UNKNOWN = "not known"


FITS = frozenset({Kind.UNKNOWN, Kind.NULL})
PICKLISTS = frozenset({Kind.PICKLIST, Kind.MULTISELECT})
LONG_TEXTS = frozenset({Kind.LONG_TEXT, Kind.RICH_TEXT})

# The kinds of fields by their type; any other type is not known.
_OF_TYPES = {
    **dict.fromkeys(("Number", "Currency", "Percent"), Kind.NUMBER),
    **dict.fromkeys(("Text", "TextArea", "Email", "Phone", "Url", "AutoNumber"), Kind.TEXT),
    **dict.fromkeys(("Lookup", "MasterDetail", "MetadataRelationship"), Kind.TEXT),
    **dict.fromkeys(("ExternalLookup", "IndirectLookup", "Hierarchy"), Kind.TEXT),
    "LongTextArea": Kind.LONG_TEXT,
    "Html": Kind.RICH_TEXT,
    "Date": Kind.DATE,
    "DateTime": Kind.DATETIME,
    "Time": Kind.TIME,
    "Checkbox": Kind.BOOLEAN,
    "Picklist": Kind.PICKLIST,
    "MultiselectPicklist": Kind.MULTISELECT,
    "Location": Kind.LOCATION,
}


def kind_of_type(field_type: str) -> Kind:
    """Return the kind of the values of a field, by its metadata type."""
    return _OF_TYPES.get(field_type, Kind.UNKNOWN)


def common(first: Kind, second: Kind) -> Kind | None:
    """Return the kind that two values share; None if they share none.

    A value that is not known has to be of the kind of the other: the org takes nothing else.
    """
    if first is second or second is Kind.NULL:
        return first
    if first in FITS:
        return second
    return first if second is Kind.UNKNOWN else None
