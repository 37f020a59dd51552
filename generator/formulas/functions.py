"""The functions of formulas: a row for each, read from functions.txt when one is asked for."""

import re
from collections.abc import Mapping
from enum import StrEnum
from functools import cache
from typing import NamedTuple

from generator.formulas.kinds import PICKLISTS, Kind
from generator.resources import FUNCTIONS

UNLIMITED = 10**6


class Place(StrEnum):
    """Where a formula stands."""

    FORMULA_FIELD = "F"
    VALIDATION_RULE = "V"
    DEFAULT_VALUE = "D"
    FLOW = "L"

    @property
    def words(self) -> str:
        """The place in words, as in: it is allowed in flows."""
        return "flows" if self is Place.FLOW else f"{self.name.lower().replace('_', ' ')}s"


class Parameter(NamedTuple):
    """What a parameter may be.

    `listed` are its kinds by the words of the table. `has_own_message` says that an org tells no
    wanted kind.
    """

    listed: tuple[str, ...]
    kinds: frozenset[Kind]
    has_own_message: bool

    @property
    def is_field(self) -> bool:
        return self.listed == ("field",)

    @property
    def is_literal(self) -> bool:
        return self.listed == ("literal",)


class Function(NamedTuple):
    """A function: how many parameters it takes, of which kinds, its result, where it is refused.

    `result` is a kind, or one of the table's words `first`, `common` and `any`.
    """

    name: str
    least: int
    most: int
    parameters: tuple[Parameter, ...]
    result: str
    refused: frozenset[Place]

    def parameter(self, index: int) -> Parameter:
        """Return what the parameter at an index may be; the last row is for all that follow."""
        return self.parameters[min(index, len(self.parameters) - 1)]


# What to write instead of functions that other languages have and formulas have not.
INSTEAD = {
    "CONCATENATE": "join texts with &",
    "CONCAT": "join texts with &",
    "IFERROR": "test the value with IF before it is used",
    "IN": "write OR(field = one, field = two)",
    "ISEMPTY": "write ISBLANK",
    "LENGTH": "write LEN",
    "MAXIMUM": "write MAX",
    "MINIMUM": "write MIN",
    "NVL": "write BLANKVALUE",
    "COALESCE": "write BLANKVALUE",
    "REPLACE": "write SUBSTITUTE",
    "SUBSTRING": "write MID",
    "STARTSWITH": "write BEGINS",
    "ENDSWITH": "write RIGHT(text, length) = end",
    "SWITCH": "write CASE",
    "ISNUMERIC": "write ISNUMBER",
    "SUM": "add with +",
    "AVERAGE": "add with + and divide",
    "XOR": "write a <> b for two conditions",
    "DATEADD": "add days to a date with +, months with ADDMONTHS",
    "DATEDIFF": "subtract one date from the other with -",
}


@cache
def functions() -> Mapping[str, Function]:
    """Return the functions by name, in capitals."""
    lines = FUNCTIONS.read_text(encoding="utf-8").splitlines()
    rows = (line.split() for line in lines if line and not line.startswith("#"))
    return {row[0]: _function(*row) for row in rows}


def _function(name: str, count: str, kinds: str, result: str, refused: str) -> Function:
    least, dash, most = count.partition("-")
    return Function(
        name,
        int(least),
        int(most or (UNLIMITED if dash else least)),
        () if kinds == "-" else tuple(_parameter(each) for each in kinds.split(",")),
        result,
        frozenset(Place(letter) for letter in refused if letter != "-"),
    )


@cache
def _parameter(words: str) -> Parameter:
    listed = tuple(re.findall(r"\w+", words))
    kinds = frozenset[Kind]().union(*(_KINDS[word] for word in listed))
    own = words.endswith("!") or len(listed) > 1 or listed == ("value",)
    return Parameter(listed, kinds, own)


_EVERY = frozenset(Kind) - PICKLISTS
_KINDS: Mapping[str, frozenset[Kind]] = {
    "any": _EVERY,
    "value": _EVERY - {Kind.BOOLEAN},
    "field": frozenset(Kind),
    "literal": frozenset({Kind.TEXT}),
    **{kind.name.lower(): frozenset({kind}) for kind in Kind},
}


def kind_of_result(function: Function) -> Kind:
    """Return the kind of a result; UNKNOWN where it depends on the parameters."""
    return _RESULTS.get(function.result, Kind.UNKNOWN)


_RESULTS = {kind.name.lower(): kind for kind in Kind}
