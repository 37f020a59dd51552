"""What an import gives, wherever it read."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from generator.diagnostics import Diagnostic
from generator.metadata.api_version import NEWEST, ApiVersion
from generator.schema.notes import Notes


@dataclass(frozen=True, slots=True)
class Imported:
    """Schema data, and what has to be known of it.

    `notes` are comments for the lines of values. `guessed` says the same for a report, with the
    file and row or line that it is about. `left_alone` is what was not imported, and why;
    `different` are files that `generate` writes in other bytes, with the same meaning.
    `elsewhere` are files that `generate` writes to another path of their project, and so twice.
    `api_version` is the one for which `generate` writes the files as they are, and `components`
    the number of components in the schema.

    A table does not speak of all: `keys` are those of fields of which it does, None for all.
    `access` is the access to fields that a table says, by permission set, object and field.
    """

    data: Mapping[str, Any]
    notes: Notes
    guessed: tuple[Diagnostic, ...] = ()
    left_alone: tuple[Diagnostic, ...] = ()
    different: tuple[Diagnostic, ...] = ()
    elsewhere: tuple[Diagnostic, ...] = ()
    api_version: ApiVersion = NEWEST
    components: int = 0
    keys: frozenset[str] | None = None
    access: Mapping[str, Mapping[str, Mapping[str, str]]] = field(default_factory=dict)
