"""Parse YAML: plain data, and the line of every key.

Mappings, sequences and scalars are read. `yes`, `no` and `on` are text, as in YAML 1.2; so are
decimals, which keep their digits as written. Aliases, tags and a second document are errors: a
schema needs none of them, and with aliases a small file can grow into a huge one. The tag !fill_in
marks a value that an import could not know; its text is the error, which says what to write.
"""

import re
import sys
from typing import TYPE_CHECKING, Any

import yaml

from generator.diagnostics import Diagnostic
from generator.errors import SchemaError
from generator.schema.lines import Content, Lines, Mark, MarksOf
from generator.schema.scalar_positions import LOADER

if TYPE_CHECKING:
    from collections.abc import Callable

FILL_IN = "!fill_in"  # the tag of a value that a person has to say
NOT_FILLED_IN = "is not filled in yet"
_MAX_DEPTH = 24
MAX_VALUES = 2_000_000  # 50,000 fields have some 600,000; each takes memory, however short it is
_MAX_DIGITS = 18  # a longer whole number stays text

_CONSTANTS = {"": None, "~": None, "null": None, "true": True, "false": False}
_INTEGER = re.compile(r"[-+]?(?:0|[1-9][0-9]*)")


def parsed(name: str, text: str) -> Content:
    """Return the data in a text, with the line of each key; `name` is that of its file.

    Raises SchemaError if the rest cannot be read: after a syntax error, at a second document, or
    where the nesting is too deep.
    """
    reader = _Reader(name, text)
    try:
        data = reader.document()
    except (yaml.YAMLError, _Stop) as error:
        if isinstance(error, yaml.YAMLError):
            reader.refuse(*_syntax_diagnostic(error, text))
        raise SchemaError(*reader.diagnostics) from error
    lines = Lines(data, Mark(name, reader.first), reader.lines, {name: text})
    return Content(data, tuple(reader.diagnostics), lines)


def _syntax_diagnostic(error: yaml.YAMLError, text: str) -> tuple[int, str]:
    if isinstance(error, yaml.MarkedYAMLError):
        mark = error.problem_mark or error.context_mark
        message = " ".join(filter(None, (error.context, error.problem)))
        return (mark.line + 1 if mark else 1), f"is not valid YAML: {message}"
    position = getattr(error, "position", 0)
    line = text.encode()[:position].count(b"\n") + 1
    return line, f"is not valid YAML: {getattr(error, 'reason', error)}"


class _Stop(Exception):  # noqa: N818  (it ends the reading, and never leaves this module)
    """The rest of the file cannot be read."""


class _Reader:
    """Build data from parser events in one pass, and collect diagnostics."""

    def __init__(self, name: str, text: str) -> None:
        self._next: Callable[[], Any] = LOADER(text).get_event  # as yaml.parse, twice as fast
        self._name = name
        self.diagnostics: dict[Diagnostic, None] = {}  # in order, each once
        self.first = 1
        self.lines: MarksOf = {}
        self._values = 0

    def refuse(self, line: int, message: str, key: str = "") -> None:
        self.diagnostics[Diagnostic(self._name, message, line, key)] = None

    def document(self) -> object:
        self._next()
        if isinstance(self._next(), yaml.StreamEndEvent):
            return None
        start = self._next()
        self.first = start.start_mark.line + 1
        value = self._value(start, 0)
        self._next()
        event = self._next()
        if not isinstance(event, yaml.StreamEndEvent):
            self._refuse(
                event, "a second document starts here; a schema file holds one; remove the others"
            )
            raise _Stop
        return value

    def _value(self, event: Any, depth: int) -> object:
        self._values += 1
        if self._values > MAX_VALUES:
            self._refuse(event, f"is value {self._values:,}; a schema has at most {MAX_VALUES:,}")
            raise _Stop
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
        while not isinstance(event := self._next(), yaml.MappingEndEvent):
            key = self._key(event, depth)
            value = self._value(self._next(), depth)
            if key is None:
                continue
            folded = key.casefold()
            if folded in seen:
                self._refuse(event, "is written twice (capitals do not count); keep one", key)
            else:
                mapping[key] = value
                lines[key] = event.start_mark.line + 1
            seen.add(folded)
        return mapping

    def _key(self, event: Any, depth: int) -> str | None:
        """Return a key as it is written, whatever it looks like; None if it is no scalar."""
        if isinstance(event, yaml.ScalarEvent):
            if event.tag is not None:
                self._refuse_tag(event)
            return sys.intern(event.value)  # many mappings have the same keys
        if not isinstance(event, yaml.AliasEvent):
            kind = "a mapping" if isinstance(event, yaml.MappingStartEvent) else "a list"
            self._refuse(event, f"{kind} is in the place of a key; write the key as text")
        self._value(event, depth)
        return None

    def _sequence(self, depth: int) -> list[object]:
        items: list[object] = []
        lines = self.lines[id(items)] = {}
        while not isinstance(event := self._next(), yaml.SequenceEndEvent):
            lines[len(items)] = event.start_mark.line + 1
            items.append(self._value(event, depth))
        return items

    def _scalar(self, event: Any) -> object:
        text: str = event.value
        if event.tag is not None:
            if event.tag == FILL_IN:
                self._refuse(event, f"{NOT_FILLED_IN}: {text}")
                return None
            self._refuse_tag(event)
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
