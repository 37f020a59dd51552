"""What a message says of a name that is not known."""

from collections.abc import Iterable

from generator.metadata.published import did_you_mean


def meant(name: str, known: Iterable[str]) -> str:
    """Return the end of a message that names the nearest known name, empty if none is near."""
    near = did_you_mean(name, known)
    return f"; did you mean {near}?" if near else ""
