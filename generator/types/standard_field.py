"""Standard fields: what an administrator sets on a field that Salesforce ships.

A file of one holds those settings alone, and an org keeps what it does not hold. Only fields that
take help text or tracking have files; those that the org fills in have none (Metadata API
developer guide, CustomField). A retrieve writes the type of picklists and relationships, and of no
other standard field.
"""

from collections.abc import Iterator, Mapping
from typing import Annotated, ClassVar, Literal

from generator.metadata.elements import Elements
from generator.metadata.standard_names import standard_fields, standard_objects
from generator.schema.base import Sources
from generator.schema.text_types import Description, HelpText, Place, formed
from generator.types import field_defaults, lookup_filter
from generator.types.field_keys import COMPLIANCE, Switch, Tracked, carried, tracked
from generator.types.field_requirements import asks
from generator.types.field_values import Compliance, Sensitivity, Usage
from generator.types.keys import element, part
from generator.types.lookup_filter import LookupFilter
from generator.types.risk import Risk
from generator.types.table import Context, Table

StandardName = Annotated[
    str,
    formed(
        "[A-Z][A-Za-z0-9]*",
        "the name of a standard field, as in Industry; custom fields stand under fields",
    ),
]
_TYPES: dict[str | None, str | None] = {
    None: None,
    "Picklist": "Picklist",
    "Lookup": "Lookup",
    "Master-Detail": "MasterDetail",
    "Hierarchical Relationship": "Hierarchy",
}
_OF_ORG = frozenset(
    {
        *("createdbyid", "createddate", "lastmodifiedbyid", "lastmodifieddate", "systemmodstamp"),
        *("isdeleted", "lastactivitydate", "lastvieweddate", "lastreferenceddate"),
    }
)


class StandardField(Table):
    """A standard field: the settings that Setup offers for a field that Salesforce ships."""

    type_name: ClassVar = "CustomField"
    asks: ClassVar = asks
    elsewhere: ClassVar = {
        "label": "the label is changed in Setup, Rename Tabs and Labels",
        "required": "Salesforce says which of its fields are required; write a validation rule",
        "values": "the values are those of a standard value set; write it under components, as "
        "StandardValueSet",
    }

    type: Annotated[
        Literal["Picklist", "Lookup", "Master-Detail", "Hierarchical Relationship"] | None,
        element("type", Risk.UNRATED, _TYPES),
    ] = None
    """The type, of picklists and relationships alone; most are known without it."""
    description: Annotated[Description | None, element("description", Risk.SAFE)] = None
    """What the field is for, for administrators."""
    help_text: Annotated[HelpText | None, element("inlineHelpText", Risk.SAFE)] = None
    """The help text that people read beside the field."""
    source: Sources | None = None
    """Where the facts about the field come from: names under sources."""
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
    lookup_filter: Annotated[LookupFilter | None, part("lookupFilter", LookupFilter)] = None
    """Which records people can choose in a lookup."""

    @classmethod
    def defaults(cls, elements: Elements, context: Context) -> Elements:
        kind = standard_fields(context.parent).get(context.name)
        usual = field_defaults.defaults(elements, context)
        return {**usual, "type": kind} if kind else usual


def diagnostics(sobject: str, fields: Mapping[str, StandardField]) -> Iterator[tuple[Place, str]]:
    """Yield what an org refuses of the settings of an object's standard fields."""
    for name, each in fields.items():
        place = ("standard_fields", name)
        if name.casefold() in _OF_ORG:
            yield place, "is filled in by the org, and has no settings; leave it out"
        known = standard_fields(sobject).get(name)
        said = _TYPES[each.type]
        if said and known is not None and said != known:
            word = next((word for word, kind in _TYPES.items() if kind == known), None)
            mend = f"write {word}, or leave it out" if word else "leave it out"
            yield (*place, "type"), f"is {each.type}, and {sobject}.{name} is not; {mend}"
        if each.lookup_filter:
            found = _filter_faults(
                sobject, name, known if said is None else said, each.lookup_filter
            )
            yield from (((*place, *below), message) for below, message in found)


def _filter_faults(
    sobject: str, name: str, kind: str | None, given: LookupFilter
) -> Iterator[tuple[Place, str]]:
    if kind in ("", "Picklist"):
        yield ("lookup_filter",), f"is for lookups, and {sobject}.{name} is none; leave it out"
    elif name.removesuffix("Id") in standard_objects():
        yield from lookup_filter.diagnostics(given, name.removesuffix("Id"))
