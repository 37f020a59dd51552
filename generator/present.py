"""What there is, to compare a schema with: a project's files, those of a revision, or an org's."""

from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from generator import files, lock, revisions
from generator.changes import content
from generator.errors import Problem, ProjectError
from generator.lock import Lock
from generator.org import Org, resolved, retrieve
from generator.project import Project

# Returns the files at these paths that there are.
Reader = Callable[[Iterable[str]], dict[str, bytes]]


@dataclass(frozen=True, slots=True)
class Present:
    """How what there is is named and read, and the lock that says what of it is ours.

    `org` is the org that is asked, if one is, by a name that means it everywhere.
    """

    name: str
    read: Reader
    lock: Lock
    org: Org | None = None


def of_org(org: Org, found: Project, own: Lock) -> Present:
    """Return what an org has. Raises OrgError if it is not the expected one, or not known."""
    known = resolved(org, found.root)
    return Present(known.name, lambda paths: retrieve(known, paths, found.api_version), own, known)


def of_tree(found: Project, own: Lock) -> Present:
    """Return what the working tree has."""
    return Present("the working tree", _folder(found.root), own)


def of_other(against: str, found: Project) -> Present:
    """Return what another folder has, or a revision of git.

    Raises UsageError if it is neither, ProjectError if it cannot be read.
    """
    name, read = f"git {against}", None
    with suppress(OSError):  # no name of a folder, but of a revision perhaps
        if against and Path(against).is_dir():
            name, read = against, _folder(Path(against))
    read = read or revisions.reader(against, found.root)
    return Present(name, read, _lock(read, f"{lock.FILE} in {name}"))


def _folder(root: Path) -> Reader:
    def read(paths: Iterable[str]) -> dict[str, bytes]:
        found = ((path, content(root, path)) for path in paths)
        return {path: text for path, text in found if text is not None}

    return read


def _lock(read: Reader, name: str) -> Lock:
    text = read([lock.FILE]).get(lock.FILE)
    if text is None:
        return Lock()
    try:
        return lock.parsed(files.parsed(text), name)
    except ValueError as error:
        raise ProjectError(Problem(name, f"cannot be read: {error}")) from error
