"""What an import gives, wherever it read."""

from collections.abc import Mapping
from dataclasses import dataclass

from generator.diagnostics import Diagnostic
from generator.schema.notes import Notes


@dataclass(frozen=True, slots=True)
class Imported:
    """Schema data, and what has to be known of it.

    `notes` are comments for the lines of values. `guessed` says the same for a report, with the
    file and row or line that it is about. `left_alone` is what was not imported, and why;
    `different` are files that `generate` would write in other bytes, with the same meaning.
    """

    data: Mapping[str, object]
    notes: Notes
    guessed: tuple[Diagnostic, ...] = ()
    left_alone: tuple[Diagnostic, ...] = ()
    different: tuple[Diagnostic, ...] = ()
