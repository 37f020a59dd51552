"""The outcome of `plan` in, text out: for a terminal, for scripts, for a pull request."""

import json
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from shlex import quote

from generator.output.sf_json import success
from generator.planning.compare import Difference, Fact
from generator.planning.plan import PlanResult
from generator.planning.risk import Risk
from generator.workspace.diff import Action

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


def text(outcome: PlanResult) -> str:
    """Return lines in the manner of `terraform plan`: each change, who gains what, and a count."""
    return "\n".join(_lines(outcome))


def markdown(outcome: PlanResult) -> str:
    """Return a comment for a pull request: the count, the changes, the access, the command."""
    return "\n".join(_markdown(outcome))


def as_json(outcome: PlanResult) -> str:
    """Return one object of the shape that `sf --json` prints, with the verdict in it."""
    changed = [
        {
            "type": each.type_name,
            "fullName": each.full_name,
            "path": each.path,
            "action": each.action.value,
            "risk": each.risk.name.lower(),
            "elements": [
                {
                    "path": fact.path,
                    "before": fact.before,
                    "after": fact.after,
                    "risk": fact.risk.name.lower(),
                }
                for fact in each.facts
            ],
        }
        for each in outcome.differences.changed
    ]
    result = {
        "against": outcome.against,
        "changes": changed,
        "unchanged": outcome.differences.unchanged,
        "access": [
            {
                "permissionSet": each.name,
                "change": each.verb,
                "right": each.right,
                "of": list(each.things),
            }
            for each in _access(outcome)
        ],
        "hasChanges": outcome.has_changes,
        "unaccepted": list(outcome.deletes.unaccepted),
        "renamed": dict(outcome.renamed),
        "conflicts": list(outcome.conflicts),
        "byHand": list(_by_hand(outcome)),
        "commands": list(outcome.commands),
    }
    return success(result, outcome.status, outcome.warnings)


FORMATS: dict[str, Callable[[PlanResult], str]] = {
    "text": text,
    "json": as_json,
    "markdown": markdown,
}


def _lines(outcome: PlanResult) -> Iterator[str]:
    for each in outcome.differences.changed:
        name = f"{_SIGN[each.action]} {each.type_name} {each.full_name}{_note(each.risk)}"
        yield name + _became(each, outcome)
        facts = _updated(each)
        width = max((len(fact.path) for fact in facts), default=0)
        for fact in facts:
            change = f"{_shown(fact.before)} -> {_shown(fact.after)}"
            yield f"    {fact.path:{width}}  {change}{_note(fact.risk)}"
    access = list(_access(outcome))
    if access:
        yield from ("", "Access:")
        yield from (f"    {each.name} {each}" for each in access)
    if outcome.differences.changed:
        yield ""
    yield _count(outcome)
    yield from _advice(outcome)
    if outcome.commands:
        yield "To apply it, run:"
        yield from (f"    {command}" for command in outcome.commands)


def _advice(outcome: PlanResult) -> Iterator[str]:
    gone = outcome.deletes
    if gone.unaccepted:
        names = " ".join(f"--accept-delete {quote(name)}" for name in gone.unaccepted)
        yield f"Nothing is deleted from an org unless you accept it: {names}"
    for name in gone.unaccepted:
        if name in gone.taken:
            yield (
                f"The org refuses this: {gone.taken[name]} wants the relationship name of {name}. "
                f"To keep the data, give {gone.taken[name]} another child_relationship_name; to "
                f"lose it, accept the delete of {name}."
            )
    yield from (f"By hand: {each}" for each in _by_hand(outcome))
    yield from (f"In the way of generate: {each}" for each in outcome.conflicts)


def _by_hand(outcome: PlanResult) -> Iterator[str]:
    yield from outcome.deletes.by_hand
    for each in outcome.differences.changed:
        if each.type_name == "StandardValueSet" and each.action is not Action.DELETE:
            yield f"StandardValueSet {each.full_name}: merge it with the org's, then deploy it"


def _became(each: Difference, outcome: PlanResult) -> str:
    new = outcome.renamed.get(each.full_name)
    if each.action is not Action.DELETE or new is None:
        return ""
    if each.full_name in outcome.deletes.taken:
        return f"\n    renamed to {new}, which cannot stand beside it: its data is lost"
    return f"\n    renamed to {new}, which starts empty: copy the data before you delete this"


def _markdown(outcome: PlanResult) -> Iterator[str]:
    yield f"**{_count(outcome)}**"
    changed = outcome.differences.changed
    if changed:
        yield from ("", "| | Component | Change | Risk |", "| --- | --- | --- | --- |")
    for each in changed:
        facts = [f"{f.path}: {_shown(f.before)} -> {_shown(f.after)}" for f in _updated(each)]
        name = _cell(f"{each.type_name} {each.full_name}")
        what = "<br>".join(map(_cell, facts))
        yield f"| {_SIGN[each.action]} | {name} | {what} | {each.risk.value} |"
    access = list(_access(outcome))
    if access:
        yield from ("", "| Who | Access |", "| --- | --- |")
        yield from (f"| {_cell(each.name)} | {_cell(str(each))} |" for each in access)
    if changed:
        yield from ("", *_advice(outcome))
    if outcome.commands:
        yield from ("", "```sh", *outcome.commands, "```")


def _updated(each: Difference) -> tuple[Fact, ...]:
    """Return the facts to show: what comes or goes as a whole is named, not spelled out."""
    return each.facts if each.action is Action.UPDATE else ()


def _cell(value: str) -> str:
    """Escape what would end a cell of a table, or be read as a tag."""
    escaped = value.replace("&", "&amp;").replace("<", "&lt;").replace("|", "\\|")
    return escaped.replace("\n", " ").replace("`", "\\`")


def _note(risk: Risk) -> str:
    return "" if risk is Risk.SAFE else f"  ({risk.value})"


def _shown(value: str | None) -> str:
    return "(none)" if value is None else json.dumps(value, ensure_ascii=False)


def _count(outcome: PlanResult) -> str:
    counts = Counter(each.action for each in outcome.differences.changed)
    told = [f"{counts[action]} to {action}" for action in Action if counts[action]]
    against = f"compared with {outcome.against}"
    if not told:
        return f"No changes, {against}: {outcome.differences.unchanged} components."
    told.append(f"{outcome.differences.unchanged} unchanged")
    return f"Plan: {', '.join(told)}, {against}."


@dataclass(frozen=True, slots=True)
class _Access:
    """What a permission set gains or loses: one right, of some fields and objects."""

    name: str
    verb: str
    right: str
    things: tuple[str, ...]

    def __str__(self) -> str:
        return f"{self.verb} {self.right} {', '.join(self.things)}"


def _access(outcome: PlanResult) -> Iterator[_Access]:
    """Yield who gains or loses what, one for each permission set and each right."""
    for each in outcome.differences.changed:
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
