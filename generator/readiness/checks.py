"""Whether an org meets each requirement, by its answers: a verdict, a reason, and commands."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from generator.campaigns.member_export import EXTERNAL_ID
from generator.org.rest import Refusal, describe
from generator.readiness.answers import (
    UNSEEN,
    Answers,
    Record,
    active_values,
    all_values,
    described,
    is_unseen,
    items,
    lacking,
    records_in,
)
from generator.readiness.field_mismatches import mismatches, type_in_setup
from generator.readiness.fixes import Fixes
from generator.readiness.requirements import MEMBER, Kind, Requirement
from generator.readiness.resources import (
    SHOWN_USERS,
    existence,
    of_flow,
    of_keys,
    of_permission_set,
    of_statuses,
)

_ACTIVATE = "activate it in Setup, Object Manager, Campaign Member, Status"


class Verdict(StrEnum):
    PASS = "pass"  # noqa: S105  (no password)
    FAIL = "fail"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Check:
    """Whether an org meets a requirement: the verdict, the reason, and the commands that help."""

    kind: Kind
    name: str
    verdict: Verdict
    reason: str
    fixes: tuple[str, ...] = ()
    is_optional: bool = False


Found = tuple[Verdict, str, tuple[str, ...]]  # of a check: its verdict, reason and fixes


def checks(rows: Iterable[Requirement], answers: Answers, fixes: Fixes) -> tuple[Check, ...]:
    """Return the checks of each row, for an org that gave these answers."""
    return tuple(
        Check(row.kind, name or row.name, *found, row.is_optional)
        for row in rows
        for name, found in _checked(row, answers, fixes)
    )


def _checked(row: Requirement, answers: Answers, fixes: Fixes) -> Iterator[tuple[str, Found]]:
    """Yield the checks of a row, each with its name, which is empty for the row's own name."""
    if row.kind is Kind.STATUSES:
        yield from _statuses(row, answers, fixes)
    else:
        yield "", _CHECKS[row.kind](row, answers, fixes)


def _object(row: Requirement, answers: Answers, fixes: Fixes) -> Found:
    if is_unseen(row, answers):
        return _missing_or_hidden(row, answers, fixes)
    answer = answers[describe(row.name)]
    return _unanswered(answer) if isinstance(answer, Refusal) else _passed("exists")


def _field(row: Requirement, answers: Answers, fixes: Fixes) -> Found:
    name, _, own = row.name.partition(".")
    answer = answers[describe(name)]
    if isinstance(answer, Refusal):
        return _needs(name) if answer.code in UNSEEN else _unanswered(answer)
    if is_unseen(row, answers):
        return _missing_or_hidden(row, answers, fixes)
    wrong = "; ".join(mismatches(row, described(answer)[own.casefold()]))
    if wrong:
        return _failed(wrong, fixes.deploy("CustomField", row.name))
    return _passed(type_in_setup(row.wanted))


def _values(row: Requirement, answers: Answers, fixes: Fixes) -> Found:
    answer = answers[describe(MEMBER)]
    if isinstance(answer, Refusal):
        return _unanswered(answer)
    status = described(answer).get("status")
    if status is None or not items(status, "picklistValues"):
        return _unclear("the org does not show the values of CampaignMember.Status")
    absent = lacking(row.wanted, all_values(status))
    inactive = lacking(row.wanted, [*absent, *active_values(status)])
    parts = [f"lacks {', '.join(absent)}"] if absent else []
    parts += [f"has {', '.join(inactive)} inactive; {_ACTIVATE}"] if inactive else []
    if not parts:
        return _passed(f"has all {len(row.wanted)} labels")
    return _failed(", ".join(parts), *(fixes.merge_values() if absent else ()))


def _permission_set(row: Requirement, answers: Answers, fixes: Fixes) -> Found:
    found, assigned, grouped = (answers[each] for each in of_permission_set(row))
    if isinstance(found, Refusal):
        return _unanswered(found)
    if not records_in(found):
        deploy = fixes.deploy("PermissionSet", row.name)
        return _failed("is not in the org", deploy, fixes.assign(row.name))
    if users := [_username(each) for each in records_in(assigned)]:
        more = " and others" if len(users) > SHOWN_USERS else ""
        return _passed(f"is assigned to {', '.join(users[:SHOWN_USERS])}{more}")
    if records_in(grouped):
        return _passed("is assigned to an active user, in a group")
    for answer in (assigned, grouped):
        if isinstance(answer, Refusal):
            return _unanswered(answer)
    return _failed("is assigned to no active user", fixes.assign(row.name))


def _flow(row: Requirement, answers: Answers, fixes: Fixes) -> Found:
    answer = answers[of_flow(row)]
    deploy = fixes.deploy("Flow", row.name)
    if isinstance(answer, Refusal):
        return _unanswered(answer)
    if not records_in(answer):
        return _failed("is not in the org", deploy)
    if row.wanted and not records_in(answer)[0].get("ActiveVersionId"):
        return _failed("is not active; in production, activate it in Setup, Flows", deploy)
    return _passed("is active" if row.wanted else "exists")


def _statuses(row: Requirement, answers: Answers, fixes: Fixes) -> Iterator[tuple[str, Found]]:
    """Yield a check for each campaign of a row: whether it has the statuses."""
    campaigns, statuses = (answers[each] for each in of_statuses(row))
    is_one, wanted = row.wanted.is_one, row.wanted.labels
    for answer in (campaigns, statuses):
        if isinstance(answer, Refusal):
            yield "", _needs_field(f"Campaign.{row.name}", answer, refers=not is_one)
            return
    if not records_in(campaigns):
        absent = _unclear("is not in the org, or the user of sf may not see it")
        unticked = _passed("no campaign that the user of sf sees is ticked")
        yield "", absent if is_one else unticked
    labels: dict[str, list[str]] = {}
    for status in records_in(statuses):
        labels.setdefault(str(status.get("CampaignId")), []).append(str(status.get("Label")))
    for campaign in records_in(campaigns):
        key = str(campaign.get("Id"))
        found = _passed(f"has all {len(wanted)} statuses")
        if absent_labels := lacking(wanted, labels.get(key, ())):
            commands = fixes.add_statuses(key) if key.isalnum() else ()
            found = _failed(f"lacks {', '.join(absent_labels)}", *commands)
        yield f"{key} {campaign.get('Name')}", found


def _keys(row: Requirement, answers: Answers, fixes: Fixes) -> Found:
    answer = answers[of_keys(row)]
    if isinstance(answer, Refusal):
        return _needs_field(row.name, answer, refers=True)
    count = answer["totalSize"]
    if not count:
        return _passed("each campaign member that the user of sf sees has a key")
    members = "campaign member has" if count == 1 else "campaign members have"
    commands = fixes.add_keys() if row.wanted == EXTERNAL_ID else ()
    return _failed(f"{count} {members} no key", *commands)


_CHECKS: dict[Kind, Callable[[Requirement, Answers, Fixes], Found]] = {
    Kind.OBJECT: _object,
    Kind.FIELD: _field,
    Kind.VALUES: _values,
    Kind.SET: _permission_set,
    Kind.FLOW: _flow,
    Kind.KEYS: _keys,
}


def _missing_or_hidden(row: Requirement, answers: Answers, fixes: Fixes) -> Found:
    name, _, own = row.name.partition(".")
    answer = answers[existence(row)]
    deploy = fixes.deploy("CustomField" if own else "CustomObject", row.name)
    shows = tuple(fixes.show(each) for each in row.viewers[:1])
    if isinstance(answer, Refusal):
        message = f"is missing, or the user of sf may not see it ({answer})"
        return Verdict.UNKNOWN, message, (deploy, *shows)
    known = {str(each.get("DeveloperName")).casefold() for each in records_in(answer)}
    if (own or name).removesuffix("__c").casefold() in known:
        return Verdict.UNKNOWN, "exists, but the user of sf may not see it", shows
    return _failed("is not in the org", deploy)


def _needs_field(name: str, answer: Refusal, *, refers: bool) -> Found:
    return _needs(name) if refers and answer.code == "INVALID_FIELD" else _unanswered(answer)


def _needs(name: str) -> Found:
    return _unclear(f"cannot be checked without {name}")


def _unanswered(answer: Refusal) -> Found:
    return _unclear(f"the org refuses to answer ({answer})")


def _unclear(reason: str) -> Found:
    return Verdict.UNKNOWN, reason, ()


def _passed(reason: str) -> Found:
    return Verdict.PASS, reason, ()


def _failed(reason: str, *fixes: str) -> Found:
    return Verdict.FAIL, reason, fixes


def _username(record: Record) -> str:
    assignee = record.get("Assignee")
    return str(assignee.get("Username")) if isinstance(assignee, dict) else "a user"
