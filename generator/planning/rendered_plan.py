"""The plan of a schema that is rendered, against a baseline of any kind. Reads only."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from generator.generation import generate
from generator.generation.generate import GenerateRequest
from generator.generation.prepare import Rendered, prepare
from generator.metadata.document import type_of
from generator.metadata.registry import STANDARD_VALUE_SET
from generator.planning import baseline
from generator.planning.baseline import Baseline, Found
from generator.planning.compare import compare
from generator.planning.deploy_commands import Call, commands
from generator.planning.destructive import accepted
from generator.planning.differences import Difference, Differences
from generator.planning.places import members_of_others, places
from generator.planning.request import PlanRequest, PlanResult
from generator.schema.yaml_source import Source
from generator.workspace import ownership
from generator.workspace.ownership import Ownership
from generator.workspace.project import Project

CHANGES = 2  # as terraform plan -detailed-exitcode has it


def rendered_plan(request: PlanRequest, source: Source, found: Project) -> PlanResult:
    """Render a schema, and compare it with a baseline.

    Raises GeneratorError as `plan` does.
    """
    generating = GenerateRequest(request.schema, request.project_dir, request.api_version)
    rendered = prepare(source, found, request.progress)
    generated = generate.compare(generating, rendered)
    schema, bases = rendered.schema.name, rendered.bases
    own = ownership.read(found.root).taken_over(schema, bases)
    base = _baseline(request, found, own, rendered.schema.namespace)
    base = replace(base, ownership=base.ownership.taken_over(schema, bases))
    differences = _differences(request, rendered, base, own)
    changed = differences.changed
    renamed = _spelt(generated.renamed, changed)
    deletes = accepted(changed, request.accept_delete, renamed, found.api_version)
    conflicts = [
        f"{each.path} {each.conflict}" for each in generated.changes.changes if each.conflict
    ]
    call = Call(
        request.schema,
        schema,
        request.project_dir,
        request.api_version,
        target=base.org.name if base.org else "",
    )
    is_stopped = conflicts or deletes.is_refused or differences.refused or base.installed
    return PlanResult(
        generated.label,
        base.name,
        differences,
        () if is_stopped else commands(call, generated, changed, deletes),
        deletes,
        renamed,
        found.root,
        CHANGES if request.exit_code and differences.has_changes else 0,
        tuple(conflicts) if changed else (),
        (*map(str, generated.warnings), *_about_package(base)),
    )


def _about_package(base: Baseline) -> Iterator[str]:
    if base.installed:
        yield (
            f"{base.name} has the package with the namespace {base.installed}; what changes in it "
            "comes with a new version: sf package version create, then sf package install"
        )


def _spelt(renamed: Mapping[str, str], changed: Iterable[Difference]) -> dict[str, str]:
    """Return the new names of renamed fields, by the old ones; these as the plan spells them."""
    spelt = {each.full_name.casefold(): each.full_name for each in changed}
    return {spelt.get(old.casefold(), old): new for old, new in renamed.items()}


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
