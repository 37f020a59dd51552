"""The cache: it shows, without rendering, that a run has nothing to change.

The cache is in the working folder. It says which inputs made which outputs, and with which
warnings. If inputs and outputs are still the same, a run only repeats the warnings. The cache can
be removed at any time; a run that cannot use it renders everything.

A cache is valid only in the copy of the project where it was made, so that no result of `--check`
depends on what somebody committed. It therefore holds the mark that `working_folder.checkout`
returns. Simpler ways are not safe, or cost more: git ignores the folder, but somebody can still
add it; and a secret key would need a place outside the project.
"""

import hashlib
import json
import os
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import astuple, dataclass
from pathlib import Path
from typing import Any

from generator import resources
from generator.diagnostics import Diagnostic
from generator.errors import WriteError
from generator.files import is_inside, read, replace
from generator.workspace import working_folder
from generator.workspace.ownership import Digests, digest

_FILE = "cache.json"


def fingerprint(*parts: bytes) -> str:
    """Return the digest of all that a rendering depends on: the parts, and the generator."""
    total = hashlib.sha256()
    for content in (*parts, *map(read, resources.files())):
        total.update(b"%d:" % len(content))
        total.update(content)
    return total.hexdigest()


@dataclass(frozen=True, slots=True)
class LastRun:
    """The digests of the files that a run made or found, its warnings, and facts for a plan.

    These are as in the result of `generate`: which files are merged with an org's, the label of
    the schema, and its renamed fields.
    """

    outputs: Digests
    warnings: tuple[Diagnostic, ...]
    merged: frozenset[str]
    label: str
    renamed: Mapping[str, str]


def unchanged(root: Path, inputs: str) -> LastRun | None:
    """Return the last run if it had these inputs, and each of its files is unchanged."""
    with suppress(OSError, ValueError, KeyError, TypeError, AttributeError):
        data: Any = working_folder.read(root, _FILE)
        mark = working_folder.checkout(root)
        is_ours = mark and (data["checkout"], data["inputs"]) == (mark, inputs)
        if is_ours and _matches(root, data["outputs"]):
            return LastRun(
                data["outputs"],
                tuple(map(_warning, data["warnings"])),
                frozenset(map(_text, data["merged"])),
                _text(data["label"]),
                {_text(old): _text(new) for old, new in data["renamed"].items()},
            )
    return None


def write(root: Path, inputs: str, run: LastRun) -> None:
    """Write a run to the cache, if that is possible; the caller holds the run lock."""
    with suppress(OSError, WriteError):
        data = {
            "checkout": working_folder.checkout(root),
            "inputs": inputs,
            "outputs": run.outputs,
            "warnings": [astuple(each) for each in run.warnings],
            "merged": sorted(run.merged),
            "label": run.label,
            "renamed": run.renamed,
        }
        replace(working_folder.make(root) / _FILE, json.dumps(data).encode())


def _warning(entry: Any) -> Diagnostic:
    """Return the warning in an entry; raises TypeError or ValueError if there is none in it."""
    file, message, line, key, column, rule = entry
    if not all(number is None or isinstance(number, int) for number in (line, column)):
        raise TypeError(entry)
    return Diagnostic(_text(file), _text(message), line, _text(key), column, _text(rule))


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError(value)
    return value


def _matches(root: Path, outputs: Digests) -> bool:
    for path, recorded in outputs.items():
        if not is_inside(path) or digest(read(os.path.join(root, path))) != recorded:  # noqa: PTH118
            return False
    return True
