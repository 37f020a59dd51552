"""The command `generate`: it takes a request, and returns the changes, planned or written."""

import os
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from generator.diagnostics import Diagnostic
from generator.errors import ValueSetError, WriteError
from generator.metadata.registry import MANIFESTS, Component, Document
from generator.schema import yaml_source
from generator.schema.yaml_source import Source
from generator.workspace import (
    cache,
    force_ignore,
    journal,
    ownership,
    project,
    run_lock,
    working_folder,
)
from generator.workspace.apply import apply
from generator.workspace.cache import LastRun
from generator.workspace.diff import Change, Changes, Tree, content, linked
from generator.workspace.project import Project

if TYPE_CHECKING:
    from generator.generation.prepare import Rendered
    from generator.types.schema import Schema


_CONFLICT_ACTIONS = (
    "See what would change with --diff.",
    "Move your edits into the schema, or overwrite these files with --force.",
)


@dataclass(frozen=True, slots=True)
class GenerateRequest:
    """The schema, by its name or path, and the options of `generate`.

    `timeout` is how many seconds to wait for another run that writes to the project; `step` gets a
    line that says which run it is.
    """

    schema: str
    project_dir: Path | None = None
    api_version: str | None = None
    merge_values: Path | None = None
    prune: bool = False
    force: bool = False
    progress: Callable[[list[Component]], Iterable[Component]] = iter
    step: Callable[[str], None] = lambda _step: None
    timeout: float = run_lock.TIMEOUT


@dataclass(frozen=True, slots=True)
class GenerateResult:
    """The changes to a project, and the warnings about the schema and the project.

    `is_repair` says that a killed run left files to remove. `paths` are those of the documents, in
    their order; files that are `merged` hold values of an org besides. `label` is that of the
    schema; `renamed` has the new name of each field that was renamed in it, by the old one.
    """

    source: Source
    project: Project
    changes: Changes
    is_repair: bool = False
    warnings: tuple[Diagnostic, ...] = ()
    paths: tuple[str, ...] = ()
    merged: frozenset[str] = frozenset()
    label: str = ""
    renamed: Mapping[str, str] = field(default_factory=dict)


def plan(request: GenerateRequest) -> GenerateResult:
    """Return what would change. Reads only.

    Raises GeneratorError with every diagnostic of the first stage that found one.
    """
    source = yaml_source.read(request.schema)
    found = project.find(request.project_dir, request.api_version)
    return _cached(request, source, found) or compare(request, _prepared(request, source, found))


def generate(request: GenerateRequest) -> GenerateResult:
    """Write what would change, and return it.

    Raises OwnershipError, with nothing written, if there is a conflict.
    """
    source = yaml_source.read(request.schema)
    found = project.find(request.project_dir, request.api_version)
    if cached := _cached(request, source, found):
        return cached
    rendered = _prepared(request, source, found)
    result = compare(request, rendered)
    if not working_folder.exists(found.root):  # no other run is writing, so this is final
        result.changes.refuse_conflicts(*_CONFLICT_ACTIONS)
    if result.changes.changes or result.is_repair:
        with run_lock.held(found.root, timeout=request.timeout, step=request.step):
            result = compare(request, rendered)
            result.changes.refuse_conflicts(*_CONFLICT_ACTIONS)
            apply(result.changes, found.root, rendered.names)
            _remember(request, result)
    else:
        # Nothing but the cache is to be written. That is not worth a wait, or an error on a
        # read-only disk.
        with suppress(WriteError), run_lock.held(found.root, timeout=0):
            _remember(request, result)
    return result


def _remember(request: GenerateRequest, result: GenerateResult) -> None:
    """Write the cache, if the same request would find nothing to do."""
    if result.changes.stale or request.merge_values is not None:
        return
    now = project.find(request.project_dir, request.api_version)
    last = LastRun(
        result.changes.digests, result.warnings, result.merged, result.label, result.renamed
    )
    cache.write(now.root, _inputs(result.source, now), last)


def _cached(request: GenerateRequest, source: Source, found: Project) -> GenerateResult | None:
    return unchanged(source, found) if request.merge_values is None else None


def unchanged(source: Source, found: Project) -> GenerateResult | None:
    """Return the result of a run that has nothing to do, if the cache holds it. Reads only."""
    if journal.read(found.root) is not None:
        return None
    try:
        last = cache.unchanged(found.root, _inputs(source, found))
    except WriteError:  # a file cannot be read, and `compare` says what to do about it
        return None
    if last is None:
        return None
    changes = Changes((), len(last.outputs), (), last.outputs)
    return GenerateResult(
        source,
        found,
        changes,
        warnings=last.warnings,
        paths=tuple(last.outputs),
        merged=last.merged,
        label=last.label,
        renamed=last.renamed,
    )


def _inputs(source: Source, found: Project) -> str:
    """Return the fingerprint of everything that a result depends on, except generated files."""
    facts = (
        *(found.package_directory, found.package_directories, found.packaged),
        *(found.api_version, found.is_new, found.depends, found.namespace),
    )
    files = (ownership.FILE, force_ignore.FILE, *MANIFESTS)
    return cache.fingerprint(
        *(os.fsencode(each.name) + b"\0" + each.text.encode() for each in source.chain),
        *(content(found.root, path) or b"" for path in files),
        *(str(fact).encode(errors="backslashreplace") for fact in facts),
    )


def _prepared(request: GenerateRequest, source: Source, found: Project) -> "Rendered":
    from generator.generation.prepare import prepare  # noqa: PLC0415  (a cached run needs it not)

    rendered = prepare(source, found, request.progress)
    if request.merge_values is not None and rendered.schema.campaign_member_statuses is None:
        message = f"the schema {rendered.schema.name} has no value set to merge with"
        raise ValueSetError(Diagnostic(str(request.merge_values), message))
    return rendered


def compare(request: GenerateRequest, rendered: "Rendered") -> GenerateResult:
    """Compare the documents with the project's files. Reads only.

    Raises SchemaError for a path that cannot be written, ValueSetError if no values can be merged.
    """
    from generator.generation.merge_values import free_path, merge_documents  # noqa: PLC0415
    from generator.generation.path_conflicts import (  # noqa: PLC0415
        refuse_paths,
        undeployed,
        with_owners,
    )

    root, schema = rendered.project.root, rendered.schema
    left = journal.read(root)
    tree = Tree(
        root,
        ownership.read(root).taken_over(schema.name, rendered.bases),
        schema.name,
        pending=left.pending(rendered.names) if left else {},
        free=free_path(request.merge_values, root),
        force=request.force,
    )
    found = merge_documents(rendered.documents, tree, request.merge_values)
    documents = [_named(document, schema, tree) for document in found.documents]
    refuse_paths(documents, rendered.lines, rendered.project.package_directory)
    changes = with_owners(tree.changes(documents, found.merged, prune=request.prune), tree)
    return GenerateResult(
        rendered.source,
        rendered.project,
        replace(changes, changes=(*_scaffold(rendered, documents), *changes.changes)),
        is_repair=left is not None and left.is_about(rendered.names),
        warnings=(
            *(*rendered.warnings, *found.warnings, *_advice(schema, rendered.project)),
            *undeployed(documents, root),
        ),
        paths=tuple(document.path for document in documents),
        merged=found.merged,
        label=schema.label,
        renamed=rendered.renamed,
    )


def _named(document: Document, schema: "Schema", tree: Tree) -> Document:
    """Name a manifest by its schema if another manifest in the project has the usual name."""
    if document.path in MANIFESTS and tree.is_taken(document):
        return document._replace(path=MANIFESTS[document.path].format(schema=schema.name))
    return document


def _scaffold(rendered: "Rendered", documents: Iterable[Document]) -> tuple[Change, ...]:
    """Return the files of a new project that are missing; the ownership file never lists them."""
    found = rendered.project
    if not found.is_new:
        return ()
    own = f"{found.package_directory}/"
    is_filled = any(document.path.startswith(own) for document in documents)
    kept = {} if is_filled else project.kept(found)
    files = kept | project.scaffold(found, rendered.schema)
    missing = [(path, text) for path, text in files.items() if content(found.root, path) is None]
    return linked(found.root, (Change(path, None, text) for path, text in missing))


def _advice(schema: "Schema", found: Project) -> list[Diagnostic]:
    missing = [f for f in project.further(schema) if f not in found.package_directories]
    message = 'lacks {0}; add {{"path": "{0}"}}, so that sf finds the files there'
    return [
        Diagnostic(project.FILE, message.format(folder), key="packageDirectories")
        for folder in missing
    ]
