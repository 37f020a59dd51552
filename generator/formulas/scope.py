"""What surrounds a formula: its place, the fields that it can name, the result that it needs."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum, auto
from typing import NamedTuple

from generator.formulas.functions import Place
from generator.formulas.kinds import Kind


class Problem(Enum):
    """What can be wrong with a formula; each is a rule of its own."""

    SYNTAX = auto()
    FUNCTION = auto()
    PLACE = auto()
    PARAMETERS = auto()
    FIELD = auto()
    PICKLIST = auto()
    LONG_TEXT = auto()
    KIND = auto()
    RESULT = auto()
    LENGTH = auto()
    DEFAULT = auto()
    OTHER_RECORD = auto()
    VALUE = auto()
    MAY_LACK_FIELD = auto()
    PICKLIST_VALUE = auto()
    MAY_LACK_PARAMETERS = auto()
    BYTES = auto()
    RELATIONS = auto()
    NO_RECORD = auto()
    RING = auto()


class Fault(NamedTuple):
    """What is wrong with a formula, and where: the org's sentence, and what to write instead."""

    problem: Problem
    offset: int
    message: str
    advice: str = ""

    def text(self) -> str:
        """Return the sentence with the advice."""
        if not self.advice:
            return self.message
        if self.message.endswith("."):
            return f"{self.message} {self.advice[0].upper()}{self.advice[1:]}"
        return f"{self.message}; {self.advice}"


class Reference(NamedTuple):
    """What a name in a formula stands for.

    `problem` says that the name may not stand there, with the org's sentence and the advice;
    `values` are those of a picklist whose values are all known.
    """

    kind: Kind = Kind.UNKNOWN
    problem: Problem | None = None
    message: str = ""
    advice: str = ""
    values: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Scope:
    """Where a formula stands, the kind of result that is wanted, and what its names stand for.

    `wanted` is UNKNOWN where any result will do. `follows_records` says that the formula is
    evaluated when a record is saved, so that it can ask what has changed.
    """

    place: Place
    wanted: Kind
    reference: Callable[[str], Reference]
    follows_records: bool = True
