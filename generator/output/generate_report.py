"""The result of `generate`: lines for people, a patch, or the object that `sf --json` prints."""

import shlex
from collections import Counter
from collections.abc import Iterator

from generator.diagnostics import visible
from generator.generation.generate import GenerateResult
from generator.output.sf_json import success
from generator.workspace.diff import Action

_DONE = {Action.CREATE: "created", Action.UPDATE: "updated", Action.DELETE: "deleted"}


def text(result: GenerateResult, *, done: bool) -> str:
    """Return a line for each change, made or planned, and a line that counts them."""
    return "\n".join(_lines(result, done=done))


def patch(result: GenerateResult) -> str:
    """Return the changes as one patch, empty where nothing changes."""
    return "".join(change.diff() for change in result.changes.changes).removesuffix("\n")


def warnings(result: GenerateResult, *, patch_only: bool = False) -> list[str]:
    """Return the warnings of a run, with those for files that the schema no longer has.

    `patch_only` adds the conflicts, which a patch does not show.
    """
    stale = [
        f"{path}: the schema no longer has it; --prune removes it, unless it was edited"
        for path in result.changes.stale
    ]
    conflicts = [
        f"{change.path}: {change.conflict}"
        for change in result.changes.changes
        if patch_only and change.conflict
    ]
    return [*map(str, result.warnings), *stale, *conflicts]


def deploy_command(result: GenerateResult) -> str:
    """Return the command that deploys the default package directory."""
    return f"sf project deploy start --source-dir {shlex.quote(result.project.package_directory)}"


def as_json(result: GenerateResult, *, status: int, diff: bool) -> str:
    """Return the result in the shape of `sf --json`: status, result, warnings."""
    changes = [
        {"path": change.path, "action": change.action.value}
        | ({"conflict": change.conflict} if change.conflict else {})
        | ({"diff": change.diff()} if diff else {})
        for change in result.changes.changes
    ]
    data = {
        "schema": result.source.name,
        "project": str(result.project.root),
        "apiVersion": str(result.project.api_version),
        "changes": changes,
        "unchanged": result.changes.unchanged,
        "stale": list(result.changes.stale),
        "deploy": deploy_command(result),
    }
    return success(data, status, warnings(result))


def _lines(result: GenerateResult, *, done: bool) -> Iterator[str]:
    changes = result.changes.changes
    for change in changes:
        verb = _DONE[change.action] if done else f"would {change.action}"
        reason = f" ({change.conflict})" if change.conflict else ""
        yield visible(f"{verb} {change.path}{reason}")
    counts = Counter(change.action for change in changes)
    numbers = [
        f"{counts[action]} {_DONE[action] if done else f'to {action}'}"
        for action in Action
        if counts[action]
    ]
    yield ", ".join([*numbers, f"{result.changes.unchanged} unchanged"])
