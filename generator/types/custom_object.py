"""Custom and standard objects, in the words of Setup, and the checks within an object."""

import re
from collections.abc import Collection, Iterator, Mapping
from functools import cached_property
from typing import Annotated, ClassVar, Self

from pydantic import model_validator
from pydantic.json_schema import SkipJsonSchema

from generator.metadata.elements import nested
from generator.metadata.registry import CUSTOM_OBJECT, Component
from generator.schema.base import Sources
from generator.schema.text_types import (
    CustomName,
    Label,
    LongLabel,
    LongName,
    Place,
    diagnostics_at,
)
from generator.types import (
    compact_layout,
    custom_field,
    custom_tab,
    field_names,
    field_set,
    layout,
    list_view,
    object_parts,
    object_settings,
    search_layouts,
)
from generator.types.business_process import BusinessProcess, ProcessName
from generator.types.compact_layout import ASSIGNED, AssignedCompactLayout
from generator.types.custom_field import CustomField
from generator.types.custom_tab import Tab
from generator.types.field_defaults import FieldsCarry
from generator.types.field_rules import is_type
from generator.types.keys import element, part
from generator.types.layout import LayoutName, Page, PageLayout
from generator.types.list_view import ListView
from generator.types.object_parts import ObjectParts
from generator.types.object_settings import NameField, ObjectSettings, carried
from generator.types.requirement import Described, Kind, Requirement, VerifyContext
from generator.types.risk import Risk
from generator.types.table import Context, write
from generator.types.target import Target


class RecordName(NameField):
    """The Name field of a custom object."""

    label: Annotated[LongLabel, element("label", Risk.SAFE)]

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


def _asks(component: Component, context: VerifyContext) -> Iterator[Requirement]:
    """Yield that the org has the object. Those that are not custom are in every org."""
    name = component.full_name
    if "__" in name:
        question = Described(viewers=context.viewers.get(name, ()))
        yield Requirement(Kind.OBJECT, name, question, component.type.name)


class CustomObject(ObjectParts, ObjectSettings):
    """A custom object, with the keys of Setup's custom object definition."""

    asks: ClassVar = _asks

    label: Annotated[Label, element("label", Risk.SAFE)]
    plural_label: Annotated[Label, element("pluralLabel", Risk.SAFE)]
    source: Sources | None = None
    """Where the facts about the object come from: names under sources."""
    record_name: Annotated[RecordName, part("nameField", RecordName)]
    fields: dict[CustomName, CustomField] = {}
    """The custom fields of the object, by API name, as in Size__c."""
    fields_carry: FieldsCarry | None = None
    """What a retrieve writes in the file of each field, whatever is set, where the org differs."""
    list_views: dict[LongName, ListView] = {}
    """Lists of the object's records, by API name."""
    tab: Tab | None = None
    """The tab that shows the object's records."""
    page_layout: PageLayout | None = None
    """The page of a record: its sections, with their fields."""
    page_layouts: dict[LayoutName, PageLayout] = {}
    """Further pages of a record, by the name of the layout; profiles say who sees which."""
    compact_layout: Annotated[AssignedCompactLayout | None, ASSIGNED] = None
    """The fields at the top of a record's page."""
    # Refused with a sentence, so editors do not offer it.
    business_processes: SkipJsonSchema[dict[ProcessName, BusinessProcess]] = {}
    """Processes, which no custom object has."""

    @cached_property
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
    for key, other in _EITHER.items():
        if getattr(custom_object, other) and key in custom_object.model_fields_set:
            yield (key,), f"means the same element as {other}; keep one of the two"
    yield from object_settings.diagnostics(
        custom_object, custom_object.fields, custom_object.record_name
    )
    yield from _screen_diagnostics(custom_object)
    if custom_object.page_layout and (found := _NOT_IN_FILE_NAMES.search(custom_object.label)):
        message = (
            f"contains {found[0]}, which the file name of the page layout does not allow; "
            "use another character"
        )
        yield ("label",), message


def _screen_diagnostics(custom_object: CustomObject) -> Iterator[tuple[Place, str]]:
    fields, layouts = custom_object.fields, custom_object.page_layouts
    for place, page in _pages(custom_object):
        yield from layout.diagnostics(place, page, fields, _needed(custom_object))
    long_texts = [name for name, each in fields.items() if is_type(each, "LongTextArea", "Html")]
    yield from field_names.diagnostics(_named(custom_object), fields, long_texts)
    yield from compact_layout.diagnostics(
        custom_object.compact_layout,
        custom_object.primary_compact_layout,
        custom_object.compact_layouts,
        {name: each.compact_layout for name, each in custom_object.record_types.items()},
    )
    if custom_object.page_layout and own_layout(custom_object.label) in layouts:
        message = "is the name of page_layout; choose another name"
        yield ("page_layouts", own_layout(custom_object.label)), message


def _pages(custom_object: CustomObject) -> Iterator[tuple[Place, PageLayout]]:
    """Yield each page layout with its place below the object."""
    if custom_object.page_layout:
        yield ("page_layout",), custom_object.page_layout
    for name, page in custom_object.page_layouts.items():
        yield ("page_layouts", name), page


def own_layout(label: str) -> str:
    """Return the name of the page layout that has the name of its object."""
    return f"{label} Layout"


def layouts_of(custom_object: CustomObject) -> dict[str, PageLayout]:
    """Return the page layouts of an object by their names."""
    return {_layout_name(custom_object, place): page for place, page in _pages(custom_object)}


def _layout_name(custom_object: CustomObject, place: Place) -> str:
    return str(place[-1]) if place[1:] else own_layout(custom_object.label)


def _named(custom_object: CustomObject) -> Iterator[field_names.Named]:
    """Yield the fields that the screens of an object name."""
    for index, name in enumerate(custom_object.search_layout):
        yield ("search_layout", index), name, ()
    yield from search_layouts.named(custom_object.search_layouts)
    if compact := custom_object.compact_layout:
        yield from compact_layout.named(("compact_layout",), compact)
    for name, each in custom_object.compact_layouts.items():
        yield from compact_layout.named(("compact_layouts", name), each)
    yield from list_view.named(custom_object.list_views)
    yield from field_set.named(custom_object.field_sets)


_EITHER = {
    "action_overrides_without_form_factors": "action_overrides",
    "primary_compact_layout": "compact_layout",
}
_NOT_IN_FILE_NAMES = re.compile(r'[:\\?*<>|"]')  # Windows, and archives made for it


def _needed(custom_object: CustomObject) -> list[str]:
    """Return the names of the fields that every record needs."""
    required = [name for name, field in custom_object.fields.items() if field.required]
    return [*custom_object.masters, *required]


def components(
    objects: Mapping[str, CustomObject], carry: Collection[str] | None, target: Target
) -> Iterator[Component]:
    """Yield each custom object and its fields and rules; `carry` is what all fields carry."""
    for name, each in objects.items():
        path = CUSTOM_OBJECT.path(target.package_directory, name, name)
        place = ("custom_objects", name)
        context = Context(
            name,
            "",
            target.api_version,
            is_detail=bool(each.masters),
            has_record_types=bool(each.record_types),
        )
        elements = nested(write(CustomObject, each, context))
        yield Component(CUSTOM_OBJECT, name, path, elements, place)
        yield from custom_field.components(
            place, each.fields, target, carried=carried(each, context, carry)
        )
        yield from object_parts.components(place, each, target)


def screens(objects: Mapping[str, CustomObject], target: Target) -> Iterator[Component]:
    """Yield tab, page layouts and compact layout of each custom object."""
    for name, each in objects.items():
        place = ("custom_objects", name)
        if each.tab:
            yield from custom_tab.components(place, each.tab, target)
        for key, page in _pages(each):
            is_text = each.record_name.type == "Text"
            shown = Page(page, each.fields, is_text, has_owner=not each.masters)
            at = (*place, *map(str, key))
            yield from layout.components(at, _layout_name(each, key), shown, target)
        if each.compact_layout:
            yield from compact_layout.components(place, each.compact_layout, target)
