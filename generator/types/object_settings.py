"""The settings that objects of every kind have, in the words of Setup."""

from collections.abc import Collection, Iterator, Mapping
from typing import Annotated, ClassVar, Literal, Protocol, get_args

from pydantic import StrictBool

from generator.metadata.elements import Elements
from generator.schema.text_types import (
    ApiName,
    Description,
    Label,
    Line,
    LongLabel,
    NumberFormat,
    Place,
)
from generator.types import object_defaults
from generator.types.action_overrides import OLD_OVERRIDES, OVERRIDES, Overrides
from generator.types.comparison import Comparison
from generator.types.custom_field import CustomField
from generator.types.field_defaults import carried_by_object
from generator.types.field_keys import ENCRYPTION, Never, Switch, Tracked, tracked
from generator.types.field_keys import carried as carried_key
from generator.types.field_values import Encryption
from generator.types.keys import element, part
from generator.types.risk import Risk
from generator.types.search_layouts import SEARCH_LAYOUT, SEARCH_LAYOUTS, TOGETHER, SearchLayouts
from generator.types.table import Context, Table

Access = Literal["Private", "Public Read Only", "Public Read/Write"]
ExternalAccess = Access | Literal["Not Used"]  # in an org without access of its own for outsiders
# Some standard objects have further kinds of access.
AnyAccess = Literal[
    Access,
    "Public Read/Write/Transfer",
    "Public Full Access",
    "Use",
    "Controlled by Parent",
    "Controlled by Campaign",
]
Visibility = Literal["Public", "Protected", "PackageProtected"]
NamedBy = Literal["Text", "Auto Number"]
DeploymentStatus = Annotated[
    Literal["Deployed", "In Development"],
    element(
        "deploymentStatus",
        Risk.ACCESS,
        {"Deployed": "Deployed", "In Development": "InDevelopment"},
    ),
]
_ACCESS = object_defaults.SHARING
_NAMED_BY = {"Text": "Text", "Auto Number": "AutoNumber"}
_VOWEL = {True: "Vowel", False: None}


class NameField(Table):
    """The Name field of an object of any kind."""

    type_name: ClassVar = "CustomField"

    label: Annotated[LongLabel | None, element("label", Risk.SAFE)] = None
    """The label of the Name field."""
    type: Annotated[NamedBy, element("type", Risk.RETYPES, _NAMED_BY)] = "Text"
    """Whether people enter the name (Text) or Salesforce counts (Auto Number)."""
    display_format: Annotated[NumberFormat | None, element("displayFormat", Risk.SAFE)] = None
    """How an auto number looks, as in USE-{00000000}."""
    track_history: Annotated[Tracked, tracked("trackHistory")] = False
    """Whether changes of the name are kept in the field history."""
    track_feed: Annotated[Tracked, tracked("trackFeedHistory")] = False
    """Whether changes of the name are shown in the feed."""
    encryption: Annotated[Encryption | None, ENCRYPTION] = None
    """How Shield Platform Encryption encrypts the names."""


class CommonSettings(Table):
    """The settings that custom and standard objects have."""

    type_name: ClassVar = "CustomObject"

    track_field_history: Annotated[StrictBool, element("enableHistory", Risk.SAFE)] = False
    """Whether the object keeps the history of its fields."""
    allow_feeds: Annotated[StrictBool, element("enableFeeds")] = False
    """Whether records have a Chatter feed."""
    internal_access: Annotated[AnyAccess, element("sharingModel", Risk.ACCESS, _ACCESS)] = (
        "Public Read/Write"
    )
    """What users of your company may do with the records of others."""
    external_access: Annotated[
        AnyAccess | Literal["Not Used"],
        element("externalSharingModel", Risk.ACCESS, _ACCESS | {"Not Used": None}),
    ] = "Private"
    """What users from outside, such as partners, may do with the records of others."""
    track_record_type: Annotated[StrictBool, element("recordTypeTrackHistory", Risk.SAFE)] = False
    """Whether changes of the record type are kept in the field history."""
    track_record_type_feed: Annotated[
        StrictBool, element("recordTypeTrackFeedHistory", Risk.SAFE)
    ] = False
    """Whether changes of the record type are shown in the feed."""
    enhanced_lookups: Annotated[StrictBool, element("enableEnhancedLookup", Risk.SAFE)] = False
    """Whether lookups to the object have the search window of Classic with filters."""
    primary_compact_layout: Annotated[
        ApiName | None, element("compactLayoutAssignment", Risk.SAFE)
    ] = None
    """The API name of the compact layout that is shown: one of compact_layouts, or SYSTEM."""
    search_layout: Annotated[tuple[Line, ...], SEARCH_LAYOUT] = ()
    """The fields of search results, lookup windows and the tab, besides the name."""
    search_layouts: Annotated[SearchLayouts | None, SEARCH_LAYOUTS] = None
    """The fields and buttons of each kind of search, where they differ."""
    action_overrides: Annotated[Overrides, OVERRIDES] = ()
    """What the actions of a record open in place of the standard page."""


def carried(given: Table, context: Context, of_all: Collection[str] | None) -> Collection[str]:
    """Return what every field of an object carries, by what the object and its schema say."""
    own: Collection[str] | None = getattr(given, "fields_carry", None)
    if own is not None:
        return own
    history, feeds = (getattr(given, key, False) for key in ("track_field_history", "allow_feeds"))
    return carried_by_object(context, history=history, feeds=feeds, of_all=of_all)


def _is_standard(full_name: str) -> bool:
    return "__" not in full_name


class ObjectSettings(CommonSettings):
    """An object of any kind, as its file has it: custom, standard, setting, event, metadata."""

    comparison: ClassVar = Comparison(
        identity={"actionOverrides": ("actionName", "formFactor")},
        as_one=(
            *("customTabListAdditionalFields", "lookupDialogsAdditionalFields"),
            "searchResultsAdditionalFields",
        ),
        is_partial=_is_standard,
        deleted=Risk.DELETES,
    )

    label: Annotated[Label | None, element("label", Risk.SAFE)] = None
    """The label of one record, as in Visit."""
    plural_label: Annotated[Label | None, element("pluralLabel", Risk.SAFE)] = None
    """The label of several records, as in Visits."""
    starts_with_vowel_sound: Annotated[StrictBool, element("startsWith", Risk.SAFE, _VOWEL)] = (
        False
    )
    """Whether the label begins with a vowel sound, so that people read an Event."""
    description: Annotated[Description | None, element("description", Risk.SAFE)] = None
    """What the object is for, for administrators."""
    record_name: Annotated[NameField | None, part("nameField", NameField)] = None
    """The Name field, which every record has."""
    allow_reports: Annotated[StrictBool, element("enableReports", Risk.ACCESS)] = False
    """Whether reports can be made of the records."""
    allow_activities: Annotated[StrictBool, element("enableActivities")] = False
    """Whether tasks and events can belong to a record."""
    allow_in_chatter_groups: Annotated[StrictBool, element("allowInChatterGroups", Risk.SAFE)] = (
        False
    )
    """Whether records can be added to Chatter groups."""
    allow_search: Annotated[StrictBool, element("enableSearch", Risk.ACCESS)] = False
    """Whether people find the records in the global search."""
    allow_sharing: Annotated[StrictBool, element("enableSharing", Risk.ACCESS)] = True
    """Whether records can be shared; Setup sets this and the two APIs below together."""
    allow_bulk_api: Annotated[StrictBool, element("enableBulkApi", Risk.ACCESS)] = True
    """Whether the Bulk API reads and writes the records."""
    allow_streaming_api: Annotated[StrictBool, element("enableStreamingApi", Risk.ACCESS)] = True
    """Whether the Streaming API tells of changes."""
    deployment_status: DeploymentStatus = "Deployed"
    """Deployed, or In Development: then only administrators see the object."""
    internal_access: Annotated[Access, element("sharingModel", Risk.ACCESS, _ACCESS)] = (
        "Public Read/Write"
    )
    """What users of your company may do with the records of others."""
    external_access: Annotated[
        ExternalAccess, element("externalSharingModel", Risk.ACCESS, _ACCESS | {"Not Used": None})
    ] = "Private"
    """What users from outside, such as partners, may do with the records of others."""
    search_layout: Annotated[tuple[ApiName, ...], SEARCH_LAYOUT] = ()
    """The fields of search results, lookup windows and the tab, besides the name."""
    deprecated: Annotated[StrictBool | None, element("deprecated")] = None
    """Whether a package no longer uses the object."""
    visibility: Annotated[Visibility | Never | None, carried_key("visibility", Risk.ACCESS)] = None
    """Who sees the object: everybody, or only its package (protected)."""
    licensing: Annotated[Switch, carried_key("enableLicensing", Risk.UNRATED)] = False
    """Whether access to the object needs a licence of its package."""
    action_overrides_without_form_factors: Annotated[Overrides | None, OLD_OVERRIDES] = None
    """The same for files in the form that objects had before form factors."""

    @classmethod
    def defaults(cls, elements: Elements, context: Context) -> Elements:
        return object_defaults.defaults(elements, context)


class _Tracking(Protocol):
    @property
    def track_history(self) -> bool | str: ...
    @property
    def track_feed(self) -> bool | str: ...


# What a field can track, and the setting of the object that it needs.
_TRACKED_IF = {"track_history": "track_field_history", "track_feed": "allow_feeds"}
_BY_RANK = ("Private", *get_args(Access)[1:], "Public Read/Write/Transfer", "Public Full Access")


def diagnostics(
    settings: CommonSettings, fields: Mapping[str, CustomField], name: NameField | None = None
) -> Iterator[tuple[Place, str]]:
    """Yield what an object's settings do not allow: of its fields, its Name field, and others."""
    external, internal = settings.external_access, settings.internal_access
    both = {"external_access", "internal_access"} <= settings.model_fields_set
    if (name or both) and _rank(external) > _rank(internal):
        yield (
            ("external_access",),
            "is wider than internal_access; write the same access or a narrower one",
        )
    searches = settings.search_layouts
    if settings.search_layout and searches:
        for key in searches.model_fields_set & set(TOGETHER):
            yield ("search_layouts", key), "is said by search_layout as well; keep one of the two"
    yield from untracked(settings, "fields", fields)
    if name:
        yield from untracked(settings, "", {"record_name": name})


def untracked(
    settings: CommonSettings, kind: str, fields: Mapping[str, _Tracking]
) -> Iterator[tuple[Place, str]]:
    """Yield which fields, by name below a key, track changes that their object does not track."""
    for key, setting in _TRACKED_IF.items():
        if not getattr(settings, setting):
            message = f"is true; write {setting}: true for the object as well"
            tracked_by = [each for each, field in fields.items() if getattr(field, key) is True]
            yield from (((*filter(None, (kind,)), each, key), message) for each in tracked_by)


def _rank(access: str) -> int:
    return _BY_RANK.index(access) if access in _BY_RANK else 0
