"""What a run is about to write, so that the next run can heal it if it is killed.

The journal lies in the working folder of a project, `.kaltura-sfdx`, which git ignores. It is
there only while a run writes, or after one was killed.
"""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path

from generator.lock import Digests

FOLDER = ".kaltura-sfdx"
_FILE = "journal.json"

Pending = Mapping[str, Sequence[str]]


def folder(root: Path) -> Path:
    """Make the working folder, hidden from git, and return it."""
    path = root / FOLDER
    path.mkdir(exist_ok=True)
    ignore = path / ".gitignore"
    if not ignore.exists():
        ignore.write_text("*\n", encoding="utf-8")
    return path


def read(root: Path) -> Pending | None:
    """Return the digests that a killed run was to write; None if no run was killed."""
    try:
        data: Pending = json.loads((root / FOLDER / _FILE).read_bytes())
    except FileNotFoundError:
        return None
    return data


def write(root: Path, digests: Digests) -> None:
    """Note what is about to be written, besides what an earlier killed run was to write."""
    pending = {path: [*noted] for path, noted in (read(root) or {}).items()}
    for path, digest in digests.items():
        pending.setdefault(path, []).append(digest)
    target = folder(root) / _FILE
    staged = target.with_suffix(".new")
    staged.write_text(json.dumps(pending), encoding="utf-8")
    staged.replace(target)


def remove(root: Path) -> None:
    (root / FOLDER / _FILE).unlink(missing_ok=True)
