"""A call of `plan` in, its outcome out: what a schema asks for against what there is.

What there is may be the working tree, a revision of git, another folder, or an org. Only the
manifests of deletes are ever written, and only of those that a person accepted by name.
"""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from generator.generation import generate
from generator.metadata.document import member_of, type_of
from generator.metadata.registry import STANDARD_VALUE_SET, Component, Document
from generator.metadata.render import environment, render
from generator.org.sf_cli import Org, Step
from generator.planning import baseline, destructive
from generator.planning.baseline import Baseline
from generator.planning.compare import Difference, Differences, compare, is_component
from generator.planning.deploy_commands import Call, commands
from generator.planning.destructive import Deletes, accepted
from generator.schema import yaml_source
from generator.schema.model.schema import Schema
from generator.workspace import ownership, project, run_lock
from generator.workspace.apply import apply
from generator.workspace.diff import Change, Changes, content, linked
from generator.workspace.ownership import Ownership
from generator.workspace.project import Project

CHANGES = 2  # as terraform plan -detailed-exitcode has it
Progress = Callable[[list[Component]], Iterable[Component]]


@dataclass(frozen=True, slots=True)
class PlanRequest:
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
class PlanResult:
    """What would change, compared with what, and the commands that do it, in their order.

    `renamed` has the new name of each field that was renamed in the schema, by the old one.
    `conflicts` are files that keep `generate` from writing; there are no commands then, nor where
    an org would refuse the deploy.
    """

    against: str
    differences: Differences
    commands: tuple[str, ...]
    deletes: Deletes
    renamed: Mapping[str, str]
    root: Path
    status: int
    conflicts: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()

    @property
    def has_changes(self) -> bool:
        return bool(self.differences.changed)


def plan(request: PlanRequest) -> PlanResult:
    """Compare what a schema asks for with what there is.

    Raises GeneratorError with every diagnostic of the first stage that found one: the schema, the
    project, or what to compare with.
    """
    generating = generate.GenerateRequest(
        request.schema, request.project_dir, request.api_version, progress=request.progress
    )
    found = project.find(request.project_dir, request.api_version)
    rendered = generate.prepare(generating, yaml_source.read(request.schema), found)
    local = generate.compare(generating, rendered)
    own = ownership.read(found.root)
    there = _there(request, found, own)
    differences = _differences(request, rendered, there, own)
    changed = differences.changed
    renamed = _renamed(rendered.schema, changed)
    gone = accepted(changed, request.accept_delete, renamed, found.api_version)
    conflicts = [f"{each.path} {each.conflict}" for each in local.changes.changes if each.conflict]
    call = Call(
        *(Path.cwd(), request.schema, request.project_dir, request.api_version),
        target=there.org.name if there.org else "",
    )
    return PlanResult(
        there.name,
        differences,
        () if conflicts or gone.is_refused else commands(call, local, changed, gone),
        gone,
        renamed,
        found.root,
        CHANGES if request.exit_code and changed else 0,
        tuple(conflicts) if changed else (),
        tuple(map(str, local.warnings)),
    )


def write(outcome: PlanResult) -> None:
    """Write the manifests of the accepted deletes, if there are any.

    Raises OwnershipError if other manifests are there, WriteError if the system refuses.
    """
    root = outcome.root
    manifests = render(outcome.deletes.manifests, environment())
    if manifests:
        with run_lock.held(root):
            changes = Changes(linked(root, (_to_write(each, root) for each in manifests)), 0)
            changes.refuse_conflicts("Move these files away, or remove them, and plan again.")
            apply(changes, root, destructive.FOLDER)


def _to_write(document: Document, root: Path) -> Change:
    before = content(root, document.path)
    is_other = before not in (None, document.content)
    conflict = "is there already, from another plan or of yours" if is_other else ""
    return Change(document.path, before, document.content, conflict)


def _renamed(schema: Schema, changed: Iterable[Difference]) -> dict[str, str]:
    """Return the new name of each field that was renamed in the schema, by the old one.

    What the plan has as well is spelt as there.
    """
    spelt = {each.full_name.casefold(): each.full_name for each in changed}
    renamed = (
        (f"{name}.{field.renamed_from}", f"{name}.{own}")
        for name, fields in schema.fields.items()
        for own, field in fields.items()
        if field.renamed_from
    )
    return {spelt.get(old.casefold(), old): new for old, new in renamed}


def _there(request: PlanRequest, found: Project, own: Ownership) -> Baseline:
    if request.org is not None:
        request.step(f"Asking sf for {request.org.name}")
        return baseline.of_org(request.org, found, own)
    if request.against is not None:
        return baseline.of_other(request.against, found)
    return baseline.of_tree(found, own)


def _differences(
    request: PlanRequest, rendered: generate.Rendered, there: Baseline, own: Ownership
) -> Differences:
    """Compare the components that the schema asks for, or that its lock has, wherever they are."""
    schema = rendered.schema.name
    recorded = there.lock.of(schema)
    after = {document.path: document.content for document in rendered.documents}
    merged = recorded.merged | {path for path in after if _is_value_set(path)}
    digests = [path for path in recorded.digests if there.org is None or not _is_value_set(path)]
    if there.org is not None:  # its value set is its own, into which ours is merged
        after = {path: text for path, text in after.items() if not _is_value_set(path)}
    others = _of_others(own, schema) | _of_others(there.lock, schema)
    places = _places(after, digests, others)
    if there.org is not None:
        request.step(f"Retrieving what {there.name} has")
    found = there.read(places)
    before = {at: found[path] for path, at in places.items() if path in found}
    return compare(before, after, merged)


def _places(
    wanted: Iterable[str], recorded: Iterable[str], others: Collection[tuple[str, str]]
) -> dict[str, str]:
    """Return the path to compare at of each path to read: that of the component as it is wanted.

    So a component stays one where its folder, or the case of its name, has changed. What `others`
    have, and is not wanted, is left out.
    """
    now = {_member(path): path for path in wanted if is_component(path)}
    known: dict[tuple[str, str], str] = {}
    earlier = {
        path: now.get(_member(path)) or known.setdefault(_member(path), path)
        for path in recorded
        if is_component(path) and (_member(path) in now or _member(path) not in others)
    }
    moved = {path: at for path, at in earlier.items() if path != at}
    return {**moved, **earlier, **{path: path for path in now.values()}}


def _member(path: str) -> tuple[str, str]:
    """Return the type and the name of a component, as an org tells it from others."""
    kind, name = member_of(path)
    return kind, name.casefold()


def _of_others(known: Ownership, schema: str) -> set[tuple[str, str]]:
    """Return the components that belong to other schemas."""
    return {
        _member(path)
        for name, files in known.schemas.items()
        if name != schema
        for path in files.digests
        if is_component(path)
    }


def _is_value_set(path: str) -> bool:
    return type_of(path) is STANDARD_VALUE_SET
