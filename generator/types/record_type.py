"""Record types: which picklist values, process and layouts a kind of record has."""

from collections.abc import Iterator, Mapping
from typing import Annotated, Any, ClassVar

from pydantic import StrictBool

from generator.metadata.elements import Elements
from generator.metadata.registry import Component
from generator.schema.text_types import ApiName, Line, Place, ShortDescription, at_most
from generator.types.business_process import FIELDS as WITH_PROCESS
from generator.types.business_process import ProcessName
from generator.types.comparison import Comparison
from generator.types.custom_field import CustomField
from generator.types.field_rules import is_type
from generator.types.global_value_set import GlobalValueSet
from generator.types.keys import element
from generator.types.picklist_value import (
    Offered,
    offered_diagnostics,
    read_offered,
    write_offered,
)
from generator.types.requirement import Kind, Listed, Requirement, VerifyContext
from generator.types.risk import Risk, by_presence, stricter_if_false
from generator.types.table import Context, Key, Table, Values

_PATH = "picklistValues"


def _read(elements: Elements, context: Context, _usual: Elements) -> dict[str, Any] | None:
    entries = elements.get(_PATH)
    if not entries:
        return None
    return {
        each.get("picklist"): read_offered(each.get("values", ()), context) for each in entries
    }


def _write(by_picklist: Mapping[str, Any], context: Context, _values: Values) -> Elements:
    entries = [
        {"picklist": name, "values": write_offered(values, context)}
        for name, values in sorted(by_picklist.items())
    ]
    return {_PATH: entries} if entries else {}


def _asks(component: Component, _context: VerifyContext) -> Iterator[Requirement]:
    """Yield that the org has the record type, active if it is to be."""
    parent, _, own = component.full_name.partition(".")
    question = Listed(
        "RecordType",
        ("DeveloperName", own),
        (("SobjectType", parent), ("NamespacePrefix", None)),
        active="IsActive",
        has_to_be_active=component.elements.get("active") is True,
        to_activate="activate it in Setup, Object Manager, Record Types",
    )
    yield Requirement(Kind.RECORD_TYPE, component.full_name, question, component.type.name)


class RecordType(Table):
    """A record type, with the keys of its page in Setup."""

    type_name: ClassVar = "RecordType"
    asks: ClassVar = _asks
    comparison: ClassVar = Comparison(
        identity={"values": ("fullName",)},
        deleted=Risk.BREAKS,
    )

    label: Annotated[Line, at_most(80), element("label", Risk.SAFE)]
    """The record type label."""
    description: Annotated[ShortDescription | None, element("description", Risk.SAFE)] = None
    """What the record type is for."""
    active: Annotated[StrictBool, element("active", stricter_if_false)] = True
    """Whether people can choose the record type for new records."""
    business_process: Annotated[ProcessName | None, element("businessProcess")] = None
    """The sales, lead, support or solution process; a name of business_processes or of the org."""
    compact_layout: Annotated[ApiName | None, element("compactLayoutAssignment", Risk.SAFE)] = None
    """The name of the compact layout for records of the type; that of the object if left out."""
    picklist_values: Annotated[
        dict[ApiName, Offered], Key(_read, _write, {_PATH: by_presence}, {_PATH: "picklist"})
    ] = {}
    """The values that each picklist offers; a picklist that is not named is left to the org."""

    @classmethod
    def defaults(cls, elements: Elements, context: Context) -> Elements:
        del elements
        return {"fullName": context.name, "active": True}


def diagnostics(
    sobject: str,
    types: Mapping[str, RecordType],
    fields: Mapping[str, CustomField],
    value_sets: Mapping[str, GlobalValueSet],
) -> Iterator[tuple[Place, str]]:
    """Yield what an org refuses of the record types of an object with these fields.

    What a schema does not say of a standard object, or of a value set, the org may have.
    """
    for name, each in types.items():
        place = ("record_types", name)
        if sobject in WITH_PROCESS and each.business_process is None:
            message = f"is missing; a record type of {sobject} needs one"
            yield (*place, "business_process"), message
        if sobject not in WITH_PROCESS and each.business_process is not None:
            message = f"is only for record types of {', '.join(WITH_PROCESS)}; leave it out"
            yield (*place, "business_process"), message
        for picklist, offered in each.picklist_values.items():
            own = (*place, "picklist_values", picklist)
            field = fields.get(picklist)
            if field is not None and is_type(field, "Picklist", "MultiselectPicklist"):
                yield from _unknown(own, offered, picklist, _values_of(field, value_sets))
            elif field is not None or _has_to_be_said(picklist, sobject):
                yield (
                    own,
                    f"{picklist} is not a picklist of {sobject}; correct it, or add it",
                )
            yield from offered_diagnostics(own, offered)


def _has_to_be_said(picklist: str, sobject: str) -> bool:
    """Whether a schema that makes an object has to have the field as well."""
    return sobject.endswith("__c") and picklist.endswith("__c") and picklist.count("__") == 1


def _values_of(
    field: CustomField, value_sets: Mapping[str, GlobalValueSet]
) -> frozenset[str] | None:
    """Return the values of a picklist; None if only the org knows them."""
    if field.values:
        return frozenset(each.value for each in field.values)
    known = value_sets.get(field.value_set or "") or value_sets.get(f"{field.value_set}__gvs")
    return frozenset(each.value for each in known.values) if known else None


def _unknown(
    place: Place, offered: Offered, picklist: str, known: frozenset[str] | None
) -> Iterator[tuple[Place, str]]:
    for index, each in enumerate(offered):
        if known is not None and each.value not in known:
            message = f"{each.value} is not a value of {picklist}; correct it, or add it there"
            yield (*place, index), message
