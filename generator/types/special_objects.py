"""Custom metadata types, custom settings and platform events."""

from collections.abc import Collection, Iterator, Mapping
from typing import Annotated, ClassVar, Literal

from generator.metadata.elements import Elements, nested
from generator.metadata.registry import CUSTOM_OBJECT, Component
from generator.schema.base import Sources
from generator.schema.text_types import (
    CustomName,
    Description,
    Identifier,
    Label,
    LongName,
    Place,
    formed,
)
from generator.types import (
    custom_field,
    custom_metadata,
    field_rules,
    layout,
    object_defaults,
    object_parts,
)
from generator.types.custom_field import CustomField
from generator.types.custom_metadata import CustomMetadata
from generator.types.field_defaults import FieldsCarry
from generator.types.field_types import BY_NAME
from generator.types.keys import element
from generator.types.layout import LayoutName, Page, PageLayout
from generator.types.list_view import ListView
from generator.types.object_settings import DeploymentStatus, Visibility, carried
from generator.types.risk import Risk
from generator.types.table import Context, Table, write
from generator.types.target import Target
from generator.types.validation_rule import ValidationRule

_PART = r"[A-Za-z](?:_?[A-Za-z0-9]){0,39}"
MetadataTypeName = Annotated[
    str, formed(f"{_PART}__mdt", "the name of a custom metadata type; write it as in Setting__mdt")
]
EventName = Annotated[
    str, formed(f"{_PART}__e", "the name of a platform event; write it as in Order_Placed__e")
]
BigObjectName = Annotated[
    str, formed(f"{_PART}__b", "the name of a big object; write it as in Archive__b")
]
_PUBLISHED = {
    "Publish After Commit": "PublishAfterCommit",
    "Publish Immediately": "PublishImmediately",
}


class SpecialObject(Table):
    """What custom metadata types, custom settings and platform events have in common."""

    type_name: ClassVar = "CustomObject"
    field_types: ClassVar[Collection[str]]  # those that Setup offers for the fields

    label: Annotated[Label, element("label", Risk.SAFE)]
    """The label, as in Setting."""
    description: Annotated[Description | None, element("description", Risk.SAFE)] = None
    """What it is for, for administrators."""
    source: Sources | None = None
    """Where the facts about it come from: names under sources."""
    fields: dict[CustomName, CustomField] = {}
    """The fields, by API name, as in Size__c."""
    fields_carry: FieldsCarry | None = None
    """What a retrieve writes in the file of each field, whatever is set, where the org differs."""

    @classmethod
    def defaults(cls, elements: Elements, context: Context) -> Elements:
        return object_defaults.defaults(elements, context)


class CustomMetadataType(SpecialObject):
    """A custom metadata type, with its records."""

    field_types: ClassVar = (
        *("Checkbox", "Date", "DateTime", "Email", "LongTextArea", "MetadataRelationship"),
        *("Number", "Percent", "Phone", "Picklist", "Text", "TextArea", "Url"),
    )

    plural_label: Annotated[Label, element("pluralLabel", Risk.SAFE)]
    """The label of several, as in Settings."""
    visibility: Annotated[Visibility, element("visibility", Risk.ACCESS)] = "Public"
    """Who sees the type: everybody, or only its package (protected)."""
    validation_rules: dict[LongName, ValidationRule] = {}
    """Conditions under which a record cannot be saved, by API name."""
    list_views: dict[LongName, ListView] = {}
    """Lists of the type's records, by API name."""
    page_layouts: dict[LayoutName, PageLayout] = {}
    """Pages of a record, each whole, by the name of the layout, as in Setting Layout."""
    records: dict[Identifier, CustomMetadata] = {}
    """The records of the type, by API name."""


class CustomSetting(SpecialObject):
    """A custom setting; its values are data, which nobody deploys."""

    field_types: ClassVar = (
        *("Checkbox", "Currency", "Date", "DateTime", "Email", "Number"),
        *("Percent", "Phone", "Text", "TextArea", "Url"),
    )

    type: Annotated[Literal["Hierarchy", "List"], element("customSettingsType", Risk.RETYPES)]
    """Hierarchy, with values by user and profile, or List."""
    visibility: Annotated[Visibility, element("visibility", Risk.ACCESS)] = "Public"
    """Who sees the setting: everybody, or only its package (protected)."""
    list_views: dict[LongName, ListView] = {}
    """Lists of the setting's records, by API name."""


class PlatformEvent(SpecialObject):
    """A platform event, which flows and code publish and receive."""

    field_types: ClassVar = ("Checkbox", "Date", "DateTime", "LongTextArea", "Number", "Text")

    plural_label: Annotated[Label, element("pluralLabel", Risk.SAFE)]
    """The label of several, as in Orders Placed."""
    publish_behavior: Annotated[
        Literal["Publish After Commit", "Publish Immediately"],
        element("publishBehavior", Risk.BREAKS, _PUBLISHED),
    ] = "Publish After Commit"
    """When the event is published: once the transaction is saved, or at once."""
    deployment_status: DeploymentStatus = "Deployed"
    """Deployed, or In Development: then only administrators see the event."""


class BigObject(SpecialObject):
    """A big object, which keeps very many records."""

    field_types: ClassVar = (
        *("Date", "DateTime", "Email", "Lookup", "LongTextArea", "Number", "Phone", "Text", "Url"),
    )

    plural_label: Annotated[Label, element("pluralLabel", Risk.SAFE)]
    """The label of several, as in Archives."""
    deployment_status: DeploymentStatus = "Deployed"
    """Deployed, or In Development: then only administrators see the object."""


def diagnostics(
    kind: str, objects: Mapping[str, SpecialObject], custom: Collection[str]
) -> Iterator[tuple[Place, str]]:
    """Yield what an org refuses of the objects under a key; `custom` are custom objects."""
    for name, each in objects.items():
        place = (kind, name)
        if name in custom:
            yield place, "is one of the custom_objects as well; keep one of the two"
        for own, field in each.fields.items():
            row = field.type.row
            if field.type.formula or row.name not in each.field_types:
                given = "Formula" if field.type.formula else row.setup
                offered = ", ".join(BY_NAME[name].setup for name in each.field_types)
                message = f"{given} is not a type that Setup offers here; choose one of {offered}"
                yield (*place, "fields", own, "type"), message
        for below, message in _misplaced(name, each):
            yield (*place, *below), message
        if isinstance(each, CustomMetadataType):
            for record_name, record in each.records.items():
                at = (*place, "records", record_name)
                yield from custom_metadata.diagnostics(at, record, each.fields)


def _misplaced(name: str, each: SpecialObject) -> Iterator[tuple[Place, str]]:
    yield from field_rules.misplaced_keys(name, each.fields)
    yield from field_rules.definitions(name, each.fields)


def screens(types: Mapping[str, CustomMetadataType], target: Target) -> Iterator[Component]:
    """Yield the page layouts of custom metadata types."""
    for name, each in types.items():
        for layout_name, page in each.page_layouts.items():
            place = ("custom_metadata_types", name, "page_layouts", layout_name)
            shown = Page(page, each.fields, is_whole=True)
            yield from layout.components(place, layout_name, shown, target)


def components(
    kind: str,
    objects: Mapping[str, SpecialObject],
    carry: Collection[str] | None,
    target: Target,
) -> Iterator[Component]:
    """Yield the objects under a key of the schema, their fields, and their records.

    `carry` is what all fields carry.
    """
    for name, each in objects.items():
        place = (kind, name)
        path = CUSTOM_OBJECT.path(target.package_directory, name, name)
        context = Context(name, "", target.api_version)
        elements = nested(write(type(each), each, context))
        yield Component(CUSTOM_OBJECT, name, path, elements, place)
        yield from custom_field.components(
            place, each.fields, target, carried=carried(each, context, carry)
        )
        yield from object_parts.components(place, each, target)
        if isinstance(each, CustomMetadataType):
            yield from custom_metadata.components(place, each.records, each.fields, target)
