"""The result of `plan` as text: for a terminal, for scripts, for a pull request.

Names and values are from files and orgs of others, so each character that controls a terminal or a
browser is escaped.
"""

import json
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from shlex import quote

from generator.diagnostics import visible
from generator.output.sf_json import success
from generator.planning.compare import Difference, Fact
from generator.planning.plan import PlanResult
from generator.types.risk import Risk
from generator.workspace.diff import Action

_UNKNOWN = "?"
_SIGN = {Action.CREATE: "+", Action.UPDATE: "~", Action.DELETE: "-"}
_RIGHTS = {
    "readable": "read",
    "editable": "edit",
    "allowRead": "read",
    "allowCreate": "create",
    "allowEdit": "edit",
    "allowDelete": "delete",
    "viewAllRecords": "view all records of",
    "viewAllFields": "view all fields of",
    "modifyAllRecords": "modify all records of",
    "enabled": "use",
    "visible": "use",
    "visibility": "see",
}
_GRANTED = ("true", "Available", "Visible")


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
            for each in _access(result)
        ],
        "hasChanges": result.differences.has_changes,
        "unaccepted": list(result.deletes.unaccepted),
        "renamed": dict(result.renamed),
        "conflicts": list(result.conflicts),
        "byHand": list(_by_hand(result)),
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
        yield from _became(each, result)
        facts = _updated(each)
        width = max((len(fact.path) for fact in facts), default=0)
        for fact in facts:
            change = f"{_shown(fact.before)} -> {_shown(fact.after)}"
            yield f"    {fact.path:{width}}  {change}{_note(fact.risk, fact.reason)}"
    for hidden in result.differences.unknown:
        yield f"{_UNKNOWN} {hidden.type_name} {hidden.full_name}  (unknown)"
        yield f"    the org says: {hidden.reason}"
    access = list(_access(result))
    if access:
        yield from ("", "Access:")
        yield from (f"    {each.name} {each}" for each in access)
    if result.differences.has_changes:
        yield ""
    yield _count(result)
    yield from _advice(result)
    if result.commands:
        yield "To apply it, run:"
        yield from (f"    {command}" for command in result.commands)


def _advice(result: PlanResult) -> Iterator[str]:
    gone = result.deletes
    if result.differences.unknown:
        yield (
            "What is unknown may be missing in the org, or differ: do what the org's reason asks "
            "for, and plan again."
        )
    if gone.unaccepted:
        names = " ".join(f"--accept-delete {quote(name)}" for name in gone.unaccepted)
        yield f"Nothing is deleted from an org unless you accept it: {names}"
    for name in gone.unaccepted:
        if name in gone.taken:
            yield (
                f"The org refuses this: {gone.taken[name]} needs the relationship name of {name}. "
                f"To keep the data, give {gone.taken[name]} another child_relationship_name; to "
                f"lose it, accept the delete of {name}."
            )
    for name, reason in result.differences.refused:
        yield (
            f"The org refuses this: {name}: {reason}. Undo the change, or add a field with "
            "another name, copy the data, and delete the old one."
        )
    yield from (f"By hand: {each}" for each in _by_hand(result))
    yield from (f"Conflict with generate: {each}" for each in result.conflicts)


def _by_hand(result: PlanResult) -> Iterator[str]:
    yield from result.deletes.by_hand
    for each in result.differences.changed:
        if each.type_name == "StandardValueSet" and each.action is not Action.DELETE:
            merge = "merge it with that of the org (generate --merge-values), then deploy it"
            yield f"StandardValueSet {each.full_name}: {merge}"


def _became(each: Difference, result: PlanResult) -> Iterator[str]:
    if each.moved_from:
        yield f"    moved from {each.moved_from}: a deploy takes it to its new folder"
    new = result.renamed.get(each.full_name)
    if each.action is not Action.DELETE or new is None:
        return
    if each.full_name in result.deletes.taken:
        yield f"    renamed to {new}; the two cannot exist together, so the data of this is lost"
    else:
        yield f"    renamed to {new}, which starts empty: copy the data before you delete this"


def _markdown(result: PlanResult) -> Iterator[str]:
    yield f"**{_count(result)}**"
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
    access = list(_access(result))
    if access:
        yield from ("", "| Who | Access |", "| --- | --- |")
        yield from (f"| {_cell(each.name)} | {_cell(str(each))} |" for each in access)
    if changed or unknown:
        yield from ("", *_advice(result))
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


def _count(result: PlanResult) -> str:
    counts = Counter(each.action for each in result.differences.changed)
    parts = [f"{counts[action]} to {action}" for action in Action if counts[action]]
    if result.differences.unknown:
        parts.append(f"{len(result.differences.unknown)} unknown")
    compared = f"compared with {result.baseline}"
    if not parts:
        return f"No changes, {compared}: {result.differences.unchanged} components."
    parts.append(f"{result.differences.unchanged} unchanged")
    return f"Plan: {', '.join(parts)}, {compared}."


@dataclass(frozen=True, slots=True)
class _Access:
    """What a permission set gains or loses: one right, of some fields and objects."""

    name: str
    verb: str
    right: str
    things: tuple[str, ...]

    def __str__(self) -> str:
        return f"{self.verb} {self.right} {', '.join(self.things)}"


def _access(result: PlanResult) -> Iterator[_Access]:
    """Yield what permission sets gain and lose: one entry for each right of each set."""
    for each in result.differences.changed:
        if each.type_name == "PermissionSet":
            for (verb, right), things in _rights(each).items():
                yield _Access(each.full_name, verb, right, tuple(sorted(things)))


def _rights(permission_set: Difference) -> dict[tuple[str, str], list[str]]:
    result: dict[tuple[str, str], list[str]] = defaultdict(list)
    for fact in permission_set.facts:
        head, _, right = fact.path.rpartition("].")
        had, has = fact.before in _GRANTED, fact.after in _GRANTED
        if right in _RIGHTS and "[" in head and had is not has:
            verb = "gains" if has else "loses"
            result[verb, _RIGHTS[right]].append(head.partition("[")[2])
    return result
