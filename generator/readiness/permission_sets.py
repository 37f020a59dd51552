"""What queries of an org show of a permission set: what it grants, and who has it."""

from collections.abc import Collection
from dataclasses import replace

from generator.org.rest import Answer, Refusal, query
from generator.readiness import object_rights, setup_rights
from generator.readiness.answers import Answers, Record, records_in
from generator.readiness.fixes import Fixes
from generator.readiness.soql import equal, select
from generator.readiness.verdicts import Found, failed, passed, unanswered, unclear
from generator.types.requirement import Assigned, MarketingUsers, Requirement

_SHOWN = 3  # users or rights in a reason
_ACTIVE = "Assignee.IsActive = true"
_MARKETING = "Assignee.UserPermissionsMarketingUser = false"
_UNASKED = "; no query shows its record types, but plan --target-org compares them"


def resources(row: Requirement, question: Assigned | MarketingUsers) -> tuple[str, ...]:
    """Return the resources that show a permission set with its users and rights, or its users."""
    if isinstance(question, MarketingUsers):
        return _marketing_resources(row)
    rights = (*object_rights.resources(row, question), *setup_rights.resources(row, question))
    return (*_set_resources(row), *rights)


def check(
    row: Requirement,
    question: Assigned | MarketingUsers,
    answers: Answers,
    fixes: Fixes,
    absent: Collection[str],
) -> Found:
    """Return whether a permission set is as it should be, or all of its users are.

    No right is missed for what the org is known to lack: those are the names in `absent`.
    """
    if isinstance(question, MarketingUsers):
        return _check_marketing(row, answers, fixes)
    return _check_set(row, question, answers, fixes, absent)


def _set_resources(row: Requirement) -> tuple[str, str, str]:
    """Return the permission set, its users, and the groups that give it to users."""
    ours = _of(row)
    groups = select("PermissionSetGroupId", "PermissionSetAssignment", _ACTIVE)
    of_groups = f"PermissionSetGroupId IN ({groups}) LIMIT 1"
    users = f"{_ACTIVE} LIMIT {_SHOWN + 1}"
    itself = equal([("Name", row.name), ("NamespacePrefix", row.namespace)])
    return (
        query(select("Id", "PermissionSet", *itself)),
        query(select("Assignee.Username", "PermissionSetAssignment", *ours, users)),
        query(select("Id", "PermissionSetGroupComponent", *ours, of_groups)),
    )


def _marketing_resources(row: Requirement) -> tuple[str, str]:
    """Return the users without the checkbox who have the set by itself, and those in a group."""
    ours = _of(row)
    groups = select("PermissionSetGroupId", "PermissionSetGroupComponent", *ours)
    found = f"{_MARKETING} LIMIT {_SHOWN + 1}"
    in_group = f"PermissionSetGroupId IN ({groups})"
    fields, sobject = "Assignee.Username", "PermissionSetAssignment"
    return (
        query(select(fields, sobject, *ours, _ACTIVE, found)),
        query(select(fields, sobject, in_group, _ACTIVE, found)),
    )


def _check_set(
    row: Requirement,
    question: Assigned,
    answers: Answers,
    fixes: Fixes,
    absent: Collection[str],
) -> Found:
    """Return whether an active user has a permission set, and whether it grants its rights."""
    found, assigned, grouped = (answers[each] for each in _set_resources(row))
    if isinstance(found, Refusal):
        return unanswered(found)
    if not records_in(found):
        deploy = fixes.deploy(row.type_name, row.name)
        return failed("is not in the org", deploy, fixes.assign(row.name))
    has_users = _check_users(row, assigned, grouped, fixes)
    wrong = _check_rights(row, question, answers, fixes, absent)
    if wrong is None:
        unasked = _UNASKED if question.record_types and not has_users.fixes else ""
        return replace(has_users, reason=f"{has_users.reason}{unasked}")
    if not has_users.fixes:
        return wrong
    if not wrong.fixes:
        return has_users
    reason = f"{wrong.reason}; {has_users.reason}"
    return replace(wrong, reason=reason, fixes=(*wrong.fixes, *has_users.fixes))


def _check_rights(
    row: Requirement,
    question: Assigned,
    answers: Answers,
    fixes: Fixes,
    absent: Collection[str],
) -> Found | None:
    """Return what a permission set does not grant, or what the org does not show of it."""
    why = object_rights.hidden(row, question, answers, absent)
    if why := why or setup_rights.hidden(row, question, answers):
        return unclear(f"the org does not show what it grants ({why})")
    lacking = [*object_rights.lacking(row, question, answers, absent)]
    lacking += setup_rights.lacking(row, question, answers, absent)
    if lacking:
        return failed(f"does not grant {_some(lacking)}", fixes.deploy(row.type_name, row.name))
    if unseen := [*setup_rights.unseen(row, question, answers, absent)]:
        return unclear(f"the org lacks {_some(unseen)}, or the user of sf may not see it")
    return None


def _some(rights: list[str]) -> str:
    more = len(rights) - _SHOWN
    return ", ".join(rights[:_SHOWN]) + (f" and {more} more rights" if more > 0 else "")


def _check_marketing(row: Requirement, answers: Answers, fixes: Fixes) -> Found:
    """Return whether all active users of a permission set have the checkbox Marketing User."""
    given = [answers[each] for each in _marketing_resources(row)]
    users = list(dict.fromkeys(_username(each) for one in given for each in records_in(one)))
    if users:
        more = " and others" if len(users) > _SHOWN else ""
        reason = f"{', '.join(users[:_SHOWN])}{more} lack the checkbox Marketing User"
        return failed(reason, *map(fixes.make_marketing_user, users[:_SHOWN]))
    refused = next((each for each in given if isinstance(each, Refusal)), None)
    if refused is not None:
        return unanswered(refused)
    return passed("each active user who has the set has the checkbox Marketing User")


def _check_users(row: Requirement, assigned: Answer, grouped: Answer, fixes: Fixes) -> Found:
    if users := [_username(each) for each in records_in(assigned)]:
        more = " and others" if len(users) > _SHOWN else ""
        return passed(f"is assigned to {', '.join(users[:_SHOWN])}{more}")
    if records_in(grouped):
        return passed("is assigned to an active user, in a group")
    for answer in (assigned, grouped):
        if isinstance(answer, Refusal):
            return unanswered(answer)
    return failed("is assigned to no active user", fixes.assign(row.name))


def _of(row: Requirement, parent: str = "PermissionSet") -> list[str]:
    """Return the conditions for what belongs to a permission set."""
    return equal([(f"{parent}.Name", row.name), (f"{parent}.NamespacePrefix", row.namespace)])


def _username(record: Record) -> str:
    assignee = record.get("Assignee")
    return str(assignee.get("Username")) if isinstance(assignee, dict) else "a user"
