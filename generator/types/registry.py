"""The metadata types that the schema speaks of: a line for each."""

from collections.abc import Callable, Iterator
from functools import cache

from generator.metadata.elements import Elements
from generator.metadata.registry import (
    CUSTOM_APPLICATION,
    CUSTOM_PERMISSION,
    GLOBAL_VALUE_SET,
    MUTING_PERMISSION_SET,
    PERMISSION_SET_GROUP,
    Component,
)
from generator.types import (
    custom_object,
    flow,
    lead_conversion,
    permission_set,
    raw_components,
    report_folder,
    report_type,
    special_objects,
    standard_object,
    standard_value_set,
    translation,
)
from generator.types.app import App
from generator.types.business_process import BusinessProcess
from generator.types.compact_layout import CompactLayout
from generator.types.comparison import Comparison
from generator.types.components import components as of_parts
from generator.types.custom_field import CustomField
from generator.types.custom_metadata import CustomMetadata
from generator.types.custom_object import CustomObject
from generator.types.custom_permission import CustomPermission
from generator.types.custom_tab import Tab
from generator.types.dashboard import Dashboard
from generator.types.field_set import FieldSet
from generator.types.field_translation import FieldTranslation
from generator.types.global_value_set import GlobalValueSet
from generator.types.layout import PageLayout
from generator.types.lead_conversion import LeadConversion
from generator.types.list_view import ListView, StandardListView
from generator.types.muting_permission_set import MutingPermissionSet
from generator.types.object_settings import ObjectSettings
from generator.types.object_translation import ObjectTranslation
from generator.types.permission_set import Granted, PermissionSet
from generator.types.permission_set_group import PermissionSetGroup
from generator.types.record_type import RecordType
from generator.types.report import Report
from generator.types.report_folder import Reports
from generator.types.report_type import ReportType, tables
from generator.types.requirement import Asks, asks_nothing
from generator.types.risk import Risk
from generator.types.schema import SPECIAL_OBJECTS, Schema
from generator.types.special_objects import (
    BigObject,
    CustomMetadataType,
    CustomSetting,
    PlatformEvent,
)
from generator.types.standard_field import StandardField
from generator.types.standard_object import StandardObject
from generator.types.standard_value_set import StandardValueSet
from generator.types.table import Context, Table, keys
from generator.types.target import Target
from generator.types.validation_rule import ValidationRule
from generator.types.value_set_translation import StandardValueSetTranslation, ValueSetTranslation


def components(schema: Schema, target: Target) -> Iterator[Component]:
    """Yield the components of a schema, as the target's API version has them."""
    for part in _PARTS:
        yield from part(schema, target)


def _custom_objects(schema: Schema, target: Target) -> Iterator[Component]:
    return custom_object.components(schema.custom_objects, schema.fields_carry, target)


def _standard_objects(schema: Schema, target: Target) -> Iterator[Component]:
    return standard_object.components(schema.standard_objects, schema.fields_carry, target)


def _special_objects(schema: Schema, target: Target) -> Iterator[Component]:
    for kind in SPECIAL_OBJECTS:
        given = getattr(schema, kind)
        yield from special_objects.components(kind, given, schema.fields_carry, target)


def _global_value_sets(schema: Schema, target: Target) -> Iterator[Component]:
    sets = schema.global_value_sets
    return of_parts(GLOBAL_VALUE_SET, ("global_value_sets",), sets, target)


def _statuses(schema: Schema, target: Target) -> Iterator[Component]:
    if schema.campaign_member_statuses:
        yield from standard_value_set.components(schema.campaign_member_statuses, target)


def _screens(schema: Schema, target: Target) -> Iterator[Component]:
    yield from custom_object.screens(schema.custom_objects, target)
    yield from standard_object.screens(schema.standard_objects, target)
    yield from special_objects.screens(schema.custom_metadata_types, target)


def _permission_sets(schema: Schema, target: Target) -> Iterator[Component]:
    tabs = [name for name, each in schema.custom_objects.items() if each.tab]
    granted = Granted(schema.fields, tabs)
    return permission_set.components(schema.permission_sets, granted, target)


def _access(schema: Schema, target: Target) -> Iterator[Component]:
    permissions, groups = schema.custom_permissions, schema.permission_set_groups
    yield from of_parts(CUSTOM_PERMISSION, ("custom_permissions",), permissions, target)
    muting = schema.muting_permission_sets
    yield from of_parts(MUTING_PERMISSION_SET, ("muting_permission_sets",), muting, target)
    yield from of_parts(PERMISSION_SET_GROUP, ("permission_set_groups",), groups, target)
    yield from of_parts(CUSTOM_APPLICATION, ("apps",), schema.apps, target)


def _lead_conversion(schema: Schema, target: Target) -> Iterator[Component]:
    if schema.lead_conversion:
        yield from lead_conversion.components(schema.lead_conversion, target)


def _flows(schema: Schema, target: Target) -> Iterator[Component]:
    statuses = schema.campaign_member_statuses
    return flow.components(schema.flows, statuses.values if statuses else (), target)


def _report_types(schema: Schema, target: Target) -> Iterator[Component]:
    return report_type.components(schema.report_types, schema.fields, target)


def _reports(schema: Schema, target: Target) -> Iterator[Component]:
    if schema.reports:
        named = {name: tables(each, schema.fields) for name, each in schema.report_types.items()}
        yield from report_folder.components(schema.reports, named, target)


def _translations(schema: Schema, target: Target) -> Iterator[Component]:
    if schema.translations:
        yield from translation.components(schema.translations, schema.translatable, target)


def _components(schema: Schema, target: Target) -> Iterator[Component]:
    return raw_components.components(schema.components, target)


_PARTS: tuple[Callable[[Schema, Target], Iterator[Component]], ...] = (
    *(
        _custom_objects,
        _standard_objects,
        _special_objects,
        _global_value_sets,
        _statuses,
        _screens,
    ),
    *(_permission_sets, _access, _lead_conversion, _flows, _report_types, _reports, _translations),
    _components,
)


# The types whose elements have keys in a schema, each with its table.
_TABLES: tuple[type[Table], ...] = (
    *(App, BusinessProcess, CompactLayout, CustomField, CustomMetadata, CustomObject),
    MutingPermissionSet,
    *(CustomPermission, Dashboard, FieldSet, LeadConversion, PermissionSetGroup),
    *(GlobalValueSet, ListView, PageLayout, PermissionSet, RecordType, Report, Reports),
    *(ReportType, StandardValueSet, Tab, ValidationRule),
    *(FieldTranslation, ObjectTranslation, StandardValueSetTranslation, ValueSetTranslation),
)
# Those of objects that are not custom, and of their parts: by the suffix of the object's name.
OTHER = "other"
BY_KIND: dict[str, dict[str, type[Table]]] = {
    "CustomObject": {
        "": StandardObject,
        "b": BigObject,
        "e": PlatformEvent,
        "mdt": CustomMetadataType,
        "setting": CustomSetting,
        OTHER: ObjectSettings,
    },
    "CustomField": {"": StandardField},
    "ListView": {"mdt": ListView, OTHER: StandardListView},
}
TABLES = {model.type_name: model for model in _TABLES} | {"DashboardFolder": Reports}
ASKS: dict[str, Asks] = {"Flow": flow.asks}  # of the types without a table


def asks_of(type_name: str) -> Asks:
    """Return what components of a type ask of an org; nothing for a type without a module."""
    table = TABLES.get(type_name)
    return table.asks if table else ASKS.get(type_name, asks_nothing)


@cache
def comparison_of(type_name: str) -> Comparison:
    """Return how files of a type are compared, with what the keys of its table say of it."""
    table = TABLES.get(type_name)
    if table is None:
        unknown = Comparison(created=Risk.UNRATED)
        return flow.COMPARISON if type_name == "Flow" else unknown
    own = table.comparison
    pairs = [pair for key in keys(table).values() for pair in key.identity.items() if pair[1]]
    identity = {path.rpartition(".")[2]: (name,) for path, name in pairs}
    risks = {path: rule for key in keys(table).values() for path, rule in key.risks.items()}
    return own._replace(identity=identity | dict(own.identity), risks=dict(own.risks) | risks)


def table_of(type_name: str, elements: Elements, context: Context) -> type[Table] | None:
    """Return the table for a component that has these elements; None if its type has none."""
    kind = "setting" if "customSettingsType" in elements else context.kind
    if type_name == CustomField.type_name:
        kind = "c" if "__" in context.name else ""
    if kind != "c" and type_name in BY_KIND:
        return BY_KIND[type_name].get(kind, BY_KIND[type_name].get(OTHER))
    return TABLES.get(type_name)


def key_of(type_name: str, element: str) -> str:
    """Return the key of the schema that decides an element of a type; its own name if none."""
    return _keys_by_element(type_name).get(element, element)


@cache
def _keys_by_element(type_name: str) -> dict[str, str]:
    """Return the keys by the elements at the top of a file, then by those below them."""
    found: dict[str, str] = {}
    table = keys(TABLES[type_name]) if type_name in TABLES else {}
    for end in (0, -1):
        for name, key in table.items():
            for path in key.risks:
                found.setdefault(path.split(".")[end], name)
    return found
