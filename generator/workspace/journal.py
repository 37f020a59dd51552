"""What a run is about to write, so that the next run can heal it if it is killed.

The journal lies in the working folder of a project, `.kaltura-sfdx`, which git ignores. It is
there only while a run writes, or after one was killed.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypedDict, TypeGuard

from generator.files import JsonError, is_inside, read_json, replace
from generator.workspace.ownership import Digests

FOLDER = ".kaltura-sfdx"
_FILE = "journal.json"

Pending = Mapping[str, Sequence[str]]


class _Data(TypedDict):
    staged: list[str]
    schemas: dict[str, dict[str, list[str]]]


@dataclass(frozen=True, slots=True)
class Journal:
    """The paths that runs staged, and the digests of what each schema was to write there."""

    staged: tuple[str, ...] = ()
    schemas: Mapping[str, Pending] = field(default_factory=dict)

    def pending(self, schema: str) -> Pending:
        return self.schemas.get(schema, {})

    def with_run(self, schema: str, staged: Iterable[str], digests: Digests) -> "Journal":
        """Return the journal with a further run noted, besides those that were killed before."""
        pending = {path: [*noted] for path, noted in self.pending(schema).items()}
        for path, digest in digests.items():
            pending.setdefault(path, []).append(digest)
        paths = tuple(dict.fromkeys((*self.staged, *staged)))
        return Journal(paths, {**self.schemas, schema: pending})


def folder(root: Path) -> Path:
    """Make the working folder and return it."""
    path = root / FOLDER
    path.mkdir(exist_ok=True)
    return path


def hide(root: Path) -> None:
    """Hide the working folder from git; the caller holds `exclusive`, as for all writing here."""
    ignore = root / FOLDER / ".gitignore"
    if not ignore.exists():
        replace(ignore, b"*\n")


def read(root: Path) -> Journal | None:
    """Return what killed runs left; None if there is nothing. One that is broken says nothing."""
    try:
        data = read_json(root / FOLDER / _FILE)
    except (FileNotFoundError, NotADirectoryError):
        return None
    except (OSError, JsonError):
        return Journal()
    return Journal(tuple(data["staged"]), data["schemas"]) if _is_journal(data) else Journal()


def write(root: Path, journal: Journal) -> None:
    data = {"staged": journal.staged, "schemas": journal.schemas}
    replace(folder(root) / _FILE, json.dumps(data).encode())


def remove(root: Path) -> None:
    (root / FOLDER / _FILE).unlink(missing_ok=True)


def _is_journal(data: object) -> TypeGuard[_Data]:
    if not (isinstance(data, dict) and data.keys() == {"staged", "schemas"}):
        return False
    staged, schemas = data["staged"], data["schemas"]
    return (
        isinstance(staged, list)
        and all(map(is_inside, staged))
        and isinstance(schemas, dict)
        and all(isinstance(files, dict) for files in schemas.values())
        and all(is_inside(path) for files in schemas.values() for path in files)
        and all(isinstance(noted, list) for files in schemas.values() for noted in files.values())
    )
