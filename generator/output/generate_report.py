"""Say what a run did or would do: in lines for people, or as the object that `sf` prints."""

from collections import Counter
from collections.abc import Iterator

from generator.generation.generate import GenerateResult
from generator.output.sf_json import success
from generator.workspace.diff import Action

_DONE = {Action.CREATE: "created", Action.UPDATE: "updated", Action.DELETE: "deleted"}


def lines(plan: GenerateResult, *, done: bool) -> Iterator[tuple[Action | None, str]]:
    """Yield each change as a line, done or as it would be, and last a line that counts them."""
    for change in plan.changes.changes:
        because = f" ({change.conflict})" if change.conflict else ""
        yield change.action, f"{_verb(change.action, done=done)} {change.path}{because}"
    counts = Counter(change.action for change in plan.changes.changes)
    told = [f"{counts[action]} {_count(action, done=done)}" for action in Action if counts[action]]
    yield None, ", ".join([*told, f"{plan.changes.unchanged} unchanged"])


def warnings(plan: GenerateResult) -> list[str]:
    """Return what a person should know, with the files that the schema no longer asks for."""
    stale = [
        f"{path}: the schema no longer asks for it; --prune removes it, unless it was edited"
        for path in plan.changes.stale
    ]
    return [*map(str, plan.warnings), *stale]


def deploy_command(plan: GenerateResult) -> str:
    return f"sf project deploy start --source-dir {plan.project.package_directory}"


def as_json(plan: GenerateResult, *, status: int, diff: bool) -> str:
    """Return a run's outcome in the shape of the `sf` CLI: status, result, warnings."""
    changes = [
        {"path": change.path, "action": change.action.value}
        | ({"conflict": change.conflict} if change.conflict else {})
        | ({"diff": change.diff()} if diff else {})
        for change in plan.changes.changes
    ]
    result = {
        "schema": plan.source.name,
        "project": str(plan.project.root),
        "apiVersion": str(plan.project.api_version),
        "changes": changes,
        "unchanged": plan.changes.unchanged,
        "stale": list(plan.changes.stale),
        "deploy": deploy_command(plan),
    }
    return success(result, status, warnings(plan))


def _verb(action: Action, *, done: bool) -> str:
    return _DONE[action] if done else f"would {action}"


def _count(action: Action, *, done: bool) -> str:
    return _DONE[action] if done else f"to {action}"
