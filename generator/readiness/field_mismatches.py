"""Mismatches of a field in an org with the schema; a larger field than needed is not one."""

from collections.abc import Iterator

from generator.metadata.elements import Elements
from generator.readiness.answers import Record, active_values, items, lacking, number
from generator.types.field_keys import TYPE
from generator.types.requirement import Described
from generator.types.table import Context

_ANY = Context("")  # the type of a field depends on nothing but its elements
CAREFUL = "check its data first, since a change may cut or lose them"
# The type that a describe gives to fields of each type.
DESCRIBED_TYPES = {
    "Text": "string",
    "TextArea": "textarea",
    "LongTextArea": "textarea",
    "Html": "textarea",
    "Number": "double",
    "Currency": "currency",
    "Percent": "percent",
    "Date": "date",
    "DateTime": "datetime",
    "Time": "time",
    "Email": "email",
    "Phone": "phone",
    "Url": "url",
    "Checkbox": "boolean",
    "Picklist": "picklist",
    "MultiselectPicklist": "multipicklist",
    "Lookup": "reference",
    "MasterDetail": "reference",
    "AutoNumber": "string",
    "Summary": "",  # that of what it sums up
    "Location": "location",
    "EncryptedText": "encryptedstring",
    "Hierarchy": "reference",
    "ExternalLookup": "reference",
    "IndirectLookup": "reference",
    "MetadataRelationship": "",  # no source says what a describe shows of it
}
# Key of a describe, the value that it has to have, the message if not, and for which elements.
_FLAGS: tuple[tuple[str, bool, str, dict[str, bool]], ...] = (
    ("nillable", False, "is not required", {"required": True}),
    ("unique", True, "is not unique", {"unique": True}),
    ("externalId", True, "is not an external ID", {"externalId": True}),
    (
        *("caseSensitive", True, "case-insensitive; expected case-sensitive"),
        {"unique": True, "caseSensitive": True},
    ),
    (
        *("caseSensitive", False, "case-sensitive; expected case-insensitive"),
        {"unique": True, "caseSensitive": False},
    ),
)


def mismatches(wanted: Described, found: Record) -> Iterator[str]:
    """Yield in what a field, as an org describes it, differs from the schema."""
    elements = wanted.elements
    expected = DESCRIBED_TYPES.get(str(elements.get("type")), "")
    if expected and found.get("type") != expected:
        yield f"type is {found.get('type')}; expected {expected}; {CAREFUL}"
        return
    yield from _length(wanted, found)
    yield from _digits(elements, found)
    for key, value, message, concerned in _FLAGS:
        if concerned.items() <= elements.items() and found.get(key) is not value:
            yield message
    target = elements.get("referenceTo")
    if target and expected and target not in items(found, "referenceTo"):
        yield f"does not look up {target}"
    if missing := lacking(wanted.values, active_values(found)):
        yield f"lacks the values {', '.join(missing)}"


def type_in_setup(elements: Elements) -> str:
    """Return a type as Setup shows it; only that it exists where the elements do not say."""
    return TYPE.read(elements, _ANY, {}) or "exists"


def _length(wanted: Described, found: Record) -> Iterator[str]:
    if "length" not in wanted.elements:
        return
    least, most, length = wanted.elements["length"], wanted.max_length, number(found, "length")
    if length < least:
        yield f"length is {length}; at least {least} is needed"
    elif most is not None and length > most:
        yield f"length is {length}; at most {most} is allowed; {CAREFUL}"


def _digits(elements: Elements, found: Record) -> Iterator[str]:
    if "precision" not in elements or "formula" in elements:
        return
    precision, scale = elements["precision"], elements.get("scale", 0)
    digits, decimals = (number(found, key) for key in ("precision", "scale"))
    if decimals < scale or digits - decimals < precision - scale:
        size = f"precision and scale are {digits} and {decimals}"
        yield f"{size}; {precision} and {scale} are needed"
