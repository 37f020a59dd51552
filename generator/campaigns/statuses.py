"""The statuses that one campaign lacks, as records for `sf data import`.

Nothing is asked of an org: what the campaign has is in the answer of a query, or what Salesforce
gives every new campaign.
"""

import csv
import io
import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from generator.campaigns import sf_results
from generator.campaigns.record_id import full
from generator.campaigns.sf_results import Diagnostics, Record
from generator.diagnostics import Diagnostic, visible
from generator.errors import DataError, SchemaError, UsageError
from generator.schema import yaml_source
from generator.schema.loader import load
from generator.schema.model.flows import AUTOMATIC_STATUSES
from generator.schema.model.schema import Schema
from generator.schema.model.statuses import CampaignMemberStatuses

_SOBJECT = "CampaignMemberStatus"
_FIELDS = ("CampaignId", "Label", "SortOrder", "IsDefault")
# A command; the braces stand for the campaign's id.
QUERY = (
    f'sf data query --query "SELECT {", ".join(_FIELDS)} FROM {_SOBJECT} '  # noqa: S608  (a person runs it)
    "WHERE CampaignId = '{}'\" --json"
)
_HIGHEST_SORT_ORDER = 999_999_999


@dataclass(frozen=True, slots=True)
class Present:
    """A status that a campaign has."""

    label: str
    sort_order: int
    default: bool


@dataclass(frozen=True, slots=True)
class Status:
    """A status that a campaign is to get."""

    label: str
    sort_order: int
    default: bool
    responded: bool


@dataclass(frozen=True, slots=True)
class StatusesRequest:
    """What a person asked for: a campaign, a schema, and the file of what the campaign has."""

    campaign: str
    schema: str
    present: str | None = None


@dataclass(frozen=True, slots=True)
class Missing:
    """The statuses that a campaign lacks, and what a person should know of them."""

    campaign: str
    statuses: tuple[Status, ...]
    notes: tuple[str, ...]


# What Salesforce gives every new campaign.
NEW_CAMPAIGN = tuple(
    Present(label, number, default=number == 1)
    for number, label in enumerate(AUTOMATIC_STATUSES, start=1)
)


def missing(request: StatusesRequest) -> Missing:
    """Return what the campaign lacks of the schema's statuses.

    Raises UsageError for a wrong id, SchemaError for a schema without statuses, DataError for an
    answer of `sf` that cannot be used.
    """
    campaign = campaign_id(request.campaign)
    text = yaml_source.read(request.schema)
    wanted = wanted_by(load(text), text.name)
    present = NEW_CAMPAIGN if request.present is None else _present(request.present, campaign)
    statuses = _missing(wanted, present)
    if statuses and statuses[-1].sort_order > _HIGHEST_SORT_ORDER:
        message = f"a SortOrder is too high to leave room for ours below {_HIGHEST_SORT_ORDER}"
        raise DataError(Diagnostic(request.present or request.schema, message))
    return Missing(campaign, statuses, tuple(_notes(campaign, wanted, present, statuses)))


def as_tree(found: Missing) -> str:
    """Return a document for `sf data import tree --files`."""
    records = [
        {"attributes": {"type": _SOBJECT, "referenceId": f"Status{number}"}, **record}
        for number, record in enumerate(_records(found), start=1)
    ]
    return json.dumps({"records": records}, indent=2, ensure_ascii=False)


def as_csv(found: Missing) -> str:
    """Return a table for `sf data import bulk`."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow((*_FIELDS, "HasResponded"))
    for record in _records(found):
        writer.writerow(
            str(value).lower() if isinstance(value, bool) else value for value in record.values()
        )
    return text.getvalue().removesuffix("\n")


FORMATS: dict[str, Callable[[Missing], str]] = {"tree": as_tree, "csv": as_csv}


def _records(found: Missing) -> Iterator[dict[str, object]]:
    for status in found.statuses:
        yield {
            "CampaignId": found.campaign,
            "Label": status.label,
            "SortOrder": status.sort_order,
            "IsDefault": status.default,
            "HasResponded": status.responded,
        }


def campaign_id(text: str) -> str:
    """Return the id of a campaign in its long form; raises UsageError if it is none."""
    try:
        return full(text, "Campaign")
    except ValueError as error:
        raise UsageError(Diagnostic("--campaign", str(error))) from error


def wanted_by(schema: Schema, name: str) -> CampaignMemberStatuses:
    """Return a schema's statuses; raises SchemaError, naming the file, if it has none."""
    if schema.campaign_member_statuses is None:
        raise SchemaError(Diagnostic(name, "has no campaign_member_statuses"))
    return schema.campaign_member_statuses


def _missing(wanted: CampaignMemberStatuses, present: Sequence[Present]) -> tuple[Status, ...]:
    """Return the statuses to add, lowest SortOrder first; each above all that are there.

    Ours becomes the default in place of none, or of one that Salesforce made; one that a person
    chose stays.
    """
    labels = {folded(status.label) for status in present}
    highest = max((status.sort_order for status in present), default=0)
    made = {folded(status.label) for status in NEW_CAMPAIGN}
    is_free = all(folded(status.label) in made for status in present if status.default)
    lacking = [status for status in wanted.values if folded(status.label) not in labels]
    return tuple(
        Status(
            status.label,
            highest + status.sort_order,
            default=status.default and is_free,
            responded=status.responded,
        )
        for status in sorted(lacking, key=lambda status: status.sort_order)
    )


def _notes(
    campaign: str,
    wanted: CampaignMemberStatuses,
    present: Sequence[Present],
    statuses: Sequence[Status],
) -> Iterator[str]:
    if not statuses:
        yield f"The campaign {campaign} has all {len(wanted.values)} statuses."
    ours = next(status.label for status in wanted.values if status.default)
    default = next((status.label for status in present if status.default), "")
    if not any(status.default for status in statuses) and folded(default) != folded(ours):
        stays = f"stays {visible(default)}" if default else "is none of its statuses"
        yield f"The default of the campaign {campaign} {stays}; the schema's is {ours}."


def _present(path: str, campaign: str) -> tuple[Present, ...]:
    """Return what a query says the campaign has; raises DataError with all that is wrong."""
    actions = (f"Query with: {QUERY.format(campaign)}",)
    try:
        records = sf_results.records(path)
    except DataError as error:
        raise DataError(*error.diagnostics, actions=actions) from error
    diagnostics = Diagnostics(path)
    if not records:  # since API 39.0 every campaign has a default status
        diagnostics.add(f"has no status of the campaign {campaign}; is its id right?")
    for index, record in enumerate(records):
        for field, message in _wrong(record, campaign):
            diagnostics.add(message, key=f"result.records.{index}.{field}")
    if sum(record.get("IsDefault") is True for record in records) > 1:
        diagnostics.add("has more than one default status; a campaign has one")
    if diagnostics:
        raise DataError(*diagnostics.all(), actions=actions)
    return tuple(
        Present(record["Label"], record["SortOrder"], record["IsDefault"]) for record in records
    )


def _wrong(record: Record, campaign: str) -> Iterator[tuple[str, str]]:
    """Yield the fields of a record that cannot be used, and why."""
    for field, is_right, wanted in _CHECKS:
        value = record.get(field)
        if value is None:
            yield field, "is missing"
        elif not is_right(value):
            yield field, f"has to be {wanted}, not {value!r}"
        elif field == "CampaignId" and (message := _wrong_campaign(value, campaign)):
            yield field, message


def _wrong_campaign(value: str, campaign: str) -> str:
    try:
        found = full(value, "Campaign")
    except ValueError as error:
        return str(error)
    return "" if found == campaign else f"is another campaign: {found}, not {campaign}"


def _is_text(value: object) -> bool:
    return isinstance(value, str)


def _is_whole(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _is_truth(value: object) -> bool:
    return isinstance(value, bool)


_CHECKS: tuple[tuple[str, Callable[[object], bool], str], ...] = (
    ("CampaignId", _is_text, "text"),
    ("Label", _is_text, "text"),
    ("SortOrder", _is_whole, "a whole number"),
    ("IsDefault", _is_truth, "true or false"),
)


def folded(label: str) -> str:
    """Return a label as an org compares it with others."""
    return label.strip().casefold()
