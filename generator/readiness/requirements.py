"""What an org has to have for a schema to work in it, as rows; and how the org meets each.

A row is of a kind. A kind says what to ask the org for it, and what to make of the answers. What
a user cannot see is asked of the Tooling API, so that it is not taken for missing.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from generator.campaigns.member_export import EXPORT, EXTERNAL_ID, WITH_KEY
from generator.campaigns.statuses import QUERY, folded
from generator.org.rest import Answer, Refused, describe, query, tooling
from generator.schema.model.fields import CustomField
from generator.schema.model.flows import KeyFlow, StatusFlow
from generator.schema.model.schema import VENDOR_LENGTHS, Schema
from generator.schema.model.statuses import CampaignMemberStatuses

Record = Mapping[str, Any]
Reason = tuple["Verdict", str, tuple[str, ...]]

_MEMBER = "CampaignMember"
_VALUE_SET = "CampaignMemberStatus"
_UNSEEN = {"INVALID_FIELD", "INVALID_TYPE", "NOT_FOUND"}
# The commands that help. Where they say {org} and {schema}, `verifying` fills in what was asked.
_DEPLOY = "sf project deploy start --metadata {}:{}{{org}}"
_SHOW = "sf org assign permset --name {}{{org}}"
_ASSIGN = "sf org assign permset --name {} --on-behalf-of USERNAME{{org}}"
_STATUSES_OF = (
    f"{QUERY}{{{{org}}}} > present.json",
    "kaltura-sfdx statuses {{schema}} --campaign {} --present present.json > missing.json",
    "sf data import tree --files missing.json{{org}}",
)
_KEYS = (
    f"{EXPORT}{{org}}",
    "kaltura-sfdx backfill members.csv > keys.csv",
    f"sf data update bulk --sobject {_MEMBER} --file keys.csv --wait 10{{org}}",
)
_MERGE = (
    f"sf project retrieve start --metadata StandardValueSet:{_VALUE_SET}{{org}}",
    (
        "kaltura-sfdx generate {schema} --merge-values "
        f"unpackaged/main/default/standardValueSets/{_VALUE_SET}.standardValueSet-meta.xml"
    ),
    "sf project deploy start --source-dir unpackaged{org}",
)
_ACTIVATE = "activate it in Setup, Object Manager, Campaign Member, Status"


_CAREFUL = "look first at what it holds, which a change may cut or lose"
_SHOWN = 3  # users


class Verdict(StrEnum):
    PASS = "pass"  # noqa: S105  (no password)
    FAIL = "fail"
    UNKNOWN = "unknown"


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
    """One thing that an org has to have, or, if it is optional, that helps those who work there.

    `wanted` is what the schema says of it; `viewers` are the permission sets that show it.
    """

    kind: Kind
    name: str
    wanted: Any = None
    viewers: tuple[str, ...] = ()
    is_optional: bool = False


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """How an org meets a requirement: the verdict, why, and the commands that help."""

    kind: Kind
    name: str
    verdict: Verdict
    reason: str
    fixes: tuple[str, ...] = ()
    is_optional: bool = False


Answers = Mapping[str, Answer]


@dataclass(frozen=True, slots=True)
class Campaigns:
    """Which campaigns have to have which statuses: one by its id, or all with a box ticked."""

    condition: str
    labels: tuple[str, ...]


def requirements(schema: Schema, campaign: str | None) -> tuple[Requirement, ...]:
    """Return what the schema asks of an org; of the campaigns, only the one of an id if given."""
    return (*_shape(schema), *_use(schema, campaign))


def questions(rows: Iterable[Requirement]) -> list[str]:
    """Return what to ask an org, each once."""
    return list(dict.fromkeys(each for row in rows for each in _KINDS[row.kind][0](row)))


def further(rows: Iterable[Requirement], answers: Answers) -> list[str]:
    """Return what to ask besides: whether what the user does not see is there all the same."""
    asked = [
        _whether_there(row)
        for row in rows
        if row.kind in {Kind.OBJECT, Kind.FIELD} and _is_unseen(row, answers)
    ]
    return list(dict.fromkeys(asked))


def diagnostics(rows: Iterable[Requirement], answers: Answers) -> tuple[Diagnostic, ...]:
    """Return how an org that gave these answers meets each row."""
    return tuple(each for row in rows for each in _KINDS[row.kind][1](row, answers))


def _shape(schema: Schema) -> Iterator[Requirement]:
    for name in schema.custom_objects:
        yield Requirement(Kind.OBJECT, name, None, _viewers(schema, name))
    for name, fields in schema.fields.items():
        for own, field in fields.items():
            yield Requirement(Kind.FIELD, f"{name}.{own}", field, _viewers(schema, name))
    if schema.campaign_member_statuses:
        labels = _labels(schema.campaign_member_statuses)
        # It only offers the labels to people: the statuses of a campaign are records.
        yield Requirement(Kind.VALUES, _VALUE_SET, labels, is_optional=True)
    for name in schema.permission_sets:
        yield Requirement(Kind.SET, name)
    for name, flow in schema.flows.items():
        yield Requirement(Kind.FLOW, name, flow.active)


def _use(schema: Schema, campaign: str | None) -> Iterator[Requirement]:
    flows = schema.flows.values()
    statuses = schema.campaign_member_statuses
    if statuses and campaign is not None:
        yield _campaigns(campaign, f"Id = '{campaign}'", statuses)
    elif statuses:
        for when in dict.fromkeys(flow.when for flow in flows if isinstance(flow, StatusFlow)):
            yield _campaigns(when, f"{when} = true", statuses)
    for key in dict.fromkeys(flow.field for flow in flows if isinstance(flow, KeyFlow)):
        yield Requirement(Kind.KEYS, f"{_MEMBER}.{key}", key)


def _campaigns(name: str, condition: str, statuses: CampaignMemberStatuses) -> Requirement:
    return Requirement(Kind.STATUSES, name, Campaigns(condition, _labels(statuses)))


def _labels(statuses: CampaignMemberStatuses) -> tuple[str, ...]:
    return tuple(status.label for status in statuses.values)


def _viewers(schema: Schema, sobject: str) -> tuple[str, ...]:
    """Return the permission sets that show an object, those first that give the least."""
    sets = {
        n: each.access[sobject]
        for n, each in schema.permission_sets.items()
        if sobject in each.access
    }
    return tuple(sorted(sets, key=lambda name: sets[name] != "read"))


# What to ask for a row.


def _of_object(row: Requirement) -> list[str]:
    return [describe(row.name.partition(".")[0])]


def _of_values(_row: Requirement) -> list[str]:
    return [describe(_MEMBER)]


def _of_set(row: Requirement) -> list[str]:
    ours = "NamespacePrefix = null"
    name = f"PermissionSet.Name = '{row.name}' AND PermissionSet.{ours}"
    active = "Assignee.IsActive = true"
    return [
        query(f"SELECT Id FROM PermissionSet WHERE Name = '{row.name}' AND {ours}"),  # noqa: S608  (an API name)
        query(
            f"SELECT Assignee.Username FROM PermissionSetAssignment WHERE {name} AND {active} "  # noqa: S608
            f"LIMIT {_SHOWN + 1}"
        ),
        query(
            f"SELECT Id FROM PermissionSetGroupComponent WHERE {name} AND PermissionSetGroupId IN "  # noqa: S608
            f"(SELECT PermissionSetGroupId FROM PermissionSetAssignment WHERE {active}) LIMIT 1"
        ),
    ]


def _of_flow(row: Requirement) -> list[str]:
    fields = "ApiName, ActiveVersionId"
    return [query(f"SELECT {fields} FROM FlowDefinitionView WHERE ApiName = '{row.name}'")]  # noqa: S608


def _of_statuses(row: Requirement) -> list[str]:
    condition = row.wanted.condition
    which = f"IN (SELECT Id FROM Campaign WHERE {condition})"  # noqa: S608
    if condition.startswith("Id = "):
        which = condition.removeprefix("Id ")
    return [
        query(f"SELECT Id, Name FROM Campaign WHERE {condition}"),  # noqa: S608
        query(f"SELECT CampaignId, Label FROM CampaignMemberStatus WHERE CampaignId {which}"),  # noqa: S608
    ]


def _of_keys(row: Requirement) -> list[str]:
    return [query(f"SELECT COUNT() FROM {_MEMBER} WHERE {row.wanted} = null AND ({WITH_KEY})")]  # noqa: S608


def _whether_there(row: Requirement) -> str:
    """Return the question which custom objects, or fields of an object, there are at all."""
    name, _, field = row.name.partition(".")
    ours = "NamespacePrefix = null"
    if not field:
        own = name.removesuffix("__c")
        return tooling(
            f"SELECT DeveloperName FROM CustomObject WHERE DeveloperName = '{own}' AND {ours}"  # noqa: S608
        )
    entity = f"EntityDefinition.QualifiedApiName = '{name}'"
    return tooling(f"SELECT DeveloperName FROM CustomField WHERE {entity} AND {ours}")  # noqa: S608


# What to make of the answers.


def _object(row: Requirement, answers: Answers) -> Iterator[Diagnostic]:
    if _is_unseen(row, answers):
        yield _diagnostic(row, _missing_or_hidden(row, answers))
    elif isinstance(answer := answers[describe(row.name)], Refused):
        yield _diagnostic(row, _unanswered(answer))
    else:
        yield _diagnostic(row, _passed("is there"))


def _field(row: Requirement, answers: Answers) -> Iterator[Diagnostic]:
    name, _, own = row.name.partition(".")
    answer = answers[describe(name)]
    if isinstance(answer, Refused):
        yield _diagnostic(row, _needs(name) if answer.code in _UNSEEN else _unanswered(answer))
    elif _is_unseen(row, answers):
        yield _diagnostic(row, _missing_or_hidden(row, answers))
    else:
        found = _described(answer)[own.casefold()]
        wrong = list(_deviations(row, found))
        if wrong:
            yield _diagnostic(
                row, _failed("; ".join(wrong), _DEPLOY.format("CustomField", row.name))
            )
        else:
            yield _diagnostic(row, _passed(_told(row.wanted)))


def _values(row: Requirement, answers: Answers) -> Iterator[Diagnostic]:
    answer = answers[describe(_MEMBER)]
    status = None if isinstance(answer, Refused) else _described(answer).get("status")
    if isinstance(answer, Refused):
        yield _diagnostic(row, _unanswered(answer))
    elif status is None or not _items(status, "picklistValues"):
        yield _diagnostic(
            row, _unclear("the org does not show the values of CampaignMember.Status")
        )
    else:
        lacking = _lacking(row.wanted, _named(status))
        inactive = _lacking(row.wanted, [*lacking, *_active(status)])
        told = [f"lacks {_list(lacking)}"] if lacking else []
        told += [f"has {_list(inactive)} inactive; {_ACTIVATE}"] if inactive else []
        fixes = _MERGE if lacking else ()
        passed = _passed(f"has all {len(row.wanted)} labels")
        yield _diagnostic(row, _failed(", ".join(told), *fixes) if told else passed)


def _set(row: Requirement, answers: Answers) -> Iterator[Diagnostic]:
    there, assigned, grouped = (answers[each] for each in _of_set(row))
    if isinstance(there, Refused):
        yield _diagnostic(row, _unanswered(there))
    elif not _records(there):
        deploy = _DEPLOY.format("PermissionSet", row.name)
        fixes = (deploy, _ASSIGN.format(row.name))
        yield _diagnostic(row, _failed("is not in the org", *fixes))
    elif users := [_username(each) for each in _records(assigned)]:
        more = " and others" if len(users) > _SHOWN else ""
        yield _diagnostic(row, _passed(f"is assigned to {_list(users[:_SHOWN])}{more}"))
    elif _records(grouped):
        yield _diagnostic(row, _passed("is assigned to an active user, in a group"))
    elif isinstance(assigned, Refused):
        yield _diagnostic(row, _unanswered(assigned))
    elif isinstance(grouped, Refused):
        yield _diagnostic(row, _unanswered(grouped))
    else:
        yield _diagnostic(row, _failed("is assigned to no active user", _ASSIGN.format(row.name)))


def _flow(row: Requirement, answers: Answers) -> Iterator[Diagnostic]:
    (answer,) = (answers[each] for each in _of_flow(row))
    deploy = _DEPLOY.format("Flow", row.name)
    if isinstance(answer, Refused):
        yield _diagnostic(row, _unanswered(answer))
    elif not _records(answer):
        yield _diagnostic(row, _failed("is not in the org", deploy))
    elif row.wanted and not _records(answer)[0].get("ActiveVersionId"):
        reason = "is not active; in production, activate it in Setup, Flows"
        yield _diagnostic(row, _failed(reason, deploy))
    else:
        yield _diagnostic(row, _passed("is active" if row.wanted else "is there"))


def _statuses(row: Requirement, answers: Answers) -> Iterator[Diagnostic]:
    campaigns, statuses = (answers[each] for each in _of_statuses(row))
    by_id = row.wanted.condition.startswith("Id = ")
    for answer in (campaigns, statuses):
        if isinstance(answer, Refused):
            yield _diagnostic(row, _needs_field(f"Campaign.{row.name}", answer, refers=not by_id))
            return
    if not _records(campaigns):
        absent = _unclear("is not in the org, or the user of sf may not see it")
        yield _diagnostic(
            row, absent if by_id else _passed("is ticked on no campaign that the user of sf sees")
        )
    labels: dict[str, list[str]] = {}
    for status in _records(statuses):
        labels.setdefault(str(status.get("CampaignId")), []).append(str(status.get("Label")))
    for campaign in _records(campaigns):
        key = str(campaign.get("Id"))
        reason = _passed(f"has all {len(row.wanted.labels)} statuses")
        if lacking := _lacking(row.wanted.labels, labels.get(key, ())):
            fixes = [each.format(key) for each in _STATUSES_OF if key.isalnum()]
            reason = _failed(f"lacks {_list(lacking)}", *fixes)
        yield _diagnostic(row, reason, f"{key} {campaign.get('Name')}")


def _keys(row: Requirement, answers: Answers) -> Iterator[Diagnostic]:
    (answer,) = (answers[each] for each in _of_keys(row))
    if isinstance(answer, Refused):
        yield _diagnostic(row, _needs_field(row.name, answer, refers=True))
        return
    count = answer["totalSize"]
    if count:
        members = "campaign member has" if count == 1 else "campaign members have"
        fixes = _KEYS if row.wanted == EXTERNAL_ID else ()
        yield _diagnostic(row, _failed(f"{count} {members} none", *fixes))
    else:
        yield _diagnostic(row, _passed("no campaign member that the user of sf sees lacks one"))


_Ask = Callable[[Requirement], list[str]]
_Judge = Callable[[Requirement, Answers], Iterator[Diagnostic]]
_KINDS: dict[Kind, tuple[_Ask, _Judge]] = {
    Kind.OBJECT: (_of_object, _object),
    Kind.FIELD: (_of_object, _field),
    Kind.VALUES: (_of_values, _values),
    Kind.SET: (_of_set, _set),
    Kind.FLOW: (_of_flow, _flow),
    Kind.STATUSES: (_of_statuses, _statuses),
    Kind.KEYS: (_of_keys, _keys),
}

# The type that a describe gives to fields of each type.
_DESCRIBED_TYPE = {
    "Text": "string",
    "TextArea": "textarea",
    "LongTextArea": "textarea",
    "Html": "textarea",
    "Number": "double",
    "Currency": "currency",
    "Percent": "percent",
    "Date": "date",
    "DateTime": "datetime",
    "Time": "time",
    "Email": "email",
    "Phone": "phone",
    "Url": "url",
    "Checkbox": "boolean",
    "Picklist": "picklist",
    "MultiselectPicklist": "multipicklist",
    "Lookup": "reference",
    "MasterDetail": "reference",
    "AutoNumber": "string",
}
# Key of a describe, the value that it has to have, what to say if not, and for which fields.
_FLAGS: tuple[tuple[str, bool, str, Callable[[CustomField], bool]], ...] = (
    ("nillable", False, "is not required", lambda field: field.required),
    ("unique", True, "is not unique", lambda field: bool(field.unique)),
    ("externalId", True, "is not an external id", lambda field: field.external_id),
    (
        "caseSensitive",
        True,
        "takes no notice of capitals, and should",
        lambda field: field.unique == "case-sensitive",
    ),
    (
        "caseSensitive",
        False,
        "takes notice of capitals, and should not",
        lambda field: field.unique == "case-insensitive",
    ),
)


def _deviations(row: Requirement, found: Record) -> Iterator[str]:
    """Yield in what a field is not as wanted; one that holds more than it has to is as wanted."""
    field: CustomField = row.wanted
    wanted = _DESCRIBED_TYPE[field.type.row.name]
    if found.get("type") != wanted:
        yield f"is of the type {found.get('type')}, not {wanted}; {_CAREFUL}"
        return
    yield from _size_deviations(row, found)
    for key, value, message, concerns in _FLAGS:
        if concerns(field) and found.get(key) is not value:
            yield message
    target = field.type.elements.get("referenceTo")
    if target and target not in _items(found, "referenceTo"):
        yield f"does not look up {target}"
    active = [each.value for each in field.values or () if each.active]
    if active and (lacking := _lacking(active, _active(found))):
        yield f"lacks the values {_list(lacking)}"


def _size_deviations(row: Requirement, found: Record) -> Iterator[str]:
    elements = row.wanted.type.elements
    if "length" in elements:
        parent, _, own = row.name.partition(".")
        _, most = VENDOR_LENGTHS.get((parent, own), (0, None))
        wanted, length = elements["length"], _number(found, "length")
        if length < wanted:
            yield f"has a length of {length}, not {wanted}"
        elif most is not None and length > most:
            yield f"has a length of {length}, and {most} is the most; {_CAREFUL}"
    if "precision" in elements and not row.wanted.type.formula:
        precision, scale = elements["precision"], elements["scale"]
        digits, decimals = (_number(found, key) for key in ("precision", "scale"))
        if decimals < scale or digits - decimals < precision - scale:
            yield (f"has the precision {digits} and scale {decimals}, not {precision} and {scale}")


def _told(field: CustomField) -> str:
    """Return a type as Setup shows it."""
    elements = field.type.elements
    inside = [str(elements[key]) for key in ("length", "referenceTo") if key in elements]
    if "precision" in elements and not field.type.formula:
        precision, scale = elements["precision"], elements["scale"]
        inside = [str(int(str(precision)) - int(str(scale))), str(scale)]
    return f"{field.type}({', '.join(inside)})" if inside else str(field.type)


def _is_unseen(row: Requirement, answers: Answers) -> bool:
    """Whether the org does not show the object, or shows it without the field."""
    name, _, own = row.name.partition(".")
    answer = answers[describe(name)]
    if isinstance(answer, Refused):
        return not own and answer.code in _UNSEEN
    return bool(own) and own.casefold() not in _described(answer)


def _missing_or_hidden(row: Requirement, answers: Answers) -> Reason:
    name, _, own = row.name.partition(".")
    kind = "CustomField" if own else "CustomObject"
    answer = answers[_whether_there(row)]
    deploy = _DEPLOY.format(kind, row.name)
    shows = tuple(_SHOW.format(each) for each in row.viewers[:1])
    if isinstance(answer, Refused):
        message = f"is missing, or the user of sf may not see it ({answer})"
        return Verdict.UNKNOWN, message, (deploy, *shows)
    known = {str(each.get("DeveloperName")).casefold() for each in _records(answer)}
    if (own or name).removesuffix("__c").casefold() in known:
        return Verdict.UNKNOWN, "is there, but the user of sf may not see it", shows
    return _failed("is not in the org", deploy)


def _needs_field(name: str, answer: Refused, *, refers: bool) -> Reason:
    return _needs(name) if refers and answer.code == "INVALID_FIELD" else _unanswered(answer)


def _needs(name: str) -> Reason:
    return _unclear(f"cannot be told without {name}")


def _unanswered(answer: Refused) -> Reason:
    return _unclear(f"the org does not say ({answer})")


def _unclear(reason: str) -> Reason:
    return Verdict.UNKNOWN, reason, ()


def _passed(reason: str) -> Reason:
    return Verdict.PASS, reason, ()


def _failed(reason: str, *fixes: str) -> Reason:
    return Verdict.FAIL, reason, fixes


def _diagnostic(row: Requirement, reason: Reason, name: str = "") -> Diagnostic:
    return Diagnostic(row.kind, name or row.name, *reason, row.is_optional)


def _username(record: Record) -> str:
    assignee = record.get("Assignee")
    return str(assignee.get("Username")) if isinstance(assignee, dict) else "a user"


def _records(answer: Answer) -> list[Record]:
    return [] if isinstance(answer, Refused) else answer["records"]


def _described(answer: Mapping[str, Any]) -> dict[str, Record]:
    """Return the fields of an object by their names, in which capitals mean nothing."""
    return {str(each.get("name")).casefold(): each for each in answer["fields"]}


def _active(field: Record) -> list[str]:
    return [str(each.get("value")) for each in _picklist(field) if each.get("active")]


def _named(field: Record) -> list[str]:
    return [str(each.get("value")) for each in _picklist(field)]


def _picklist(field: Record) -> list[Record]:
    return [each for each in _items(field, "picklistValues") if isinstance(each, dict)]


def _items(found: Record, key: str) -> list[Any]:
    value = found.get(key)
    return value if isinstance(value, list) else []


def _lacking(wanted: Iterable[str], present: Iterable[str]) -> list[str]:
    there = {folded(label) for label in present}
    return [label for label in wanted if folded(label) not in there]


def _list(labels: Iterable[str]) -> str:
    return ", ".join(labels)


def _number(found: Record, key: str) -> int:
    value = found.get(key)
    return value if isinstance(value, int) else 0
