"""Which resources of an org show whether it meets a requirement.

What a user cannot see is looked up in the Tooling API as well, so that it is not taken for
missing.
"""

from collections.abc import Callable, Iterable

from generator.campaigns.member_export import WITH_KEY
from generator.org.rest import describe, query, tooling
from generator.readiness.answers import Answers, is_unseen
from generator.readiness.requirements import MEMBER, Kind, Requirement

SHOWN_USERS = 3
_OURS = "NamespacePrefix = null"


def resources(rows: Iterable[Requirement]) -> list[str]:
    """Return the resources to fetch for the rows, each once."""
    return list(dict.fromkeys(each for row in rows for each in _RESOURCES[row.kind](row)))


def further_resources(rows: Iterable[Requirement], answers: Answers) -> list[str]:
    """Return the resources to fetch as well, for objects and fields that the answers lack."""
    unseen = [
        existence(row)
        for row in rows
        if row.kind in {Kind.OBJECT, Kind.FIELD} and is_unseen(row, answers)
    ]
    return list(dict.fromkeys(unseen))


def existence(row: Requirement) -> str:
    """Return the resource that lists the custom object, or the custom fields of an object.

    It lists them whether the user may see them or not.
    """
    name, _, field = row.name.partition(".")
    if not field:
        own = name.removesuffix("__c")
        return tooling(
            f"SELECT DeveloperName FROM CustomObject WHERE DeveloperName = '{own}' AND {_OURS}"  # noqa: S608  (an API name)
        )
    entity = f"EntityDefinition.QualifiedApiName = '{name}'"
    return tooling(f"SELECT DeveloperName FROM CustomField WHERE {entity} AND {_OURS}")  # noqa: S608


def of_permission_set(row: Requirement) -> tuple[str, str, str]:
    """Return the permission set, its users, and the groups that give it to users."""
    name = f"PermissionSet.Name = '{row.name}' AND PermissionSet.{_OURS}"
    active = "Assignee.IsActive = true"
    return (
        query(f"SELECT Id FROM PermissionSet WHERE Name = '{row.name}' AND {_OURS}"),  # noqa: S608
        query(
            f"SELECT Assignee.Username FROM PermissionSetAssignment WHERE {name} AND {active} "  # noqa: S608
            f"LIMIT {SHOWN_USERS + 1}"
        ),
        query(
            f"SELECT Id FROM PermissionSetGroupComponent WHERE {name} AND PermissionSetGroupId IN "  # noqa: S608
            f"(SELECT PermissionSetGroupId FROM PermissionSetAssignment WHERE {active}) LIMIT 1"
        ),
    )


def of_flow(row: Requirement) -> str:
    """Return the flow, and which version of it is active."""
    fields = "ApiName, ActiveVersionId"
    return query(f"SELECT {fields} FROM FlowDefinitionView WHERE ApiName = '{row.name}'")  # noqa: S608


def of_statuses(row: Requirement) -> tuple[str, str]:
    """Return the campaigns, and their statuses."""
    condition = row.wanted.condition
    which = f"IN (SELECT Id FROM Campaign WHERE {condition})"  # noqa: S608
    if row.wanted.is_one:
        which = condition.removeprefix("Id ")
    return (
        query(f"SELECT Id, Name FROM Campaign WHERE {condition}"),  # noqa: S608
        query(f"SELECT CampaignId, Label FROM CampaignMemberStatus WHERE CampaignId {which}"),  # noqa: S608
    )


def of_keys(row: Requirement) -> str:
    """Return how many campaign members have no key."""
    return query(f"SELECT COUNT() FROM {MEMBER} WHERE {row.wanted} = null AND ({WITH_KEY})")  # noqa: S608


def _of_object(row: Requirement) -> tuple[str, ...]:
    return (describe(row.name.partition(".")[0]),)


_RESOURCES: dict[Kind, Callable[[Requirement], tuple[str, ...]]] = {
    Kind.OBJECT: _of_object,
    Kind.FIELD: _of_object,
    Kind.VALUES: lambda _row: (describe(MEMBER),),
    Kind.SET: of_permission_set,
    Kind.FLOW: lambda row: (of_flow(row),),
    Kind.STATUSES: of_statuses,
    Kind.KEYS: lambda row: (of_keys(row),),
}
