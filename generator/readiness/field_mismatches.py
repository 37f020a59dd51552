"""Mismatches of a field in an org with the schema; a larger field than needed is not one."""

from collections.abc import Callable, Iterator

from generator.readiness.answers import Record, active_values, items, lacking, number
from generator.readiness.requirements import Requirement
from generator.types.custom_field import CustomField

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
}
# Key of a describe, the value that it has to have, the message if not, and for which fields.
_FLAGS: tuple[tuple[str, bool, str, Callable[[CustomField], bool]], ...] = (
    ("nillable", False, "is not required", lambda field: field.required),
    ("unique", True, "is not unique", lambda field: bool(field.unique)),
    ("externalId", True, "is not an external ID", lambda field: field.external_id is True),
    (
        "caseSensitive",
        True,
        "case-insensitive; expected case-sensitive",
        lambda field: field.unique == "case-sensitive",
    ),
    (
        "caseSensitive",
        False,
        "case-sensitive; expected case-insensitive",
        lambda field: field.unique == "case-insensitive",
    ),
)


def mismatches(row: Requirement, found: Record) -> Iterator[str]:
    """Yield in what a field, as an org describes it, differs from the schema."""
    field: CustomField = row.wanted
    expected = DESCRIBED_TYPES[field.type.row.name]
    if expected and found.get("type") != expected:
        yield f"type is {found.get('type')}; expected {expected}; {CAREFUL}"
        return
    yield from _length(row, found)
    yield from _digits(field, found)
    for key, value, message, concerns in _FLAGS:
        if concerns(field) and found.get(key) is not value:
            yield message
    target = field.type.elements.get("referenceTo")
    if target and target not in items(found, "referenceTo"):
        yield f"does not look up {target}"
    active = [each.value for each in field.values or () if each.active]
    if active and (missing := lacking(active, active_values(found))):
        yield f"lacks the values {', '.join(missing)}"


def type_in_setup(field: CustomField) -> str:
    """Return a type as Setup shows it."""
    elements = field.type.elements
    inside = [str(elements[key]) for key in ("length", "referenceTo") if key in elements]
    if "precision" in elements and not field.type.formula:
        precision, scale = elements["precision"], elements["scale"]
        inside = [str(int(str(precision)) - int(str(scale))), str(scale)]
    return f"{field.type}({', '.join(inside)})" if inside else str(field.type)


def _length(row: Requirement, found: Record) -> Iterator[str]:
    elements = row.wanted.type.elements
    if "length" not in elements:
        return
    least, most, length = elements["length"], row.max_length, number(found, "length")
    if length < least:
        yield f"length is {length}; at least {least} is needed"
    elif most is not None and length > most:
        yield f"length is {length}; at most {most} is allowed; {CAREFUL}"


def _digits(field: CustomField, found: Record) -> Iterator[str]:
    elements = field.type.elements
    if "precision" not in elements or field.type.formula:
        return
    precision, scale = (int(str(elements[key])) for key in ("precision", "scale"))
    digits, decimals = (number(found, key) for key in ("precision", "scale"))
    if decimals < scale or digits - decimals < precision - scale:
        size = f"precision and scale are {digits} and {decimals}"
        yield f"{size}; {precision} and {scale} are needed"
