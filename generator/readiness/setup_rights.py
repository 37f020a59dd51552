"""What queries of an org show of what else a permission set grants: permissions, tabs, classes.

No query shows the record types of a permission set.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass

from generator.org.rest import Answer, Refusal, query
from generator.readiness import object_rights
from generator.readiness.answers import Answers, Record, records_in
from generator.readiness.object_rights import NOTHING_SHOWN, is_there, of_sets, records_of
from generator.readiness.soql import among, equal, select
from generator.types.requirement import Assigned, Requirement

_NO_SUCH_COLUMN = "INVALID_FIELD"
_SHOWN = ("DefaultOn",)
_OPEN = ("DefaultOn", "DefaultOff")
# What a tab has to be in the org. One that is hidden has no record (Tooling API developer guide).
_VISIBILITY = {"Visible": _SHOWN, "Available": _OPEN}
_STANDARD = "standard__"


@dataclass(frozen=True, slots=True)
class _Named:
    """Where an org has the names of what SetupEntityAccess grants by id.

    `key` is the field with that id, `name` the field with the name. Sources: SetupEntityAccess,
    AppMenuItem, FlowDefinitionView and EntityDefinition in the object reference.
    """

    sobject: str
    name: str
    word: str
    key: str = "Id"


_NAMED = {
    "ApexClass": _Named("ApexClass", "Name", "Apex class"),
    "ApexPage": _Named("ApexPage", "Name", "Visualforce page"),
    "CustomEntityDefinition": _Named("EntityDefinition", "QualifiedApiName", "", "DurableId"),
    "CustomPermission": _Named("CustomPermission", "DeveloperName", "custom permission"),
    "FlowDefinition": _Named("FlowDefinitionView", "ApiName", "flow", "DurableId"),
    "TabSet": _Named("AppMenuItem", "Name", "app", "ApplicationId"),
}


def resources(row: Requirement, question: Assigned) -> tuple[str, ...]:
    """Return what a permission set of a row grants besides objects and fields."""
    permissions = [_permission(row, question, each) for each in question.user_permissions]
    names = [_names(row, question, kind) for kind in question.entities]
    return (*permissions, *_of_all_sets(row, question), *names)


def hidden(row: Requirement, question: Assigned, answers: Answers) -> str:
    """Return why the org does not show what it grants, or nothing.

    As of FieldPermissions, only users with View Setup and Configuration have access to it.
    """
    given = [answers[each] for each in resources(row, question)]
    refused = [each for each in given if isinstance(each, Refusal)]
    if why := [str(each) for each in refused if each.code != _NO_SUCH_COLUMN]:
        return why[0]
    asked = [*object_rights.resources(row, question), *_of_all_sets(row, question)]
    if not (question.tabs or question.entities) or any(records_in(answers[e]) for e in asked):
        return ""
    return NOTHING_SHOWN


def lacking(
    row: Requirement, question: Assigned, answers: Answers, absent: Collection[str]
) -> Iterator[str]:
    """Yield what the org does not grant, in the words of people."""
    for permission in question.user_permissions:
        answer = answers[_permission(row, question, permission)]
        if isinstance(answer, Refusal):
            yield f"{permission} (the org has no such permission)"
        elif row.name.casefold() not in _names_in(answer):
            yield permission
    yield from _lacking_tabs(row, question, answers, absent)
    for kind, names in question.entities.items():
        granted = {
            _short(each.get("SetupEntityId"))
            for each in records_of(row, answers[_granted(row, question)])
            if each.get("SetupEntityType") == kind
        }
        known = _known(row, question, kind, answers)
        for name in names:
            if (keys := known.get(_folded(name))) and keys.isdisjoint(granted):
                yield _shown(kind, name)


def unseen(
    row: Requirement, question: Assigned, answers: Answers, absent: Collection[str]
) -> Iterator[str]:
    """Yield what the org does not show, so that nobody can say whether it grants it."""
    lacks = {_plain(each, row) for each in absent}
    for kind, names in question.entities.items():
        known = _known(row, question, kind, answers)
        yield from (
            _shown(kind, name)
            for name in names
            if _folded(name) not in known and name not in lacks
        )


def _lacking_tabs(
    row: Requirement, question: Assigned, answers: Answers, absent: Collection[str]
) -> Iterator[str]:
    if not question.tabs:
        return
    records = records_of(row, answers[_tabs(row, question)])
    existing = {
        _plain(str(each.get("Name")), row).casefold(): each.get("Visibility") for each in records
    }
    lacks = {_plain(each, row) for each in absent}
    for tab, wanted in question.tabs.items():
        if is_there(tab, lacks) and existing.get(tab.casefold()) not in _VISIBILITY[wanted]:
            yield f"the tab {tab} as {wanted.lower()}"


def _of_all_sets(row: Requirement, question: Assigned) -> list[str]:
    tabs = [_tabs(row, question)] if question.tabs else []
    return tabs + ([_granted(row, question)] if question.entities else [])


def _permission(row: Requirement, question: Assigned, permission: str) -> str:
    """Return the resource that lists the sets with a permission.

    A query for several would be refused whole where the org lacks one of them.
    """
    names = among("Name", question.sets or (row.name,))
    where = equal([(f"Permissions{permission}", True), ("NamespacePrefix", row.namespace)])
    return query(select("Name", "PermissionSet", names, *where))


def _tabs(row: Requirement, question: Assigned) -> str:
    ours = of_sets(row, question)
    return query(select("Parent.Name, Name, Visibility", "PermissionSetTabSetting", *ours))


def _granted(row: Requirement, question: Assigned) -> str:
    ours = of_sets(row, question)
    kinds = among("SetupEntityType", sorted(_NAMED))
    fields = "Parent.Name, SetupEntityType, SetupEntityId"
    return query(select(fields, "SetupEntityAccess", *ours, kinds))


def _names(row: Requirement, question: Assigned, kind: str) -> str:
    """Return the resource with the ids of what a set grants, by each form of its names."""
    named, given = _NAMED[kind], question.entities[kind]
    own = [f"{row.namespace}__{each}" for each in given] if row.namespace else []
    names = among(named.name, dict.fromkeys([*given, *map(_without_namespace, given), *own]))
    return query(select(f"{named.key}, {named.name}, NamespacePrefix", named.sobject, names))


def _known(
    row: Requirement, question: Assigned, kind: str, answers: Answers
) -> dict[str, set[str]]:
    """Return the ids of what an org has of a kind, by folded name."""
    named = _NAMED[kind]
    found: dict[str, set[str]] = {}
    for record in records_in(answers[_names(row, question, kind)]):
        name = _plain(_full_name(record, named.name), row)
        found.setdefault(_folded(name), set()).add(_short(record.get(named.key)))
    return found


def _names_in(answer: Answer) -> set[str]:
    return {str(each.get("Name")).casefold() for each in records_in(answer)}


def _shown(kind: str, name: str) -> str:
    of_entities = "custom metadata type" if name.endswith("__mdt") else "custom setting"
    return f"the {_NAMED[kind].word or of_entities} {name}"


def _full_name(record: Record, field: str) -> str:
    """Return the name of a record with its namespace, which some names have in them."""
    name, namespace = str(record.get(field)), record.get("NamespacePrefix")
    prefix = f"{namespace}__" if namespace else ""
    return prefix + name.removeprefix(prefix)


def _plain(name: str, row: Requirement) -> str:
    """Return a name without the org's own namespace."""
    return name.removeprefix(f"{row.namespace}__") if row.namespace else name


def _without_namespace(name: str) -> str:
    return name if name.endswith(("__c", "__mdt")) else name.rpartition("__")[2]


def _folded(name: str) -> str:
    return name.casefold().removeprefix(_STANDARD)


def _short(key: object) -> str:
    """Return an id in its short form, which some fields have."""
    return str(key)[:15]
