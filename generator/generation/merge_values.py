"""Merge value sets into those of an org: into the file of --merge-values, or one merged before."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from generator.diagnostics import Diagnostic
from generator.errors import ValueSetError
from generator.files import read
from generator.generation.value_set_merge import merge
from generator.metadata.registry import STANDARD_VALUE_SET, Document
from generator.workspace.diff import Tree, content


@dataclass(frozen=True, slots=True)
class MergedDocuments:
    """Documents, with the values of the org in those that are merged, and warnings about them."""

    documents: tuple[Document, ...]
    merged: frozenset[str] = frozenset()
    warnings: tuple[Diagnostic, ...] = ()


def merge_documents(
    documents: Iterable[Document], tree: Tree, merge_values: Path | None
) -> MergedDocuments:
    """Append our values to the file of `merge_values`, else to each file that was merged before.

    Raises ValueSetError if the file is not the value set that the schema has, as an org gave it.
    """
    result: list[Document] = []
    merged: set[str] = set()
    warnings: list[Diagnostic] = []
    for document in documents:
        base = _base(document.path, tree, merge_values)
        if base is None:
            result.append(document)
        else:
            merged_set = merge(*base, document.content)
            result.append(document._replace(content=merged_set.content))
            merged.add(document.path)
            warnings += merged_set.warnings
    return MergedDocuments(tuple(result), frozenset(merged), tuple(warnings))


def free_path(merge_values: Path | None, root: Path) -> frozenset[str]:
    """Return the path in the project of the file of --merge-values, which a run may replace."""
    if merge_values is None:
        return frozenset()
    try:
        named, root = merge_values.resolve(), root.resolve()
    except (OSError, RuntimeError):  # a loop of links, or no current folder: reading it says so
        return frozenset()
    return frozenset({named.relative_to(root).as_posix()} if named.is_relative_to(root) else ())


def _base(path: str, tree: Tree, merge_values: Path | None) -> tuple[str, bytes] | None:
    """Return the name and the bytes of the file to merge into; None if nothing is merged."""
    if not path.endswith(f".{STANDARD_VALUE_SET.suffix}.xml"):
        return None
    if merge_values is not None:
        return str(merge_values), _retrieved(path, tree, merge_values)
    found = content(tree.root, path) if tree.is_merged(path) else None
    return None if found is None else (path, found)


def _retrieved(path: str, tree: Tree, merge_values: Path) -> bytes:
    name = str(merge_values)
    if merge_values.name not in _names_of(path):
        wanted = Path(path).name
        message = f"is named {merge_values.name}; a retrieve names it {wanted}"
        raise ValueSetError(Diagnostic(name, message))
    try:
        found = read(merge_values)
    except OSError as error:
        raise ValueSetError(Diagnostic(name, f"cannot be read: {error.strerror}")) from error
    if tree.is_as_rendered(path, found):
        message = "is the generated file, not the file of an org; retrieve it from the org first"
        raise ValueSetError(Diagnostic(name, message))
    return found


def _names_of(path: str) -> tuple[str, str]:
    """Return the names of a file in source format and in Metadata API format."""
    name = Path(path).name
    return name, name.removesuffix("-meta.xml")
