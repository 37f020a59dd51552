"""`import --update`: change a schema file so that its schema says what was imported."""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, NamedTuple

from generator import files
from generator.diagnostics import Diagnostic
from generator.errors import SchemaError, WriteError
from generator.importing import granted
from generator.importing.blend import Blend, Scope
from generator.importing.home import OBJECTS, at_home
from generator.importing.own_part import own_part
from generator.importing.written import (
    Written,
    compared,
    unlike,
    written,
    written_by_import,
)
from generator.schema.key_order import key_order
from generator.schema.lines import Content
from generator.schema.loader import checked as loaded
from generator.schema.notes import FillIn, Notes
from generator.schema.overlay import merged
from generator.schema.text_types import Place
from generator.schema.yaml_alignment import same
from generator.schema.yaml_edit import edited
from generator.schema.yaml_reader import NOT_FILLED_IN
from generator.schema.yaml_source import Source
from generator.schema.yaml_writer import At
from generator.types.schema import Schema
from generator.workspace.diff import Change

_ALL = Scope()
_BOM = b"\xef\xbb\xbf"
_LINES = "Nothing is written. The lines are those that the schema would have after the update."
_KEPT = "is not in the import; it stays"
_DIFFERENT = "is not all that the import says; compare the two, and change it by hand"


@dataclass(frozen=True, slots=True)
class Updated:
    """A schema file after an update: the source before, the new text, and what the schema says.

    `kept` are the components that stay although the import has nothing of them; `different` are
    those that do not write what the import has even so.
    """

    source: Source
    text: str
    data: Mapping[str, Any]
    kept: tuple[Diagnostic, ...]
    different: tuple[Diagnostic, ...]

    @property
    def diff(self) -> str:
        """What changes, as a unified diff; empty if nothing does."""
        before, after = self.source.text.encode(), self.text.encode()
        return "" if before == after else Change(self.source.name, before, after).diff()


def updated(source: Source, data: Mapping[str, Any], notes: Notes, scope: Scope = _ALL) -> Updated:
    """Return a schema file in which the schema says what was imported.

    `data` and `notes` are an import's, and `scope` is of what it speaks. Components that the
    schema has and the import does not stay, unless the scope says otherwise. Raises SchemaError if
    the file cannot be read, or would be wrong with what was imported.
    """
    update = _Update.of(source, data, notes, scope)
    tried = update.tried()
    for again in (_Update.carrying, _Update.granting, _Update.in_plain_words):
        other = again(update, tried) if tried.wrong else update
        if other.blend != update.blend:  # else it says the same again
            update = other
            with suppress(SchemaError):  # then what was tried before is the best there is
                tried = update.tried()
    lines = update.before.lines
    return Updated(
        source,
        tried.text,
        tried.data,
        tuple(lines.at(place, _KEPT) for place in tried.kept),
        tuple(lines.at(place, _DIFFERENT) for place in tried.wrong),
    )


def write(path: Path, result: Updated) -> None:
    """Write an updated schema file, if anything changes. A link to one stays a link.

    Raises WriteError if the file changed since it was read.
    """
    if result.text == result.source.text:
        return
    try:
        before = files.read(path)
        start = _BOM if before.startswith(_BOM) else b""
        if before != start + result.source.text.encode():
            raise WriteError(Diagnostic(str(path), "has changed since it was read; run again"))
        files.replace(path.resolve(), start + result.text.encode())
    except OSError as error:
        raise WriteError(Diagnostic(str(path), f"cannot be written: {error.strerror}")) from error


class _Tried(NamedTuple):
    """A new text, the data that it says, its schema, and what stays besides the import.

    `wrong` is where the schema writes something else than the import.
    """

    text: str
    data: Mapping[str, Any]
    schema: Schema | None
    kept: list[Place]
    wrong: list[Place]


@dataclass(frozen=True, slots=True)
class _Update:
    """A schema file, its data with what it extends, and what was imported.

    `given` is what the import writes, if it says all of that.
    """

    source: Source
    before: Content
    imported: Mapping[str, Any]
    notes: Notes
    schema: Schema | None
    given: Written
    blend: Blend

    @classmethod
    def of(cls, source: Source, data: Mapping[str, Any], notes: Notes, scope: Scope) -> "_Update":
        before, schema = checked(source)
        there: Any = before.data
        imported = at_home(data, there, scope.api_version)
        given = written_by_import(imported, scope.api_version) if schema else {}
        had = written(schema, scope.api_version) if schema and given else {}
        blend = Blend(scope, *compared(had, given))
        return cls(source, before, imported, notes, schema, given, blend)

    def tried(self) -> _Tried:
        """Return what the blend of the schema and the import makes."""
        there: Any = self.before.data
        blend = replace(self.blend, kept=[])
        wanted = blend.schema(there, self.imported)
        is_changed = not same(wanted, there)
        text, schema = self._changed(wanted) if is_changed else (self.source.text, self.schema)
        wrong: list[Place] = []
        if schema and blend.scope.known is None and (is_changed or any(blend.is_new.values())):
            wrong = unlike(written(schema, blend.scope.api_version), self.given)
        return _Tried(text, wanted, schema, blend.kept, wrong)

    def carrying(self, tried: _Tried) -> "_Update":
        """Return the update with what all fields of an object carry as the import has it."""
        objects = frozenset(place[:2] for place in tried.wrong if place[0] in OBJECTS)
        return replace(self, blend=replace(self.blend, carrying=objects))

    def granting(self, tried: _Tried) -> "_Update":
        """Return the update with permission sets in words that fit the fields of the schema."""
        if tried.schema is None:
            return self
        version = self.blend.scope.api_version
        access = dict(granted.wanted(self.given, tried.wrong, tried.schema, version))
        return replace(self, blend=replace(self.blend, access=access))

    def in_plain_words(self, tried: _Tried) -> "_Update":
        """Return the update in the import's own words."""
        plain = frozenset(tried.wrong) - self.blend.access.keys()
        return replace(self, blend=replace(self.blend, plain=plain))

    def _changed(self, wanted: Mapping[str, Any]) -> tuple[str, Schema | None]:
        """Return the text of the file in which the schema says data, and the schema."""
        own: Any = self.source.content().data
        new = wanted
        if self.before.bases:
            base = self.before.bases[0]
            new = own_part(base, own, self.before.data, wanted, key_order(Schema))
        text = edited(self.source.text, own, new, At.root(Schema, self.notes))
        try:
            after, schema = checked(replace(self.source, text=text))
        except SchemaError as error:
            raise SchemaError(*error.diagnostics, actions=(_LINES,)) from error
        if not same(_compared(after.data), _compared(wanted)):
            raise SchemaError(Diagnostic(self.source.name, "cannot be updated; change it by hand"))
        return text, schema


def checked(source: Source) -> tuple[Content, Schema | None]:
    """Return the data of a schema with what it extends, and the schema.

    There is none if values are to be filled in. Raises SchemaError for all else that is wrong.
    """
    content = merged(source, Schema)
    try:
        return content, loaded(content, Schema)[0]
    except SchemaError as error:
        found = [each for each in error.diagnostics if not each.message.startswith(NOT_FILLED_IN)]
        if found:
            raise SchemaError(*found) from error
        return content, None


def _compared(value: Any) -> Any:
    """Return data as the reader has it: without what is to be filled in, and names as texts.

    An entry of a list of which an overlay takes all but the name out means the name alone.
    """
    if isinstance(value, dict):
        return {key: _compared(own) for key, own in value.items()}
    if isinstance(value, list):
        entries = map(_compared, value)
        return [
            next(iter(each.values())) if isinstance(each, dict) and len(each) == 1 else each
            for each in entries
        ]
    return None if isinstance(value, FillIn) else value
