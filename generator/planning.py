"""A call of `plan` in, its outcome out: what a schema asks for against what there is.

What there is may be the working tree, a revision of git, another folder, or an org. Only the
manifests of deletes are ever written, and only of those that a person accepted by name.
"""

import json
import shutil
import subprocess
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from shlex import quote

from generator import deletes, lock, project, source
from generator.apply import apply, exclusive
from generator.changes import Action, Change, Changes, content
from generator.deletes import Deletes, accepted
from generator.differences import Differences, compare
from generator.documents import documents
from generator.errors import Problem, ProjectError, UsageError
from generator.lock import Lock
from generator.metadata import REPORTS, STANDARD_VALUE_SET, Component, Document
from generator.model import Schema
from generator.org import Org, Step, retrieve
from generator.origins import refuse_broken
from generator.parsed import type_of
from generator.project import Project
from generator.render import environment, render
from generator.schema import load

Progress = Callable[[list[Component]], Iterable[Component]]
# Returns the files at these paths that there are.
_Reader = Callable[[Iterable[str]], dict[str, bytes]]


@dataclass(frozen=True, slots=True)
class Request:
    """What a person asked for: the schema, the project, and what to compare with."""

    schema: str
    project_dir: Path | None = None
    api_version: str | None = None
    against: str | None = None
    org: Org | None = None
    accept_delete: tuple[str, ...] = ()
    progress: Progress = iter
    step: Step = lambda _step: None


@dataclass(frozen=True, slots=True)
class Outcome:
    """What would change, compared with what, and the commands that would do it.

    `renamed` has the new name of each field that was renamed in the schema, by the old one.
    """

    against: str
    differences: Differences
    commands: tuple[str, ...]
    deletes: Deletes
    renamed: Mapping[str, str]
    root: Path

    @property
    def unaccepted(self) -> list[str]:
        """The names of what would be lost, and of which nobody said that it may be."""
        gone = (each for each in self.differences.changed if each.action is Action.DELETE)
        return [each.full_name for each in gone if each.full_name not in self.deletes.names]


def plan(request: Request) -> Outcome:
    """Compare what a schema asks for with what there is.

    Raises GeneratorError with every problem of the first stage that found one: the schema, the
    project, or what to compare with.
    """
    text = source.read(request.schema)
    found = project.find(request.project_dir, request.api_version)
    schema = load(text)
    rendered = list(documents(schema, found, request.progress))
    refuse_broken(rendered, text, found.api_version)
    after = {document.path: document.content for document in rendered}
    read, name = _reader(request, found)
    ours = _lock(read, name) if request.org is None else lock.read(found.root)
    recorded = ours.of(schema.name)
    merged = recorded.merged | {path for path in after if _is_value_set(path)}
    # An org's value set is its own, into which ours is merged.
    paths = [
        path
        for path in {**after, **recorded.digests}
        if request.org is None or not _is_value_set(path)
    ]
    wanted = {path: after[path] for path in paths if path in after}
    if request.org is not None:
        request.step(f"Retrieving what {name} has")
    differences = compare(read(paths), wanted, merged)
    renamed = _renamed(schema)
    gone = accepted(differences.changed, request.accept_delete, renamed, found.api_version)
    commands = _commands(differences, found)
    return Outcome(name, differences, commands, gone, renamed, found.root)


def write(outcome: Outcome) -> None:
    """Write the manifests of the accepted deletes, if there are any.

    Raises OwnershipError if other manifests are there, WriteError if the system refuses.
    """
    root = outcome.root
    manifests = render(outcome.deletes.manifests, environment())
    changes = Changes(tuple(_to_write(manifest, root) for manifest in manifests), 0)
    if changes.changes:
        changes.refuse_obstacles()
        with exclusive(root):
            apply(changes, root, deletes.FOLDER)


def _to_write(document: Document, root: Path) -> Change:
    before = content(root, document.path)
    is_other = before not in (None, document.content)
    obstacle = "is there already, from another plan or of yours; move it away" if is_other else ""
    return Change(document.path, before, document.content, obstacle)


def _renamed(schema: Schema) -> dict[str, str]:
    """Return the new name of each field that was renamed in the schema, by the old one."""
    return {
        f"{name}.{field.renamed_from}": f"{name}.{own}"
        for name, fields in schema.fields.items()
        for own, field in fields.items()
        if field.renamed_from
    }


def _commands(differences: Differences, found: Project) -> tuple[str, ...]:
    """Return the deploys of what comes or changes, in their order: reports after their types.

    A standard value set is not among them: what it replaces has to be merged into it first.
    """
    paths = [each.path for each in differences.changed if each.action is not Action.DELETE]
    return tuple(
        f"sf project deploy start --source-dir {quote(folder)}"
        for folder in (found.package_directory, REPORTS)
        if any(path.startswith(f"{folder}/") for path in paths)
    )


def _is_value_set(path: str) -> bool:
    return type_of(path) is STANDARD_VALUE_SET


def _reader(request: Request, found: Project) -> tuple[_Reader, str]:
    against, org = request.against, request.org
    if org is not None:
        return lambda paths: retrieve(org, paths, found.api_version), org.name
    if against is None:
        return _folder(found.root), "the working tree"
    folder = Path(against)
    if against and folder.is_dir():
        return _folder(folder), against
    return _revision(against, found.root), f"git {against}"


def _folder(root: Path) -> _Reader:
    def read(paths: Iterable[str]) -> dict[str, bytes]:
        found = ((path, content(root, path)) for path in paths)
        return {path: text for path, text in found if text is not None}

    return read


def _revision(revision: str, root: Path) -> _Reader:
    """Return a reader of a revision's files; raises UsageError if there is no such revision."""
    git = shutil.which("git")
    if git is None:
        message = "git is not installed, and there is no such folder"
        raise UsageError(Problem(f"--against {revision}", message))
    name = ("rev-parse", "--verify", "--quiet", "--end-of-options", f"{revision}^{{commit}}")
    known = _git(git, root, *name)
    if known.returncode or not revision:
        message = "is neither a folder nor a revision that git knows here"
        said = known.stderr.decode(errors="replace").strip().partition("\n")[0]
        told = f"{message}; git says: {said}" if said else message
        raise UsageError(Problem(f"--against {revision}", told))
    commit = known.stdout.decode().strip()

    def read(paths: Iterable[str]) -> dict[str, bytes]:
        wanted = [path for path in paths if "\n" not in path]
        names = "".join(f"{commit}:./{path}\n" for path in wanted)
        answer = _git(git, root, "cat-file", "--batch", text=names.encode())
        if answer.returncode:
            raise ProjectError(Problem(f"git {revision}", answer.stderr.decode().strip()))
        return dict(_blobs(wanted, answer.stdout))

    return read


def _git(
    git: str, root: Path, *arguments: str, text: bytes = b""
) -> "subprocess.CompletedProcess[bytes]":
    command = (git, "-C", str(root), *arguments)
    return subprocess.run(command, input=text, capture_output=True, check=False)  # noqa: S603  (no shell)


def _blobs(paths: list[str], answer: bytes) -> Iterable[tuple[str, bytes]]:
    """Yield the files in an answer of `git cat-file --batch`: a head each, then the content."""
    at = 0
    for path in paths:
        end = answer.index(b"\n", at)
        head, at = answer[at:end].rsplit(b" ", 2), end + 1
        if head[-1] == b"missing":
            continue
        size = int(head[-1])
        if head[-2] == b"blob":
            yield path, answer[at : at + size]
        at += size + 1


def _lock(read: _Reader, against: str) -> Lock:
    name = f"{lock.FILE} in {against}"
    text = read([lock.FILE]).get(lock.FILE)
    if text is None:
        return Lock()
    try:
        return lock.parsed(json.loads(text), name)
    except ValueError as error:
        raise ProjectError(Problem(name, f"not valid JSON: {error}")) from error
