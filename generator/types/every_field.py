"""The keys that every field has, whatever its type."""

from typing import Annotated, ClassVar

from pydantic import StrictBool

from generator.schema.base import Sources
from generator.schema.text_types import CustomName, Description, HelpText, Label, Line
from generator.types.field_keys import (
    COMPLIANCE,
    TYPE,
    Switch,
    Tracked,
    carried,
    tracked,
)
from generator.types.field_values import (
    Compliance,
    FieldDataType,
    Manageability,
    Sensitivity,
    Usage,
)
from generator.types.keys import element
from generator.types.risk import Risk
from generator.types.table import Table

_NOT = {True: False, False: True}


class EveryField(Table):
    """A field, without the keys that only some types have."""

    type_name: ClassVar = "CustomField"
    short: ClassVar = "type"

    type: Annotated[FieldDataType, TYPE]
    """The type in Setup's words: Text(100), Number(16, 2), Lookup(Lead), Formula(Date)."""
    label: Annotated[Label, element("label", Risk.SAFE)]
    """The label of the field, as people see it."""
    description: Annotated[Description | None, element("description", Risk.SAFE)] = None
    """What the field is for, for administrators."""
    help_text: Annotated[HelpText | None, element("inlineHelpText", Risk.SAFE)] = None
    """The help text that people read beside the field."""
    source: Sources | None = None
    """Where the facts about the field come from: names under sources."""
    renamed_from: CustomName | None = None
    """The API name that the field had, so that plan does not delete it."""
    field_usage: Annotated[Usage | None, element("businessStatus", Risk.SAFE)] = None
    """Whether the field is in use, may be deprecated, or is hidden."""
    data_sensitivity_level: Annotated[
        Sensitivity | None, element("securityClassification", Risk.SAFE)
    ] = None
    """How sensitive the data in the field is."""
    compliance_categorization: Annotated[tuple[Compliance, ...] | None, COMPLIANCE] = None
    """The laws and rules that the data falls under, as in PII or GDPR."""
    track_history: Annotated[Tracked, tracked("trackHistory")] = False
    """Whether changes of the field are kept in the field history."""
    track_feed: Annotated[Tracked, tracked("trackFeedHistory")] = False
    """Whether changes of the field are shown in the feed."""
    track_trending: Annotated[Switch, carried("trackTrending")] = False
    """Whether the values of the field are kept for historical reports."""
    deprecated: Annotated[Switch, carried("deprecated", Risk.UNRATED)] = False
    """Whether a package no longer uses the field."""
    field_manageability: Annotated[
        Manageability | None, element("fieldManageability", Risk.ACCESS)
    ] = None
    """Who may change the field of a custom metadata type: developer, subscriber, nobody."""
    external_column: Annotated[Line | None, element("externalDeveloperName", Risk.BREAKS)] = None
    """The column of the other system that a field of an external object shows."""
    filterable: Annotated[StrictBool, element("isFilteringDisabled", Risk.BREAKS, _NOT)] = True
    """Whether lists and queries can filter an external object by the field."""
    sortable: Annotated[StrictBool, element("isSortingDisabled", Risk.BREAKS, _NOT)] = True
    """Whether lists and queries can sort an external object by the field."""
    name_field: Annotated[StrictBool, element("isNameField", Risk.SAFE)] = False
    """Whether the field is the name of the records of an external object."""
    read_only: Annotated[StrictBool, element("readOnlyProxy", Risk.ACCESS)] = False
    """Whether nobody can change the field of an external object."""
