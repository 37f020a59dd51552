"""Which resources of an org answer each question, and what their answers mean."""

from collections.abc import Collection, Iterable

from generator.readiness import described, listed, permission_sets, records
from generator.readiness.answers import Answers
from generator.readiness.fixes import Fixes
from generator.readiness.verdicts import Check, Found
from generator.types.requirement import (
    Assigned,
    CampaignStatuses,
    Described,
    Listed,
    MarketingUsers,
    MemberKeys,
    Offered,
    Requirement,
)


def resources(rows: Iterable[Requirement]) -> list[str]:
    """Return the resources to fetch for the rows, each once."""
    return list(dict.fromkeys(each for row in rows for each in _resources(row)))


def further_resources(rows: Iterable[Requirement], answers: Answers) -> list[str]:
    """Return the resources to fetch as well, for objects and fields that the answers lack."""
    unseen = [
        described.existence(row)
        for row in rows
        if isinstance(row.question, Described)
        and not described.is_shipped(row)
        and described.is_unseen(row, answers)
    ]
    return list(dict.fromkeys(unseen))


def checks(rows: Collection[Requirement], answers: Answers, fixes: Fixes) -> tuple[Check, ...]:
    """Return the checks of each row, for an org that gave these answers."""
    absent = described.absent(rows, answers) | listed.absent(rows, answers)
    return tuple(
        Check(
            row.kind,
            found.name or row.name,
            found.verdict,
            found.reason,
            found.fixes,
            row.is_optional,
        )
        for row in rows
        for found in _found(row, answers, fixes, absent)
    )


def _resources(row: Requirement) -> Iterable[str]:
    match row.question:
        case Described():
            return (described.resource(row.in_org),)
        case Offered(field=field):
            return (described.resource(field),)
        case Listed() as question:
            return (listed.resource(question),)
        case Assigned() | MarketingUsers() as question:
            return permission_sets.resources(row, question)
        case CampaignStatuses() as question:
            return records.statuses_resources(question)
        case MemberKeys() as question:
            return (records.keys_resource(question),)


def _found(
    row: Requirement, answers: Answers, fixes: Fixes, absent: Collection[str]
) -> Iterable[Found]:
    match row.question:
        case Described() as question:
            return (described.check(row, question, answers, fixes),)
        case Offered() as question:
            return (described.check_offered(row, question, answers, fixes),)
        case Listed() as question:
            return (listed.check(row, question, answers, fixes),)
        case Assigned() | MarketingUsers() as question:
            return (permission_sets.check(row, question, answers, fixes, absent),)
        case CampaignStatuses() as question:
            return records.check_statuses(row, question, answers, fixes)
        case MemberKeys() as question:
            return (records.check_keys(row, question, answers, fixes),)
