"""What messages say of names that are not known."""

from collections.abc import Iterable

from generator.metadata.near_names import slip_of
from generator.validation.tree_index import TreeIndex


def meant(name: str, known: Iterable[str]) -> str:
    """Return the end of a message: of which known name a name is a slip; empty if of none."""
    near = slip_of(name, known)
    return f"; did you mean {near}?" if near else ""


def no_field(index: TreeIndex, parent: str, name: str) -> str:
    """Return the message for a field that an object does not have."""
    known = (facts.fullName for facts in index.fields_of(parent))
    return f"{parent} has no field {name}{meant(name, known)}"
