"""What a plan comes to, in words: its counts, who gains or loses a right, and what to do.

The same in each format. Names and values are as files and orgs have them: a format escapes them.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from shlex import quote

from generator.planning.differences import Difference
from generator.planning.request import PlanResult
from generator.workspace.diff import Action

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


def counts(result: PlanResult) -> tuple[tuple[int, str], ...]:
    """Return how many components are to create, to update and so on; empty for no changes."""
    actions = Counter(each.action for each in result.differences.changed)
    found = [(actions[action], f"to {action}") for action in Action if actions[action]]
    if result.differences.unknown:
        found.append((len(result.differences.unknown), "unknown"))
    return (*found, (result.differences.unchanged, "unchanged")) if found else ()


def count(result: PlanResult) -> str:
    """Return the counts as a sentence."""
    compared = f"compared with {result.baseline}"
    parts = [f"{number} {word}" for number, word in counts(result)]
    if not parts:
        return f"No changes, {compared}: {result.differences.unchanged} components."
    return f"Plan: {', '.join(parts)}, {compared}."


class Topic(StrEnum):
    """What an advice is about."""

    UNKNOWN = "Unknown"
    DELETES = "Deletes"
    REFUSED = "The org refuses this"
    BY_HAND = "By hand"
    CONFLICT = "Conflict with generate"


@dataclass(frozen=True, slots=True)
class Advice:
    """What a person has to do, or to know, before the plan can be applied."""

    topic: Topic
    text: str

    def __str__(self) -> str:
        """Return one line. What is unknown and what is deleted say so in their texts."""
        speaks_for_itself = self.topic in {Topic.UNKNOWN, Topic.DELETES}
        return self.text if speaks_for_itself else f"{self.topic}: {self.text}"


def advice(result: PlanResult) -> Iterator[Advice]:
    """Yield what to do beside the commands, in the order of the topics."""
    gone = result.deletes
    if result.differences.unknown:
        yield Advice(
            Topic.UNKNOWN,
            "What is unknown may be missing in the org, or differ: do what the org's reason asks "
            "for, and plan again.",
        )
    if gone.unaccepted:
        names = " ".join(f"--accept-delete {quote(name)}" for name in gone.unaccepted)
        text = f"Nothing is deleted from an org unless you accept it: {names}"
        yield Advice(Topic.DELETES, text)
    yield from (Advice(Topic.REFUSED, each) for each in _refused(result))
    yield from (Advice(Topic.BY_HAND, each) for each in by_hand(result))
    yield from (Advice(Topic.CONFLICT, each) for each in result.conflicts)


def _refused(result: PlanResult) -> Iterator[str]:
    gone = result.deletes
    for name in gone.unaccepted:
        if name in gone.taken:
            yield (
                f"{gone.taken[name]} needs the relationship name of {name}. "
                f"To keep the data, give {gone.taken[name]} another child_relationship_name; to "
                f"lose it, accept the delete of {name}."
            )
    for name, reason in result.differences.refused:
        yield (
            f"{name}: {reason}. Undo the change, or add a field with "
            "another name, copy the data, and delete the old one."
        )


def by_hand(result: PlanResult) -> Iterator[str]:
    """Yield what no deploy does: deletes, and value sets that have to be merged first."""
    yield from result.deletes.by_hand
    for each in result.differences.changed:
        if each.type_name == "StandardValueSet" and each.action is not Action.DELETE:
            merge = "merge it with that of the org (generate --merge-values), then deploy it"
            yield f"StandardValueSet {each.full_name}: {merge}"


def became(each: Difference, result: PlanResult) -> Iterator[str]:
    """Yield where a component was before, or what it is called from now on."""
    if each.moved_from:
        yield f"moved from {each.moved_from}: a deploy takes it to its new folder"
    new = result.renamed.get(each.full_name)
    if each.action is not Action.DELETE or new is None:
        return
    if each.full_name in result.deletes.taken:
        yield f"renamed to {new}; the two cannot exist together, so the data of this is lost"
    else:
        yield f"renamed to {new}, which starts empty: copy the data before you delete this"


@dataclass(frozen=True, slots=True)
class Access:
    """What a permission set gains or loses: one right, of some fields and objects."""

    name: str
    verb: str
    right: str
    things: tuple[str, ...]

    def __str__(self) -> str:
        return f"{self.verb} {self.right} {', '.join(self.things)}"


def access_changes(result: PlanResult) -> Iterator[Access]:
    """Yield what permission sets gain and lose: one entry for each right of each set."""
    for each in result.differences.changed:
        if each.type_name == "PermissionSet":
            for (verb, right), things in _rights(each).items():
                yield Access(each.full_name, verb, right, tuple(sorted(things)))


def _rights(permission_set: Difference) -> dict[tuple[str, str], list[str]]:
    result: dict[tuple[str, str], list[str]] = defaultdict(list)
    for fact in permission_set.facts:
        head, _, right = fact.path.rpartition("].")
        had, has = fact.before in _GRANTED, fact.after in _GRANTED
        if right in _RIGHTS and "[" in head and had is not has:
            verb = "gains" if has else "loses"
            result[verb, _RIGHTS[right]].append(head.partition("[")[2])
    return result
