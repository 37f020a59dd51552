"""A call of `plan` in, its outcome out: what a schema asks for against what there is.

What there is may be the working tree, a revision of git, another folder, or an org. Only the
manifests of deletes are ever written, and only of those that a person accepted by name.
"""

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from shlex import quote

from generator import deletes, lock, project, revisions, source
from generator.apply import apply, exclusive
from generator.changes import Action, Change, Changes, content
from generator.deletes import Deletes, accepted
from generator.differences import Difference, Differences, compare
from generator.documents import documents
from generator.errors import Problem, ProjectError
from generator.lock import Lock
from generator.metadata import (
    MANIFEST,
    REPORTS,
    STANDARD_VALUE_SET,
    Component,
    Document,
)
from generator.model import Schema
from generator.org import Org, Step, retrieve
from generator.origins import refuse_broken
from generator.parsed import type_of
from generator.project import Project
from generator.render import environment, render
from generator.schema import load

CHANGES = 2  # as terraform plan -detailed-exitcode has it
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
    exit_code: bool = False
    progress: Progress = iter
    step: Step = lambda _step: None


@dataclass(frozen=True, slots=True)
class Outcome:
    """What would change, compared with what, and the commands that do it, in their order.

    `renamed` has the new name of each field that was renamed in the schema, by the old one.
    """

    against: str
    differences: Differences
    commands: tuple[str, ...]
    deletes: Deletes
    renamed: Mapping[str, str]
    root: Path
    status: int

    @property
    def has_changes(self) -> bool:
        return bool(self.differences.changed)

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
    own = lock.read(found.root)
    recorded = (own if request.against is None else _lock(read, name)).of(schema.name)
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
    files = _placed(after, own.of(schema.name), found, schema)
    commands = _commands(request, found, differences.changed, gone, files)
    status = CHANGES if request.exit_code and differences.changed else 0
    return Outcome(name, differences, commands, gone, renamed, found.root, status)


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


def _placed(
    after: Mapping[str, bytes], own: lock.Files, found: Project, schema: Schema
) -> dict[str, bytes]:
    """Return the files that a deploy needs, at the paths at which `generate` puts them.

    A standard value set is none: what it replaces has to be merged into it first.
    """
    is_taken = MANIFEST not in own.digests and (found.root / MANIFEST).exists()
    other = {MANIFEST: f"manifest/{schema.name}.xml"} if is_taken else {}
    return {other.get(path, path): text for path, text in after.items() if not _is_value_set(path)}


def _commands(
    request: Request,
    found: Project,
    changed: Iterable[Difference],
    gone: Deletes,
    files: Mapping[str, bytes],
) -> tuple[str, ...]:
    """Return what to run: `generate` if files are not as wanted, then the deploys.

    Each deploy names a manifest, so that nothing else in the project goes along.
    """
    new = [each.path for each in changed if each.action is not Action.DELETE]
    main, *further = (path for path in files if path.startswith("manifest/"))
    manifests = zip((found.package_directory, REPORTS), (main, *further), strict=False)
    deploys = [
        f"sf project deploy start --manifest {quote(manifest)}"
        for folder, manifest in manifests
        if any(path.startswith(f"{folder}/") for path in new)
    ]
    is_stale = any(content(found.root, path) != text for path, text in files.items())
    commands = [_generate(request)] if deploys and is_stale else []
    if gone.command:
        deploys.insert(0 if gone.comes_first else len(deploys), gone.command)
    if deploys and found.root != Path.cwd():
        commands.append(f"cd {quote(str(found.root))}")
    org = request.org
    target = f" --target-org {quote(org.name)}" if org is not None and org.target else ""
    return (*commands, *(f"{each}{target}" for each in deploys))


def _generate(request: Request) -> str:
    """Return the call that writes what a plan shows."""
    options = {"--project-dir": request.project_dir, "--api-version": request.api_version}
    named = (
        f" {name} {quote(str(value))}" for name, value in options.items() if value is not None
    )
    return f"kaltura-sfdx generate {quote(request.schema)}{''.join(named)}"


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
    return revisions.reader(against, found.root), f"git {against}"


def _folder(root: Path) -> _Reader:
    def read(paths: Iterable[str]) -> dict[str, bytes]:
        found = ((path, content(root, path)) for path in paths)
        return {path: text for path, text in found if text is not None}

    return read


def _lock(read: _Reader, against: str) -> Lock:
    name = f"{lock.FILE} in {against}"
    text = read([lock.FILE]).get(lock.FILE)
    if text is None:
        return Lock()
    try:
        return lock.parsed(json.loads(text), name)
    except ValueError as error:
        raise ProjectError(Problem(name, f"not valid JSON: {error}")) from error
