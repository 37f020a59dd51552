"""Which files are ours: the path and digest of each, as we last wrote it.

`kaltura-sfdx.lock` is committed with the metadata. Only a file that it names and whose digest
still matches may be overwritten or removed without asking.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from generator.diagnostics import Diagnostic
from generator.errors import ProjectError
from generator.files import JsonError, is_inside, read_json

FILE = "kaltura-sfdx.lock"
_FORMAT = 1

Digests = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class OwnedFiles:
    """The files of a schema: their digests, and which of them hold what an org had besides."""

    digests: Digests = field(default_factory=dict)
    merged: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Ownership:
    """The files of each schema, by the schema's name."""

    schemas: Mapping[str, OwnedFiles] = field(default_factory=dict)

    def of(self, schema: str) -> OwnedFiles:
        return self.schemas.get(schema, OwnedFiles())

    def is_of_another(self, schema: str, path: str) -> bool:
        others = (files for name, files in self.schemas.items() if name != schema)
        return any(path in files.digests for files in others)

    def of_others(self, schema: str) -> dict[str, str]:
        """Return the name of the schema of each file of other schemas, by its folded path."""
        others = ((name, files) for name, files in self.schemas.items() if name != schema)
        return {path.casefold(): name for name, files in others for path in files.digests}

    def with_files(self, schema: str, digests: Digests, merged: Iterable[str]) -> "Ownership":
        """Return the lock with these files, and no others, for the schema."""
        files = OwnedFiles(digests, frozenset(merged) & digests.keys())
        return Ownership({n: f for n, f in {**self.schemas, schema: files}.items() if f.digests})

    def content(self) -> bytes:
        """Return the bytes of the lock file: sorted, one file a line, fit to be merged."""
        schemas = {
            name: {"files": files.digests}
            | ({"merged": sorted(files.merged)} if files.merged else {})
            for name, files in self.schemas.items()
        }
        data = {"version": _FORMAT, "schemas": schemas}
        return (json.dumps(data, indent=2, sort_keys=True) + "\n").encode()


def digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def read(root: Path) -> Ownership:
    """Read the lock of a project; an absent one is empty. Raises ProjectError if it is broken."""
    try:
        data = read_json(root / FILE)
    except FileNotFoundError:
        return Ownership()
    except JsonError as error:
        raise _unusable(Diagnostic(FILE, str(error), error.line)) from error
    except OSError as error:
        raise _unusable(Diagnostic(FILE, f"cannot be read: {error.strerror}")) from error
    return ownership_from(data, FILE)


def _unusable(diagnostic: Diagnostic) -> ProjectError:
    action = f"Take {FILE} from version control, or remove it to start over."
    return ProjectError(diagnostic, actions=(action,))


def ownership_from(data: object, name: str) -> Ownership:
    """Return the lock that JSON data holds; raises ProjectError, by that name, if it is none."""
    if not (isinstance(data, dict) and data.get("version") == _FORMAT and _holds_files(data)):
        raise ProjectError(
            Diagnostic(name, "is not a lock that this version understands"),
            actions=("Update kaltura-sfdx, or take the lock from version control.",),
        )
    return Ownership({name: _files(entry) for name, entry in data["schemas"].items()})


def _files(entry: dict[str, dict[str, str]]) -> OwnedFiles:
    return OwnedFiles(entry["files"], frozenset(entry.get("merged", ())))


def _holds_files(data: dict[str, object]) -> bool:
    schemas = data.get("schemas")
    return isinstance(schemas, dict) and all(
        isinstance(entry, dict)
        and isinstance(entry.get("files"), dict)
        and all(map(is_inside, entry["files"]))
        and isinstance(entry.get("merged", []), list)
        and all(map(is_inside, entry.get("merged", [])))
        for entry in schemas.values()
    )
