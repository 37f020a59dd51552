"""The files of a schema: its own, and those that it extends."""

import os
import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from generator import files
from generator.diagnostics import Diagnostic
from generator.errors import SchemaError
from generator.resources import SCHEMAS
from generator.schema.lines import Content, Lines

MAX_BYTES = 128 * 2**20  # 50,000 fields with the longest texts have 85 MiB
EXTENDS = "extends"
_KEY = re.compile(rf"{EXTENDS}[\"']?\s*:")
_MOST_LEVELS = 16


@dataclass(frozen=True, slots=True)
class Source:
    """The text of a schema file, the name of the file for diagnostics, and what it extends."""

    name: str
    text: str
    base: "Source | None" = None

    def content(self) -> Content:
        """Return the data in the text itself, with the line of each key.

        Raises SchemaError if the rest cannot be read: after a syntax error, at a second document,
        or where the nesting is too deep.
        """
        return _content(self.name, self.text)

    @property
    def chain(self) -> "tuple[Source, ...]":
        """The source, then what it extends, what that extends, and so on."""
        return (self, *(self.base.chain if self.base else ()))


@lru_cache(maxsize=16)  # a command asks several times for the data of a shipped schema
def _content(name: str, text: str) -> Content:
    from generator.schema.yaml_reader import parsed  # noqa: PLC0415  (a cached run parses nothing)

    return parsed(name, text)


def shipped() -> list[str]:
    """Return the names of the schemas that come with the generator."""
    return sorted(path.stem for path in SCHEMAS.glob("*.yaml"))


def labels() -> dict[str, str]:
    """Return the labels of the shipped schemas, by name."""
    contents = {name: read(name).content().data for name in shipped()}
    return {
        name: str(data.get("label", ""))
        for name, data in contents.items()
        if isinstance(data, dict)
    }


def read(schema: str) -> Source:
    """Read a schema, by the name of a shipped one or by the path of a file, and what it extends.

    Raises SchemaError if a file does not exist, is not a regular file, or is not UTF-8 text of at
    most MAX_BYTES, and if a schema extends itself.
    """
    wanted = f"give a YAML file or the name of a shipped schema ({', '.join(shipped())})"
    if not schema.strip():
        raise SchemaError(Diagnostic("SCHEMA", f"is empty; {wanted}"))
    file = _file(schema, Path())
    try:
        return _with_base(_read(file), (file,))
    except OSError as error:
        raise SchemaError(Diagnostic(schema, _reason(error, wanted))) from error


class _File(NamedTuple):
    """A schema file: its path, and its name for diagnostics."""

    path: Path
    name: str


def _file(schema: str, folder: Path) -> _File:
    """Return the file of a schema that is named from a folder."""
    if schema in shipped():
        return _File(SCHEMAS / f"{schema}.yaml", f"{schema}.yaml")
    return _File(folder / schema, schema if folder == Path() else str(folder / schema))


def _read(file: _File) -> Source:
    content = files.read(file.path, limit=MAX_BYTES)
    try:
        return Source(file.name, content.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        message = f"is not UTF-8 text: byte 0x{content[error.start]:02x}; save the file as UTF-8"
        raise SchemaError(Diagnostic(file.name, message, line)) from error


def _reason(error: OSError | ValueError, wanted: str) -> str:
    """Return why a schema cannot be read; `wanted` says what to give instead."""
    if isinstance(error, FileNotFoundError):
        return f"does not exist; {wanted}"
    if isinstance(error, IsADirectoryError):
        return f"is a folder; {wanted}"
    return f"cannot be read: {getattr(error, 'strerror', error)}"


def _with_base(source: Source, chain: tuple[_File, ...]) -> Source:
    """Return a source with what it extends; `chain` are the files up to its own."""
    extends = _extends(source)
    if extends is None:
        return source
    base, lines = extends
    file = _file(base, chain[-1].path.parent)
    if file.name in {each.name for each in chain}:
        file = _File(file.path, os.path.realpath(file.path))
    try:
        is_ring = any(_is_one(file.path, each.path) for each in chain)
        found = _read(file)
    except (OSError, ValueError) as error:  # a NUL is in no path
        message = f"{base!r} {_reason(error, _wanted())}"
        raise SchemaError(lines.at((EXTENDS,), message)) from error
    if is_ring or len(chain) > _MOST_LEVELS:
        ring = f"{base} extends this schema in turn; name another one"
        deep = f"is level {len(chain)} of schemas that extend others; at most {_MOST_LEVELS} can"
        raise SchemaError(lines.at((EXTENDS,), ring if is_ring else deep))
    return Source(source.name, source.text, _with_base(found, (*chain, file)))


def _extends(source: Source) -> tuple[str, Lines] | None:
    """Return what a source extends, and its lines; None if it extends nothing."""
    # Most schemas extend nothing, and a cached run has no time to parse them.
    if not _KEY.search(source.text):
        return None
    content = source.content()
    if not isinstance(content.data, dict) or EXTENDS not in content.data:
        return None
    base = content.data[EXTENDS]
    if not isinstance(base, str) or not base.strip():
        from generator.schema.text_types import shown  # noqa: PLC0415  (slow; for an error only)

        raise SchemaError(content.lines.at((EXTENDS,), f"is {shown(base or None)}; {_wanted()}"))
    return base, content.lines


def _is_one(first: Path, second: Path) -> bool:
    return os.path.realpath(first) == os.path.realpath(second)


def _wanted() -> str:
    names = ", ".join(shipped())
    return f"write the path of a file, from the folder of this one, or a shipped name ({names})"
