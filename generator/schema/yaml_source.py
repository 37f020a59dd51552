"""Read a YAML file: plain data, and the line of every key.

Mappings, sequences and scalars are read. `yes`, `no` and `on` are text, as in YAML 1.2; so are
decimals, which keep their digits as written. Aliases, tags and a second document are errors: a
schema needs none of them, and with aliases a small file can grow into a huge one.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from generator import files
from generator.diagnostics import Diagnostic
from generator.errors import SchemaError
from generator.resources import SCHEMAS
from generator.schema.scalar_positions import LOADER, position

MAX_BYTES = 16 * 2**20
_MAX_DEPTH = 24
_MAX_DIGITS = 18  # a longer whole number stays text

_CONSTANTS = {"": None, "~": None, "null": None, "true": True, "false": False}
_INTEGER = re.compile(r"[-+]?(?:0|[1-9][0-9]*)")


@dataclass(frozen=True, slots=True)
class Source:
    """The text of a schema file, and the name of the file for diagnostics."""

    name: str
    text: str

    def content(self) -> "Content":
        """Return the data in the text, with the line of each key.

        Raises SchemaError if the rest cannot be read: after a syntax error, at a second document,
        or where the nesting is too deep.
        """
        reader = _Reader(self)
        try:
            data = reader.document()
        except (yaml.YAMLError, _Stop) as error:
            if isinstance(error, yaml.YAMLError):
                reader.refuse(*self._syntax_diagnostic(error))
            raise SchemaError(*reader.diagnostics) from error
        lines = Lines(self, data, reader.first, reader.lines)
        return Content(data, tuple(reader.diagnostics), lines)

    def _syntax_diagnostic(self, error: yaml.YAMLError) -> tuple[int, str]:
        if isinstance(error, yaml.MarkedYAMLError):
            mark = error.problem_mark or error.context_mark
            message = " ".join(filter(None, (error.context, error.problem)))
            return (mark.line + 1 if mark else 1), f"is not valid YAML: {message}"
        position = getattr(error, "position", 0)
        line = self.text.encode()[:position].count(b"\n") + 1
        return line, f"is not valid YAML: {getattr(error, 'reason', error)}"


Place = tuple[int, int]
# The line of each key or item of a mapping or list, by the id of the data.
_LinesOf = dict[int, dict[int | str, int]]


@dataclass(frozen=True, slots=True)
class Lines:
    """The lines of the keys and items of a file's data."""

    _source: Source
    _data: object
    _first: int
    _lines_of: _LinesOf

    def __call__(self, location: Sequence[int | str]) -> int:
        """Return the line (from 1) of a location, or of its deepest part that is in the file."""
        value: Any = self._data
        line = self._first
        for step in location:
            lines = self._lines_of.get(id(value), {}) if isinstance(value, dict | list) else {}
            if step in lines:
                line, value = lines[step], value[step]
        return line

    def at(self, location: Sequence[int | str], message: str, rule: str = "") -> Diagnostic:
        """Return a diagnostic about a location."""
        key = ".".join(str(step) or "''" for step in location)
        return Diagnostic(self._source.name, message, self(location), key, rule=rule)

    def within(self, location: Sequence[int | str], value: str, offset: int) -> Place | None:
        """Return the line and column of a character of the value at a location.

        None if another value stands there.
        """
        return position(self._source.text, location, value, offset)


@dataclass(frozen=True, slots=True)
class Content:
    """The data in a YAML file: dicts, lists, text, whole numbers, booleans and None.

    `diagnostics` are about keys that are not text or are written twice, about aliases and about
    tags. In `data`, these are left out, or are None.
    """

    data: object
    diagnostics: tuple[Diagnostic, ...]
    lines: Lines


def shipped() -> list[str]:
    """Return the names of the schemas that come with the generator."""
    return sorted(path.stem for path in SCHEMAS.glob("*.yaml"))


def read(schema: str) -> Source:
    """Read a schema, by the name of a shipped one or by the path of a file.

    Raises SchemaError if the file does not exist, is not a regular file, or is not UTF-8 text of
    at most MAX_BYTES.
    """
    if schema in shipped():
        return _read(SCHEMAS / f"{schema}.yaml", f"{schema}.yaml")
    wanted = f"give a YAML file or the name of a shipped schema ({', '.join(shipped())})"
    if not schema.strip():
        raise SchemaError(Diagnostic("SCHEMA", f"is empty; {wanted}"))
    try:
        return _read(Path(schema), schema)
    except FileNotFoundError as error:
        raise SchemaError(Diagnostic(schema, f"does not exist; {wanted}")) from error
    except IsADirectoryError as error:
        raise SchemaError(Diagnostic(schema, f"is a folder; {wanted}")) from error
    except OSError as error:
        raise SchemaError(Diagnostic(schema, f"cannot be read: {error.strerror}")) from error


def _read(path: Path, name: str) -> Source:
    content = files.read(path, limit=MAX_BYTES)
    try:
        return Source(name, content.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        message = f"is not UTF-8 text: byte 0x{content[error.start]:02x}; save the file as UTF-8"
        raise SchemaError(Diagnostic(name, message, line)) from error


class _Stop(Exception):  # noqa: N818  (it ends the reading, and never leaves this module)
    """The rest of the file cannot be read."""


class _Reader:
    """Build data from parser events in one pass, and collect diagnostics."""

    def __init__(self, source: Source) -> None:
        self._events: Iterator[Any] = yaml.parse(source.text, Loader=LOADER)
        self._name = source.name
        self.diagnostics: dict[Diagnostic, None] = {}  # in order, each once
        self.first = 1
        self.lines: _LinesOf = {}

    def refuse(self, line: int, message: str, key: str = "") -> None:
        self.diagnostics[Diagnostic(self._name, message, line, key)] = None

    def document(self) -> object:
        next(self._events)
        if isinstance(next(self._events), yaml.StreamEndEvent):
            return None
        start = next(self._events)
        self.first = start.start_mark.line + 1
        value = self._value(start, 0)
        next(self._events)
        event = next(self._events)
        if not isinstance(event, yaml.StreamEndEvent):
            self._refuse(
                event, "a second document starts here; a schema file holds one; remove the others"
            )
            raise _Stop
        return value

    def _value(self, event: Any, depth: int) -> object:
        if isinstance(event, yaml.ScalarEvent):
            return self._scalar(event)
        if depth > _MAX_DEPTH:
            self._refuse(
                event, f"nested more than {_MAX_DEPTH} levels deep; a schema never needs as many"
            )
            raise _Stop
        if isinstance(event, yaml.MappingStartEvent):
            is_tagged, mapping = self._refuse_tag(event), self._mapping(depth + 1)
            return None if is_tagged else mapping
        if isinstance(event, yaml.SequenceStartEvent):
            is_tagged, sequence = self._refuse_tag(event), self._sequence(depth + 1)
            return None if is_tagged else sequence
        self._refuse(event, "aliases (*name) are not allowed; write the value again")
        return None

    def _mapping(self, depth: int) -> dict[str, object]:
        mapping: dict[str, object] = {}
        lines = self.lines[id(mapping)] = {}
        seen: set[str] = set()
        while not isinstance(event := next(self._events), yaml.MappingEndEvent):
            key = self._key(event, depth)
            value = self._value(next(self._events), depth)
            if key is None:
                continue
            if key.casefold() in seen:
                self._refuse(event, "is written twice (capitals do not count); keep one", key)
            else:
                mapping[key] = value
                lines[key] = event.start_mark.line + 1
            seen.add(key.casefold())
        return mapping

    def _key(self, event: Any, depth: int) -> str | None:
        """Return a key as it is written, whatever it looks like; None if it is no scalar."""
        if isinstance(event, yaml.ScalarEvent):
            self._refuse_tag(event)
            return str(event.value)
        if not isinstance(event, yaml.AliasEvent):
            kind = "a mapping" if isinstance(event, yaml.MappingStartEvent) else "a list"
            self._refuse(event, f"{kind} is in the place of a key; write the key as text")
        self._value(event, depth)
        return None

    def _sequence(self, depth: int) -> list[object]:
        items: list[object] = []
        lines = self.lines[id(items)] = {}
        while not isinstance(event := next(self._events), yaml.SequenceEndEvent):
            lines[len(items)] = event.start_mark.line + 1
            items.append(self._value(event, depth))
        return items

    def _scalar(self, event: Any) -> object:
        self._refuse_tag(event)
        text: str = event.value
        if event.style:
            return text
        if text in _CONSTANTS:
            return _CONSTANTS[text]
        if text[0] in "+-0123456789" and len(text) <= _MAX_DIGITS and _INTEGER.fullmatch(text):
            return int(text)
        return text

    def _refuse_tag(self, event: Any) -> bool:
        if event.tag is None:
            return False
        self._refuse(
            event, f"tags such as {event.tag} are not allowed; write the value without it"
        )
        return True

    def _refuse(self, event: Any, message: str, key: str = "") -> None:
        self.refuse(event.start_mark.line + 1, message, key)
