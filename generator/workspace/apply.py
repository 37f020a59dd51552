"""Write changes to a project: every file old or new, whenever the process is killed.

All new contents are first written beside their targets, then moved over them; the ownership file
comes last. So a full disk stops a run before the first move. The journal lists for the next run
what a killed one may have left. Files are not synced to the disk one by one: that costs a thousand
times as much, and helps only at a power cut, after which a second run repairs the tree.
"""

import os
import stat
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

from generator.diagnostics import Diagnostic
from generator.errors import OwnershipError
from generator.files import create, folders_of, leads_outside, read
from generator.names import PROGRAM
from generator.workspace import journal
from generator.workspace.diff import Action, Change, Changes, digests_of
from generator.workspace.journal import Journal, Names, Pending
from generator.workspace.write_errors import as_write_errors


def apply(plan: Changes, root: Path, names: Names) -> None:
    """Make the changes, in their order; the caller holds the run lock.

    `names` are those of the schema and of what it extends.

    Raises WriteError if the system refuses, OwnershipError if a file was edited since the
    comparison. Then nothing has changed; or, after the first move, the next run does the rest.
    """
    changes = plan.changes
    with as_write_errors(root):
        _refuse_outside(changes, root)
        earlier = journal.read(root)
        _sweep(earlier, root)
        noted = _noted(plan, earlier or Journal(), names)
        is_staging = is_moving = False
        try:
            journal.write(root, noted)
            is_staging = True
            _stage(changes, root)
            is_moving = True
            for change in changes:
                _move(change, root)
        except BaseException as error:
            if is_staging:
                _sweep(noted, root)
            elif isinstance(error, Exception):  # the system refused the note: nothing changed
                raise
            if not is_moving:
                journal.write(root, earlier)
            raise
        _remove_empty(folders_of(_deleted(changes)), root)
        journal.write(root, noted.without(names))


def _refuse_outside(changes: Iterable[Change], root: Path) -> None:
    """Raise OwnershipError if a folder leads out of the project; `_move` checks the files."""
    folders = folders_of(change.path for change in changes)
    message = "lies outside the project, through a symbolic link; replace the link by a folder"
    outside = [Diagnostic(f, message) for f in sorted(folders) if leads_outside(root, f)]
    if outside:
        raise OwnershipError(*outside)


def _noted(plan: Changes, earlier: Journal, names: Names) -> Journal:
    """Return the journal of this run, with the entries of earlier ones that are still true."""
    pending = _pending(plan, earlier.pending(names))
    schemas = {**earlier.without(names).schemas, **({names[0]: pending} if pending else {})}
    return Journal(tuple(change.path for change in plan.changes), schemas)


def _pending(plan: Changes, earlier: Pending) -> Pending:
    """Return the digests that files may have after a kill: those of now, and the new ones."""
    pending: dict[str, list[str]] = {}
    for change in plan.changes:
        path, now = change.path, digests_of(change.before) if change.path in earlier else ()
        found = [known for known in earlier.get(path, ()) if known in now]
        if change.after is not None and path in plan.digests:  # files of the scaffold have none
            found.append(plan.digests[path])
        if found:
            pending[path] = list(dict.fromkeys(found))
    unchanged = earlier.keys() & plan.digests.keys() - pending.keys()
    return pending | {path: [plan.digests[path]] for path in sorted(unchanged)}


def _stage(changes: tuple[Change, ...], root: Path) -> None:
    for change in changes:
        if change.after is not None:
            _write_beside(change, root)


def _move(change: Change, root: Path) -> None:
    target = os.path.join(root, change.path)  # noqa: PTH118  (20,000 times, as below)
    _refuse_late_edit(change, target)
    if change.action is Action.DELETE:
        os.unlink(target)  # noqa: PTH108
    else:
        os.replace(_staged(change.path, root), target)  # noqa: PTH105


def _refuse_late_edit(change: Change, target: str) -> None:
    """Look once more right before a file is replaced, so that no edit is lost."""
    if change.before is None:
        is_edited = os.path.lexists(target)
    else:
        try:
            is_edited = read(target, follow=False) != change.before
        except OSError:
            is_edited = True  # it is gone, or no longer a file
    if is_edited:
        message = "was edited while this run was at work; it is left as it is"
        action = "Run this again: it finishes the work, and says what to do about the edit."
        raise OwnershipError(Diagnostic(change.path, message), actions=(action,))


def _write_beside(change: Change, root: Path) -> None:
    staged, content = _staged(change.path, root), change.after or b""
    try:
        create(staged, content)
    except FileNotFoundError:
        Path(staged).parent.mkdir(parents=True, exist_ok=True)
        create(staged, content)
    if change.before is not None:
        mode = stat.S_IMODE((root / change.path).stat().st_mode)
        Path(staged).chmod(mode)


def _staged(path: str, root: Path) -> str:
    folder, _, name = path.rpartition("/")
    return os.path.join(root, folder, f".{name}.{PROGRAM}")  # noqa: PTH118


def _sweep(left: Journal | None, root: Path) -> None:
    """Remove what an interrupted run left: staged files, and empty folders."""
    paths = left.paths if left else ()
    outside = {folder for folder in folders_of(paths) if leads_outside(root, folder)}
    for path in paths:
        if path.rpartition("/")[0] not in outside:
            with suppress(FileNotFoundError, NotADirectoryError):
                os.unlink(_staged(path, root))  # noqa: PTH108
    _remove_empty(folders_of(paths) - outside, root)


def _deleted(changes: Iterable[Change]) -> list[str]:
    return [change.path for change in changes if change.action is Action.DELETE]


def _remove_empty(folders: Iterable[str], root: Path) -> None:
    for folder in folders:
        _remove_if_empty(root / folder, root)


def _remove_if_empty(folder: Path, root: Path) -> None:
    """Remove a folder if it is empty, and then each folder above it that has become empty."""
    while folder != root:
        try:
            folder.rmdir()
        except (FileNotFoundError, NotADirectoryError):
            pass
        except OSError:
            return
        folder = folder.parent
