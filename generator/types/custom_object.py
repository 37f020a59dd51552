"""Custom and standard objects, in the words of Setup, and the checks within an object."""

import re
from collections.abc import Iterator, Mapping
from typing import Annotated, Literal, Self, get_args

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
)
from generator.types.compact_layout import CompactLayout
from generator.types.custom_field import CustomField, is_type
from generator.types.custom_tab import Tab
from generator.types.layout import Page, PageLayout
from generator.types.list_view import ListView
from generator.types.target import Target


class RecordName(Model):
    """The Name field of a custom object."""

    label: Label
    type: Literal["Text", "Auto Number"] = "Text"
    display_format: NumberFormat | None = None

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


class CustomObject(Model):
    """A custom object, with the keys of Setup's custom object definition."""

    label: Label
    plural_label: Label
    starts_with_vowel_sound: StrictBool = False
    description: Description | None = None
    source: SourceName | None = None
    record_name: RecordName
    allow_reports: StrictBool = False
    allow_activities: StrictBool = False
    track_field_history: StrictBool = False
    allow_in_chatter_groups: StrictBool = False
    allow_search: StrictBool = False
    deployment_status: Literal["Deployed", "In Development"] = "Deployed"
    internal_access: Access = "Public Read/Write"
    external_access: Access = "Private"
    fields: dict[CustomName, CustomField] = {}
    tab: Tab | None = None
    page_layout: PageLayout | None = None
    compact_layout: CompactLayout | None = None
    list_views: dict[Identifier, ListView] = {}
    search_layout: tuple[ApiName, ...] = ()

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


_SHARING_MODEL = {
    "Private": "Private",
    "Public Read Only": "Read",
    "Public Read/Write": "ReadWrite",
}
# The action overrides of every retrieved custom object: each action, for each form factor.
_ACTIONS = (
    *("Accept", "CancelEdit", "Clone", "Delete", "Edit"),
    *("List", "New", "SaveEdit", "Tab", "View"),
)
_FORM_FACTORS = (None, "Large", "Small")


def components(objects: Mapping[str, CustomObject], target: Target) -> Iterator[Component]:
    """Yield each custom object and its fields."""
    for name, custom_object in objects.items():
        path = CUSTOM_OBJECT.path(target.package_directory, name, name)
        place = ("custom_objects", name)
        yield Component(CUSTOM_OBJECT, name, path, _object_elements(custom_object), place)
        common = _of_object(custom_object)
        yield from custom_field.components(place, custom_object.fields, target, common)


def standard_components(
    objects: Mapping[str, StandardObject], target: Target
) -> Iterator[Component]:
    """Yield the fields of the standard objects."""
    for name, standard_object in objects.items():
        place = ("standard_objects", name)
        yield from custom_field.components(place, standard_object.fields, target, {})


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


def _of_object(custom_object: CustomObject) -> Elements:
    """Return the elements of every field of a custom object, whatever its type."""
    history: Elements = {"trackHistory": False} if custom_object.track_field_history else {}
    return {"trackTrending": False, **history}


def _object_elements(custom_object: CustomObject) -> Elements:
    detail = bool(custom_object.masters)
    optional: Elements = {}
    if custom_object.description:
        optional["description"] = custom_object.description
    if custom_object.starts_with_vowel_sound:
        optional["startsWith"] = "Vowel"
    compact = custom_object.compact_layout
    return optional | {
        "actionOverrides": [
            {"actionName": action, "formFactor": form_factor}
            for action in _ACTIONS
            for form_factor in _FORM_FACTORS
        ],
        "compactLayoutAssignment": compact.name if compact else "SYSTEM",
        "allowInChatterGroups": custom_object.allow_in_chatter_groups,
        "deploymentStatus": custom_object.deployment_status.replace(" ", ""),
        "enableActivities": custom_object.allow_activities,
        "enableHistory": custom_object.track_field_history,
        "enableReports": custom_object.allow_reports,
        "enableSearch": custom_object.allow_search,
        "externalSharingModel": _sharing_model(custom_object.external_access, detail=detail),
        "label": custom_object.label,
        "nameField": _name_field(custom_object.record_name, custom_object),
        "pluralLabel": custom_object.plural_label,
        "searchLayouts": custom_object.search_layout,
        "sharingModel": _sharing_model(custom_object.internal_access, detail=detail),
    }


def _sharing_model(access: str, *, detail: bool) -> str:
    return "ControlledByParent" if detail else _SHARING_MODEL[access]


def _name_field(name: RecordName, custom_object: CustomObject) -> Elements:
    elements: Elements = {"label": name.label, "type": name.type.replace(" ", "")}
    if name.display_format:
        elements["displayFormat"] = name.display_format
    if custom_object.track_field_history:
        elements["trackHistory"] = False
    return elements
