"""What queries of an org show of a permission set: what it grants, and who has it."""

from collections.abc import Collection, Iterator, Mapping

from generator.org.rest import Answer, Refusal, query
from generator.readiness.answers import Answers, Record, records_in
from generator.readiness.fixes import Fixes
from generator.readiness.soql import among, equal, select
from generator.readiness.verdicts import Found, failed, passed, unanswered, unclear
from generator.types.requirement import Assigned, MarketingUsers, Requirement

_SHOWN = 3  # users or rights in a reason
_ACTIVE = "Assignee.IsActive = true"
_MARKETING = "Assignee.UserPermissionsMarketingUser = false"
# The elements of a file: what the records call a right, and what people call it.
_OBJECT_RIGHTS = {
    "allowCreate": ("PermissionsCreate", "create"),
    "allowDelete": ("PermissionsDelete", "delete"),
    "allowEdit": ("PermissionsEdit", "edit"),
    "allowRead": ("PermissionsRead", "read"),
    "modifyAllRecords": ("PermissionsModifyAllRecords", "modify all"),
    "viewAllRecords": ("PermissionsViewAllRecords", "view all"),
}
_FIELD_RIGHTS = {
    "editable": ("PermissionsEdit", "edit"),
    "readable": ("PermissionsRead", "read"),
}


def resources(row: Requirement, question: Assigned | MarketingUsers) -> tuple[str, ...]:
    """Return the resources that show a permission set with its users and rights, or its users."""
    if isinstance(question, MarketingUsers):
        return _marketing_resources(row)
    return _set_resources(row, question)


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


def _set_resources(row: Requirement, question: Assigned) -> tuple[str, ...]:
    """Return the permission set, its users, the groups that give it to users, and its rights."""
    ours = _of(row)
    groups = select("PermissionSetGroupId", "PermissionSetAssignment", _ACTIVE)
    of_groups = f"PermissionSetGroupId IN ({groups}) LIMIT 1"
    users = f"{_ACTIVE} LIMIT {_SHOWN + 1}"
    itself = equal([("Name", row.name), ("NamespacePrefix", row.namespace)])
    return (
        query(select("Id", "PermissionSet", *itself)),
        query(select("Assignee.Username", "PermissionSetAssignment", *ours, users)),
        query(select("Id", "PermissionSetGroupComponent", *ours, of_groups)),
        *_rights_resources(row, question),
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
    given = [answers[each] for each in _set_resources(row, question)]
    (found, assigned, grouped), rights = given[:3], given[3:]
    if isinstance(found, Refusal):
        return unanswered(found)
    if not records_in(found):
        deploy = fixes.deploy(row.type_name, row.name)
        return failed("is not in the org", deploy, fixes.assign(row.name))
    has_users = _check_users(row, assigned, grouped, fixes)
    if (why := _hidden(question, rights, absent)) and not has_users.fixes:
        return unclear(f"the org does not show what it grants ({why})")
    lacking = [] if why else list(_lacking(row, question, rights, absent))
    if lacking:
        shown = ", ".join(lacking[:_SHOWN])
        more = f" and {len(lacking) - _SHOWN} more rights" if len(lacking) > _SHOWN else ""
        reasons = [f"does not grant {shown}{more}"]
        reasons += [has_users.reason] if has_users.fixes else []
        return failed("; ".join(reasons), fixes.deploy(row.type_name, row.name), *has_users.fixes)
    return has_users


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


def _rights_resources(row: Requirement, question: Assigned) -> tuple[str, ...]:
    """Return the rights of all permission sets of the schema, which one query gives."""
    ours = (
        among("Parent.Name", question.sets or (row.name,)),
        *equal([("Parent.NamespacePrefix", row.namespace)]),
    )
    of_objects = ", ".join(name for name, _ in _OBJECT_RIGHTS.values())
    of_fields = ", ".join(name for name, _ in _FIELD_RIGHTS.values())
    return (
        query(select(f"Parent.Name, SobjectType, {of_objects}", "ObjectPermissions", *ours)),
        query(select(f"Parent.Name, Field, {of_fields}", "FieldPermissions", *ours)),
    )


def _hidden(question: Assigned, given: list[Answer], absent: Collection[str]) -> str:
    """Return why the rights of all permission sets are hidden, or nothing.

    An org shows no rights to what is `absent` from it.

    Only users with View Setup and Configuration have access to FieldPermissions (object reference,
    since API version 49.0); whether others get a refusal or no records, no source says.
    """
    for answer, wanted in zip(given, (question.objects, question.fields), strict=True):
        if isinstance(answer, Refusal):
            return str(answer)
        if any(_is_there(name, absent) for name in wanted) and not records_in(answer):
            return "it shows no right at all; is View Setup and Configuration missing?"
    return ""


def _lacking(
    row: Requirement, question: Assigned, given: list[Answer], absent: Collection[str]
) -> Iterator[str]:
    """Yield each right that the org does not grant, in the words of people."""
    tables = (
        (question.objects, "SobjectType", _OBJECT_RIGHTS),
        (question.fields, "Field", _FIELD_RIGHTS),
    )
    for answer, (wanted, key, words) in zip(given, tables, strict=True):
        existing = {
            str(each.get(key)).casefold(): each
            for each in records_in(answer)
            if _parent(each) == row.name.casefold()
        }
        for name, rights in wanted.items():
            if _is_there(name, absent):
                record = existing.get(name.casefold(), {})
                yield from (f"{each} of {name}" for each in _without(rights, record, words))


def _is_there(name: str, absent: Collection[str]) -> bool:
    """Whether an org has an object or field, and the object of the field."""
    return {name, name.partition(".")[0]}.isdisjoint(absent)


def _without(
    rights: Collection[str], record: Record, words: Mapping[str, tuple[str, str]]
) -> Iterator[str]:
    return (
        word for right, (name, word) in words.items() if right in rights and not record.get(name)
    )


def _parent(record: Record) -> str:
    parent = record.get("Parent")
    return str(parent.get("Name")).casefold() if isinstance(parent, dict) else ""


def _username(record: Record) -> str:
    assignee = record.get("Assignee")
    return str(assignee.get("Username")) if isinstance(assignee, dict) else "a user"
