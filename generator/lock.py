"""Which files are ours: the path and digest of each, as we last wrote it.

`kaltura-sfdx.lock` is committed with the metadata. Only a file that it names and whose digest
still matches may be overwritten or removed without asking.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

from generator.errors import Problem, ProjectError

FILE = "kaltura-sfdx.lock"
_FORMAT = 1

Digests = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Lock:
    """The digests of the files of each schema, by the schema's name and the file's path."""

    schemas: Mapping[str, Digests] = field(default_factory=dict)

    def of(self, schema: str) -> Digests:
        return self.schemas.get(schema, {})

    def is_of_another(self, schema: str, path: str) -> bool:
        return any(path in files for name, files in self.schemas.items() if name != schema)

    def with_files(self, schema: str, digests: Digests) -> "Lock":
        """Return the lock with these files, and no others, for the schema."""
        schemas = {**self.schemas, schema: digests}
        return Lock({name: files for name, files in schemas.items() if files})

    def content(self) -> bytes:
        """Return the bytes of the lock file: sorted, one file a line, fit to be merged."""
        data = {"version": _FORMAT, "schemas": self.schemas}
        return (json.dumps(data, indent=2, sort_keys=True) + "\n").encode()


def digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def read(root: Path) -> Lock:
    """Read the lock of a project; an absent one is empty. Raises ProjectError if it is broken."""
    try:
        data = json.loads((root / FILE).read_bytes())
    except FileNotFoundError:
        return Lock()
    except (OSError, ValueError) as error:
        raise ProjectError(
            Problem(FILE, f"cannot be read: {error}", getattr(error, "lineno", None)),
            actions=(f"Take {FILE} from version control, or remove it to start over.",),
        ) from error
    if not _is_lock(data):
        raise ProjectError(
            Problem(FILE, "is not a lock that this version understands"),
            actions=("Update kaltura-sfdx, or take the lock from version control.",),
        )
    return Lock(data["schemas"])


def _is_lock(data: object) -> bool:
    return (
        isinstance(data, dict)
        and data.get("version") == _FORMAT
        and isinstance(data.get("schemas"), dict)
        and all(isinstance(files, dict) for files in data["schemas"].values())
        and all(_is_inside(path) for files in data["schemas"].values() for path in files)
    )


def _is_inside(path: str) -> bool:
    """Whether a path stays in the project: what a lock names may be deleted."""
    return not path.startswith("/") and ":" not in path and ".." not in PurePosixPath(path).parts
