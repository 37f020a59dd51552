"""What queries of an org list: components by name, and who has a permission set."""

from generator.org.rest import Refusal, query, tooling
from generator.readiness.answers import Answers, Record, records_in
from generator.readiness.fixes import Fixes
from generator.readiness.soql import equal, select
from generator.readiness.verdicts import Found, failed, passed, unanswered
from generator.types.requirement import Listed, Requirement

_SHOWN_USERS = 3


def resource(question: Listed) -> str:
    """Return the resource that lists a component, and whether it is active.

    A batch takes none of the Tooling API, so there it is listed with all others of its kind.
    """
    name, active = question.named[0], question.active
    fields = f"{name}, {active}" if active else name
    if question.is_tooling:
        return tooling(select(fields, question.sobject, *equal(question.where)))
    return query(select(fields, question.sobject, *equal([question.named, *question.where])))


def check(row: Requirement, question: Listed, answers: Answers, fixes: Fixes) -> Found:
    """Return whether an org has a component, and whether it is active if it has to be."""
    answer = answers[resource(question)]
    deploy = fixes.deploy(row.type_name, row.name)
    if isinstance(answer, Refusal):
        return unanswered(answer)
    field, name = question.named[0], question.named[1].casefold()
    same = [each for each in records_in(answer) if str(each.get(field)).casefold() == name]
    if not same:
        return failed("is not in the org", deploy)
    if not question.has_to_be_active:
        return passed("exists")
    if not any(each.get(question.active) for each in same):
        return failed(f"is not active; {question.to_activate}", deploy)
    return passed("is active")


def assigned_resources(name: str) -> tuple[str, str, str]:
    """Return the permission set, its users, and the groups that give it to users."""
    ours = equal([("PermissionSet.Name", name), ("PermissionSet.NamespacePrefix", None)])
    active = "Assignee.IsActive = true"
    groups = select("PermissionSetGroupId", "PermissionSetAssignment", active)
    of_groups = f"PermissionSetGroupId IN ({groups}) LIMIT 1"
    users = f"{active} LIMIT {_SHOWN_USERS + 1}"
    itself = equal([("Name", name), ("NamespacePrefix", None)])
    return (
        query(select("Id", "PermissionSet", *itself)),
        query(select("Assignee.Username", "PermissionSetAssignment", *ours, users)),
        query(select("Id", "PermissionSetGroupComponent", *ours, of_groups)),
    )


def check_assigned(row: Requirement, answers: Answers, fixes: Fixes) -> Found:
    """Return whether an active user has a permission set, by itself or in a group."""
    found, assigned, grouped = (answers[each] for each in assigned_resources(row.name))
    if isinstance(found, Refusal):
        return unanswered(found)
    if not records_in(found):
        deploy = fixes.deploy(row.type_name, row.name)
        return failed("is not in the org", deploy, fixes.assign(row.name))
    if users := [_username(each) for each in records_in(assigned)]:
        more = " and others" if len(users) > _SHOWN_USERS else ""
        return passed(f"is assigned to {', '.join(users[:_SHOWN_USERS])}{more}")
    if records_in(grouped):
        return passed("is assigned to an active user, in a group")
    for answer in (assigned, grouped):
        if isinstance(answer, Refusal):
            return unanswered(answer)
    return failed("is assigned to no active user", fixes.assign(row.name))


def _username(record: Record) -> str:
    assignee = record.get("Assignee")
    return str(assignee.get("Username")) if isinstance(assignee, dict) else "a user"
