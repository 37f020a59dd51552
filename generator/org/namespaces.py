"""Which namespace the components of a schema have in an org: that of the org, or of a package."""

from collections.abc import Mapping

from generator.org.rest import Answer, Refusal, query, tooling

_PREFIX = "NamespacePrefix"
_ORGANIZATION = query("SELECT NamespacePrefix FROM Organization")


def resources(packaged: str | None) -> list[str]:
    """Return what to fetch of an org; `packaged` is the namespace of the schema's package."""
    return [_ORGANIZATION, *([_publisher(packaged)] if packaged else ())]


def namespace_in(answers: Mapping[str, Answer], packaged: str | None) -> str:
    """Return the namespace of the components in an org; most have none.

    In an org with the package installed, it is the package's; else it is that of the org itself,
    to which somebody deployed the files.
    """
    if packaged and is_installed(answers, packaged):
        return packaged
    return _first(answers[_ORGANIZATION])


def is_installed(answers: Mapping[str, Answer], packaged: str) -> bool:
    """Whether an org has the package installed; the org in which it is made has not."""
    is_own = _first(answers[_ORGANIZATION]) == packaged
    return not is_own and bool(_first(answers[_publisher(packaged)]))


def api_name(name: str, namespace: str) -> str:
    """Return the API name of an object or a field; one that takes no namespace as it is.

    A standard name has no namespace, and that of another package has one already.
    """
    return f"{namespace}__{name}" if name.count("__") == 1 else name


def _publisher(namespace: str) -> str:
    """Return the query whether a package with the namespace is installed.

    The Tooling API has a Publisher for each installed package, for the org itself, and for
    Salesforce (Publisher in the Tooling API guide).
    """
    return tooling(f"SELECT {_PREFIX} FROM Publisher WHERE {_PREFIX} = '{namespace}'")  # noqa: S608  (only read, and a checked name)


def _first(answer: Answer) -> str:
    records = [] if isinstance(answer, Refusal) else answer["records"]
    found = (each.get(_PREFIX) for each in records)
    return next((each for each in found if isinstance(each, str)), "")
