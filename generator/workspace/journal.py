"""What a run is about to write, so that the next run can repair the tree if this one is killed.

The journal exists only while a run writes, or after one was killed.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypedDict, TypeGuard

from generator.files import JsonError, is_inside, replace
from generator.workspace import working_folder
from generator.workspace.ownership import is_digest

_FILE = "journal.json"

Pending = Mapping[str, Sequence[str]]
Names = tuple[str, ...]  # of a schema, and of what it extends: its run goes on with their runs


class _Data(TypedDict):
    staged: list[str]
    schemas: dict[str, dict[str, list[str]]]


@dataclass(frozen=True, slots=True)
class Journal:
    """What killed runs left: the `paths` they changed, and the digests pending at each path.

    A pending digest is that of a file that a run may have written before it was killed. Such a
    file belongs to the schema, as if the ownership file had it.
    """

    paths: tuple[str, ...] = ()
    schemas: Mapping[str, Pending] = field(default_factory=dict)

    def pending(self, names: Names) -> Pending:
        """Return the digests that are pending for a schema, with those for what it extends."""
        found: dict[str, tuple[str, ...]] = {}
        for name in names:
            for path, digests in self.schemas.get(name, {}).items():
                found[path] = (*found.get(path, ()), *digests)
        return found

    def is_about(self, names: Names) -> bool:
        """Whether a run of the schema has something to repair; an unreadable journal counts so."""
        return bool(self.paths) or not self.schemas or not self.schemas.keys().isdisjoint(names)

    def without(self, names: Names) -> "Journal":
        """Return the journal without staged paths, and without the files of a schema."""
        kept = {name: files for name, files in self.schemas.items() if name not in names}
        return Journal((), kept)


def read(root: Path) -> Journal | None:
    """Return what killed runs left; None if there is no journal.

    A journal that cannot be read, or that another program wrote, counts as empty.
    """
    try:
        data = working_folder.read(root, _FILE)
    except FileNotFoundError:
        return None
    except (OSError, JsonError):
        return Journal()
    return Journal(tuple(data["staged"]), data["schemas"]) if _is_journal(data) else Journal()


def write(root: Path, journal: Journal | None) -> None:
    """Write the journal, or remove it if it would be empty. Raises OSError."""
    path = working_folder.make(root) / _FILE
    if journal is None or not (journal.paths or journal.schemas):
        path.unlink(missing_ok=True)
    else:
        data = {"staged": journal.paths, "schemas": journal.schemas}
        replace(path, json.dumps(data).encode())


def _is_journal(data: object) -> TypeGuard[_Data]:
    if not (isinstance(data, dict) and data.keys() == {"staged", "schemas"}):
        return False
    staged, schemas = data["staged"], data["schemas"]
    return (
        isinstance(staged, list)
        and all(map(is_inside, staged))
        and isinstance(schemas, dict)
        and all(map(_is_pending, schemas.values()))
    )


def _is_pending(files: object) -> TypeGuard[Pending]:
    return isinstance(files, dict) and all(
        is_inside(path) and isinstance(digests, list) and digests and all(map(is_digest, digests))
        for path, digests in files.items()
    )
