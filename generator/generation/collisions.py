"""Refuse what would be written twice: two documents at one path, one component of two schemas."""

from collections.abc import Iterable
from dataclasses import replace

from generator.diagnostics import Diagnostic
from generator.errors import SchemaError
from generator.files import folded
from generator.metadata.document import type_of
from generator.metadata.registry import STANDARD_VALUE_SET, Document
from generator.schema.yaml_source import Lines, Source
from generator.workspace import ownership
from generator.workspace.diff import Change, Changes, Tree


def refuse_collisions(documents: Iterable[Document], source: Source) -> None:
    """Raise SchemaError if two documents have one path; many disks ignore capitals."""
    first: dict[str, Document] = {}
    pairs = [(first.setdefault(folded(each.path), each), each) for each in documents]
    found = [(earlier, later) for earlier, later in pairs if earlier is not later]
    if found:
        lines = source.lines()
        raise SchemaError(*(_collision(*pair, source.name, lines) for pair in found))


def _collision(earlier: Document, later: Document, name: str, lines: Lines) -> Diagnostic:
    origin, other = ".".join(later.place), ".".join(earlier.place)
    message = (
        f"{later.path} would be written twice, for {other} (line {lines(earlier.place)}) and for "
        f"{origin}; give one of the two another name"
    )
    return Diagnostic(name, message, lines(later.place), origin)


def with_owners(changes: Changes, tree: Tree) -> Changes:
    """Mark each change to a file of another schema as a conflict, unless it may be replaced."""
    others = tree.ownership.of_others(tree.schema)
    if not others or tree.force:
        return changes
    marked = (
        replace(change, conflict=_conflict(change.path, others[folded(change.path)]))
        if _is_of_another(change, others) and change.path not in tree.free
        else change
        for change in changes.changes
    )
    return replace(changes, changes=tuple(marked))


def _is_of_another(change: Change, others: dict[str, str]) -> bool:
    is_written = change.after is not None and change.path != ownership.FILE
    return is_written and folded(change.path) in others


def _conflict(path: str, owner: str) -> str:
    if type_of(path) is STANDARD_VALUE_SET:
        return (
            f"is a file of the schema {owner}; retrieve it from the org, then append to it with "
            f"--merge-values {path}"
        )
    return f"is a file of the schema {owner}; keep the component in one of the two schemas"
