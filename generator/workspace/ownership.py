"""The ownership file: path and digest of each file, as we last wrote it.

It is committed with the metadata. Only a file that it names, and whose digest still matches, is
overwritten or removed without `--force`.
"""

import hashlib
import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import NotRequired, TypedDict, TypeGuard

from generator.diagnostics import Diagnostic
from generator.errors import ProjectError
from generator.files import JsonError, folded, is_inside, read_json
from generator.names import PROGRAM

FILE = f"{PROGRAM}.lock"
_FORMAT = 1
_DIGEST = re.compile(r"[0-9a-f]{64}")

Digests = Mapping[str, str]


class _Entry(TypedDict):
    files: dict[str, str]
    merged: NotRequired[list[str]]


class _Data(TypedDict):
    version: int
    schemas: dict[str, _Entry]


@dataclass(frozen=True, slots=True)
class OwnedFiles:
    """The digests of a schema's files, and which of them were merged with an org's values."""

    digests: Digests = field(default_factory=dict)
    merged: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Ownership:
    """The files of each schema, by the schema's name."""

    schemas: Mapping[str, OwnedFiles] = field(default_factory=dict)

    def of(self, schema: str) -> OwnedFiles:
        return self.schemas.get(schema, OwnedFiles())

    def of_others(self, schema: str) -> dict[str, str]:
        """Return the names of other schemas, by the folded path of each file that they have."""
        others = ((name, files) for name, files in self.schemas.items() if name != schema)
        return {folded(path): name for name, files in others for path in files.digests}

    def taken_over(self, schema: str, bases: Iterable[str]) -> "Ownership":
        """Return a copy in which the files of what a schema extends are files of the schema."""
        owners = [name for name in bases if name != schema and name in self.schemas]
        if not owners:
            return self
        found = [self.schemas[name] for name in reversed(owners)] + [self.of(schema)]
        digests = {path: digest for files in found for path, digest in files.digests.items()}
        kept = {name: files for name, files in self.schemas.items() if name not in owners}
        merged = frozenset[str]().union(*(files.merged for files in found))
        return Ownership({**kept, schema: OwnedFiles(digests, merged)})

    def with_files(self, schema: str, digests: Digests, merged: Iterable[str]) -> "Ownership":
        """Return a copy in which the schema has these files and no others."""
        files = OwnedFiles(digests, frozenset(merged) & digests.keys())
        return Ownership({n: f for n, f in {**self.schemas, schema: files}.items() if f.digests})

    def content(self) -> bytes:
        """Return the bytes of the ownership file: sorted, one file a line, easy to merge."""
        schemas = {
            name: {"files": files.digests}
            | ({"merged": sorted(files.merged)} if files.merged else {})
            for name, files in self.schemas.items()
        }
        data = {"version": _FORMAT, "schemas": schemas}
        return (json.dumps(data, indent=2, sort_keys=True) + "\n").encode()


def digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def is_digest(text: object) -> bool:
    return isinstance(text, str) and _DIGEST.fullmatch(text) is not None


def read(root: Path) -> Ownership:
    """Return what the ownership file of a project says; nothing if the file does not exist.

    Raises ProjectError if the file cannot be read, or is not an ownership file.
    """
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
    """Return the ownership in JSON data from a file of that name.

    Raises ProjectError if the data is something else.
    """
    if not _is_ownership(data):
        message = f"is not an ownership file of version {_FORMAT}, which this program reads"
        action = f"Update {PROGRAM}, or take the file from version control."
        raise ProjectError(Diagnostic(name, message), actions=(action,))
    schemas = data["schemas"].items()
    return Ownership({name: _owned_files(entry) for name, entry in schemas})


def _owned_files(entry: _Entry) -> OwnedFiles:
    return OwnedFiles(entry["files"], frozenset(entry.get("merged", ())))


def _is_ownership(data: object) -> TypeGuard[_Data]:
    if not (isinstance(data, dict) and data.get("version") == _FORMAT):
        return False
    schemas = data.get("schemas")
    return isinstance(schemas, dict) and all(map(_is_entry, schemas.values()))


def _is_entry(entry: object) -> TypeGuard[_Entry]:
    if not (isinstance(entry, dict) and isinstance(entry.get("files"), dict)):
        return False
    files, merged = entry["files"], entry.get("merged", [])
    return (
        all(map(is_inside, files))
        and all(map(is_digest, files.values()))
        and isinstance(merged, list)
        and all(map(is_inside, merged))
    )
