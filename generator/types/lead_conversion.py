"""The mapping of lead conversion: which field of a new record gets the value of a field of a lead.

An org has one such mapping. It is not known whether a deploy leaves the org's other mappings as
they are, so the file lies where only a deploy by hand takes it, as a standard value set does.
"""

from collections.abc import Iterator, Mapping
from typing import Annotated, Any, ClassVar, Literal

from pydantic import Field

from generator.metadata.elements import Elements, nested
from generator.metadata.registry import LEAD_CONVERT_SETTINGS, Component
from generator.schema.text_types import ApiName, Place
from generator.types.comparison import Comparison
from generator.types.custom_field import CustomField
from generator.types.requirement import asks_nothing
from generator.types.risk import Risk, by_presence
from generator.types.table import Context, Key, Table, Values, write
from generator.types.target import Target

NAME = "LeadConvertSettings"
_PATH, _LEAD = "objectMapping", "Lead"
_Fields = Annotated[dict[ApiName, ApiName], Field(min_length=1)]


def _read(elements: Elements, _context: Context, _usual: Elements) -> dict[str, Any] | None:
    return {
        each.get("outputObject"): {
            one.get("inputField"): one.get("outputField") for one in each.get("mappingFields", ())
        }
        for each in elements.get(_PATH, ())
    } or None


def _write(mapping: Mapping[str, Any], _context: Context, _values: Values) -> Elements:
    entries = [
        {
            "inputObject": _LEAD,
            "mappingFields": [
                {"inputField": lead, "outputField": other}
                for lead, other in sorted(fields.items())
            ],
            "outputObject": name,
        }
        for name, fields in sorted(mapping.items())
    ]
    return {_PATH: entries} if entries else {}


class LeadConversion(Table):
    """The settings of lead conversion, with the mapping of Map Lead Fields in Setup."""

    type_name: ClassVar = "LeadConvertSettings"
    asks: ClassVar = asks_nothing
    comparison: ClassVar = Comparison(
        identity={_PATH: ("outputObject",), "mappingFields": ("inputField",)},
        deleted=Risk.BREAKS,
    )

    field_mapping: Annotated[
        dict[Literal["Account", "Contact", "Opportunity"], _Fields],
        Field(min_length=1),
        Key(_read, _write, {_PATH: by_presence}),
    ]
    """By Account, Contact or Opportunity: each field of Lead, with the field that it fills."""


def diagnostics(
    conversion: LeadConversion, fields: Mapping[str, Mapping[str, CustomField]]
) -> Iterator[tuple[Place, str]]:
    """Yield the mappings that an org refuses; `fields` are those that the schema gives objects."""
    for name, mapping in conversion.field_mapping.items():
        filled: dict[str, str] = {}
        for lead, other in mapping.items():
            place = ("lead_conversion", "field_mapping", name, lead)
            first = filled.setdefault(other.casefold(), lead)
            if first != lead:
                yield place, f"{other} gets the value of {first} already; keep one of the two"
            source = fields.get(_LEAD, {}).get(lead)
            target = fields.get(name, {}).get(other)
            if source and target and (reason := _mismatch(source, target)):
                yield place, f"{other} of {name} {reason}"


def _mismatch(source: CustomField, target: CustomField) -> str:
    """Return why a field cannot get the values of another; empty if it can."""
    of_lead, other = source.type.row, target.type.row
    if of_lead.name != other.name:
        return f"is {other.setup}, and the field of Lead {of_lead.setup}; use one type"
    lengths = [int(str(each.type.elements.get("length", 0))) for each in (source, target)]
    if lengths[1] < lengths[0]:
        return f"has a length of {lengths[1]}, and the field of Lead {lengths[0]}; make it as long"
    return ""


def components(conversion: LeadConversion, target: Target) -> Iterator[Component]:
    """Yield the settings, of which an org has one file."""
    path = LEAD_CONVERT_SETTINGS.path(target.package_directory, NAME)
    elements = nested(write(LeadConversion, conversion, Context(NAME, "", target.api_version)))
    yield Component(LEAD_CONVERT_SETTINGS, NAME, path, elements, ("lead_conversion",))
