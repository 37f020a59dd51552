"""Write changes to a project: every file old or new, whenever the process is killed.

All new contents are first written beside their targets, then moved over them; the lock comes
last. A full disk is met before the first move. What a killed run leaves, the journal tells the
next one. Files are not synced one by one: that guards against power cuts, at a thousand times
the cost, and a power cut is healed by a second run.
"""

import os
import re
import stat
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from generator.diagnostics import Diagnostic
from generator.errors import WriteError
from generator.files import create
from generator.workspace import journal
from generator.workspace.diff import Action, Change, Changes
from generator.workspace.journal import Journal

_STAGED = re.compile(r"\.([^/\\]+)\.kaltura-sfdx$")  # so that a message names the target


@contextmanager
def exclusive(root: Path) -> Iterator[None]:
    """Keep other runs out of the project; waits for the one that is at work."""
    from filelock import FileLock  # noqa: PLC0415  (only a run that writes needs it)

    with _explained(root), FileLock(journal.folder(root) / "run.lock"):
        journal.hide(root)
        yield


def apply(plan: Changes, root: Path, schema: str) -> None:
    """Carry the changes out, in their order; the caller holds `exclusive`.

    Raises WriteError if the system refuses; nothing has changed then, unless the refusal came
    between two moves, in which case the next run goes on from there.
    """
    changes = plan.changes
    written = [change.path for change in changes if change.after is not None]
    # A project's own files are written as well, but not recorded: they have no digest.
    digests = {path: plan.digests[path] for path in written if path in plan.digests}
    with _explained(root):
        earlier = journal.read(root)
        _sweep(earlier, root)
        noted = (earlier or Journal()).with_run(schema, written, digests)
        journal.write(root, noted)
        try:
            _stage(changes, root)
        except BaseException:
            _sweep(noted, root)
            if earlier is None:
                journal.remove(root)
            raise
        try:
            for change in changes:
                _move(change, root)
        except BaseException:
            _sweep(noted, root)
            raise
        journal.remove(root)


def _stage(changes: tuple[Change, ...], root: Path) -> None:
    for change in changes:
        if change.after is not None:
            _write_beside(change, root)


def _move(change: Change, root: Path) -> None:
    target = os.path.join(root, change.path)  # noqa: PTH118  (20,000 times, as below)
    if change.action is Action.DELETE:
        os.unlink(target)  # noqa: PTH108
        _remove_empty(Path(target).parent, root)
    else:
        os.replace(_staged(change.path, root), target)  # noqa: PTH105


def _write_beside(change: Change, root: Path) -> None:
    staged, content = _staged(change.path, root), change.after or b""
    try:
        create(staged, content)
    except FileNotFoundError:
        Path(staged).parent.mkdir(parents=True)
        create(staged, content)
    if change.before is not None:
        mode = stat.S_IMODE((root / change.path).stat().st_mode)
        Path(staged).chmod(mode)


def _staged(path: str, root: Path) -> str:
    folder, _, name = path.rpartition("/")
    return os.path.join(root, folder, f".{name}.kaltura-sfdx")  # noqa: PTH118


def _sweep(left: Journal | None, root: Path) -> None:
    """Remove what runs left that never got to its move: staged files and empty folders."""
    for path in left.staged if left else ():
        staged = Path(_staged(path, root))
        with suppress(FileNotFoundError, NotADirectoryError):
            staged.unlink()
        _remove_empty(staged.parent, root)


def _remove_empty(folder: Path, root: Path) -> None:
    while folder != root:
        try:
            folder.rmdir()
        except (FileNotFoundError, NotADirectoryError):
            pass
        except OSError:
            return
        folder = folder.parent


@contextmanager
def _explained(root: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        file = os.path.relpath(error.filename, root) if error.filename else str(root)
        shown = _STAGED.sub(r"\1", file)
        raise WriteError(Diagnostic(shown, f"cannot be written: {error.strerror}")) from error
