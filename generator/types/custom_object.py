"""Custom and standard objects, in the words of Setup, and the checks within an object."""

import re
from collections.abc import Iterator, Mapping
from typing import Annotated, ClassVar, Literal, Self, get_args

from pydantic import Field, StrictBool, model_validator

from generator.metadata.elements import Elements
from generator.metadata.registry import CUSTOM_OBJECT, Component
from generator.schema.base import Model, SourceName
from generator.schema.text_types import (
    ApiName,
    CustomName,
    Description,
    Identifier,
    Label,
    NumberFormat,
    Place,
    diagnostics_at,
)
from generator.types import (
    compact_layout,
    custom_field,
    custom_tab,
    field_names,
    layout,
    list_view,
    object_defaults,
    validation_rule,
)
from generator.types.compact_layout import ASSIGNED, CompactLayout
from generator.types.custom_field import CustomField, is_type
from generator.types.custom_tab import Tab
from generator.types.field_keys import tracked
from generator.types.keys import Context, Table, element, nested, part, write
from generator.types.layout import Page, PageLayout
from generator.types.list_view import ListView
from generator.types.risk import Risk
from generator.types.target import Target
from generator.types.validation_rule import ValidationRule


class RecordName(Table):
    """The Name field of a custom object."""

    type_name: ClassVar = "CustomField"

    label: Annotated[Label, element("label", Risk.SAFE)]
    type: Annotated[
        Literal["Text", "Auto Number"], element("type", Risk.RETYPES, object_defaults.NAMED_BY)
    ] = "Text"
    display_format: Annotated[NumberFormat | None, element("displayFormat", Risk.SAFE)] = None
    track_history: Annotated[StrictBool, tracked("trackHistory")] = False

    @model_validator(mode="after")
    def _has_its_format(self) -> Self:
        message = ""
        if self.type == "Auto Number" and self.display_format is None:
            message = "is missing; type Auto Number needs it, as in USE-{00000000}"
        if self.type == "Text" and self.display_format is not None:
            message = "is only for type Auto Number; leave it out, or change the type"
        if message:
            raise diagnostics_at([(("display_format",), message)])
        return self


Access = Literal["Private", "Public Read Only", "Public Read/Write"]


class StandardObject(Model):
    """A standard object, to which the schema adds fields."""

    fields: Annotated[dict[CustomName, CustomField], Field(min_length=1)]
    source: SourceName | None = None

    @model_validator(mode="after")
    def _tracks_nothing(self) -> Self:
        message = "is true; a standard object tracks history only if the org says so; leave it out"
        if found := _tracked(self.fields, message):
            raise diagnostics_at(found)
        return self


class CustomObject(Table):
    """A custom object, with the keys of Setup's custom object definition."""

    type_name: ClassVar = "CustomObject"

    label: Annotated[Label, element("label", Risk.SAFE)]
    plural_label: Annotated[Label, element("pluralLabel", Risk.SAFE)]
    starts_with_vowel_sound: Annotated[
        StrictBool, element("startsWith", Risk.SAFE, {True: "Vowel", False: None})
    ] = False
    description: Annotated[Description | None, element("description", Risk.SAFE)] = None
    source: SourceName | None = None
    record_name: Annotated[RecordName, part("nameField", RecordName)]
    allow_reports: Annotated[StrictBool, element("enableReports", Risk.ACCESS)] = False
    allow_activities: Annotated[StrictBool, element("enableActivities")] = False
    track_field_history: Annotated[StrictBool, element("enableHistory", Risk.SAFE)] = False
    allow_in_chatter_groups: Annotated[StrictBool, element("allowInChatterGroups", Risk.SAFE)] = (
        False
    )
    allow_search: Annotated[StrictBool, element("enableSearch", Risk.ACCESS)] = False
    deployment_status: Annotated[
        Literal["Deployed", "In Development"],
        element("deploymentStatus", Risk.ACCESS, object_defaults.DEPLOYED),
    ] = "Deployed"
    internal_access: Annotated[
        Access, element("sharingModel", Risk.ACCESS, object_defaults.SHARING)
    ] = "Public Read/Write"
    external_access: Annotated[
        Access, element("externalSharingModel", Risk.ACCESS, object_defaults.SHARING)
    ] = "Private"
    fields: dict[CustomName, CustomField] = {}
    validation_rules: dict[Identifier, ValidationRule] = {}
    tab: Tab | None = None
    page_layout: PageLayout | None = None
    compact_layout: Annotated[CompactLayout | None, ASSIGNED] = None
    list_views: dict[Identifier, ListView] = {}
    search_layout: Annotated[tuple[ApiName, ...], object_defaults.SEARCH_LAYOUT] = ()

    @classmethod
    def defaults(cls, elements: Elements, context: Context) -> Elements:
        return object_defaults.defaults(elements, context)

    @property
    def masters(self) -> list[str]:
        """The names of the master-detail fields; a master decides who sees the records."""
        return [name for name, field in self.fields.items() if is_type(field, "MasterDetail")]

    @model_validator(mode="after")
    def _is_consistent(self) -> Self:
        if found := list(_object_diagnostics(self)):
            raise diagnostics_at(found)
        return self


def _object_diagnostics(custom_object: CustomObject) -> Iterator[tuple[Place, str]]:
    for name in custom_object.masters[2:]:
        yield (
            ("fields", name, "type"),
            "is a third master; an object allows two masters; make this field a Lookup",
        )
    if custom_object.masters:
        for key in custom_object.model_fields_set & {"internal_access", "external_access"}:
            yield (key,), "is decided by the master of a master-detail field; leave it out"
    if _rank(custom_object.external_access) > _rank(custom_object.internal_access):
        yield (
            ("external_access",),
            "is wider than internal_access; write the same access or a narrower one",
        )
    yield from _screen_diagnostics(custom_object)
    if custom_object.page_layout and (found := _NOT_IN_FILE_NAMES.search(custom_object.label)):
        message = (
            f"contains {found[0]}, which the file name of the page layout does not allow; "
            "use another character"
        )
        yield ("label",), message
    if not custom_object.track_field_history:
        message = "is true; write track_field_history: true for the object as well"
        yield from _tracked(custom_object.fields, message)


def _screen_diagnostics(custom_object: CustomObject) -> Iterator[tuple[Place, str]]:
    fields, compact = custom_object.fields, custom_object.compact_layout
    if custom_object.page_layout:
        yield from layout.diagnostics(custom_object.page_layout, fields, _needed(custom_object))
    named: list[field_names.Named] = [
        (("search_layout", index), name, ())
        for index, name in enumerate(custom_object.search_layout)
    ]
    named += compact_layout.named(compact) if compact else ()
    named += list_view.named(custom_object.list_views)
    long_texts = [name for name, each in fields.items() if is_type(each, "LongTextArea", "Html")]
    yield from field_names.diagnostics(named, fields, long_texts)
    if compact:
        yield from compact_layout.diagnostics(compact)


_NOT_IN_FILE_NAMES = re.compile(r'[:\\?*<>|"]')  # Windows, and archives made for it


def _needed(custom_object: CustomObject) -> list[str]:
    """Return the names of the fields that every record needs."""
    required = [name for name, field in custom_object.fields.items() if field.required]
    return [*custom_object.masters, *required]


def _tracked(fields: dict[str, CustomField], message: str) -> list[tuple[Place, str]]:
    return [
        (("fields", name, "track_history"), message)
        for name, field in fields.items()
        if field.track_history
    ]


def _rank(access: str) -> int:
    return get_args(Access).index(access)


def components(objects: Mapping[str, CustomObject], target: Target) -> Iterator[Component]:
    """Yield each custom object and its fields and rules."""
    for name, each in objects.items():
        path = CUSTOM_OBJECT.path(target.package_directory, name, name)
        place = ("custom_objects", name)
        context = Context(name, "", target.api_version, is_detail=bool(each.masters))
        elements = nested(write(CustomObject, each, context))
        yield Component(CUSTOM_OBJECT, name, path, elements, place)
        history = each.track_field_history
        yield from custom_field.components(place, each.fields, target, history=history)
        yield from validation_rule.components(place, each.validation_rules, target)


def standard_components(
    objects: Mapping[str, StandardObject], target: Target
) -> Iterator[Component]:
    """Yield the fields of the standard objects."""
    for name, standard_object in objects.items():
        place = ("standard_objects", name)
        yield from custom_field.components(place, standard_object.fields, target)


def screens(objects: Mapping[str, CustomObject], target: Target) -> Iterator[Component]:
    """Yield tab, page layout, compact layout and list views of each custom object."""
    for name, each in objects.items():
        place = ("custom_objects", name)
        if each.tab:
            yield from custom_tab.components(place, each.tab, target)
        if each.page_layout:
            name_is_text = each.record_name.type == "Text"
            page = Page(each.page_layout, each.fields, name_is_text, not each.masters)
            yield from layout.components(place, each.label, page, target)
        if each.compact_layout:
            yield from compact_layout.components(place, each.compact_layout, target)
        yield from list_view.components(place, each.list_views, target)
