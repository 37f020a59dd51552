"""Flows as readable lists of steps."""

from generator.dictionary.dictionary import Flow
from generator.dictionary.material import Material


def flows(material: Material) -> tuple[Flow, ...]:
    """Return the flows, each with its steps in the order in which they run."""
    del material
    return ()
