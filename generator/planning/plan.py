"""What a schema would change: its components compared with a baseline. Reads only."""

from generator.generation import generate
from generator.planning.differences import ALL, Deletes, Differences
from generator.planning.request import WORKING_TREE, PlanRequest, PlanResult
from generator.schema import yaml_source
from generator.schema.yaml_source import Source
from generator.workspace import project
from generator.workspace.project import Project


def plan(request: PlanRequest) -> PlanResult:
    """Compare what a schema describes with a baseline.

    Raises GeneratorError with every diagnostic of the first stage that found one: the schema, the
    project, or the baseline.
    """
    source = yaml_source.read(request.schema)
    found = project.find(request.project_dir, request.api_version)
    if unchanged := _unchanged(request, source, found):
        return unchanged
    from generator.planning.rendered_plan import rendered_plan  # noqa: PLC0415  (slow)

    return rendered_plan(request, source, found)


def _unchanged(request: PlanRequest, source: Source, found: Project) -> PlanResult | None:
    """Return the plan of a tree that is as its schema, if the cache of `generate` says so.

    A value set that was merged with an org's is compared by its values, which needs its type.
    """
    is_of_tree = request.org is None and request.against is None
    known = generate.unchanged(source, found) if is_of_tree else None
    if known is None or known.merged or not {ALL}.issuperset(request.accept_delete):
        return None
    components = sum(path.endswith("-meta.xml") for path in known.paths)
    return PlanResult(
        known.label,
        WORKING_TREE,
        Differences((), components),
        (),
        Deletes(),
        known.renamed,
        found.root,
        0,
        warnings=tuple(map(str, known.warnings)),
    )
