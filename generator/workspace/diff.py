"""Compare documents with the tree: what would change, and what conflicts. Reads only."""

import difflib
import os
import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from enum import StrEnum
from functools import cached_property
from pathlib import Path

from generator.diagnostics import Diagnostic
from generator.errors import OwnershipError, WriteError
from generator.files import folded, folders_of, leads_outside, read
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
    """One file before and after; None where it does not exist. A `conflict` forbids the change."""

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
        end = "\t" if " " in self.path else ""  # by which patch knows where a name ends
        before = "/dev/null" if self.before is None else f"a/{self.path}{end}"
        after = "/dev/null" if self.after is None else f"b/{self.path}{end}"
        return "".join(
            line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n"
            for line in difflib.unified_diff(
                _lines(self.before), _lines(self.after), before, after
            )
        )


@dataclass(frozen=True, slots=True)
class Changes:
    """The changes of a run, how many files stay as they are, and which the schema no longer has.

    `digests` are those of the files that are ours after the run, without the ownership file.
    """

    changes: tuple[Change, ...]
    unchanged: int
    stale: tuple[str, ...] = ()
    digests: Digests = field(default_factory=dict)

    def refuse_conflicts(self, *actions: str) -> None:
        """Raise OwnershipError with a diagnostic for each conflict, and what to do, if any."""
        found = [
            Diagnostic(change.path, change.conflict) for change in self.changes if change.conflict
        ]
        if found:
            raise OwnershipError(*found, actions=actions)


@dataclass(frozen=True)
class Tree:
    """A project's files as one schema sees them: which are there, and which may be replaced.

    `pending` are the digests that killed runs of the schema noted in the journal. `free` paths
    may be replaced whatever they hold; `force` makes every path free.
    """

    root: Path
    ownership: Ownership
    schema: str
    pending: Pending
    free: frozenset[str] = frozenset()
    force: bool = False

    def changes(
        self, documents: Iterable[Document], merged: frozenset[str], *, prune: bool
    ) -> Changes:
        """Compare; with `prune`, unedited files that are no document any more are to be deleted.

        `merged` documents hold values of an org besides ours: they are never pruned.
        """
        changes: list[Change] = []
        digests: dict[str, str] = {}
        unchanged = 0
        for document in documents:
            path, before = document.path, content(self.root, document.path)
            digests[path] = digest(document.content)
            if not _same(before, document.content):
                conflict = self._conflict(path, before)
                changes.append(Change(path, before, document.content, conflict))
            else:
                unchanged += 1
                if path in merged:  # edited or not: what was written stays what is recorded
                    digests[path] = self._recorded.digests.get(path, digests[path])
        stale = {}
        for path, before in self._stale(digests):
            if prune and path not in self._recorded.merged and self._is_ours(path, before):
                changes.append(Change(path, before, None))
            else:
                stale[path] = self._stale_digest(path, before)
        digests |= stale
        changes.extend(self._ownership_change(digests, merged))
        return Changes(linked(self.root, changes), unchanged, tuple(stale), digests)

    def is_taken(self, document: Document) -> bool:
        """Whether something other than this schema's own file is at a document's path."""
        before = content(self.root, document.path)
        if before is None or self._known(document.path):
            return False
        is_of_another = folded(document.path) in self.ownership.of_others(self.schema)
        return is_of_another or before != document.content

    def is_merged(self, path: str) -> bool:
        """Whether a file is recorded as one that was merged with an org's values."""
        return path in self._recorded.merged

    def is_as_rendered(self, path: str, found: bytes) -> bool:
        """Whether bytes are what a schema rendered to a path, with no values of an org."""
        return any(
            path not in files.merged and digest(found) == files.digests.get(path)
            for files in self.ownership.schemas.values()
        )

    @property
    def _recorded(self) -> OwnedFiles:
        return self.ownership.of(self.schema)

    def _ownership_change(self, digests: Digests, merged: frozenset[str]) -> Iterator[Change]:
        before = content(self.root, ownership.FILE)
        kept = merged | self._recorded.merged
        after = self.ownership.with_files(self.schema, digests, kept).content()
        if not _same(before, after):
            yield Change(ownership.FILE, before, after)

    def _conflict(self, path: str, before: bytes | None) -> str:
        if before is None or self.force or path in self.free:
            return ""
        if not self._known(path):
            return "exists and is not a file of this schema"
        return "" if self._is_ours(path, before) else "was edited since it was generated"

    def _stale(self, wanted: Digests) -> Iterator[tuple[str, bytes]]:
        """Yield each file that only this schema had, and has no more, and its content.

        A disk that ignores case has one file where two spellings of a path are written: a file
        that is only spelt otherwise now is not stale.
        """
        gone = sorted({*self._recorded.digests, *self.pending} - wanted.keys())
        others = self.ownership.of_others(self.schema) if gone else {}
        spelling = {folded(path): path for path in wanted} if gone else {}
        for path in gone:
            now = spelling.get(folded(path))
            if folded(path) not in others and not (now and _is_one_file(self.root, path, now)):
                before = content(self.root, path)
                if before is not None:
                    yield path, before

    def _stale_digest(self, path: str, before: bytes) -> str:
        """Return the digest to record for a stale file: its own, or one that says it is edited."""
        known = self._known(path)
        return next((found for found in digests_of(before) if found in known), known[0])

    def _known(self, path: str) -> tuple[str, ...]:
        """Return the digests by which a file is ours; none if it never was."""
        recorded = self._recorded.digests.get(path)
        known = (*((recorded,) if recorded else ()), *self.pending.get(path, ()))
        other = "" if known else self._spelling.get(folded(path), "")
        is_other = other not in {"", path} and _is_one_file(self.root, path, other)
        return self._known(other) if is_other else known

    @cached_property
    def _spelling(self) -> Mapping[str, str]:
        """The paths that are ours, as they are recorded, by what folds to the same."""
        return {folded(path): path for path in (*self.pending, *self._recorded.digests)}

    def _is_ours(self, path: str, before: bytes) -> bool:
        return not set(digests_of(before)).isdisjoint(self._known(path))


def linked(root: Path, changes: Iterable[Change]) -> tuple[Change, ...]:
    """Return the changes, with a conflict where a symbolic link is in the way.

    Nothing is written or deleted through a link, whatever names the path: the file itself may
    not be one, and its folder has to lie in the project.
    """
    found = tuple(changes)
    folders = folders_of(change.path for change in found)
    outside = {folder for folder in folders if leads_outside(root, folder)}
    return tuple(_linked(root, change, outside) for change in found)


def _linked(root: Path, change: Change, outside: Collection[str]) -> Change:
    if change.path.rpartition("/")[0] in outside:
        message = (
            "lies outside the project, by a symbolic link on its way; replace that by a folder"
        )
        return replace(change, conflict=message)
    if os.path.islink(os.path.join(root, change.path)):  # noqa: PTH114, PTH118  (20,000 times)
        message = "is a symbolic link; replace it by a file or remove it"
        return replace(change, conflict=message)
    return change


def _is_one_file(root: Path, path: str, other: str) -> bool:
    with suppress(OSError):
        return (root / path).samefile(root / other)
    return False


def content(root: Path, path: str) -> bytes | None:
    """Return what a file holds, None where there is none; raises WriteError if unreadable."""
    try:
        return read(os.path.join(root, path))  # noqa: PTH118  (20,000 times)
    except (FileNotFoundError, NotADirectoryError):
        return None
    except OSError as error:
        raise WriteError(Diagnostic(path, f"cannot be read: {error.strerror}")) from error


def _same(before: bytes | None, after: bytes) -> bool:
    return before is not None and (before == after or _unix(before) == after)


def digests_of(found: bytes | None) -> tuple[str, ...]:
    """Return the digests that a file may be recorded by: as it is, and with Unix line ends."""
    return () if found is None else (digest(found), digest(_unix(found)))


def _unix(text: bytes) -> bytes:
    """Undo what git does to a text where it checks files out with Windows' line ends."""
    return text.replace(b"\r\n", b"\n")


def _lines(text: bytes | None) -> list[str]:
    """Split at line feeds, as git and patch do, and nowhere else."""
    return re.findall(r"[^\n]*\n|[^\n]+", (text or b"").decode(errors="replace"))
