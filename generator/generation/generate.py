"""The whole way of the data: a request in, a plan out, and the plan carried out."""

from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from generator.diagnostics import Diagnostic
from generator.errors import ValueSetError, WriteError
from generator.files import read
from generator.metadata.registry import MANIFEST, STANDARD_VALUE_SET, Component, Document
from generator.schema import yaml_source
from generator.schema.yaml_source import Source
from generator.workspace import cache, journal, ownership, project
from generator.workspace.apply import apply, exclusive
from generator.workspace.diff import Change, Changes, Tree, content
from generator.workspace.project import Project

if TYPE_CHECKING:
    from generator.schema.model.schema import Schema


_IN_THE_WAY = (
    "See what would change with --diff.",
    "Move your edits into the schema, or overwrite these files with --force.",
)


@dataclass(frozen=True, slots=True)
class GenerateRequest:
    """What a person asked for: the schema's name or path, and the options of `generate`."""

    schema: str
    project_dir: Path | None = None
    api_version: str | None = None
    merge_values: Path | None = None
    prune: bool = False
    force: bool = False
    progress: Callable[[list[Component]], Iterable[Component]] = iter


@dataclass(frozen=True, slots=True)
class GenerateResult:
    """What a request comes to: changes to a project, and what a person should know of them.

    `is_healing` says that a killed run left something to clear away. `paths` are those of the
    documents, in their order, unless the cache knew that there is nothing to do.
    """

    source: Source
    project: Project
    changes: Changes
    is_healing: bool = False
    warnings: tuple[str, ...] = ()
    paths: tuple[str, ...] = ()


def plan(request: GenerateRequest) -> GenerateResult:
    """Return what would change. Reads only.

    Raises GeneratorError with every diagnostic of the first stage that found one.
    """
    text = yaml_source.read(request.schema)
    found = project.find(request.project_dir, request.api_version)
    return _known(request, text, found) or compare(request, prepare(request, text, found))


def generate(request: GenerateRequest) -> GenerateResult:
    """Carry out what is asked for, and return what was done.

    Raises OwnershipError, with nothing written, if a file stands in the way.
    """
    text = yaml_source.read(request.schema)
    found = project.find(request.project_dir, request.api_version)
    if known := _known(request, text, found):
        return known
    rendered = prepare(request, text, found)
    result = compare(request, rendered)
    if not (found.root / journal.FOLDER).exists():  # no other run is at work, so this is final
        result.changes.refuse_conflicts(*_IN_THE_WAY)
    if result.changes.changes or result.is_healing:
        with exclusive(found.root):
            result = compare(request, rendered)
            result.changes.refuse_conflicts(*_IN_THE_WAY)
            apply(result.changes, found.root, rendered.schema.name)
            _remember(request, result)
    else:
        with suppress(WriteError), exclusive(found.root):  # a tree may be there to be read only
            _remember(request, result)
    return result


def _remember(request: GenerateRequest, result: GenerateResult) -> None:
    if not result.changes.stale and not result.warnings:
        now = project.find(request.project_dir, request.api_version)
        cache.write(now.root, _inputs(result.source, now), result.changes.digests)


@dataclass(frozen=True, slots=True)
class Rendered:
    """What a request renders to, whatever the tree holds."""

    source: Source
    project: Project
    schema: "Schema"
    documents: tuple[Document, ...]


def _known(request: GenerateRequest, text: Source, found: Project) -> GenerateResult | None:
    """Return the plan of a run that has nothing to do, where the cache knows that."""
    if request.merge_values is not None or journal.read(found.root) is not None:
        return None
    unchanged = cache.unchanged(found.root, _inputs(text, found))
    return None if unchanged is None else GenerateResult(text, found, Changes((), unchanged))


def _inputs(text: Source, found: Project) -> str:
    """Return the fingerprint of all that the changes of a run depend on, but for its outputs."""
    facts = (
        *(found.package_directory, found.api_version, found.is_new),
        (found.root / MANIFEST).exists(),
    )
    owned = content(found.root, ownership.FILE) or b""
    return cache.fingerprint(text.text.encode(), owned, *(str(fact).encode() for fact in facts))


def prepare(request: GenerateRequest, text: Source, found: Project) -> Rendered:
    """Render a request, as far as that needs no look at the tree.

    Raises SchemaError, RenderError, RuleError or ValueSetError.
    """
    # A run that knows by its cache that all is done needs none of these.
    from generator.generation.documents import documents  # noqa: PLC0415
    from generator.generation.schema_locations import refuse_broken  # noqa: PLC0415
    from generator.schema.loader import load  # noqa: PLC0415

    schema = load(text)
    if request.merge_values is not None and schema.campaign_member_statuses is None:
        message = f"the schema {schema.name} has no value set to merge with"
        raise ValueSetError(Diagnostic(str(request.merge_values), message))
    wanted = tuple(documents(schema, found, request.progress))
    refuse_broken(wanted, text, found.api_version)
    return Rendered(text, found, schema, wanted)


def compare(request: GenerateRequest, rendered: Rendered) -> GenerateResult:
    """Compare what was rendered with the project's files. Reads only."""
    root, schema = rendered.project.root, rendered.schema
    left = journal.read(root)
    tree = Tree(
        root,
        ownership.read(root),
        schema.name,
        pending=left.pending(schema.name) if left else {},
        free=_free(request.merge_values, root),
        force=request.force,
    )
    keep = _Keep(tree, request.merge_values)
    wanted = [_placed(keep(document), schema, tree) for document in rendered.documents]
    changes = tree.changes(wanted, frozenset(keep.merged), prune=request.prune)
    return GenerateResult(
        rendered.source,
        rendered.project,
        replace(changes, changes=(*_scaffold(schema, rendered.project), *changes.changes)),
        is_healing=left is not None,
        warnings=(*keep.warnings, *_advice(schema, rendered.project)),
        paths=tuple(document.path for document in wanted),
    )


def _placed(document: Document, schema: "Schema", tree: Tree) -> Document:
    """Give the manifest another name where the project has a package.xml of its own."""
    if document.path == MANIFEST and tree.is_taken(document):
        return replace(document, path=f"manifest/{schema.name}.xml")
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


@dataclass(slots=True)
class _Keep:
    """Appends a value set to the one that a person named, or to the one merged before."""

    tree: Tree
    merge_values: Path | None
    merged: list[str] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)

    def __call__(self, document: Document) -> Document:
        if not document.path.endswith(f".{STANDARD_VALUE_SET.suffix}.xml"):
            return document
        base = self._base(document.path)
        if base is None:
            return document
        from generator.generation.value_set_merge import merge  # noqa: PLC0415  (rendering has imported it)

        merged = merge(*base, document.content)
        self.merged.append(document.path)
        self.warnings.extend(merged.warnings)
        return replace(document, content=merged.content)

    def _base(self, path: str) -> tuple[str, bytes] | None:
        if self.merge_values is None:
            found = content(self.tree.root, path) if self.tree.is_merged(path) else None
            return None if found is None else (path, found)
        name = str(self.merge_values)
        if self.merge_values.name not in _names_of(path):
            wanted = Path(path).name
            raise ValueSetError(Diagnostic(name, f"is not named {wanted}, as a retrieve names it"))
        try:
            found = read(self.merge_values)
        except OSError as error:
            raise ValueSetError(Diagnostic(name, f"cannot be read: {error.strerror}")) from error
        if self.tree.is_as_rendered(path, found):
            message = "is the file that was generated, not one that an org gave: retrieve it first"
            raise ValueSetError(Diagnostic(name, message))
        return name, found


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
    missing = [f for f in project.further(schema) if f not in found.package_directories]
    return [
        f'{project.FILE}: add {{"path": "{folder}"}} to packageDirectories, so that sf finds the '
        "files there"
        for folder in missing
    ]
