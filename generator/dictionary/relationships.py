"""The relationships between objects: their lookups and masters."""

from collections.abc import Sequence

from generator.dictionary.entries import Relationship, SObject


def relationships(objects: Sequence[SObject]) -> tuple[Relationship, ...]:
    """Return the relationships of objects, in the order of their fields."""
    del objects
    return ()
