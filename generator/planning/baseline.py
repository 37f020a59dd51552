"""What there is, to compare a schema with: a project's files, those of a revision, or an org's."""

from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from generator import files
from generator.diagnostics import Diagnostic
from generator.errors import ProjectError
from generator.org.sf_cli import Org, resolved, retrieve
from generator.planning import git
from generator.workspace import ownership
from generator.workspace.diff import content
from generator.workspace.ownership import Ownership
from generator.workspace.project import Project

# Returns the files at these paths that there are.
Reader = Callable[[Iterable[str]], dict[str, bytes]]


@dataclass(frozen=True, slots=True)
class Baseline:
    """How what there is is named and read, and the lock that says what of it is ours.

    `org` is the org that is asked, if one is, by a name that means it everywhere.
    """

    name: str
    read: Reader
    lock: Ownership
    org: Org | None = None


def of_org(org: Org, found: Project, own: Ownership) -> Baseline:
    """Return what an org has. Raises OrgError if it is not the expected one, or not known."""
    known = resolved(org, found.root)
    return Baseline(
        known.name, lambda paths: retrieve(known, paths, found.api_version), own, known
    )


def of_tree(found: Project, own: Ownership) -> Baseline:
    """Return what the working tree has."""
    return Baseline("the working tree", _folder(found.root), own)


def of_other(against: str, found: Project) -> Baseline:
    """Return what another folder has, or a revision of git.

    Raises UsageError if it is neither, ProjectError if it cannot be read.
    """
    name, read = f"git {against}", None
    with suppress(OSError):  # no name of a folder, but of a revision perhaps
        if against and Path(against).is_dir():
            name, read = against, _folder(Path(against))
    read = read or git.reader(against, found.root)
    return Baseline(name, read, _lock(read, f"{ownership.FILE} in {name}"))


def _folder(root: Path) -> Reader:
    def read(paths: Iterable[str]) -> dict[str, bytes]:
        found = ((path, content(root, path)) for path in paths)
        return {path: text for path, text in found if text is not None}

    return read


def _lock(read: Reader, name: str) -> Ownership:
    text = read([ownership.FILE]).get(ownership.FILE)
    if text is None:
        return Ownership()
    try:
        return ownership.ownership_from(files.json_from(text), name)
    except ValueError as error:
        raise ProjectError(Diagnostic(name, f"cannot be read: {error}")) from error
