"""The whole way of the data: a request in, a plan out, and the plan carried out."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from generator import cache, journal, lock, project, source
from generator.apply import apply, exclusive
from generator.changes import Change, Changes, Tree, content
from generator.errors import Problem, ValueSetError
from generator.metadata import MANIFEST, UNPACKAGED, Component, Document
from generator.project import Project
from generator.source import Source

if TYPE_CHECKING:
    from generator.model import Schema


@dataclass(frozen=True, slots=True)
class Request:
    """What a person asked for: the schema's name or path, and the options of `generate`."""

    schema: str
    project_dir: Path | None = None
    api_version: str | None = None
    merge_values: Path | None = None
    prune: bool = False
    force: bool = False
    progress: Callable[[list[Component]], Iterable[Component]] = iter


@dataclass(frozen=True, slots=True)
class Plan:
    """What a request comes to: changes to a project, and what a person should know of them.

    `is_healing` says that a killed run left something to clear away.
    """

    source: Source
    project: Project
    changes: Changes
    is_healing: bool = False
    warnings: tuple[str, ...] = ()


def plan(request: Request) -> Plan:
    """Return what would change. Reads only.

    Raises GeneratorError with every problem of the first stage that found one.
    """
    text = source.read(request.schema)
    found = project.find(request.project_dir, request.api_version)
    is_healing = journal.read(found.root) is not None
    if request.merge_values is None and not is_healing:
        unchanged = cache.unchanged(found.root, _inputs(text, found))
        if unchanged is not None:
            return Plan(text, found, Changes((), unchanged))
    changes, warnings = _changes(request, text, found)
    return Plan(text, found, changes, is_healing, warnings)


def generate(request: Request) -> Plan:
    """Carry out what is asked for, and return what was done.

    Raises OwnershipError, with nothing written, if a file stands in the way.
    """
    result = plan(request)
    result.changes.refuse_obstacles()
    if result.changes.changes or result.is_healing:
        with exclusive(result.project.root):
            if not _still_holds(result):
                result = plan(request)
                result.changes.refuse_obstacles()
            apply(result.changes.changes, result.project.root)
    if result.changes.digests and not result.changes.stale:
        found = project.find(request.project_dir, request.api_version)
        cache.write(found.root, _inputs(result.source, found), result.changes.digests)
    return result


def _inputs(text: Source, found: Project) -> str:
    """Return the fingerprint of all that the changes of a run depend on, but for its outputs."""
    facts = (found.package_directory, found.api_version, (found.root / MANIFEST).exists())
    owned = content(found.root, lock.FILE) or b""
    return cache.fingerprint(text.text.encode(), owned, *(str(fact).encode() for fact in facts))


def _still_holds(result: Plan) -> bool:
    """Whether the tree is as it was when the plan was made; another run may have been at work."""
    root = result.project.root
    return (journal.read(root) is not None) is result.is_healing and all(
        change.before == content(root, change.path) for change in result.changes.changes
    )


def _changes(request: Request, text: Source, found: Project) -> tuple[Changes, tuple[str, ...]]:
    from generator.documents import documents  # noqa: PLC0415  (a run that knows by its cache
    from generator.schema import load  # noqa: PLC0415           that all is done needs neither)

    schema = load(text)
    tree = Tree(
        found.root,
        lock.read(found.root),
        schema.name,
        pending=journal.read(found.root) or {},
        free=_free(request.merge_values, found.root),
        force=request.force,
    )
    base = _Base(found.root, request.merge_values)
    wanted, warnings = documents(schema, found, base, request.progress)
    placed = (_placed(document, schema, tree) for document in wanted)
    changes = tree.changes(placed, prune=request.prune)
    return (
        replace(changes, changes=(*_scaffold(schema, found), *changes.changes)),
        (*warnings, *_advice(schema, found)),
    )


def _placed(document: Document, schema: "Schema", tree: Tree) -> Document:
    """Give the manifest another name where the project has a package.xml of its own."""
    if document.path == MANIFEST and tree.is_taken(document):
        return Document(f"manifest/{schema.name}.xml", document.content)
    return document


def _scaffold(schema: "Schema", found: Project) -> list[Change]:
    """Return the files that a folder lacks to be a project; they never become ours."""
    if not found.is_new:
        return []
    return [
        Change(path, None, text)
        for path, text in project.scaffold(found, schema).items()
        if content(found.root, path) is None
    ]


@dataclass(frozen=True, slots=True)
class _Base:
    """Finds the file whose values a value set keeps: the one to merge, or the one in the tree."""

    root: Path
    merge_values: Path | None

    def __call__(self, path: str) -> tuple[str, bytes] | None:
        if self.merge_values is None:
            present = content(self.root, path)
            return None if present is None else (path, present)
        name = str(self.merge_values)
        if self.merge_values.name not in _names_of(path):
            wanted = Path(path).name
            raise ValueSetError(Problem(name, f"is not named {wanted}, as a retrieve names it"))
        try:
            return name, self.merge_values.read_bytes()
        except OSError as error:
            raise ValueSetError(Problem(name, f"cannot be read: {error.strerror}")) from error


def _names_of(path: str) -> tuple[str, str]:
    """Return the names of a file as source and as the Metadata API have them."""
    name = Path(path).name
    return name, name.removesuffix("-meta.xml")


def _free(merge_values: Path | None, root: Path) -> frozenset[str]:
    """Return the tree's path of the file that a person named, who thereby lets it change."""
    if merge_values is None:
        return frozenset()
    named, root = merge_values.resolve(), root.resolve()
    return frozenset({named.relative_to(root).as_posix()} if named.is_relative_to(root) else ())


def _advice(schema: "Schema", found: Project) -> list[str]:
    if schema.campaign_member_statuses is None or UNPACKAGED in found.package_directories:
        return []
    entry = f'{{"path": "{UNPACKAGED}"}}'
    message = f"add {entry} to packageDirectories, so that a retrieve finds the value set there"
    return [f"{project.FILE}: {message}"]
