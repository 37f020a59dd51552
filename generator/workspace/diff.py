"""Compare documents with the tree: what would change, and what stands in the way. Reads only."""

import difflib
import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property
from pathlib import Path

from generator.diagnostics import Diagnostic
from generator.errors import OwnershipError, WriteError
from generator.files import read
from generator.metadata.registry import Document
from generator.workspace import ownership
from generator.workspace.journal import Pending
from generator.workspace.ownership import Digests, OwnedFiles, Ownership, digest


class Action(StrEnum):
    CREATE = "create"
    UPDATE = "update"
    DELETE = "delete"


@dataclass(frozen=True, slots=True)
class Change:
    """One file before and after; None where it does not exist. `conflict` forbids the change."""

    path: str
    before: bytes | None
    after: bytes | None
    conflict: str = ""

    @property
    def action(self) -> Action:
        if self.before is None:
            return Action.CREATE
        return Action.DELETE if self.after is None else Action.UPDATE

    def diff(self) -> str:
        """Return a unified diff as git writes it, empty file names as /dev/null."""
        before = "/dev/null" if self.before is None else f"a/{self.path}"
        after = "/dev/null" if self.after is None else f"b/{self.path}"
        return "".join(
            line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n"
            for line in difflib.unified_diff(
                _lines(self.before), _lines(self.after), before, after
            )
        )


@dataclass(frozen=True, slots=True)
class Changes:
    """What a run would do: its changes, how many files stay, and which are no longer asked for.

    `digests` are those of the files that are ours after the run, but for the lock itself.
    """

    changes: tuple[Change, ...]
    unchanged: int
    stale: tuple[str, ...] = ()
    digests: Digests = field(default_factory=dict)

    def refuse_conflicts(self, *actions: str) -> None:
        """Raise OwnershipError that names every file in the way, and what to do, if any is."""
        found = [
            Diagnostic(change.path, change.conflict) for change in self.changes if change.conflict
        ]
        if found:
            raise OwnershipError(*found, actions=actions)


@dataclass(frozen=True)
class Tree:
    """A project's files, seen by one schema: which there are, and which may be replaced.

    `pending` are the digests that killed runs were about to write for the schema. `free` paths
    may be replaced whatever they hold; `force` makes every path free.
    """

    root: Path
    lock: Ownership
    schema: str
    pending: Pending
    free: frozenset[str] = frozenset()
    force: bool = False

    def changes(
        self, documents: Iterable[Document], merged: frozenset[str], *, prune: bool
    ) -> Changes:
        """Compare; with `prune`, unedited files that no document asks for are to be deleted.

        `merged` documents hold what an org had besides ours: they are never pruned.
        """
        changes: list[Change] = []
        digests: dict[str, str] = {}
        unchanged = 0
        for document in documents:
            path, before = document.path, content(self.root, document.path)
            digests[path] = digest(document.content)
            if before is not None and _same(before, document.content):
                unchanged += 1
                if path in merged:  # edited or not: what was written stays what is recorded
                    digests[path] = self._recorded.digests.get(path, digests[path])
            else:
                conflict = self._conflict(path, before)
                changes.append(Change(path, before, document.content, conflict))
        stale = {}
        for path, before in self._stale(digests):
            if prune and path not in self._recorded.merged and self._is_ours(path, before):
                changes.append(Change(path, before, None))
            else:
                stale[path] = self._recorded.digests.get(path) or self.pending[path][-1]
        digests |= stale
        changes.extend(self._lock_change(digests, merged))
        return Changes(tuple(changes), unchanged, tuple(stale), digests)

    def is_taken(self, document: Document) -> bool:
        """Whether something other than this schema's own file is at a document's path."""
        before = content(self.root, document.path)
        if before is None or self._is_known(document.path):
            return False
        is_of_another = self.lock.is_of_another(self.schema, document.path)
        return is_of_another or before != document.content

    def is_merged(self, path: str) -> bool:
        """Whether a file is recorded as one that holds what an org had besides ours."""
        return path in self._recorded.merged

    def is_as_rendered(self, path: str, found: bytes) -> bool:
        """Whether bytes are what a schema rendered to a path, with nothing of an org's."""
        return any(
            path not in files.merged and digest(found) == files.digests.get(path)
            for files in self.lock.schemas.values()
        )

    @property
    def _recorded(self) -> OwnedFiles:
        return self.lock.of(self.schema)

    def _lock_change(self, digests: Digests, merged: frozenset[str]) -> Iterator[Change]:
        before = content(self.root, ownership.FILE)
        kept = merged | self._recorded.merged
        after = self.lock.with_files(self.schema, digests, kept).content()
        if before is None or not _same(before, after):
            yield Change(ownership.FILE, before, after)

    def _conflict(self, path: str, before: bytes | None) -> str:
        if os.path.islink(os.path.join(self.root, path)):  # noqa: PTH114, PTH118  (as in content)
            return "is a symbolic link; replace it by a file or remove it"
        if self._leads_outside(path.rpartition("/")[0]):
            return "lies outside the project, by a symbolic link on its way"
        if before is None or self.force or path in self.free:
            return ""
        if not self._is_known(path):
            return "exists and is not a file of this schema"
        return "" if self._is_ours(path, before) else "was edited since it was generated"

    def _leads_outside(self, folder: str) -> bool:
        if folder not in self._outside:
            inside = (self.root / folder).resolve().is_relative_to(self.root.resolve())
            self._outside[folder] = not inside
        return self._outside[folder]

    @cached_property
    def _outside(self) -> dict[str, bool]:
        return {}

    def _stale(self, wanted: Digests) -> Iterator[tuple[str, bytes]]:
        """Yield the files that this schema, and no other, once asked for, and what they hold."""
        for path in sorted({*self._recorded.digests, *self.pending}):
            if path not in wanted and not self.lock.is_of_another(self.schema, path):
                before = content(self.root, path)
                if before is not None:
                    yield path, before

    def _is_known(self, path: str) -> bool:
        return path in self._recorded.digests or path in self.pending

    def _is_ours(self, path: str, before: bytes) -> bool:
        known = (self._recorded.digests.get(path), *self.pending.get(path, ()))
        return digest(before) in known or digest(_unix(before)) in known


def content(root: Path, path: str) -> bytes | None:
    """Return what a file holds, None where there is none; raises WriteError if unreadable."""
    try:
        return read(os.path.join(root, path))  # noqa: PTH118  (20,000 times)
    except (FileNotFoundError, NotADirectoryError):
        return None
    except OSError as error:
        raise WriteError(Diagnostic(path, f"cannot be read: {error.strerror}")) from error


def _same(before: bytes, after: bytes) -> bool:
    return before == after or _unix(before) == after


def _unix(text: bytes) -> bytes:
    """Undo what git does to a text where it checks files out with Windows' line ends."""
    return text.replace(b"\r\n", b"\n")


def _lines(text: bytes | None) -> list[str]:
    return (text or b"").decode(errors="replace").splitlines(keepends=True)
