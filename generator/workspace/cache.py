"""Know without rendering that nothing changed: same inputs as last time, same outputs.

The cache of a project is local, in its working folder, and never committed. It says which inputs
made which outputs; a run that finds both as they were has nothing to do. It can be removed at
any time, and a run that cannot use it renders everything.
"""

import hashlib
import json
import os
from contextlib import suppress
from pathlib import Path
from typing import Any

from generator import resources
from generator.files import is_inside, read, read_json, replace
from generator.workspace import journal
from generator.workspace.ownership import Digests, digest

_FILE = "cache.json"


def fingerprint(*parts: bytes) -> str:
    """Return the digest of everything that a rendering depends on: the parts, and ourselves."""
    total = hashlib.sha256()
    for content in (*parts, *(path.read_bytes() for path in resources.files())):
        total.update(b"%d:" % len(content))
        total.update(content)
    return total.hexdigest()


def unchanged(root: Path, inputs: str) -> int | None:
    """Return how many files the inputs made, if each still is as it was; None if not known."""
    with suppress(OSError, ValueError, KeyError, TypeError):
        data: Any = read_json(root / journal.FOLDER / _FILE)
        if data["inputs"] == inputs and _matches(root, data["outputs"]):
            return len(data["outputs"])
    return None


def write(root: Path, inputs: str, outputs: Digests) -> None:
    """Remember; a cache that cannot be written is one that is not there."""
    with suppress(OSError):
        data = {"inputs": inputs, "outputs": outputs}
        replace(journal.folder(root) / _FILE, json.dumps(data).encode())


def _matches(root: Path, outputs: Digests) -> bool:
    for path, recorded in outputs.items():
        if not is_inside(path) or digest(read(os.path.join(root, path))) != recorded:  # noqa: PTH118
            return False
    return True
