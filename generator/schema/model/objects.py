"""Custom and standard objects, in the words of Setup, and the checks within an object."""

import re
from collections.abc import Iterator
from typing import Annotated, Literal, Self, get_args

from pydantic import Field, StrictBool, model_validator

from generator.schema.model import screens
from generator.schema.model.base import Model, SourceName
from generator.schema.model.fields import CustomField, is_type
from generator.schema.model.screens import Screens
from generator.schema.text_types import (
    CustomName,
    Description,
    Label,
    NumberFormat,
    Place,
    diagnostics_at,
)


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


class CustomObject(Screens):
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
    fields = custom_object.fields
    long_texts = [name for name, each in fields.items() if is_type(each, "LongTextArea", "Html")]
    yield from screens.diagnostics(custom_object, fields, _needed(custom_object), long_texts)
    if custom_object.page_layout and (found := _NOT_IN_FILE_NAMES.search(custom_object.label)):
        message = (
            f"contains {found[0]}, which the file name of the page layout does not allow; "
            "use another character"
        )
        yield ("label",), message
    if not custom_object.track_field_history:
        message = "is true; write track_field_history: true for the object as well"
        yield from _tracked(custom_object.fields, message)


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
