"""What a schema may say. Frozen, closed, in the words of Setup; free of XML and file paths."""

import re
from collections.abc import Callable, Iterator
from typing import Annotated, Any, Literal, Self, get_args

from pydantic import (
    AfterValidator,
    BeforeValidator,
    Field,
    StrictBool,
    StrictInt,
    StringConstraints,
    ValidationInfo,
    field_validator,
    model_validator,
)

from generator.schema.field_types import DataType, data_type
from generator.schema.model import access, reports, screens
from generator.schema.model.access import PermissionSet
from generator.schema.model.base import Model
from generator.schema.model.flows import Flow, KeyFlow, StatusFlow
from generator.schema.model.reports import Reports, ReportType
from generator.schema.model.screens import Screens
from generator.schema.text_types import (
    CustomName,
    Description,
    HelpText,
    Identifier,
    Label,
    Line,
    Place,
    Text,
    at_most,
    clashes,
    diagnostics_at,
)


class Reference(Model):
    """Where a part of the schema comes from."""

    title: Line
    address: Line | None = None


class Package(Model):
    """The unlocked package that the default package directory makes."""

    name: Label
    version: Annotated[str, StringConstraints(pattern=r"^\d+\.\d+\.\d+$")]


class PicklistValue(Model):
    """One value of a picklist: what the API holds, and what people see."""

    value: Annotated[Line, at_most(255)]
    label: Annotated[Line, at_most(255)] | None = None
    default: StrictBool = False
    active: StrictBool = True


def _picklist_value(value: object) -> object:
    return {"value": value} if isinstance(value, str) else value


def _data_type(value: object) -> DataType:
    if not isinstance(value, str):
        raise ValueError("has to be text in Setup's notation, such as Text(100)")  # noqa: TRY004
    return data_type(value)


def _unique(value: object) -> bool | str:
    if isinstance(value, bool) or (isinstance(value, str) and value in UNIQUE):
        return value
    raise ValueError(f"has to be true, false, {' or '.join(UNIQUE)}")


def _default(value: object) -> bool | str | None:
    """Keep a number as text, with the digits that were written."""
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, int | str) and str(value).strip():
        return str(value).strip()
    raise ValueError("has to be a value, or a formula in quotes")


def _source(value: str, info: ValidationInfo) -> str:
    known = (info.context or {}).get("sources", ())
    if value not in known:
        raise ValueError(f"{value!r} is not among the sources")
    return value


UNIQUE = ("case-insensitive", "case-sensitive")
SourceName = Annotated[str, AfterValidator(_source)]


class CustomField(Model):
    """A field, in the words of Setup's field definition; `type` says which other keys it takes."""

    type: Annotated[DataType, BeforeValidator(_data_type)]
    label: Label
    description: Description | None = None
    help_text: HelpText | None = None
    source: SourceName | None = None
    renamed_from: CustomName | None = None
    field_usage: Literal["Active", "DeprecateCandidate", "Hidden"] | None = None
    data_sensitivity_level: (
        Literal["Public", "Internal", "Confidential", "Restricted", "MissionCritical"] | None
    ) = None
    compliance_categorization: tuple[Line, ...] | None = None
    track_history: StrictBool = False
    required: StrictBool = False
    unique: Annotated[bool | str, BeforeValidator(_unique)] = False
    external_id: StrictBool = False
    default: Annotated[bool | str | None, BeforeValidator(_default)] = None
    visible_lines: Annotated[StrictInt, Field(ge=2, le=50)] | None = None
    display_format: Annotated[Line, StringConstraints(pattern=r"\{0+\}")] | None = None
    values: (
        Annotated[
            tuple[Annotated[PicklistValue, BeforeValidator(_picklist_value)], ...],
            Field(min_length=1),
        ]
        | None
    ) = None
    value_set: Identifier | None = None
    restricted: StrictBool = False
    sort_values: StrictBool = False
    formula: Text | None = None
    blanks_as_zero: StrictBool = False
    on_delete: Literal["SetNull", "Restrict", "Cascade"] | None = None
    child_relationship_name: Identifier | None = None
    related_list_label: Label | None = None

    @field_validator("*")
    @classmethod
    def _fits_the_type(cls, value: Any, info: ValidationInfo) -> Any:
        kind: DataType | None = info.data.get("type")
        if kind and info.field_name in KEYS_BY_TYPE and info.field_name not in kind.keys:
            own = ", ".join(sorted(kind.keys)) or "none"
            raise ValueError(f"is not for {kind} fields; their own keys: {own}")
        return value

    @model_validator(mode="after")
    def _is_whole(self) -> Self:
        if found := [((key,), message) for key, message, broken in FIELD_RULES if broken(self)]:
            raise diagnostics_at(found)
        return self


_EVERY_FIELD = (
    *("type", "label", "description", "help_text", "source", "renamed_from", "track_history"),
    *("field_usage", "data_sensitivity_level", "compliance_categorization"),
)
KEYS_BY_TYPE = frozenset(CustomField.model_fields) - frozenset(_EVERY_FIELD)


def _is(field: CustomField, *names: str) -> bool:
    return not field.type.formula and field.type.row.name in names


def _values(field: CustomField) -> tuple[PicklistValue, ...]:
    return field.values or ()


_ONLY_SET_NULL = ("user", "group", "recordtype", "profile", "product2")
_FORMULA_OF_TEXT = re.compile(r"[\"'()$&]")

# Key, what is wrong, and when: the rules that need more than one key of a field.
FIELD_RULES: tuple[tuple[str, str, Callable[[CustomField], bool]], ...] = (
    (
        "unique",
        "has to be case-insensitive or case-sensitive for text",
        lambda field: field.unique is True and _is(field, "Text", "Email"),
    ),
    (
        "unique",
        "has to be true or false for a number",
        lambda field: isinstance(field.unique, str) and _is(field, "Number"),
    ),
    (
        "default",
        "has to be true or false",
        lambda field: isinstance(field.default, str) and _is(field, "Checkbox"),
    ),
    (
        "default",
        "is a formula here; true and false are for checkboxes",
        lambda field: isinstance(field.default, bool) and not _is(field, "Checkbox"),
    ),
    (
        "default",
        "is a formula here; put text in double quotes inside the quotes, as '\"text\"'",
        lambda field: (
            isinstance(field.default, str)
            and _is(field, "Text", "TextArea", "LongTextArea", "Html", "Email", "Phone", "Url")
            and not _FORMULA_OF_TEXT.search(field.default)
        ),
    ),
    (
        "on_delete",
        "has to be SetNull; an org refuses anything else for this parent",
        lambda field: (
            field.on_delete in {"Restrict", "Cascade"}
            and str(field.type.elements.get("referenceTo")).casefold() in _ONLY_SET_NULL
        ),
    ),
    (
        "on_delete",
        "a required lookup cannot be cleared; it needs Restrict or Cascade",
        lambda field: (
            field.required and _is(field, "Lookup") and field.on_delete in (None, "SetNull")
        ),
    ),
    (
        "child_relationship_name",
        "is missing",
        lambda field: (
            field.child_relationship_name is None and _is(field, "Lookup", "MasterDetail")
        ),
    ),
    (
        "display_format",
        "is missing; write it as {0000}",
        lambda field: field.display_format is None and _is(field, "AutoNumber"),
    ),
    (
        "formula",
        "is missing",
        lambda field: field.formula is None and field.type.formula,
    ),
    (
        "values",
        "a picklist needs either values or value_set",
        lambda field: (
            (field.values is None) is (field.value_set is None)
            and _is(field, "Picklist", "MultiselectPicklist")
        ),
    ),
    (
        "values",
        "the same value is written twice; capitals do not count",
        lambda field: bool(clashes(value.value for value in _values(field))),
    ),
    (
        "values",
        "a picklist has at most one default",
        lambda field: sum(value.default for value in _values(field)) > 1,
    ),
)


class RecordName(Model):
    """The Name field of a custom object."""

    label: Label
    type: Literal["Text", "Auto Number"] = "Text"
    display_format: Annotated[Line, StringConstraints(pattern=r"\{0+\}")] | None = None

    @model_validator(mode="after")
    def _has_its_format(self) -> Self:
        if (self.display_format is None) is not (self.type == "Text"):
            message = "goes with Auto Number, as in USE-{00000000}, and only with it"
            raise diagnostics_at([(("display_format",), message)])
        return self


Access = Literal["Private", "Public Read Only", "Public Read/Write"]


class StandardObject(Model):
    """An object that Salesforce brings: only fields can be added to it."""

    fields: Annotated[dict[CustomName, CustomField], Field(min_length=1)]
    source: SourceName | None = None

    @model_validator(mode="after")
    def _tracks_nothing(self) -> Self:
        message = "whether a standard object tracks history is for the org to decide"
        if found := _tracked(self.fields, message):
            raise diagnostics_at(found)
        return self


class CustomObject(Screens):
    """An object of our own, in the words of Setup's custom object definition."""

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
        return [name for name, field in self.fields.items() if _is(field, "MasterDetail")]

    @model_validator(mode="after")
    def _is_consistent(self) -> Self:
        if found := list(_object_diagnostics(self)):
            raise diagnostics_at(found)
        return self


def _object_diagnostics(custom_object: CustomObject) -> Iterator[tuple[Place, str]]:
    for name in custom_object.masters[2:]:
        yield ("fields", name, "type"), "an object has at most two masters"
    if custom_object.masters:
        for key in custom_object.model_fields_set & {"internal_access", "external_access"}:
            yield (key,), "is for the master to decide; leave it out"
    if _rank(custom_object.external_access) > _rank(custom_object.internal_access):
        yield ("external_access",), "cannot be wider than internal_access"
    fields = custom_object.fields
    long_texts = [name for name, each in fields.items() if _is(each, "LongTextArea", "Html")]
    yield from screens.diagnostics(custom_object, fields, _needed(custom_object), long_texts)
    if custom_object.page_layout and (found := _NOT_IN_FILE_NAMES.search(custom_object.label)):
        message = f"holds {found[0]}, which cannot be in the name of the page layout's file"
        yield ("label",), message
    if not custom_object.track_field_history:
        message = "needs track_field_history: true on the object"
        yield from _tracked(custom_object.fields, message)


_NOT_IN_FILE_NAMES = re.compile(r'[:\\?*<>|"]')  # Windows, and archives made for it


def _needed(custom_object: CustomObject) -> list[str]:
    """Return the names of the fields that no record can be saved without."""
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


def _status_label(label: str) -> str:
    if "{!" in label or "|" in label:
        raise ValueError("holds {! or |, which a flow would not take for text")
    return label


StatusLabel = Annotated[Label, AfterValidator(_status_label)]


class CampaignMemberStatus(Model):
    """A status that the vendor sends, and what a campaign makes of it."""

    label: StatusLabel
    meaning: Line
    listed_in: Literal["setup table", "granular list", "both"]
    source: SourceName
    shown_in_kaltura_as: Line | None = None
    sort_order: Annotated[StrictInt, Field(ge=1, le=99_999_999)]
    default: StrictBool = False
    responded: StrictBool = False
    responded_according_to: Literal["Kaltura", "inference"]


class CampaignMemberStatuses(Model):
    """The statuses of campaign members: a value set of the org, and records of each campaign."""

    template_campaign: Annotated[Line, at_most(80)]
    keep: tuple[StatusLabel, ...] = ()
    values: Annotated[tuple[CampaignMemberStatus, ...], Field(min_length=1)]

    @model_validator(mode="after")
    def _fits_a_campaign(self) -> Self:
        if found := list(_status_diagnostics(self)):
            raise diagnostics_at(found)
        return self

    @property
    def labels(self) -> tuple[str, ...]:
        """All labels of the value set, those to keep first."""
        return (*self.keep, *(status.label for status in self.values))


_MOST_STATUSES = 50  # what Setup lets a campaign have


def _status_diagnostics(statuses: CampaignMemberStatuses) -> Iterator[tuple[Place, str]]:
    """Yield what the object reference (API 39.0 and later) refuses: order, default, responded."""
    labels = set(clashes(statuses.labels))
    orders: set[int] = set()
    for index, status in enumerate(statuses.values):
        if status.label in labels:
            yield ("values", index, "label"), "is written twice; capitals do not count"
        if status.sort_order in orders:
            yield ("values", index, "sort_order"), "is taken; it has to be unique in a campaign"
        orders.add(status.sort_order)
    for index, label in enumerate(statuses.keep):
        if label in labels:
            yield ("keep", index), "is written twice; capitals do not count"
    if len(statuses.labels) > _MOST_STATUSES:
        yield ("values",), f"a campaign has at most {_MOST_STATUSES} statuses"
    if sum(status.default for status in statuses.values) != 1:
        yield ("values",), "a campaign needs exactly one default status"
    if not any(status.responded for status in statuses.values):
        yield ("values",), "a campaign needs a status that counts as responded"


def _schema_name(name: str) -> str:
    if not re.fullmatch(r"[a-z][a-z0-9-]{0,39}", name):
        raise ValueError("has to be small letters, digits and hyphens, such as my-vendor")
    return name


# What a vendor takes in a field of this name, whichever schema adds it: the length of its text.
VENDOR_LENGTHS = {("CampaignMember", "external_id__c"): (50, 200)}  # Kaltura's setup article


class Schema(Model):
    """A vendor's metadata: its objects and fields, and the statuses of campaign members."""

    name: Annotated[str, AfterValidator(_schema_name)]
    label: Label
    description: Description
    sources: dict[str, Reference] = {}
    package: Package | None = None
    custom_objects: dict[CustomName, CustomObject] = {}
    standard_objects: dict[Identifier, StandardObject] = {}
    campaign_member_statuses: CampaignMemberStatuses | None = None
    permission_sets: dict[Identifier, PermissionSet] = {}
    report_types: dict[Identifier, ReportType] = {}
    reports: Reports | None = None
    flows: dict[Identifier, Flow] = {}

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


def _schema_diagnostics(schema: Schema) -> Iterator[tuple[Place, str]]:
    yield from _vendor_diagnostics(schema)
    masters = {
        name: [str(custom.fields[each].type.elements["referenceTo"]) for each in custom.masters]
        for name, custom in schema.custom_objects.items()
    }
    yield from access.diagnostics(schema.permission_sets, masters)
    lookups = {
        name: {key: str(field.type.elements.get("referenceTo", "")) for key, field in own.items()}
        for name, own in schema.fields.items()
    }
    silent = {name for name, custom in schema.custom_objects.items() if not custom.allow_reports}
    yield from reports.type_diagnostics(schema.report_types, lookups, silent)
    if schema.reports:
        yield from reports.report_diagnostics(schema.reports, schema.report_types)
    yield from _flow_diagnostics(schema)


def _flow_diagnostics(schema: Schema) -> Iterator[tuple[Place, str]]:
    done: set[str] = set()
    for name, flow in schema.flows.items():
        place = ("flows", name)
        if flow.does in done:
            yield (*place, "does"), "another flow does it already; two would do it twice"
        done.add(flow.does)
        if isinstance(flow, StatusFlow):
            field = schema.fields.get("Campaign", {}).get(flow.when)
            if field is None or not _is(field, "Checkbox"):
                message = "has to be a checkbox among the fields of Campaign in this schema"
                yield (*place, "when"), message
            if schema.campaign_member_statuses is None:
                yield (*place, "does"), "needs campaign_member_statuses in this schema"
        if isinstance(flow, KeyFlow):
            field = schema.fields.get("CampaignMember", {}).get(flow.field)
            if field is None or not _is(field, "Text") or _length(field) < _KEY_LENGTH:
                message = (
                    f"has to be a text of {_KEY_LENGTH} or more among CampaignMember's fields"
                )
                yield (*place, "field"), message


_KEY_LENGTH = 18 + 1 + 18  # two record IDs and an underscore


def _length(field: CustomField) -> int:
    length = field.type.elements.get("length")
    return length if isinstance(length, int) else 0


def _vendor_diagnostics(schema: Schema) -> Iterator[tuple[Place, str]]:
    for (parent, name), (least, most) in VENDOR_LENGTHS.items():
        fields = (
            schema.standard_objects[parent].fields if parent in schema.standard_objects else {}
        )
        length = fields[name].type.elements.get("length") if name in fields else least
        if not isinstance(length, int) or not least <= length <= most:
            place = ("standard_objects", parent, "fields", name, "type")
            yield place, f"has to be Text of {least} to {most} characters, which Kaltura needs"
