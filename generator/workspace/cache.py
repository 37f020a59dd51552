"""Know without rendering that nothing changed: same inputs as last time, same outputs.

The cache of a project is local, in its working folder, and never committed. It says which inputs
made which outputs, and with which warnings; a run that finds inputs and outputs as they were has
nothing to do but to repeat the warnings. It can be removed at
any time, and a run that cannot use it renders everything.
"""

import hashlib
import json
import os
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from generator import resources
from generator.diagnostics import Diagnostic
from generator.files import is_inside, read, read_json, replace
from generator.workspace import journal
from generator.workspace.ownership import Digests, digest

_FILE = "cache.json"
_WARNING = ("file", "message", "line", "key", "rule")  # a diagnostic, as it is written


def fingerprint(*parts: bytes) -> str:
    """Return the digest of everything that a rendering depends on: the parts, and ourselves."""
    total = hashlib.sha256()
    for content in (*parts, *(path.read_bytes() for path in resources.files())):
        total.update(b"%d:" % len(content))
        total.update(content)
    return total.hexdigest()


@dataclass(frozen=True, slots=True)
class LastRun:
    """The digests of the files that a run made or found, and its warnings."""

    outputs: Digests
    warnings: tuple[Diagnostic, ...] = ()


def unchanged(root: Path, inputs: str) -> LastRun | None:
    """Return the run that had these inputs, if each of its files still is as it was."""
    with suppress(OSError, ValueError, KeyError, TypeError):
        data: Any = read_json(root / journal.FOLDER / _FILE)
        if data["inputs"] == inputs and _matches(root, data["outputs"]):
            return LastRun(data["outputs"], tuple(map(_warning, data["warnings"])))
    return None


def write(root: Path, inputs: str, run: LastRun) -> None:
    """Remember a run; a cache that cannot be written is treated as absent."""
    with suppress(OSError):
        warnings = [[getattr(each, name) for name in _WARNING] for each in run.warnings]
        data = {"inputs": inputs, "outputs": run.outputs, "warnings": warnings}
        replace(journal.folder(root) / _FILE, json.dumps(data).encode())


def _warning(entry: Any) -> Diagnostic:
    """Return a warning that was written; raises TypeError or ValueError if it is none."""
    file, message, line, key, rule = entry
    if not (all(isinstance(text, str) for text in (file, message, key, rule))):
        raise TypeError(entry)
    return Diagnostic(file, message, None if line is None else int(line), key, rule=rule)


def _matches(root: Path, outputs: Digests) -> bool:
    for path, recorded in outputs.items():
        if not is_inside(path) or digest(read(os.path.join(root, path))) != recorded:  # noqa: PTH118
            return False
    return True
