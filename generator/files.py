"""Small files of our own, read and written with care: the lock, the journal, the cache."""

import json
import os
from pathlib import Path


def read_json(path: Path) -> object:
    """Return what a JSON file holds; ValueError says why it cannot be read, OSError if at all."""
    return json_from(path.read_bytes())


def json_from(text: bytes) -> object:
    """Return what JSON holds; ValueError says why it is none."""
    try:
        return json.loads(text)
    except RecursionError as error:
        raise ValueError("nested too deeply") from error


def create(path: str | Path, content: bytes) -> None:
    """Write a new file, in place of whatever has its name; never through a link to elsewhere."""
    try:
        file = open(path, "xb")  # noqa: PTH123, SIM115  (20,000 times; closed below)
    except FileExistsError:
        os.unlink(path)  # noqa: PTH108
        file = open(path, "xb")  # noqa: PTH123, SIM115
    with file:
        file.write(content)


def replace(path: Path, content: bytes) -> None:
    """Write a file at once: it is the old one or the new one, never half of it."""
    staged = path.with_name(f"{path.name}.new")
    create(staged, content)
    staged.replace(path)


def is_inside(path: object) -> bool:
    """Whether a recorded path stays in the project: what is recorded may be deleted."""
    if not isinstance(path, str) or path.startswith("/") or set(path) & set(":\\\0"):
        return False
    return ".." not in path.split("/")
