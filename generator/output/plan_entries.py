"""What a page shows of each component of a plan: its values before and after, in plain words."""

import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import groupby

from generator.metadata.name_words import words
from generator.output.plan_words import became
from generator.planning.differences import Difference, Fact
from generator.planning.request import PlanResult
from generator.types.risk import Risk
from generator.workspace.diff import Action

_RANKS = {risk: rank for rank, risk in enumerate(Risk)}
_HARMLESS = (Risk.SAFE, Risk.WIDENS)
_PART = re.compile(r"\[([^\]]*)\]|([^.\[]+)")
_WORD = re.compile(r"\w+\s*|[^\w\s]\s*|\s+")
_MOST_WORDS = 1_000  # comparing more takes too long
_LABELS = ("label", "masterLabel", "name")
_ABOUT = ("description", "inlineHelpText", "errorMessage")
MOST_VALUES = 20_000  # of components that are created or deleted
_FEW = 16  # values to show without being asked
_FILE = "The file"
_WRAPPER = "valueSet.valueSetDefinition."  # of the values of a picklist; says nothing more


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of a value; it is marked if the other value does not have it."""

    text: str
    is_marked: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """One value of a component before and after, as pieces; None where it is not set.

    `risk` is the first word of a risk; it and `reason` are empty where there is nothing to say.
    """

    name: str
    before: tuple[Piece, ...] | None
    after: tuple[Piece, ...] | None
    risk: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Part:
    """The rows of one part of a component, such as an entry of a list; `names` lead to it."""

    names: tuple[str, ...]
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Entry:
    """A component that is created, updated or deleted, with what a person should know of it.

    `label` and `about` are those of one that is created or deleted; empty if it has none.
    """

    anchor: str
    type_name: str
    full_name: str
    action: Action
    risk: Risk
    label: str
    about: str
    notes: tuple[str, ...]
    parts: tuple[Part, ...]

    @property
    def count(self) -> int:
        """Return how many values there are to show."""
        return sum(len(part.rows) for part in self.parts)

    @property
    def is_short(self) -> bool:
        """Whether the values are read at a glance: few, before and after."""
        return self.action is Action.UPDATE and self.count <= _FEW


@dataclass(frozen=True, slots=True)
class Chapter:
    """The entries of one risk or one action; `name` is that risk or action."""

    anchor: str
    name: str
    title: str
    entries: tuple[Entry, ...]

    @property
    def size(self) -> int:
        return len(self.entries)


def at_risk(result: PlanResult) -> tuple[Chapter, ...]:
    """Return the components whose change may do harm, or may not be known: the worst first."""
    found = sorted(
        (each for each in result.differences.changed if each.risk not in _HARMLESS),
        key=lambda each: -_RANKS[each.risk],
    )
    return tuple(
        Chapter(f"risk-{risk.name.lower()}", risk, _capital(risk), _entries(group, result))
        for risk, group in groupby(found, lambda each: each.risk)
    )


def others(result: PlanResult) -> tuple[Chapter, ...]:
    """Return the components whose change does no harm, by action."""
    harmless = [each for each in result.differences.changed if each.risk in _HARMLESS]
    chapters = (
        Chapter(f"to-{action}", action, f"To {action}", _entries(found, result))
        for action in Action
        if (found := [each for each in harmless if each.action is action])
    )
    return tuple(chapters)


def anchor(type_name: str, full_name: str) -> str:
    return f"{type_name}.{full_name}"


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def left_out(result: PlanResult) -> int:
    """Return how many values of new and deleted components are left out: all if they are many.

    A browser takes too long for a page with all of them.
    """
    count = sum(len(each.facts) for each in result.differences.changed if not _is_update(each))
    return count if count > MOST_VALUES else 0


def _entries(changed: Iterable[Difference], result: PlanResult) -> tuple[Entry, ...]:
    unaccepted, is_long = frozenset(result.deletes.unaccepted), bool(left_out(result))
    return tuple(
        Entry(
            anchor(each.type_name, each.full_name),
            words(each.type_name),
            each.full_name,
            each.action,
            each.risk,
            _first(each, _LABELS),
            _first(each, _ABOUT),
            (*became(each, result), *_accepted(each, unaccepted)),
            () if is_long and not _is_update(each) else _parts(each),
        )
        for each in changed
    )


def _is_update(changed: Difference) -> bool:
    return changed.action is Action.UPDATE


def _first(changed: Difference, paths: tuple[str, ...]) -> str:
    """Return the first value at one of these paths of a component that is created or deleted."""
    if _is_update(changed):
        return ""
    values = {fact.path: fact.after or fact.before or "" for fact in changed.facts}
    return next((values[path] for path in paths if values.get(path)), "")


def _accepted(each: Difference, unaccepted: Collection[str]) -> Iterator[str]:
    is_named = each.full_name in unaccepted or f"{each.type_name}:{each.full_name}" in unaccepted
    if each.action is Action.DELETE and is_named:
        yield "not accepted: the commands of this plan do not delete it"


def _parts(changed: Difference) -> tuple[Part, ...]:
    """Return the facts of a component by the part that has them; its own ones come first."""
    found: dict[tuple[str, ...], list[Row]] = {(): []}
    is_update = _is_update(changed)
    for fact in changed.facts:
        *above, name = _names(fact.path)
        found.setdefault(tuple(above), []).append(_row(name, fact, is_update=is_update))
    return tuple(Part(above, tuple(rows)) for above, rows in found.items() if rows)


def _row(name: str, fact: Fact, *, is_update: bool) -> Row:
    before, after = _compared(fact.before, fact.after)
    says_risk = is_update and fact.risk is not Risk.SAFE
    risk = fact.risk.partition(":")[0] if says_risk else ""
    return Row(name, before, after, risk, fact.reason)


def _names(path: str) -> tuple[str, ...]:
    """Return the names of a path from the top down: of elements in words, of entries as given."""
    found = tuple(
        words(element) if element else entry.replace("%5B", "[").replace("%5D", "]")
        for entry, element in _PART.findall(path.removeprefix(_WRAPPER))
    )
    return found or (_FILE,)


_Pieces = tuple[Piece, ...]


def _compared(before: str | None, after: str | None) -> tuple[_Pieces | None, _Pieces | None]:
    """Return two values as pieces; the words that differ are marked if they have others too."""
    if before is None or after is None:
        return _whole(before), _whole(after)
    old, new = _WORD.findall(before), _WORD.findall(after)
    if max(len(old), len(new)) > _MOST_WORDS:
        return _whole(before), _whole(after)
    steps = SequenceMatcher(None, old, new, autojunk=False).get_opcodes()
    if not any(step[0] == "equal" and "".join(old[step[1] : step[2]]).strip() for step in steps):
        return _whole(before), _whole(after)
    return (
        _pieces((kind, old[start:end]) for kind, start, end, _, _ in steps),
        _pieces((kind, new[start:end]) for kind, _, _, start, end in steps),
    )


def _whole(value: str | None) -> _Pieces | None:
    return None if value is None else (Piece(value),) if value else ()


def _pieces(steps: Iterable[tuple[str, list[str]]]) -> _Pieces:
    return tuple(Piece("".join(found), kind != "equal") for kind, found in steps if found)
