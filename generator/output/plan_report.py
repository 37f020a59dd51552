"""The result of `plan` as text: for a terminal, for scripts, for a pull request.

Names and values are from files and orgs of others, so each character that controls a terminal or a
browser is escaped.
"""

import json
from collections.abc import Callable, Iterator

from generator.diagnostics import visible
from generator.output.plan_words import access_changes, advice, became, by_hand, count
from generator.output.sf_json import success
from generator.planning.differences import Difference, Fact
from generator.planning.request import PlanResult
from generator.types.risk import Risk
from generator.workspace.diff import Action

_UNKNOWN = "?"
_SIGN = {Action.CREATE: "+", Action.UPDATE: "~", Action.DELETE: "-"}


def text(result: PlanResult) -> str:
    """Return lines like those of `terraform plan`: changes, access, a count, the next steps."""
    return "\n".join(map(visible, _lines(result)))


def markdown(result: PlanResult) -> str:
    """Return a comment for a pull request: a count, changes, access, the next steps."""
    return "\n".join(map(visible, _markdown(result)))


def as_json(result: PlanResult) -> str:
    """Return one object of the shape that `sf --json` prints, with the verdict in it."""
    changed = [
        {
            "type": each.type_name,
            "fullName": each.full_name,
            "path": each.path,
            "action": each.action.value,
            "risk": each.risk.name.lower(),
            **({"movedFrom": each.moved_from} if each.moved_from else {}),
            "elements": [
                {
                    "path": fact.path,
                    "before": fact.before,
                    "after": fact.after,
                    "risk": fact.risk.name.lower(),
                    **({"reason": fact.reason} if fact.reason else {}),
                }
                for fact in each.facts
            ],
        }
        for each in result.differences.changed
    ]
    data = {
        "against": result.baseline,
        "changes": changed,
        "unknown": [
            {
                "type": each.type_name,
                "fullName": each.full_name,
                "path": each.path,
                "reason": each.reason,
            }
            for each in result.differences.unknown
        ],
        "unchanged": result.differences.unchanged,
        "access": [
            {
                "permissionSet": each.name,
                "change": each.verb,
                "right": each.right,
                "of": list(each.things),
            }
            for each in access_changes(result)
        ],
        "hasChanges": result.differences.has_changes,
        "unaccepted": list(result.deletes.unaccepted),
        "renamed": dict(result.renamed),
        "conflicts": list(result.conflicts),
        "byHand": list(by_hand(result)),
        "commands": list(result.commands),
    }
    return success(data, result.status, result.warnings)


FORMATS: dict[str, Callable[[PlanResult], str]] = {
    "text": text,
    "json": as_json,
    "markdown": markdown,
}


def _lines(result: PlanResult) -> Iterator[str]:
    for each in result.differences.changed:
        name = f"{_SIGN[each.action]} {each.type_name} {each.full_name}{_note(each.risk)}"
        yield name
        yield from (f"    {note}" for note in became(each, result))
        facts = _updated(each)
        width = max((len(fact.path) for fact in facts), default=0)
        for fact in facts:
            change = f"{_shown(fact.before)} -> {_shown(fact.after)}"
            yield f"    {fact.path:{width}}  {change}{_note(fact.risk, fact.reason)}"
    for hidden in result.differences.unknown:
        yield f"{_UNKNOWN} {hidden.type_name} {hidden.full_name}  (unknown)"
        yield f"    the org says: {hidden.reason}"
    access = list(access_changes(result))
    if access:
        yield from ("", "Access:")
        yield from (f"    {each.name} {each}" for each in access)
    if result.differences.has_changes:
        yield ""
    yield count(result)
    yield from map(str, advice(result))
    if result.commands:
        yield "To apply it, run:"
        yield from (f"    {command}" for command in result.commands)


def _markdown(result: PlanResult) -> Iterator[str]:
    yield f"**{count(result)}**"
    changed, unknown = result.differences.changed, result.differences.unknown
    if changed or unknown:
        yield from ("", "| | Component | Change | Risk |", "| --- | --- | --- | --- |")
    for each in changed:
        facts = [f"moved from {each.moved_from}"] if each.moved_from else []
        facts += [
            f"{f.path}: {_shown(f.before)} -> {_shown(f.after)}{f.reason and f' ({f.reason})'}"
            for f in _updated(each)
        ]
        name = _cell(f"{each.type_name} {each.full_name}")
        what = "<br>".join(map(_cell, facts))
        yield f"| {_SIGN[each.action]} | {name} | {what} | {each.risk.value} |"
    for hidden in unknown:
        name, reason = f"{hidden.type_name} {hidden.full_name}", f"the org says: {hidden.reason}"
        yield f"| {_UNKNOWN} | {_cell(name)} | {_cell(reason)} | unknown |"
    access = list(access_changes(result))
    if access:
        yield from ("", "| Who | Access |", "| --- | --- |")
        yield from (f"| {_cell(each.name)} | {_cell(str(each))} |" for each in access)
    if changed or unknown:
        yield from ("", *map(str, advice(result)))
    if result.commands:
        yield from ("", "```sh", *result.commands, "```")


def _updated(each: Difference) -> tuple[Fact, ...]:
    """Return the facts to show: those of an update. A new or deleted component is only named."""
    return each.facts if each.action is Action.UPDATE else ()


def _cell(value: str) -> str:
    """Escape what would end a cell of a table, or be read as a tag."""
    escaped = value.replace("&", "&amp;").replace("<", "&lt;").replace("|", "\\|")
    return escaped.replace("\n", " ").replace("`", "\\`")


def _note(risk: Risk, reason: str = "") -> str:
    return "" if risk is Risk.SAFE else f"  ({'; '.join(filter(None, (risk.value, reason)))})"


def _shown(value: str | None) -> str:
    return "(none)" if value is None else json.dumps(value, ensure_ascii=False)
