"""Standard value sets: the statuses of campaign members, and what Salesforce requires of them."""

import re
from collections.abc import Iterator
from typing import Annotated, Any, ClassVar, Literal, Self

from pydantic import BeforeValidator, Field, StrictBool, StrictInt, model_validator

from generator.metadata.elements import Elements, nested
from generator.metadata.registry import STANDARD_VALUE_SET, Component
from generator.schema.base import Model, Sources
from generator.schema.patterns import Checked
from generator.schema.text_types import Label, Line, Place, at_most, diagnostics_at, repeated
from generator.types.keys import element, listed
from generator.types.picklist_value import PicklistValue, lengthened
from generator.types.requirement import CampaignStatuses, Kind, Offered, Requirement, VerifyContext
from generator.types.risk import Risk, by_presence
from generator.types.table import Context, Table, write
from generator.types.target import Target

CAMPAIGN_MEMBER_STATUS = "CampaignMemberStatus"
_FIELD = "CampaignMember.Status"
_ACTIVATE = "activate it in Setup, Object Manager, Campaign Member, Status"


def _status_label(label: str) -> str:
    if "{!" in label or "|" in label:
        raise ValueError(_NOT_IN_FLOWS)
    return label


_NOT_IN_FLOWS = "contains {! or |, which a flow does not read as text; remove it"
StatusLabel = Annotated[Label, Checked(_status_label, r"(?:(?!\{!|\|)[\s\S])*", _NOT_IN_FLOWS)]


class CampaignMemberStatus(Model):
    """A status that the vendor sends, and how a campaign has it.

    `basis` says whether `responded` is the vendor's word or our inference. `shown_by_vendor_as`
    is the label that the vendor's own screens show instead.
    """

    named_by: ClassVar = "label"

    label: StatusLabel
    """The status, as people see it on a campaign member."""
    meaning: Line
    """What the vendor means by the status."""
    source: Sources
    """Where this comes from: names under sources."""
    shown_by_vendor_as: Line | None = None
    """The label on the vendor's own screens, if it is another."""
    sort_order: Annotated[StrictInt, Field(ge=1, le=99_999_999)]
    """The place of the status in the list, from 1."""
    default: StrictBool = False
    """Whether a new campaign member has this status; exactly one has."""
    responded: StrictBool = False
    """Whether the member counts as responded."""
    basis: Literal["vendor", "inference"]
    """Whether responded is the vendor's word or an inference."""

    @model_validator(mode="before")
    @classmethod
    def _with_new_keys(cls, given: object) -> object:
        return _renamed(given) if isinstance(given, dict) and _OLD_BASIS in given else given


_OLD_BASIS = "responded_according_to"
_OLD_SHOWN_AS = re.compile("shown_in_[a-z]+_as")  # a vendor's name in between


def _renamed(given: dict[Any, Any]) -> dict[Any, Any]:
    """Return a status in the keys of today; schemas written for version 0.1.0 have others."""
    result = {key: value for key, value in given.items() if key not in {_OLD_BASIS, "listed_in"}}
    for key in filter(_OLD_SHOWN_AS.fullmatch, map(str, given)):
        result["shown_by_vendor_as"] = result.pop(key)
    return {"basis": "inference" if given[_OLD_BASIS] == "inference" else "vendor"} | result


class StandardValue(PicklistValue):
    """A value of a standard picklist, with what some of these say of it besides."""

    type_name: ClassVar = "StandardValue"

    closed: Annotated[StrictBool | None, element("closed")] = None
    """Whether a record with the value is closed."""
    won: Annotated[StrictBool | None, element("won")] = None
    """Whether an opportunity with the value is won."""
    converted: Annotated[StrictBool | None, element("converted")] = None
    """Whether a lead with the value is converted."""
    probability: Annotated[StrictInt | None, element("probability", Risk.SAFE)] = None
    """How likely an opportunity with the value is won, in percent."""
    forecast_category: Annotated[Line | None, element("forecastCategory")] = None
    """The forecast category of an opportunity with the value."""
    group: Annotated[Line | None, element("groupingString")] = None
    """The group to which the value belongs."""


def _asks(component: Component, context: VerifyContext) -> Iterator[Requirement]:
    """Yield that people can choose the statuses, and that a campaign to check has them.

    The value set is optional: it only offers labels, and the statuses of a campaign are records.
    Which picklists offer the other standard value sets is not known here.
    """
    if component.full_name != CAMPAIGN_MEMBER_STATUS or not context.statuses:
        return
    offered = Offered(_FIELD, context.statuses, _ACTIVATE)
    name, type_name = component.full_name, component.type.name
    yield Requirement(Kind.VALUES, name, offered, type_name, is_optional=True)
    if context.campaign is not None:
        question = CampaignStatuses(("Id", context.campaign), context.statuses)
        yield Requirement(Kind.STATUSES, context.campaign, question)


class StandardValueSet(Table):
    """A value set of a standard picklist; these are read and written back."""

    type_name: ClassVar = "StandardValueSet"
    asks: ClassVar = _asks

    sort_values: Annotated[StrictBool, element("sorted", Risk.SAFE)] = False
    """Whether people see the values in alphabetical order."""
    values: Annotated[
        tuple[Annotated[StandardValue, BeforeValidator(lengthened)], ...],
        listed("standardValue", StandardValue, "fullName", by_presence),
    ] = ()
    """The values, in the order in which people see them."""

    @classmethod
    def defaults(cls, elements: Elements, context: Context) -> Elements:
        del elements, context
        return {"sorted": False}


class CampaignMemberStatuses(Table):
    """Statuses of campaign members: values of the org's value set, and records of a campaign."""

    type_name: ClassVar = "StandardValueSet"
    computed: ClassVar = frozenset({"standardValue"})

    template_campaign: Annotated[Line, at_most(80)]
    """The name of a campaign that has all the statuses, to be cloned."""
    keep: tuple[StatusLabel, ...] = ()
    """Labels that the org's list has already and keeps."""
    values: Annotated[tuple[CampaignMemberStatus, ...], Field(min_length=1)]
    """The statuses, in any order; exactly one is the default."""

    @classmethod
    def defaults(cls, elements: Elements, context: Context) -> Elements:
        del elements, context
        return {"sorted": True}

    @model_validator(mode="after")
    def _fits_a_campaign(self) -> Self:
        if found := list(_status_diagnostics(self)):
            raise diagnostics_at(found)
        return self

    @property
    def labels(self) -> tuple[str, ...]:
        """All labels of the value set: those to keep, then ours."""
        return (*self.keep, *(status.label for status in self.values))


_MOST_STATUSES = 50  # what Setup lets a campaign have


def _status_diagnostics(statuses: CampaignMemberStatuses) -> Iterator[tuple[Place, str]]:
    """Yield what Salesforce refuses (object reference, API 39.0 and later)."""
    labels = set(repeated(statuses.labels))
    orders: set[int] = set()
    for index, status in enumerate(statuses.values):
        if status.label in labels:
            yield ("values", index, "label"), "is written twice (capitals do not count); keep one"
        if status.sort_order in orders:
            yield (
                ("values", index, "sort_order"),
                "another status has this number; give each status its own",
            )
        orders.add(status.sort_order)
    for index, label in enumerate(statuses.keep):
        if label in labels:
            yield ("keep", index), "is written twice (capitals do not count); keep one"
    if len(statuses.labels) > _MOST_STATUSES:
        yield (
            ("values",),
            f"{len(statuses.labels)} with those to keep; a campaign allows {_MOST_STATUSES}",
        )
    defaults = sum(status.default for status in statuses.values)
    if defaults != 1:
        yield ("values",), f"{defaults} statuses are the default; a campaign needs exactly one"
    if not any(status.responded for status in statuses.values):
        yield ("values",), "no status has responded: true; a campaign needs at least one"


def components(statuses: CampaignMemberStatuses, target: Target) -> Iterator[Component]:
    """Yield the value set of the statuses."""
    path = STANDARD_VALUE_SET.path(target.package_directory, CAMPAIGN_MEMBER_STATUS)
    place = ("campaign_member_statuses",)
    values = [{"fullName": label, "default": False, "label": label} for label in statuses.labels]
    context = Context(CAMPAIGN_MEMBER_STATUS, "", target.api_version)
    more: Elements = {"standardValue": values}
    elements = nested(write(CampaignMemberStatuses, statuses, context, more))
    yield Component(STANDARD_VALUE_SET, CAMPAIGN_MEMBER_STATUS, path, elements, place)
