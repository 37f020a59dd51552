"""Find paths that cannot be written: two documents have one, or Windows cannot hold it.

And those that are written in vain, since .forceignore leaves them out.
"""

import re
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from generator.diagnostics import Diagnostic
from generator.errors import SchemaError
from generator.files import folded, folders_of
from generator.metadata.document import type_of
from generator.metadata.registry import MANIFESTS, PACKAGE, STANDARD_VALUE_SET, Document
from generator.schema.lines import Lines
from generator.workspace import force_ignore, ownership
from generator.workspace.diff import Change, Changes, Tree

# What Windows takes for a device, whatever its suffix (Microsoft, Naming Files, Paths, and
# Namespaces), and ends of a name that it drops.
_RESERVED = re.compile(
    r"(?:\A|/)(?:((?:CON|PRN|AUX|NUL|(?:COM|LPT)[0-9¹²³])) *(?=[./]|\Z)|([^/]*[. ])(?:/|\Z))",
    re.IGNORECASE,
)


def refuse_paths(documents: Iterable[Document], lines: Lines, package_directory: str) -> None:
    """Raise SchemaError if two documents have one path, or if Windows cannot hold a path.

    Capitals do not count, since many disks ignore them. The package directory is not checked: the
    project chose its name. `lines` are those of the schema.
    """
    own = f"{package_directory}/"
    first: dict[str, Document] = {}
    pairs = [(first.setdefault(folded(each.path), each), each) for each in documents]
    twice = [(later, earlier) for earlier, later in pairs if earlier is not later]
    reserved = [
        (each, match)
        for _, each in pairs
        if (match := _RESERVED.search(each.path.removeprefix(own)))
    ]
    if twice or reserved:
        found = [(later, _twice(later, earlier, lines)) for later, earlier in twice]
        found += [(each, _reserved(each, match)) for each, match in reserved]
        raise SchemaError(*(lines.at(each.place, text) for each, text in found))


def _twice(later: Document, earlier: Document, lines: Lines) -> str:
    origin, other = ".".join(later.place), ".".join(earlier.place)
    where = _where(lines, earlier, later)
    return (
        f"{later.path} would be written twice, for {other} ({where}) and for {origin}; give one "
        "of the two another name"
    )


def _where(lines: Lines, earlier: Document, later: Document) -> str:
    """Return the line of the first of two documents; with its file if that is another."""
    mark = lines(earlier.place)
    is_same = mark.file == lines(later.place).file
    return f"line {mark.line}" if is_same else f"{mark.file}, line {mark.line}"


def _reserved(document: Document, match: re.Match[str]) -> str:
    if match[1]:
        reason = f"Windows reserves the name {match[1]}"
    else:
        reason = f"Windows takes no name that ends with a dot or a space, as {match[2]!r}"
    return f"{reason}, so {document.path} cannot be checked out there; choose another name"


def undeployed(documents: Iterable[Document], root: Path) -> list[Diagnostic]:
    """Return the warning that .forceignore leaves out documents; nothing if it leaves out none."""
    ignores = force_ignore.of_folder(root)
    if ignores is None:
        return []
    paths = (each.path.rpartition("/") for each in documents if type_of(each.path) is not PACKAGE)
    found = [
        f"{folder}{slash}{name}"
        for folder, slash, name in paths
        if ignores(f"{root}/{folder}", name)
    ]
    if not found:
        return []
    files = found[0] if len(found) == 1 else f"{len(found)} generated files, such as {found[0]}"
    message = f"leaves out {files}; sf does not deploy what it leaves out"
    return [Diagnostic(force_ignore.FILE, message)]


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
    if folders_of([path]) == folders_of(MANIFESTS):
        return f"is a manifest of the schema {owner}; give this schema another name"
    return (
        f"is a file of the schema {owner}; if that extends this one, generate from {owner}; "
        "if not, keep the component in one of the two schemas"
    )
