"""Where facts come from: the sources that a schema names."""

from collections.abc import Iterable

from generator.dictionary.entries import Source
from generator.types.schema import Schema


class Citations:
    """The sources of a schema; none for a tree of files."""

    def __init__(self, schema: Schema | None) -> None:
        del schema
        self.all: tuple[Source, ...] = ()

    def named(self, names: Iterable[str]) -> tuple[Source, ...]:
        """Return the sources with these names."""
        del names
        return ()
