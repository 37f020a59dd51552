"""What a plan finds, as values: what differs, at what risk, and how deletes are carried out.

What finds it knows all metadata types; a plan from the cache needs none, so it is apart from that.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from generator.metadata.registry import Component
from generator.types.risk import Risk
from generator.workspace.diff import Action

ALL = "all"  # as the name of a delete: every one that is no rename


@dataclass(frozen=True, slots=True)
class Fact:
    """One fact of a component before and after; None where it is absent.

    `reason` is why the risk is what it is, if that is not plain from its name.
    """

    path: str
    before: str | None
    after: str | None
    risk: Risk
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Difference:
    """A component that is created, changed or deleted, and the highest of its risks.

    `moved_from` is the full name that it has in another folder; empty if it does not move.
    """

    type_name: str
    full_name: str
    path: str
    action: Action
    risk: Risk
    facts: tuple[Fact, ...] = ()
    moved_from: str = ""


@dataclass(frozen=True, slots=True)
class Unknown:
    """A component that an org may have and does not give, and the org's reason."""

    type_name: str
    full_name: str
    path: str
    reason: str


@dataclass(frozen=True, slots=True)
class Differences:
    """The components that differ, by type and name, how many do not, and what is unknown."""

    changed: tuple[Difference, ...]
    unchanged: int
    unknown: tuple[Unknown, ...] = ()

    @property
    def refused(self) -> tuple[tuple[str, str], ...]:
        """Return the changes that an org refuses: the full name and the reason of each, once."""
        found = (
            (each.full_name, fact.reason)
            for each in self.changed
            for fact in each.facts
            if fact.risk is Risk.REFUSED and each.action is Action.UPDATE
        )
        return tuple(dict.fromkeys(found))

    def of_org(self) -> "Differences":
        """Return the differences from an org, where what is new has nothing to replace."""
        changed = tuple(
            replace(each, risk=Risk.SAFE)
            if each.action is Action.CREATE and each.risk is Risk.REPLACES
            else each
            for each in self.changed
        )
        return replace(self, changed=changed)

    @property
    def has_changes(self) -> bool:
        """Whether something differs, or may differ."""
        return bool(self.changed or self.unknown)


@dataclass(frozen=True, slots=True)
class Deletes:
    """The deletes of a plan that were accepted, and how they are carried out.

    `unaccepted` are the names of the other deletes. `taken` maps a deleted field to the new field
    that needs its relationship name. `by_hand` are the deletes that no manifest can do.
    `before` and `after` are the commands that delete before and after the deploy, or empty.
    """

    unaccepted: tuple[str, ...] = ()
    taken: Mapping[str, str] = field(default_factory=dict)
    by_hand: tuple[str, ...] = ()
    manifests: tuple[Component, ...] = ()
    before: str = ""
    after: str = ""

    @property
    def is_refused(self) -> bool:
        """Whether an org refuses the deploy, as long as a delete is not accepted."""
        return any(name in self.taken for name in self.unaccepted)
