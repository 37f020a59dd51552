"""What a schema would change: its components compared with a baseline.

Only the manifests of deletes are ever written, and only of deletes that a person accepted by name.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from generator.generation import generate
from generator.generation.generate import GenerateRequest
from generator.generation.prepare import Rendered, prepare
from generator.metadata.document import type_of
from generator.metadata.registry import STANDARD_VALUE_SET, Component, Document
from generator.metadata.render import environment, render
from generator.org.sf_cli import Org
from generator.planning import baseline, destructive
from generator.planning.baseline import Baseline, Found
from generator.planning.compare import Difference, Differences, compare
from generator.planning.deploy_commands import Call, commands
from generator.planning.destructive import Deletes, accepted
from generator.planning.places import members_of_others, places
from generator.schema import yaml_source
from generator.types.schema import Schema
from generator.workspace import ownership, project, run_lock
from generator.workspace.apply import apply
from generator.workspace.diff import Change, Changes, content, linked
from generator.workspace.ownership import Ownership
from generator.workspace.project import Project

CHANGES = 2  # as terraform plan -detailed-exitcode has it


@dataclass(frozen=True, slots=True)
class PlanRequest:
    """The schema, the project, and the baseline: an org, a folder or revision, or the tree.

    `timeout` is how many seconds to wait for git, and for another run in the project; an org has
    a timeout of its own. `progress` gets the components before they are rendered, `step` a line
    for each step of a long run.
    """

    schema: str
    project_dir: Path | None = None
    api_version: str | None = None
    against: str | None = None
    org: Org | None = None
    accept_delete: tuple[str, ...] = ()
    exit_code: bool = False
    timeout: float = 60.0
    progress: Callable[[list[Component]], Iterable[Component]] = iter
    step: Callable[[str], None] = lambda _step: None


@dataclass(frozen=True, slots=True)
class PlanResult:
    """The differences from a baseline, and the commands that deploy them, in their order.

    `label` is that of the schema. `renamed` has the new name of each field that was renamed in the
    schema, by the old one. `conflicts` are files that keep `generate` from writing; there are no
    commands then, nor where an org would refuse the deploy.
    """

    label: str
    baseline: str
    differences: Differences
    commands: tuple[str, ...]
    deletes: Deletes
    renamed: Mapping[str, str]
    root: Path
    status: int
    conflicts: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()


def plan(request: PlanRequest) -> PlanResult:
    """Compare what a schema describes with a baseline.

    Raises GeneratorError with every diagnostic of the first stage that found one: the schema, the
    project, or the baseline.
    """
    generating = GenerateRequest(
        request.schema, request.project_dir, request.api_version, progress=request.progress
    )
    found = project.find(request.project_dir, request.api_version)
    rendered = prepare(yaml_source.read(request.schema), found, request.progress)
    generated = generate.compare(generating, rendered)
    schema, bases = rendered.schema.name, rendered.bases
    own = ownership.read(found.root).taken_over(schema, bases)
    base = _baseline(request, found, own, rendered.schema.namespace)
    base = replace(base, ownership=base.ownership.taken_over(schema, bases))
    differences = _differences(request, rendered, base, own)
    changed = differences.changed
    renamed = _renamed(rendered.schema, changed)
    deletes = accepted(changed, request.accept_delete, renamed, found.api_version)
    conflicts = [
        f"{each.path} {each.conflict}" for each in generated.changes.changes if each.conflict
    ]
    call = Call(
        project.current_folder(),
        request.schema,
        rendered.schema.name,
        request.project_dir,
        request.api_version,
        target=base.org.name if base.org else "",
    )
    is_stopped = conflicts or deletes.is_refused or differences.refused or base.installed
    warnings = [*map(str, generated.warnings), *_about_package(base)]
    return PlanResult(
        rendered.schema.label,
        base.name,
        differences,
        () if is_stopped else commands(call, generated, changed, deletes),
        deletes,
        renamed,
        found.root,
        CHANGES if request.exit_code and differences.has_changes else 0,
        tuple(conflicts) if changed else (),
        tuple(warnings),
    )


def _about_package(base: Baseline) -> Iterator[str]:
    if base.installed:
        yield (
            f"{base.name} has the package with the namespace {base.installed}; what changes in it "
            "comes with a new version: sf package version create, then sf package install"
        )


def write(request: PlanRequest, result: PlanResult) -> None:
    """Write the manifests of the accepted deletes, if there are any.

    Raises OwnershipError if other manifests are there, WriteError if the system refuses or another
    run is at work for longer than the request's timeout.
    """
    manifests = tuple(render(result.deletes.manifests, environment()))
    if manifests:
        root = result.root
        with run_lock.held(root, timeout=request.timeout, step=request.step):
            changes = Changes(linked(root, (_to_write(each, root) for each in manifests)), 0)
            changes.refuse_conflicts("Move these files away, or remove them, and plan again.")
            apply(changes, root, (destructive.FOLDER,))


def _to_write(document: Document, root: Path) -> Change:
    before = content(root, document.path)
    is_other = before not in (None, document.content)
    conflict = "exists already, from another plan or of your own" if is_other else ""
    return Change(document.path, before, document.content, conflict)


def _renamed(schema: Schema, changed: Iterable[Difference]) -> dict[str, str]:
    """Return the new name of each field that was renamed in the schema, by the old one.

    An old name that is in the plan is spelt as there.
    """
    spelt = {each.full_name.casefold(): each.full_name for each in changed}
    renamed = (
        (f"{name}.{field.renamed_from}", f"{name}.{own}")
        for name, fields in schema.fields.items()
        for own, field in fields.items()
        if field.renamed_from
    )
    return {spelt.get(old.casefold(), old): new for old, new in renamed}


def _baseline(
    request: PlanRequest, found: Project, own: Ownership, namespace: str | None
) -> Baseline:
    if request.org is not None:
        request.step(f"Looking up {request.org.name} in sf")
        base = baseline.of_org(request.org, found, own)
        if not namespace:
            return base
        from generator.planning import packaged  # noqa: PLC0415  (REST, for a namespace alone)

        return packaged.of_org(base, namespace, found.packaged or (found.package_directory,))
    if request.against is not None:
        return baseline.of_other(request.against, found, request.timeout)
    return baseline.of_tree(found, own)


def _differences(
    request: PlanRequest, rendered: Rendered, base: Baseline, own: Ownership
) -> Differences:
    """Compare the components of the schema, and those that the baseline has for it."""
    schema = rendered.schema.name
    recorded = base.ownership.of(schema)
    after = {
        document.path: document.content
        for document in rendered.documents
        if _is_compared(document.path, base)
    }
    others = members_of_others(own, schema) | members_of_others(base.ownership, schema)
    owned = (path for path in recorded.digests if _is_compared(path, base))
    at: Mapping[str, str] = places(after, owned, others)
    if base.org is not None:
        request.step(f"Retrieving the metadata of {base.name}")
    found, at = _read(request, base, at)
    before = {place: found.files[path] for path, place in at.items() if path in found.files}
    moved = {place: path for path, place in at.items() if path in found.files}
    withheld = {at[path]: reason for path, reason in found.withheld.items()}
    merged = recorded.merged | set(filter(_is_value_set, after))
    differences = compare(before, after, merged, moved=moved, withheld=withheld)
    return differences.of_org() if base.org else differences


def _read(
    request: PlanRequest, base: Baseline, at: Mapping[str, str]
) -> tuple[Found, Mapping[str, str]]:
    """Read paths from a baseline; return what is there, and for each path where to compare it.

    An org may have reports in other folders than those: these are read there, and returned too.
    """
    found = base.read(at)
    if base.org is None or not found.files:
        return found, at
    present = {at[path] for path in (*found.files, *found.withheld)}
    from generator.planning.relocated import relocated  # noqa: PLC0415  (REST, for an org alone)

    elsewhere = relocated(base.org, (each for each in at.values() if each not in present))
    if not elsewhere:
        return found, at
    request.step(f"Retrieving what {base.name} has in other folders")
    files = base.read(elsewhere.values()).files
    moved = {path: place for place, path in elsewhere.items()}
    return Found({**found.files, **files}, found.withheld), {**at, **moved}


def _is_compared(path: str, base: Baseline) -> bool:
    """Whether a file is compared: not the value set of an org, into which ours is merged."""
    return base.org is None or not _is_value_set(path)


def _is_value_set(path: str) -> bool:
    return type_of(path) is STANDARD_VALUE_SET
