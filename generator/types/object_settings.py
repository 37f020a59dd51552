"""The settings that objects of every kind have, in the words of Setup."""

from typing import Annotated, ClassVar, Literal

from pydantic import StrictBool

from generator.metadata.elements import Elements
from generator.schema.text_types import ApiName, Description, Label, Line, NumberFormat
from generator.types import object_defaults
from generator.types.action_overrides import OLD_OVERRIDES, OVERRIDES, Overrides
from generator.types.comparison import Comparison
from generator.types.field_keys import Switch, Tracked, carried, tracked
from generator.types.keys import element, part, texts
from generator.types.risk import Risk
from generator.types.table import Context, Table

Access = Literal["Private", "Public Read Only", "Public Read/Write"]
ExternalAccess = Access | Literal["Not Used"]  # in an org without access of its own for outsiders
Visibility = Literal["Public", "Protected", "PackageProtected"]
NamedBy = Literal["Text", "Auto Number"]
_ACCESS = object_defaults.SHARING
_NAMED_BY = {"Text": "Text", "Auto Number": "AutoNumber"}
_DEPLOYED = {"Deployed": "Deployed", "In Development": "InDevelopment"}
_VOWEL = {True: "Vowel", False: None}


class SearchLayouts(Table):
    """The fields and buttons of searches, where the places differ."""

    type_name: ClassVar = "SearchLayouts"

    results: Annotated[tuple[Line, ...], texts("searchResultsAdditionalFields", Risk.SAFE)] = ()
    lookup_dialogs: Annotated[
        tuple[Line, ...], texts("lookupDialogsAdditionalFields", Risk.SAFE)
    ] = ()
    lookup_phone: Annotated[
        tuple[Line, ...], texts("lookupPhoneDialogsAdditionalFields", Risk.SAFE)
    ] = ()
    tab: Annotated[tuple[Line, ...], texts("customTabListAdditionalFields", Risk.SAFE)] = ()
    filter_fields: Annotated[tuple[Line, ...], texts("searchFilterFields", Risk.SAFE)] = ()
    excluded_buttons: Annotated[tuple[Line, ...], texts("excludedStandardButtons", Risk.SAFE)] = ()
    list_view_buttons: Annotated[tuple[Line, ...], texts("listViewButtons", Risk.SAFE)] = ()


class NameField(Table):
    """The Name field of an object of any kind."""

    type_name: ClassVar = "CustomField"

    label: Annotated[Label | None, element("label", Risk.SAFE)] = None
    type: Annotated[NamedBy, element("type", Risk.RETYPES, _NAMED_BY)] = "Text"
    display_format: Annotated[NumberFormat | None, element("displayFormat", Risk.SAFE)] = None
    track_history: Annotated[Tracked, tracked("trackHistory")] = False
    track_feed: Annotated[Tracked, tracked("trackFeedHistory")] = False


class ObjectSettings(Table):
    """An object of any kind, as its file has it: custom, standard, setting, event, metadata."""

    type_name: ClassVar = "CustomObject"
    comparison: ClassVar = Comparison(
        identity={"actionOverrides": ("actionName", "formFactor")},
        as_one=(
            *("customTabListAdditionalFields", "lookupDialogsAdditionalFields"),
            "searchResultsAdditionalFields",
        ),
        deleted=Risk.DELETES,
    )

    label: Annotated[Label | None, element("label", Risk.SAFE)] = None
    plural_label: Annotated[Label | None, element("pluralLabel", Risk.SAFE)] = None
    starts_with_vowel_sound: Annotated[StrictBool, element("startsWith", Risk.SAFE, _VOWEL)] = (
        False
    )
    description: Annotated[Description | None, element("description", Risk.SAFE)] = None
    record_name: Annotated[NameField | None, part("nameField", NameField)] = None
    allow_reports: Annotated[StrictBool, element("enableReports", Risk.ACCESS)] = False
    allow_activities: Annotated[StrictBool, element("enableActivities")] = False
    track_field_history: Annotated[StrictBool, element("enableHistory", Risk.SAFE)] = False
    allow_in_chatter_groups: Annotated[StrictBool, element("allowInChatterGroups", Risk.SAFE)] = (
        False
    )
    allow_search: Annotated[StrictBool, element("enableSearch", Risk.ACCESS)] = False
    allow_feeds: Annotated[StrictBool, element("enableFeeds")] = False
    allow_sharing: Annotated[StrictBool, element("enableSharing", Risk.ACCESS)] = True
    allow_bulk_api: Annotated[StrictBool, element("enableBulkApi", Risk.ACCESS)] = True
    allow_streaming_api: Annotated[StrictBool, element("enableStreamingApi", Risk.ACCESS)] = True
    deployment_status: Annotated[
        Literal["Deployed", "In Development"],
        element("deploymentStatus", Risk.ACCESS, _DEPLOYED),
    ] = "Deployed"
    internal_access: Annotated[Access, element("sharingModel", Risk.ACCESS, _ACCESS)] = (
        "Public Read/Write"
    )
    external_access: Annotated[
        ExternalAccess, element("externalSharingModel", Risk.ACCESS, _ACCESS | {"Not Used": None})
    ] = "Private"
    track_record_type: Annotated[StrictBool, element("recordTypeTrackHistory", Risk.SAFE)] = False
    track_record_type_feed: Annotated[
        StrictBool, element("recordTypeTrackFeedHistory", Risk.SAFE)
    ] = False
    enhanced_lookups: Annotated[StrictBool, element("enableEnhancedLookup", Risk.SAFE)] = False
    deprecated: Annotated[StrictBool | None, element("deprecated")] = None
    visibility: Annotated[
        Visibility | Literal["never"] | None, carried("visibility", Risk.ACCESS)
    ] = None
    licensing: Annotated[Switch, carried("enableLicensing", Risk.UNRATED)] = False
    primary_compact_layout: Annotated[
        ApiName | None, element("compactLayoutAssignment", Risk.SAFE)
    ] = None
    search_layout: Annotated[tuple[ApiName, ...], object_defaults.SEARCH_LAYOUT] = ()
    search_layouts: Annotated[SearchLayouts | None, part("searchLayouts", SearchLayouts)] = None
    action_overrides: Annotated[Overrides, OVERRIDES] = ()
    action_overrides_without_form_factors: Annotated[Overrides | None, OLD_OVERRIDES] = None

    @classmethod
    def defaults(cls, elements: Elements, context: Context) -> Elements:
        return object_defaults.defaults(elements, context)


class OtherObject(ObjectSettings):
    """An object that is not custom: these are read and written back; a schema cannot have them."""

    custom_setting: Annotated[
        Literal["Hierarchy", "List"] | None, element("customSettingsType", Risk.RETYPES)
    ] = None
    publish_behavior: Annotated[Line | None, element("publishBehavior")] = None
