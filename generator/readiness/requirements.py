"""What an org has to have for a schema to work in it: one row for each thing."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from generator.types.flow import KeyFlow, StatusFlow
from generator.types.schema import Schema
from generator.types.standard_value_set import CampaignMemberStatuses
from generator.types.vendor_limits import longest

MEMBER = "CampaignMember"
VALUE_SET = "CampaignMemberStatus"


class Kind(StrEnum):
    OBJECT = "object"
    FIELD = "field"
    VALUES = "value set"
    SET = "permission set"
    FLOW = "flow"
    STATUSES = "campaign statuses"
    KEYS = "campaign member keys"


@dataclass(frozen=True, slots=True)
class Requirement:
    """One thing that an org has to have; an optional one only helps the people who work there.

    `wanted` is what the schema says about it; `viewers` are the permission sets that show it.
    `max_length` is the greatest length that a vendor allows for a field, None if any will do.
    """

    kind: Kind
    name: str
    wanted: Any = None
    viewers: tuple[str, ...] = ()
    is_optional: bool = False
    max_length: int | None = None


@dataclass(frozen=True, slots=True)
class Campaigns:
    """Which campaigns need which statuses: one campaign by its id, or all with a box ticked."""

    condition: str
    labels: tuple[str, ...]

    @property
    def is_one(self) -> bool:
        return self.condition.startswith("Id = ")


def requirements(schema: Schema, campaign: str | None) -> tuple[Requirement, ...]:
    """Return what a schema requires of an org.

    `campaign` is an id that was checked: then only that campaign needs the statuses.
    """
    return (*_metadata(schema), *_records(schema, campaign))


def _metadata(schema: Schema) -> Iterator[Requirement]:
    for name in schema.custom_objects:
        yield Requirement(Kind.OBJECT, name, None, _viewers(schema, name))
    for name, fields in schema.fields.items():
        for own, field in fields.items():
            full_name = f"{name}.{own}"
            most = longest(schema.vendor_limits, full_name)
            viewers = _viewers(schema, name)
            yield Requirement(Kind.FIELD, full_name, field, viewers, max_length=most)
    if schema.campaign_member_statuses:
        labels = _labels(schema.campaign_member_statuses)
        # It only offers the labels to people: the statuses of a campaign are records.
        yield Requirement(Kind.VALUES, VALUE_SET, labels, is_optional=True)
    for name in schema.permission_sets:
        yield Requirement(Kind.SET, name)
    for name, flow in schema.flows.items():
        yield Requirement(Kind.FLOW, name, flow.active)


def _records(schema: Schema, campaign: str | None) -> Iterator[Requirement]:
    flows = schema.flows.values()
    statuses = schema.campaign_member_statuses
    if statuses and campaign is not None:
        yield _campaigns(campaign, f"Id = '{campaign}'", statuses)
    elif statuses:
        for when in dict.fromkeys(flow.when for flow in flows if isinstance(flow, StatusFlow)):
            yield _campaigns(when, f"{when} = true", statuses)
    for key in dict.fromkeys(flow.field for flow in flows if isinstance(flow, KeyFlow)):
        yield Requirement(Kind.KEYS, f"{MEMBER}.{key}", key)


def _campaigns(name: str, condition: str, statuses: CampaignMemberStatuses) -> Requirement:
    return Requirement(Kind.STATUSES, name, Campaigns(condition, _labels(statuses)))


def _labels(statuses: CampaignMemberStatuses) -> tuple[str, ...]:
    return tuple(status.label for status in statuses.values)


def _viewers(schema: Schema, sobject: str) -> tuple[str, ...]:
    """Return the permission sets that show an object, those first that give the least."""
    sets = {
        name: each.access[sobject]
        for name, each in schema.permission_sets.items()
        if sobject in each.access
    }
    return tuple(sorted(sets, key=lambda name: sets[name] != "read"))
