"""A schema: all its parts, and the checks between them. It knows no XML and no file paths."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Annotated, Any, Literal, Self

from pydantic import field_validator, model_validator

from generator.schema.base import Model
from generator.schema.text_types import (
    CustomName,
    Description,
    Identifier,
    Label,
    Line,
    LongName,
    ObjectOfOrg,
    Place,
    ValueSetName,
    diagnostics_at,
    formed,
)
from generator.types import (
    app,
    custom_permission,
    field_rules,
    flow_rules,
    lead_conversion,
    muting_permission_set,
    namespaces,
    object_parts,
    permission_set,
    raw_components,
    report_folder,
    report_type,
    special_objects,
    standard_field,
    translation_rules,
    vendor_limits,
    vendor_needs,
)
from generator.types.app import App
from generator.types.custom_field import CustomField
from generator.types.custom_object import CustomObject
from generator.types.custom_permission import CustomPermission
from generator.types.field_defaults import AllFieldsCarry
from generator.types.field_translation import labels_of
from generator.types.flow import Flow
from generator.types.global_value_set import GlobalValueSet
from generator.types.language import Language
from generator.types.lead_conversion import LeadConversion
from generator.types.muting_permission_set import MutingPermissionSet
from generator.types.namespaces import Namespace
from generator.types.permission_set import PermissionSet
from generator.types.permission_set_group import PermissionSetGroup
from generator.types.raw_components import RawComponents
from generator.types.report_folder import Reports
from generator.types.report_type import ReportType
from generator.types.special_objects import (
    BigObject,
    BigObjectName,
    CustomMetadataType,
    CustomSetting,
    EventName,
    MetadataTypeName,
    PlatformEvent,
)
from generator.types.standard_object import StandardObject
from generator.types.standard_value_set import CAMPAIGN_MEMBER_STATUS, CampaignMemberStatuses
from generator.types.translation import Translation
from generator.types.untranslated import Translatable
from generator.types.vendor_limits import VendorLimits
from generator.types.vendor_needs import AcceptedDeviations, VendorNeeds


class Reference(Model):
    """A source of facts: its title, and its address if it has one."""

    title: Line
    """The title of the document or page."""
    address: Line | None = None
    """Its address on the web."""
    basis: Literal["vendor", "inference"] = "vendor"
    """Whose word the document is: the vendor's, or an inference of those who wrote the schema."""


class Package(Model):
    """The unlocked package of the default package directory."""

    name: Label
    """The name of the unlocked package, as sfdx-project.json has it."""
    version: Annotated[
        str, formed(r"[0-9]+\.[0-9]+\.[0-9]+", "a version; write three numbers, as in 1.0.0")
    ]
    """The version of the package: three numbers, as in 1.0.0."""


_SchemaName = Annotated[
    str,
    formed(
        "[a-z][a-z0-9-]{0,39}",
        "a schema name; use up to 40 small letters, digits and hyphens, with a letter first, as "
        "in my-vendor",
    ),
]


# The keys of objects that are neither custom nor standard.
SPECIAL_OBJECTS = ("custom_metadata_types", "custom_settings", "platform_events", "big_objects")


class Schema(Model):
    """A vendor's metadata: its objects and fields, and the statuses of campaign members."""

    extends: Line | None = None
    """The schema that this one changes: the name of a shipped one, or the path of a file."""
    name: _SchemaName
    """The short name of the schema, by which the project knows its files, as in my-vendor."""
    label: Label
    """The name of the schema, as people read it."""
    description: Description | None = None
    """What the schema is for, in a sentence or two."""
    sources: dict[str, Reference] = {}
    """The documents that the schema goes by, each under a name that a source can give."""
    vendor_limits: VendorLimits = {}
    """How long a field may be in which a vendor writes or looks up, as in Lead.Name."""
    needed_by_vendor: VendorNeeds = {}
    """What a vendor needs of the schema: paths, as in flows.My_Flow; * stands for each name."""
    accepted_deviations: AcceptedDeviations = {}
    """Where this schema deviates from what a vendor needs: the path, and why."""
    namespace: Namespace | None = None
    """The namespace of the package, as sfdx-project.json has it; names stand without it."""
    package: Package | None = None
    """The unlocked package that the project makes of the metadata, if it makes one."""
    fields_carry: AllFieldsCarry | None = None
    """What a retrieve writes in each field's file of every object, whatever is set."""
    custom_objects: dict[CustomName, CustomObject] = {}
    """Custom objects with their fields and screens, by API name, as in Visit__c."""
    standard_objects: dict[ObjectOfOrg, StandardObject] = {}
    """Objects that the org has, to which the schema adds fields, by API name, as in Lead."""
    custom_metadata_types: dict[MetadataTypeName, CustomMetadataType] = {}
    """Custom metadata types with their records, by API name, as in Setting__mdt."""
    custom_settings: dict[CustomName, CustomSetting] = {}
    """Custom settings, by API name, as in Setting__c."""
    platform_events: dict[EventName, PlatformEvent] = {}
    """Platform events, by API name, as in Order_Placed__e."""
    big_objects: dict[BigObjectName, BigObject] = {}
    """Big objects, which keep very many records, by API name, as in Archive__b."""
    global_value_sets: dict[ValueSetName, GlobalValueSet] = {}
    """Lists of values that several picklists share, by API name."""
    campaign_member_statuses: CampaignMemberStatuses | None = None
    """The member statuses that a campaign has to have."""
    lead_conversion: LeadConversion | None = None
    """What lead conversion does with the fields of a lead."""
    permission_sets: dict[LongName, PermissionSet] = {}
    """Permission sets, by API name: who may see and edit what."""
    permission_set_groups: dict[LongName, PermissionSetGroup] = {}
    """Groups of permission sets that users get together, by API name."""
    muting_permission_sets: dict[Identifier, MutingPermissionSet] = {}
    """Muting permission sets, by API name: what the users of one group do not get after all."""
    custom_permissions: dict[Identifier, CustomPermission] = {}
    """Permissions that formulas, flows and code ask for, by API name."""
    apps: dict[Identifier, App] = {}
    """Lightning apps, by API name: the tabs that people see together."""
    report_types: dict[Identifier, ReportType] = {}
    """Custom report types, by API name: which records and fields a report can use."""
    reports: Reports | None = None
    """A folder of reports, and a folder of dashboards over them."""
    flows: dict[Identifier, Flow] = {}
    """Flows of the kinds that a schema can describe, by API name."""
    translations: dict[Language, Translation] = {}
    """What people read in other languages, by the code of the language, as in de or pt_BR."""
    components: RawComponents = {}
    """Whole components in Salesforce's own names: the type, then the API name, then elements."""

    @classmethod
    def overlay_diagnostics(
        cls, data: Mapping[str, Any], bases: Sequence[Mapping[str, Any]]
    ) -> Iterator[tuple[Place, str]]:
        limited = vendor_limits.places(each.get("vendor_limits") for each in (data, *bases))
        yield from vendor_needs.diagnostics(data, bases, cls, limited)
        yield from namespaces.diagnostics(data)

    @field_validator("components")
    @classmethod
    def _are_published(cls, components: RawComponents) -> RawComponents:
        if found := list(raw_components.diagnostics(components)):
            raise diagnostics_at(found)
        return components

    @model_validator(mode="after")
    def _holds_together(self) -> Self:
        if found := list(_schema_diagnostics(self)):
            raise diagnostics_at(found)
        return self

    @property
    def fields(self) -> dict[str, dict[str, CustomField]]:
        """The fields that the schema gives each object, custom and standard."""
        custom = {name: sobject.fields for name, sobject in self.custom_objects.items()}
        return custom | {name: sobject.fields for name, sobject in self.standard_objects.items()}

    def without_objects(self) -> Self:
        """Return the schema without the objects that hold its fields."""
        return self.model_copy(update={"custom_objects": {}, "standard_objects": {}})

    @property
    def translatable(self) -> Translatable:
        """What the schema has to translate."""
        special = {n: each for kind in SPECIAL_OBJECTS for n, each in getattr(self, kind).items()}
        statuses = self.campaign_member_statuses
        labels = {name: labels_of(each.values) for name, each in self.global_value_sets.items()}
        own = {each: each for each in statuses.labels} if statuses else {}
        objects = {**self.custom_objects, **self.standard_objects, **special}
        return Translatable(objects, labels, {CAMPAIGN_MEMBER_STATUS: own})

    @property
    def unlimited(self) -> frozenset[str]:
        """The fields for which the schema accepts that it deviates from a vendor's limit."""
        accepted = self.accepted_deviations
        return frozenset(
            name
            for name, (place, _) in (_lengths(self) if accepted else {}).items()
            if vendor_needs.is_accepted(place, accepted)
        )


def _schema_diagnostics(schema: Schema) -> Iterator[tuple[Place, str]]:
    for place, message in vendor_limits.diagnostics(schema.vendor_limits, _lengths(schema)):
        if not vendor_needs.is_accepted(place, schema.accepted_deviations):
            yield place, message
    masters = {
        name: [str(custom.fields[each].type.elements["referenceTo"]) for each in custom.masters]
        for name, custom in schema.custom_objects.items()
    }
    yield from permission_set.diagnostics(schema.permission_sets, masters, schema.fields)
    if schema.lead_conversion:
        yield from lead_conversion.diagnostics(schema.lead_conversion, schema.fields)
    yield from muting_permission_set.diagnostics(
        schema.muting_permission_sets, schema.permission_set_groups
    )
    yield from custom_permission.diagnostics(schema.custom_permissions)
    tabs = [name for name, custom in schema.custom_objects.items() if custom.tab]
    yield from app.diagnostics(schema.apps, schema.custom_objects, tabs)
    lookups = {
        name: {key: str(field.type.elements.get("referenceTo", "")) for key, field in own.items()}
        for name, own in schema.fields.items()
    }
    silent = {name for name, custom in schema.custom_objects.items() if not custom.allow_reports}
    yield from report_type.diagnostics(schema.report_types, lookups, silent)
    if schema.reports:
        yield from report_folder.diagnostics(schema.reports, schema.report_types)
    statuses = schema.campaign_member_statuses is not None
    yield from flow_rules.diagnostics(schema.flows, schema.fields, has_statuses=statuses)
    yield from _part_diagnostics(schema)
    yield from translation_rules.diagnostics(schema.translations, schema.translatable)
    for kind in SPECIAL_OBJECTS:
        given = getattr(schema, kind)
        yield from special_objects.diagnostics(kind, given, schema.custom_objects)


def _part_diagnostics(schema: Schema) -> Iterator[tuple[Place, str]]:
    """Yield what is wrong with the parts of objects, and which standard objects have none."""
    granted = {name for each in schema.permission_sets.values() for name in each.access}
    for kind in ("custom_objects", "standard_objects"):
        objects: Mapping[str, CustomObject | StandardObject] = getattr(schema, kind)
        for name, each in objects.items():
            found = [
                *field_rules.misplaced(name, each.fields),
                *object_parts.diagnostics(name, each, each.fields, schema.global_value_sets),
            ]
            if isinstance(each, StandardObject):
                found += standard_field.diagnostics(name, each.standard_fields)
            yield from (((kind, name, *place), message) for place, message in found)
            if name in schema.custom_objects and kind == "standard_objects":
                yield (kind, name), "is one of the custom_objects as well; keep one of the two"
            is_granted = permission_set.is_of_schema(name) and name in granted
            if not each.model_fields_set - {"source"} and not is_granted:
                yield (kind, name), "says nothing; add fields, or leave the object out"


def _lengths(schema: Schema) -> dict[str, tuple[Place, object]]:
    """Return the place and the length of each field, None where its type has none."""
    found: dict[str, tuple[Place, object]] = {}
    for parent, fields in schema.fields.items():
        kind = "custom_objects" if parent in schema.custom_objects else "standard_objects"
        for name, field in fields.items():
            place = (kind, parent, "fields", name, "type")
            found[f"{parent}.{name}"] = place, field.type.elements.get("length")
    for name, elements in schema.components.get("CustomField", {}).items():
        found[name] = ("components", "CustomField", name, "length"), elements.get("length")
    return found
