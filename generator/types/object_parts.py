"""What belongs to an object of any kind and has files of its own."""

from collections.abc import Iterator, Mapping

from generator.metadata.registry import (
    BUSINESS_PROCESS,
    COMPACT_LAYOUT,
    FIELD_SET,
    LIST_VIEW,
    RECORD_TYPE,
    VALIDATION_RULE,
    Component,
)
from generator.schema.base import Model
from generator.schema.text_types import LongName, Place
from generator.types import business_process, record_type
from generator.types.business_process import BusinessProcess, ProcessName
from generator.types.compact_layout import CompactLayout
from generator.types.components import components as of_parts
from generator.types.custom_field import CustomField
from generator.types.field_set import FieldSet
from generator.types.global_value_set import GlobalValueSet
from generator.types.record_type import RecordType
from generator.types.target import Target
from generator.types.validation_rule import ValidationRule

PARTS = {
    "business_processes": BUSINESS_PROCESS,
    "record_types": RECORD_TYPE,
    "validation_rules": VALIDATION_RULE,
    "field_sets": FIELD_SET,
    "compact_layouts": COMPACT_LAYOUT,
    "list_views": LIST_VIEW,
}


class ObjectParts(Model):
    """The parts that an object of any kind can have besides fields and list views."""

    business_processes: dict[ProcessName, BusinessProcess] = {}
    """The sales, lead, support or solution processes of the object, by name."""
    record_types: dict[LongName, RecordType] = {}
    """Kinds of records, each with its picklist values and process, by API name."""
    validation_rules: dict[LongName, ValidationRule] = {}
    """Conditions under which a record cannot be saved, by API name."""
    field_sets: dict[LongName, FieldSet] = {}
    """Lists of fields that pages and code show, by API name."""
    compact_layouts: dict[LongName, CompactLayout] = {}
    """The fields at the top of a record's page, in several forms, by API name."""


def components(place: tuple[str, str], parts: Model, target: Target) -> Iterator[Component]:
    """Yield the parts of an object, at its place in the schema; those that it can have."""
    _, parent = place
    for key, row in PARTS.items():
        yield from of_parts(row, (*place, key), getattr(parts, key, {}), target, parent)


def diagnostics(
    sobject: str,
    parts: ObjectParts,
    fields: Mapping[str, CustomField],
    value_sets: Mapping[str, GlobalValueSet],
) -> Iterator[tuple[Place, str]]:
    """Yield what an org refuses of the parts of an object that has these fields."""
    yield from business_process.diagnostics(sobject, parts.business_processes)
    yield from record_type.diagnostics(sobject, parts.record_types, fields, value_sets)
