"""The baseline of a plan: the working tree, another folder, a git revision, or an org."""

from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from generator import files
from generator.diagnostics import Diagnostic
from generator.errors import ProjectError
from generator.org.access import resolved
from generator.org.retrieve import retrieve
from generator.org.sf_cli import Org
from generator.planning import git
from generator.planning.request import WORKING_TREE
from generator.workspace import ownership
from generator.workspace.diff import content
from generator.workspace.ownership import Ownership
from generator.workspace.project import Project

# Takes paths; returns the content of each file that exists.
Reader = Callable[[Iterable[str]], dict[str, bytes]]


class Found(NamedTuple):
    """The files of a baseline, and why others are withheld, by path; what is in none is absent."""

    files: Mapping[str, bytes]
    withheld: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Baseline:
    """What a schema is compared with: its name, its files, and which of them belong to a schema.

    If the files are those of an org, `org` is that org, under a name that `sf` knows in every
    folder; `installed` is the namespace of the schema's package if it is installed there.
    """

    name: str
    read: Callable[[Iterable[str]], Found]
    ownership: Ownership
    org: Org | None = None
    installed: str = ""


def of_org(org: Org, found: Project, own: Ownership) -> Baseline:
    """Return an org as a baseline; `own` is the ownership file of the project.

    Raises OrgError if `sf` does not know the org, or if it is another one than expected.
    """
    known = resolved(org, found.root)
    return Baseline(
        known.name, lambda paths: Found(*retrieve(known, paths, found.api_version)), own, known
    )


def of_tree(found: Project, own: Ownership) -> Baseline:
    """Return the working tree as a baseline; `own` is its ownership file."""
    return Baseline(WORKING_TREE, _whole(_folder(found.root)), own)


def of_other(against: str, found: Project, timeout: float) -> Baseline:
    """Return another folder, or a git revision, as a baseline.

    A call of git may take `timeout` seconds. Raises UsageError if `against` is neither,
    ProjectError if it cannot be read.
    """
    name, read = f"git {against}", None
    with suppress(OSError):  # cannot be the name of a folder, but perhaps of a revision
        if against and Path(against).is_dir():
            name, read = against, _folder(Path(against))
    read = read or git.reader(against, found.root, timeout)
    return Baseline(name, _whole(read), _ownership(read, f"{ownership.FILE} in {name}"))


def _whole(read: Reader) -> Callable[[Iterable[str]], Found]:
    """Return a reader of files of which nothing is withheld."""
    return lambda paths: Found(read(paths), {})


def _folder(root: Path) -> Reader:
    def read(paths: Iterable[str]) -> dict[str, bytes]:
        found = ((path, content(root, path)) for path in paths)
        return {path: text for path, text in found if text is not None}

    return read


def _ownership(read: Reader, name: str) -> Ownership:
    text = read([ownership.FILE]).get(ownership.FILE)
    if text is None:
        return Ownership()
    try:
        return ownership.ownership_from(files.json_from(text), name)
    except ValueError as error:
        raise ProjectError(Diagnostic(name, f"cannot be read: {error}")) from error
