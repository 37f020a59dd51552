"""How two files of a type are compared: entries of lists by identity, and the risk of changes."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from generator.types.risk import Risk, Rule


@dataclass(frozen=True, slots=True)
class Comparison:
    """The rows of a type that its keys do not hold.

    Of repeated elements, by name: `identity` are the elements that name an entry of a list whose
    order does not matter; in other lists its number does. A list in `as_one` is one fact, since
    people see its order; for one in `ordered` the order is a fact of its own. Nothing depends on
    elements in `ignored`.

    A component that `moves` keeps its identity in another folder: its name is unique in an org.
    `risks` are by path. `otherwise` is the risk of a change that no row knows; `created` and
    `deleted` are those of whole components.
    """

    identity: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    as_one: tuple[str, ...] = ()
    ordered: tuple[str, ...] = ()
    ignored: tuple[str, ...] = ()
    moves: bool = False
    risks: Mapping[str, Rule] = field(default_factory=dict)
    otherwise: Risk = Risk.UNRATED
    created: Risk = Risk.SAFE
    deleted: Risk = Risk.UNRATED

    def risk(self, path: str, before: str | None, after: str | None) -> Risk:
        """Return the risk of a change of the element at a path, by the nearest row above it."""
        while path:
            if path in self.risks:
                rule = self.risks[path]
                return rule if isinstance(rule, Risk) else rule(before, after)
            path = path.rpartition(".")[0]
        return self.otherwise
