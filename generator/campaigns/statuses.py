"""The statuses that one campaign lacks, as records for `sf data import`.

Nothing here contacts an org. The statuses of a campaign are read from the result of a query, or
are those that Salesforce gives every new campaign.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pydantic import BaseModel, ConfigDict, ValidationError
from pydantic.alias_generators import to_pascal

from generator.campaigns import sf_query
from generator.campaigns.file_diagnostics import FileDiagnostics
from generator.campaigns.input_files import shown_name
from generator.campaigns.record_id import full
from generator.campaigns.sf_query import Record
from generator.diagnostics import Diagnostic, visible
from generator.errors import DataError, SchemaError, UsageError
from generator.schema import yaml_source
from generator.schema.loader import load
from generator.types.flow import AUTOMATIC_STATUSES
from generator.types.schema import Schema
from generator.types.standard_value_set import CampaignMemberStatuses

SOBJECT = "CampaignMemberStatus"
_FIELDS = ("CampaignId", "Label", "SortOrder", "IsDefault")
_HIGHEST_SORT_ORDER = 999_999_999
_SHOWN = 100  # characters of a value
# By kind of error that pydantic finds in a value.
_EXPECTED = {"string_type": "text", "int_type": "a whole number", "bool_type": "true or false"}


class ExistingStatus(BaseModel):
    """A status that a campaign has, as a query gives it."""

    model_config = ConfigDict(
        alias_generator=to_pascal, extra="ignore", frozen=True, strict=True, populate_by_name=True
    )

    campaign_id: str
    label: str
    sort_order: int
    is_default: bool


@dataclass(frozen=True, slots=True)
class Status:
    """A status that a campaign is to get."""

    label: str
    sort_order: int
    default: bool
    responded: bool


@dataclass(frozen=True, slots=True)
class StatusesRequest:
    """A campaign, a schema, and the file with the statuses of the campaign.

    Without that file, the campaign is a new one.
    """

    campaign: str
    schema: str
    present: str | None = None


@dataclass(frozen=True, slots=True)
class StatusesResult:
    """The statuses that a campaign lacks, and notes about its others."""

    campaign: str
    statuses: tuple[Status, ...]
    notes: tuple[str, ...]

    def records(self) -> list[dict[str, object]]:
        """Return the statuses as records to import."""
        return [
            {
                "CampaignId": self.campaign,
                "Label": status.label,
                "SortOrder": status.sort_order,
                "IsDefault": status.default,
                "HasResponded": status.responded,
            }
            for status in self.statuses
        ]


def statuses(request: StatusesRequest) -> StatusesResult:
    """Return the statuses of the schema that the campaign lacks.

    Raises UsageError for a wrong id, SchemaError for a schema without statuses, DataError for an
    answer of `sf` that cannot be used.
    """
    campaign = campaign_id(request.campaign)
    text = yaml_source.read(request.schema)
    wanted = wanted_by(load(text, Schema), text.name)
    existing = _existing(request.present, campaign)
    missing = _missing(wanted, existing)
    if missing and missing[-1].sort_order > _HIGHEST_SORT_ORDER:
        message = (
            f"the last SortOrder would be {missing[-1].sort_order}; at most {_HIGHEST_SORT_ORDER} "
            "is allowed; lower the SortOrder of the campaign's statuses"
        )
        raise DataError(Diagnostic(request.present or request.schema, message))
    return StatusesResult(campaign, missing, tuple(_notes(campaign, wanted, existing, missing)))


def query_command(campaign: str) -> str:
    """Return the command that reads the statuses of a campaign from an org."""
    fields = ", ".join(_FIELDS)
    query = f"SELECT {fields} FROM {SOBJECT} WHERE CampaignId = '{campaign}'"  # noqa: S608  (an ID)
    return f'sf data query --query "{query}" --json'


def campaign_id(text: str) -> str:
    """Return the id of a campaign in its long form; raises UsageError for any other text."""
    try:
        return full(text, "Campaign")
    except ValueError as error:
        raise UsageError(Diagnostic("--campaign", str(error))) from error


def wanted_by(schema: Schema, name: str) -> CampaignMemberStatuses:
    """Return a schema's statuses; raises SchemaError, naming the file, if it has none."""
    if schema.campaign_member_statuses is None:
        raise SchemaError(Diagnostic(name, "has no campaign_member_statuses"))
    return schema.campaign_member_statuses


def _missing(
    wanted: CampaignMemberStatuses, existing: Sequence[ExistingStatus]
) -> tuple[Status, ...]:
    """Return the statuses to add, lowest SortOrder first; each is higher than the existing ones.

    The default of the schema becomes that of the campaign, unless a person chose its default.
    """
    labels = {folded(status.label) for status in existing}
    highest = max((status.sort_order for status in existing), default=0)
    made = set(map(folded, AUTOMATIC_STATUSES))
    is_free = all(folded(status.label) in made for status in existing if status.is_default)
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
    existing: Sequence[ExistingStatus],
    missing: Sequence[Status],
) -> Iterator[str]:
    if not missing:
        yield f"The campaign {campaign} has all {len(wanted.values)} statuses."
    ours = next(status.label for status in wanted.values if status.default)
    default = next((status.label for status in existing if status.is_default), "")
    if not any(status.default for status in missing) and folded(default) != folded(ours):
        stays = f"stays {default}" if default else "is none of its statuses"
        yield visible(f"The default of the campaign {campaign} {stays}; the schema's is {ours}.")


def _existing(path: str | None, campaign: str) -> tuple[ExistingStatus, ...]:
    """Return the statuses of a campaign in an answer of `sf`, or those of a new campaign.

    Raises DataError with all that is wrong.
    """
    if path is None:
        return tuple(
            ExistingStatus(
                campaign_id=campaign, label=label, sort_order=number, is_default=number == 1
            )
            for number, label in enumerate(AUTOMATIC_STATUSES, start=1)
        )
    actions = (f"Query with: {query_command(campaign)}",)
    try:
        records = sf_query.records(path)
    except DataError as error:
        raise DataError(*error.diagnostics, actions=actions) from error
    wrong = FileDiagnostics(shown_name(path))
    if not records:  # since API 39.0 every campaign has a default status
        wrong.add(f"has no status of the campaign {campaign}; check the id")
    found = [
        status
        for index, record in enumerate(records)
        if (status := _status(record, campaign, f"result.records.{index}", wrong)) is not None
    ]
    if sum(status.is_default for status in found) > 1:
        wrong.add("has more than one default status; a campaign has one")
    if wrong:
        raise DataError(*wrong.all(), actions=actions)
    return tuple(found)


def _status(
    record: Record, campaign: str, place: str, wrong: FileDiagnostics
) -> ExistingStatus | None:
    """Return a record as a status; None if it is wrong, with what is wrong in the diagnostics."""
    try:
        status = ExistingStatus.model_validate(record)
    except ValidationError as error:
        for each in error.errors(include_url=False):
            wrong.add(_explained(each["type"], each["input"]), key=f"{place}.{each['loc'][0]}")
        return None
    try:
        found = full(status.campaign_id, "Campaign")
        message = "" if found == campaign else f"is {found}; expected {campaign}"
    except ValueError as error:
        message = str(error)
    if message:
        wrong.add(message, key=f"{place}.CampaignId")
    return status


def _explained(kind: str, value: object) -> str:
    """Return what is wrong with a value of a record, by the kind of pydantic's error."""
    if kind == "missing" or value is None:
        return "is missing"
    return f"is {repr(value)[:_SHOWN]}; expected {_EXPECTED.get(kind, kind)}"


def folded(label: str) -> str:
    """Return a label as an org compares it with others."""
    return label.strip().casefold()
