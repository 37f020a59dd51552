"""Know without rendering that nothing changed: same inputs as last time, same outputs.

The cache lies in the working folder. It says which inputs made which outputs, and with which
warnings; a run that finds inputs and outputs as they were only repeats the warnings. It can be
removed at any time, and a run that cannot use it renders everything.

A cache serves only the copy of the project on the machine where it was made, so that no verdict
of `--check` rests on what somebody committed. Its mark is what `working_folder.checkout` says.
Simpler ways are not sound or cost more: that git ignores the folder stops nobody from adding it,
and a secret key would need a place outside the project.
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
from generator.errors import WriteError
from generator.files import is_inside, read, replace
from generator.workspace import working_folder
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
    with suppress(OSError, ValueError, KeyError, TypeError, AttributeError):
        data: Any = working_folder.read(root, _FILE)
        mark = working_folder.checkout(root)
        is_ours = mark and (data["checkout"], data["inputs"]) == (mark, inputs)
        if is_ours and _matches(root, data["outputs"]):
            return LastRun(data["outputs"], tuple(map(_warning, data["warnings"])))
    return None


def write(root: Path, inputs: str, run: LastRun) -> None:
    """Remember a run; the caller holds the run lock. A cache that cannot be written is absent."""
    with suppress(OSError, WriteError):
        warnings = [[getattr(each, name) for name in _WARNING] for each in run.warnings]
        mark = working_folder.checkout(root)
        data = {"checkout": mark, "inputs": inputs, "outputs": run.outputs, "warnings": warnings}
        replace(working_folder.make(root) / _FILE, json.dumps(data).encode())


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
