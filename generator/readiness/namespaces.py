"""The names of components in an org where they have a namespace, its own or a package's."""

from generator.org import namespaces
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

_PREFIX = "NamespacePrefix"
_OF_FLOWS = "ApiName"  # no source says whether it has the namespace in it


def in_namespace(row: Requirement, namespace: str) -> Requirement:
    """Return what is required, by the names that it has in an org with a namespace."""
    return row._replace(
        namespace=namespace,
        api_name=_prefixed(row.name, namespace),
        question=_question(row.question, namespace),
    )


def _question(question: Question, namespace: str) -> Question:
    match question:
        case Described(elements=elements) if "referenceTo" in elements:
            target = _prefixed(str(elements["referenceTo"]), namespace)
            return question._replace(elements={**elements, "referenceTo": target})
        case Offered(field=field) | MemberKeys(field=field):
            return question._replace(field=_prefixed(field, namespace))
        case Listed(sobject=sobject, named=(key, name), where=where):
            return question._replace(
                sobject=_prefixed(sobject, namespace),
                or_named=f"{namespace}__{name}" if key == _OF_FLOWS else "",
                where=tuple((each, _value(each, value, namespace)) for each, value in where),
            )
        case Assigned(objects=objects, fields=fields):
            return question._replace(
                objects={_prefixed(name, namespace): each for name, each in objects.items()},
                fields={_prefixed(name, namespace): each for name, each in fields.items()},
            )
        case CampaignStatuses(where=(field, value)):
            return question._replace(where=(_prefixed(field, namespace), value))
        case Described() | MarketingUsers():
            return question


def _value(field: str, value: str | bool | None, namespace: str) -> str | bool | None:
    if field == _PREFIX:
        return namespace
    return _prefixed(value, namespace) if isinstance(value, str) else value


def _prefixed(name: str, namespace: str) -> str:
    """Return the API name of an object or a field; one that is not the org's own as it is."""
    return ".".join(namespaces.api_name(each, namespace) for each in name.split("."))
