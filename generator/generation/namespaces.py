"""Whether a schema and the project name the same namespace."""

from collections.abc import Iterator

from generator.diagnostics import Diagnostic
from generator.errors import SchemaError
from generator.schema.lines import Lines
from generator.workspace.project import FILE, Project

_KEY = "namespace"


def refuse_other_namespace(namespace: str | None, lines: Lines, found: Project) -> None:
    """Raise SchemaError if the schema says another namespace than the project."""
    if not namespace or found.is_new or found.namespace == namespace:
        return
    given = found.namespace or "none"
    message = (
        f"is {namespace}, and {FILE} has {given}; write the same in both: the org takes the "
        f"namespace of a package from {FILE}"
    )
    raise SchemaError(lines.at((_KEY,), message))


def unsaid_namespace(namespace: str | None, lines: Lines, found: Project) -> Iterator[Diagnostic]:
    """Yield that the project has a namespace of which the schema says nothing."""
    if found.namespace and not namespace:
        message = (
            f"is missing, and {FILE} has {found.namespace}; add namespace: {found.namespace}, so "
            "that verify and plan know the names in an org with the package"
        )
        yield lines.at((_KEY,), message)
