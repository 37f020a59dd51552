"""Components that are only listed, by their type."""

from generator.dictionary.entries import Item
from generator.dictionary.material import Material


def others(material: Material) -> tuple[Item, ...]:
    """Return the components that no other part of the dictionary shows."""
    del material
    return ()
