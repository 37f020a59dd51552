"""The data of a schema, and the file and line of each key and item in it."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from generator.diagnostics import Diagnostic


class Mark(NamedTuple):
    """A file, by its name for diagnostics, and a line of it, from 1."""

    file: str
    line: int


# The line of each key or item of a mapping or list, by the id of the data. Where data of several
# files is merged, a line has its file with it; without one, it is in the file of the data above.
MarksOf = dict[int, dict[int | str, int | Mark]]


class Lines(NamedTuple):
    """The lines of the keys and items of a schema's data; `texts` are its files, by name."""

    data: object
    first: Mark
    marks_of: MarksOf
    texts: Mapping[str, str]

    def __call__(self, location: Sequence[int | str]) -> Mark:
        """Return the file and line of a location, or of its deepest part that is there."""
        return self._walked(location)[0]

    def depth(self, location: Sequence[int | str]) -> int:
        """Return how many steps of a location are there."""
        return self._walked(location)[1]

    def at(self, location: Sequence[int | str], message: str, rule: str = "") -> Diagnostic:
        """Return a diagnostic about a location."""
        key = ".".join(str(step) or "''" for step in location)
        mark = self(location)
        return Diagnostic(mark.file, message, mark.line, key, rule=rule)

    def within(
        self, location: Sequence[int | str], value: str, offset: int
    ) -> tuple[int, int] | None:
        """Return the line and column of a character of the value at a location, in its file.

        None if another value stands there.
        """
        # It parses the text once more, for which a run without diagnostics has no use.
        from generator.schema.scalar_positions import position  # noqa: PLC0415

        return position(self.texts[self(location).file], location, value, offset)

    def _walked(self, location: Sequence[int | str]) -> tuple[Mark, int]:
        value: Any = self.data
        mark, depth = self.first, 0
        for step in location:
            here = mark_in(self.marks_of, value, step, mark)
            if here is not None:
                mark, depth = here, depth + 1
                value = child(value, step)
        return mark, depth


def mark_in(marks_of: MarksOf, value: object, step: int | str, above: Mark) -> Mark | None:
    """Return the mark of a key or item of a value that has a mark itself; None if it has none."""
    marks: Mapping[int | str, int | Mark] = marks_of.get(id(value), {})
    mark = marks.get(step) if isinstance(value, dict | list) else None
    return Mark(above.file, mark) if isinstance(mark, int) else mark


def child(value: Any, step: int | str) -> Any:
    """Return a key or item of a mapping or list; None for one that was taken out."""
    if isinstance(value, dict):
        return value.get(step)
    return value[step] if isinstance(step, int) and step < len(value) else None


class Content(NamedTuple):
    """The data of a schema: dicts, lists, text, whole numbers, booleans and None.

    `diagnostics` are about what cannot be read, such as keys that are written twice, aliases and
    tags, and about what cannot be merged. In `data`, these are left out, or are None. `bases` are
    the data of what the schema extends, and of what that extends.
    """

    data: object
    diagnostics: tuple[Diagnostic, ...]
    lines: Lines
    bases: tuple[dict[str, Any], ...] = ()

    @property
    def base_names(self) -> tuple[str, ...]:
        """The names of the schemas that this one extends."""
        return tuple(str(base.get("name")) for base in self.bases)
