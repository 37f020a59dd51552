"""How two files of a type are compared: entries of lists by identity, and the risk of changes."""

import re
from collections.abc import Callable, Mapping
from typing import NamedTuple

from generator.types.risk import Facts, Rating, Risk, Rule


class Addition(NamedTuple):
    """An element that an org adds by itself: no difference, unless the file after has it as well.

    `path` matches the path of the element; `values` are those that it has to have below it. An
    entry that `is_one` is not told from what people add if there are several. `seen` counts it in
    files that orgs gave.
    """

    path: str
    seen: str
    values: Mapping[str, str] = {}
    is_one: bool = False

    def paths(self, before: Mapping[str, str], after: Mapping[str, str]) -> frozenset[str]:
        """Return the paths of the facts before that come from the org alone."""
        match = re.compile(rf"(?:{self.path})(?=$|[.\[])").match
        own = {path: found[0] for path in before if (found := match(path))}
        kept = {found[0] for path in after if (found := match(path))}
        added = {
            place
            for place in own.values()
            if all(before.get(f"{place}.{name}") == value for name, value in self.values.items())
        }
        if self.is_one and len(added) > 1:
            return frozenset()
        return frozenset(path for path, place in own.items() if place in added - kept)


def _never(_full_name: str) -> bool:
    return False


class Comparison(NamedTuple):
    """The rows of a type that its keys do not hold.

    Of repeated elements, by name: `identity` are the elements that name an entry of a list whose
    order does not matter; in other lists its number does. A list in `as_one` is one fact, since
    people see its order; for one in `ordered` the order is a fact of its own. Nothing depends on
    elements in `ignored`, or on those `added` by an org.

    A component that `is_partial`, by its full name, keeps in an org what its file leaves out.
    A component that `moves` keeps its identity in another folder: its name is unique in an org.
    `risks` are by path; a rule in `together` looks at all facts before and after. `otherwise` is
    the risk of a change that no row knows; `created` and `deleted` are those of whole components,
    `created` also by the full name.
    """

    identity: Mapping[str, tuple[str, ...]] = {}
    as_one: tuple[str, ...] = ()
    ordered: tuple[str, ...] = ()
    ignored: tuple[str, ...] = ()
    added: tuple[Addition, ...] = ()
    moves: bool = False
    is_partial: Callable[[str], bool] = _never
    risks: Mapping[str, Rule] = {}
    together: Mapping[str, Callable[[Facts, Facts], Risk | Rating]] = {}
    otherwise: Risk = Risk.UNRATED
    created: Risk | Callable[[str], Risk] = Risk.SAFE
    deleted: Risk = Risk.UNRATED

    def rating(self, path: str, place: str, before: Facts, after: Facts) -> Rating:
        """Return the rating of a change of the fact at a path, by the nearest row above `place`.

        `place` is the path without what tells the entries of lists apart.
        """
        if place in self.together:
            return _rating(self.together[place](before, after))
        while place:
            if place in self.risks:
                rule = self.risks[place]
                if isinstance(rule, Risk):
                    return Rating(rule)
                return _rating(rule(before.get(path), after.get(path)))
            place = place.rpartition(".")[0]
        return Rating(self.otherwise)


def _rating(found: Risk | Rating) -> Rating:
    return Rating(found) if isinstance(found, Risk) else found
