"""Global and standard value sets."""

from generator.dictionary.entries import Item, Picklist
from generator.dictionary.material import Material


def value_sets(material: Material) -> tuple[tuple[Item, Picklist], ...]:
    """Return the value sets with their values."""
    del material
    return ()
