"""An org with a namespace of its own: its custom components have the namespace in their names."""

from dataclasses import replace

from generator.org.rest import query
from generator.readiness.answers import Answers, records_in
from generator.types.requirement import (
    Assigned,
    CampaignStatuses,
    Described,
    Listed,
    MarketingUsers,
    MemberKeys,
    Offered,
    Question,
    Requirement,
)

ORGANIZATION = query("SELECT NamespacePrefix FROM Organization")
_PREFIX = "NamespacePrefix"
_OF_FLOWS = "ApiName"  # no source says whether it has the namespace in it


def namespace_in(answers: Answers) -> str:
    """Return the namespace of an org, which most orgs do not have."""
    found = [each.get(_PREFIX) for each in records_in(answers[ORGANIZATION])]
    return next((each for each in found if isinstance(each, str)), "")


def in_namespace(row: Requirement, namespace: str) -> Requirement:
    """Return what is required, by the names that it has in an org with a namespace."""
    return replace(
        row,
        namespace=namespace,
        api_name=_prefixed(row.name, namespace),
        question=_question(row.question, namespace),
    )


def _question(question: Question, namespace: str) -> Question:
    match question:
        case Described(elements=elements) if "referenceTo" in elements:
            target = _prefixed(str(elements["referenceTo"]), namespace)
            return replace(question, elements={**elements, "referenceTo": target})
        case Offered(field=field) | MemberKeys(field=field):
            return replace(question, field=_prefixed(field, namespace))
        case Listed(named=(key, name), where=where):
            return replace(
                question,
                or_named=f"{namespace}__{name}" if key == _OF_FLOWS else "",
                where=tuple((each, _value(each, value, namespace)) for each, value in where),
            )
        case Assigned(objects=objects, fields=fields):
            return replace(
                question,
                objects={_prefixed(name, namespace): each for name, each in objects.items()},
                fields={_prefixed(name, namespace): each for name, each in fields.items()},
            )
        case CampaignStatuses(where=(field, value)):
            return replace(question, where=(_prefixed(field, namespace), value))
        case Described() | MarketingUsers():
            return question


def _value(field: str, value: str | bool | None, namespace: str) -> str | bool | None:
    if field == _PREFIX:
        return namespace
    return _prefixed(value, namespace) if isinstance(value, str) else value


def _prefixed(name: str, namespace: str) -> str:
    """Return the API name of an object or a field; one that is not the org's own as it is."""
    parts = name.split(".")
    return ".".join(f"{namespace}__{each}" if each.count("__") == 1 else each for each in parts)
