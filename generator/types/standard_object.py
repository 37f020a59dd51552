"""Standard objects: what a schema adds to one, and which of its settings it sets."""

from collections.abc import Collection, Iterator, Mapping
from typing import Self

from pydantic import model_validator

from generator.metadata.elements import nested
from generator.metadata.registry import CUSTOM_FIELD, CUSTOM_OBJECT, Component
from generator.schema.base import Sources
from generator.schema.text_types import CustomName, LongName, Place, diagnostics_at
from generator.types import (
    custom_field,
    custom_tab,
    layout,
    object_parts,
    object_settings,
)
from generator.types.components import components as of_parts
from generator.types.custom_field import CustomField
from generator.types.custom_tab import Tab
from generator.types.field_defaults import FieldsCarry
from generator.types.layout import LayoutName, Page, PageLayout
from generator.types.list_view import StandardListView
from generator.types.object_parts import ObjectParts
from generator.types.object_settings import CommonSettings, carried
from generator.types.standard_field import StandardField, StandardName
from generator.types.table import Context, write
from generator.types.target import Target


class StandardObject(ObjectParts, CommonSettings):
    """A standard object, to which the schema adds fields and other parts.

    An org keeps the settings that a file of a standard object does not hold. So the file has those
    that the schema sets, and there is none if it sets none.
    """

    fields: dict[CustomName, CustomField] = {}
    """The custom fields that the schema adds, by API name, as in Size__c."""
    fields_carry: FieldsCarry | None = None
    """What a retrieve writes in the file of each field, whatever is set, where the org differs."""
    list_views: dict[LongName, StandardListView] = {}
    """Lists of the object's records, by API name."""
    standard_fields: dict[StandardName, StandardField] = {}
    """Settings of fields that Salesforce ships, by API name, as in Industry."""
    tab: Tab | None = None
    """The tab that shows the records of a custom object which the org has."""
    page_layouts: dict[LayoutName, PageLayout] = {}
    """Pages of a record, each whole, by the name of the layout, as in Account Layout."""
    source: Sources | None = None
    """Where the facts about the object come from: names under sources."""

    @model_validator(mode="after")
    def _is_consistent(self) -> Self:
        found = [
            *object_settings.diagnostics(self, self.fields),
            *object_settings.untracked(self, "standard_fields", self.standard_fields),
            *_layout_diagnostics(self),
        ]
        if found:
            raise diagnostics_at(found)
        return self


def _layout_diagnostics(standard: StandardObject) -> Iterator[tuple[Place, str]]:
    required = [name for name, field in standard.fields.items() if field.required]
    for name, page in standard.page_layouts.items():
        yield from layout.diagnostics(("page_layouts", name), page, None, required)


def components(
    objects: Mapping[str, StandardObject], carry: Collection[str] | None, target: Target
) -> Iterator[Component]:
    """Yield the settings, fields and parts of standard objects; all fields carry `carry`."""
    for name, each in objects.items():
        place = ("standard_objects", name)
        context = Context(name, "", target.api_version)
        elements = nested(write(StandardObject, each, context))
        if elements:
            path = CUSTOM_OBJECT.path(target.package_directory, name, name)
            yield Component(CUSTOM_OBJECT, name, path, elements, place)
        yield from custom_field.components(
            place, each.fields, target, carried=carried(each, context, carry)
        )
        own = (*place, "standard_fields")
        yield from of_parts(CUSTOM_FIELD, own, each.standard_fields, target, name)
        yield from object_parts.components(place, each, target)


def screens(objects: Mapping[str, StandardObject], target: Target) -> Iterator[Component]:
    """Yield the tabs and page layouts of the standard objects."""
    for name, each in objects.items():
        if each.tab:
            yield from custom_tab.components(("standard_objects", name), each.tab, target)
        for layout_name, page in each.page_layouts.items():
            shown = Page(page, each.fields, is_whole=True)
            place = ("standard_objects", name, "page_layouts", layout_name)
            yield from layout.components(place, layout_name, shown, target)
