"""How many there are of each thing in a data dictionary, in words."""

from collections import Counter
from dataclasses import dataclass

from generator.dictionary.dictionary import Dictionary
from generator.importing.api_names import plural


@dataclass(frozen=True, slots=True)
class Count:
    """How many there are of a thing, and the section of the dictionary that has them."""

    number: int
    noun: str
    section: str

    def __str__(self) -> str:
        return counted(self.number, self.noun)


def counted(number: int, noun: str) -> str:
    """Return a number with what it counts: `1 field`, `1,200 fields`."""
    return f"{number:,} {noun if number == 1 else plural(noun)}"


def counts(dictionary: Dictionary) -> list[Count]:
    """Return a count for each kind of thing that a dictionary has."""
    kinds = Counter(each.kind.lower() for each in dictionary.access.grantees)
    fields = sum(len(each.fields) for each in dictionary.objects)
    every = (
        Count(len(dictionary.objects), "object", "objects"),
        Count(fields, "field", "objects"),
        *(Count(number, kind, "access") for kind, number in kinds.items()),
        Count(len(dictionary.statuses), "member status", "statuses"),
        Count(len(dictionary.flows), "flow", "flows"),
        Count(len(dictionary.value_sets), "value set", "value-sets"),
    )
    return [each for each in every if each.number]


def summary(dictionary: Dictionary) -> str:
    """Return the counts as one text."""
    return ", ".join(map(str, counts(dictionary))) or "no objects, fields, access or flows"
