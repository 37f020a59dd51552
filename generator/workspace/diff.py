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
    """One file before and after; None if it does not exist. A `conflict` says why not to write."""

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
        end = "\t" if " " in self.path else ""  # where a name with spaces ends, for `patch`
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
    """The changes of a run, the number of unchanged files, and the files that are `stale`.

    Stale files are those that the schema no longer has, and that stay. `digests` are those of the
    files that are ours after the run, without the ownership file.
    """

    changes: tuple[Change, ...]
    unchanged: int
    stale: tuple[str, ...] = ()
    digests: Digests = field(default_factory=dict)

    def refuse_conflicts(self, *actions: str) -> None:
        """Raise OwnershipError with a diagnostic for each conflict; `actions` say what to do."""
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
        """Compare documents with the files. `prune` deletes unedited files without a document.

        `merged` documents hold values of an org besides those of the schema: they are never
        pruned.
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
                if path in merged:  # may be edited; the recorded digest stays the one written
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
        """Whether the file at a document's path belongs to something else than this schema."""
        before = content(self.root, document.path)
        if before is None or self._known(document.path):
            return False
        is_of_another = folded(document.path) in self.ownership.of_others(self.schema)
        return is_of_another or before != document.content

    def is_merged(self, path: str) -> bool:
        """Whether the ownership file says that a file was merged with an org's values."""
        return path in self._recorded.merged

    def is_as_rendered(self, path: str, found: bytes) -> bool:
        """Whether the content of a file is what a schema rendered, without values of an org."""
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
        """Yield the path and the content of each file that was this schema's, and is no longer.

        Files of other schemas are left out. On a disk that ignores case, two spellings of a path
        are one file: it is not stale if only the spelling has changed.
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
        """Return the digest to record for a stale file; that of an edited file does not match."""
        known = self._known(path)
        return next((found for found in digests_of(before) if found in known), known[0])

    def _known(self, path: str) -> tuple[str, ...]:
        """Return the digests by which a file at a path is ours; nothing if it never was ours."""
        recorded = self._recorded.digests.get(path)
        known = (*((recorded,) if recorded else ()), *self.pending.get(path, ()))
        other = "" if known else self._spelling.get(folded(path), "")
        is_other = other not in {"", path} and _is_one_file(self.root, path, other)
        return self._known(other) if is_other else known

    @cached_property
    def _spelling(self) -> Mapping[str, str]:
        """The recorded paths of this schema, by their folded form."""
        return {folded(path): path for path in (*self.pending, *self._recorded.digests)}

    def _is_ours(self, path: str, before: bytes) -> bool:
        return not set(digests_of(before)).isdisjoint(self._known(path))


def linked(root: Path, changes: Iterable[Change]) -> tuple[Change, ...]:
    """Return the changes, with a conflict for each that would follow a symbolic link.

    Neither the file itself may be a link, nor may its folder lie outside the project.
    """
    found = tuple(changes)
    folders = folders_of(change.path for change in found)
    outside = {folder for folder in folders if leads_outside(root, folder)}
    return tuple(_linked(root, change, outside) for change in found)


def _linked(root: Path, change: Change, outside: Collection[str]) -> Change:
    if change.path.rpartition("/")[0] in outside:
        message = "lies outside the project, through a symbolic link; replace the link by a folder"
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
    """Return the content of a file; None if it does not exist. Raises WriteError otherwise."""
    try:
        return read(os.path.join(root, path))  # noqa: PTH118  (20,000 times)
    except (FileNotFoundError, NotADirectoryError):
        return None
    except OSError as error:
        raise WriteError(Diagnostic(path, f"cannot be read: {error.strerror}")) from error


def _same(before: bytes | None, after: bytes) -> bool:
    return before is not None and (before == after or _unix(before) == after)


def digests_of(found: bytes | None) -> tuple[str, ...]:
    """Return the digests of a file: of its bytes, and of its text with Unix line ends."""
    return () if found is None else (digest(found), digest(_unix(found)))


def _unix(text: bytes) -> bytes:
    """Return a text with Unix line ends; git may check it out with those of Windows."""
    return text.replace(b"\r\n", b"\n")


def _lines(text: bytes | None) -> list[str]:
    """Split at line feeds, as git and patch do, and nowhere else."""
    return re.findall(r"[^\n]*\n|[^\n]+", (text or b"").decode(errors="replace"))
