"""Formula fields that lead back to themselves."""

from collections.abc import Iterator, Mapping, Sequence

from generator.diagnostics import Diagnostic
from generator.formulas.check import names as names_of
from generator.formulas.scope import Problem
from generator.validation.field_facts import FieldFacts
from generator.validation.formula_names import Names
from generator.validation.rules.formula_rules import RULE_OF

_MESSAGE = "Formula cannot use another formula field that directly or indirectly refers to itself."
_Key = tuple[str, str]


def rings(named: Sequence[tuple[FieldFacts, list[str]]], names: Names) -> Iterator[Diagnostic]:
    """Yield each ring of formula fields once, where a field of it uses the next.

    `named` are the formula fields, each with the names in its formula.
    """
    formulas = {_key(facts): facts for facts, _ in named}
    uses = {_key(facts): list(_used(facts, paths, names)) for facts, paths in named}
    for ring in _rings(uses):
        yield _diagnostic([formulas[key] for key in ring], names)


def _key(facts: FieldFacts) -> _Key:
    return facts.object.casefold(), facts.fullName.casefold()


def _used(facts: FieldFacts, paths: list[str], names: Names) -> Iterator[_Key]:
    """Yield the formula fields that a formula field uses."""
    for path in paths:
        found = names.facts(facts.object, path)
        if found is not None and found.formula:
            yield _key(found)


def _rings(uses: Mapping[_Key, list[_Key]]) -> Iterator[list[_Key]]:
    done: set[_Key] = set()
    for start in sorted(uses):
        path, places, left = [start], {start: 0}, [iter(uses[start])]
        while left and start not in done:
            following = next(left[-1], None)
            if following is None:
                left.pop()
                done.add(path[-1])
                del places[path.pop()]
            elif following in places:
                yield path[places[following] :]
            elif following not in done and following in uses:
                places[following] = len(path)
                path.append(following)
                left.append(iter(uses[following]))


def _diagnostic(ring: list[FieldFacts], names: Names) -> Diagnostic:
    first, following = ring[0], _key(ring[1 % len(ring)])
    offset = next(
        offset
        for name, offset in names_of(first.formula or "")
        if (found := names.facts(first.object, name)) and _key(found) == following
    )
    source = first.formula_source
    line, column = source.position(offset) if source else (first.line, 1)
    way = " uses ".join(f"{each.object}.{each.fullName}" for each in (*ring, first))
    code = RULE_OF[Problem.RING].code
    return Diagnostic(first.path, f"{_MESSAGE} {way}", line, column=column, rule=code)
