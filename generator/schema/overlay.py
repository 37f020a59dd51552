"""Merge a schema over the one that it extends.

Mappings merge by key, and a text or number replaces another. A list merges by the names of its
entries: an entry of a name that the base has is merged with that, and others are added at the end.
The name is the key `named_by` of the entry's model; a text is its own name. Null takes out. A
mapping in the place of a list holds entries by name, and `replace: [...]` replaces a list.
"""

from collections import Counter
from collections.abc import Iterator
from typing import Any, NamedTuple

from pydantic import BaseModel

from generator.diagnostics import Diagnostic
from generator.errors import SchemaError
from generator.schema import models
from generator.schema.lines import Content, Lines, Mark, MarksOf, mark_in
from generator.schema.text_types import Place, shown
from generator.schema.yaml_source import EXTENDS, Source

REPLACE = "replace"


def merged(source: Source, model: type[BaseModel]) -> Content:
    """Return the data of a source, merged over what it extends.

    Raises SchemaError if the rest of a file cannot be read.
    """
    own = source.content()
    if source.base is None:
        if isinstance(own.data, dict) and EXTENDS in own.data:
            message = f"is not written plainly; write it as {EXTENDS}: NAME, on a line of its own"
            raise SchemaError(*own.diagnostics, own.lines.at((EXTENDS,), message))
        return own
    base = merged(source.base, model)
    if not isinstance(base.data, dict):
        message = f"is {shown(base.data)}; write keys and values"
        raise SchemaError(*base.diagnostics, base.lines.at((), message))
    merge = _Merge({**base.lines.marks_of, **own.lines.marks_of}, source.base.name)
    start = _Node(base.data, base.lines.first), _Node(own.data, own.lines.first)
    data = merge.mapping(*start, (), [model])
    texts = {**base.lines.texts, **own.lines.texts}
    return Content(
        data,
        (*base.diagnostics, *own.diagnostics, *merge.found),
        Lines(data, own.lines.first, merge.marks_of, texts),
        (base.data, *base.bases),
    )


class _Node(NamedTuple):
    """A value, and where it stands."""

    value: Any
    mark: Mark


class _Entry(NamedTuple):
    """An entry of a list, by its name; empty if it has none. Null as its value takes it out."""

    name: str
    node: _Node


class _Merge:
    """Merge data, with the marks of the result, and collect what cannot be merged.

    `base` names the file that is merged over. `kinds` are the models, mappings and lists that the
    language allows at a place; elements in Salesforce's own names have none.
    """

    def __init__(self, marks_of: MarksOf, base: str) -> None:
        self.marks_of = marks_of
        self.base = base
        self._nothing = f"is empty, and {base} has nothing here to take out; write a value"
        self.found: list[Diagnostic] = []

    def mapping(self, base: _Node, over: _Node, place: Place, kinds: list[Any]) -> dict[str, Any]:
        """Return a mapping merged over another."""
        nodes = {key: self._below(base, key) for key in base.value}
        spelt = {key.casefold(): key for key in nodes}
        taken_out: dict[int | str, int | Mark] = {}
        for key in over.value:
            node, at = self._below(over, key), (*place, key)
            there = spelt.get(key.casefold(), key)
            if there != key:
                self._misspelt(node, at, nodes[there], there)
            elif node.value is not None and key in nodes:
                nodes[key] = self._value(nodes[key], node, at, models.at_key(kinds, key))
            elif node.value is not None or (key not in nodes and models.is_free(kinds)):
                nodes[key] = node
            elif key in nodes:
                if nodes[key].value is not None:  # null is a word of `metadata`
                    del nodes[key]
                    taken_out[key] = node.mark
            else:
                self._refuse(node, at, self._nothing)
        result = {key: node.value for key, node in nodes.items()}
        self.marks_of[id(result)] = taken_out | {key: node.mark for key, node in nodes.items()}
        return result

    def _value(self, base: _Node, over: _Node, place: Place, kinds: list[Any]) -> _Node:
        value: Any = over.value
        short = models.short(kinds)
        if short and isinstance(base.value, str) and isinstance(value, dict):
            base = self._in_full(base, short)
        if isinstance(base.value, dict) and isinstance(value, dict):
            value = self.mapping(base, over, place, kinds)
        elif isinstance(base.value, list) and isinstance(value, dict | list):
            value = self._list(base, over, place, models.entries(kinds))
        is_same = value == base.value and type(value) is type(base.value)
        return base if is_same else _Node(value, over.mark)

    def _in_full(self, node: _Node, short: str) -> _Node:
        """Return a value that stands for all keys of its model, as a mapping of that one key."""
        value = {short: node.value}
        self.marks_of[id(value)] = {short: node.mark}
        return _Node(value, node.mark)

    def _list(self, base: _Node, over: _Node, place: Place, kinds: list[Any]) -> Any:
        """Return a list merged over another; `kinds` may be its entries."""
        if isinstance(over.value, dict) and isinstance(over.value.get(REPLACE), list):
            return self._replaced(over, place)
        if over.value == [] and base.value:
            self._refuse(over, place, f"adds nothing; to empty the list, write {REPLACE}: []")
            return base.value
        named_by = models.named_by(kinds)
        known = list(self._entries(base, place, named_by))
        added = list(self._entries(over, place, named_by))
        if all(name for name, _ in (*known, *added)):
            return self._by_name(known, added, place, kinds)
        if isinstance(over.value, list):
            return over.value
        message = "is a mapping, and the entries of this list have no names; write the whole list"
        self._refuse(over, place, message)
        return base.value

    def _replaced(self, over: _Node, place: Place) -> Any:
        for key in over.value:
            if key != REPLACE:
                message = f"stands beside {REPLACE}, which replaces the whole list; write it there"
                self._refuse(self._below(over, key), (*place, key), message)
        return over.value[REPLACE]

    def _by_name(
        self, known: list[_Entry], added: list[_Entry], place: Place, kinds: list[Any]
    ) -> list[Any]:
        """Return a list of entries that are merged by their names."""
        nodes = dict(known)
        spelt = {name.casefold(): name for name in nodes}
        taken_out: dict[int | str, int | Mark] = {}
        for name in _twice(known):
            message = (
                f"has {name!r} twice in {self.base}; write the list whole, as {REPLACE}: [...]"
            )
            self._refuse(added[0].node, place, message)
        for name in _twice(added):
            self._refuse(dict(added)[name], (*place, name), "is written twice; keep one")
        for name, node in added:
            at, there = (*place, name), spelt.get(name.casefold(), name)
            if there != name:
                self._misspelt(node, at, nodes[there], there)
            elif node.value is not None:
                nodes[name] = self._entry(nodes.get(name), node, at, kinds)
            elif nodes.pop(name, None):
                taken_out[name] = node.mark
            else:
                self._refuse(node, at, self._nothing)
        result = [node.value for node in nodes.values()]
        marks: dict[int | str, int | Mark] = {name: node.mark for name, node in nodes.items()}
        marks |= enumerate(node.mark for node in nodes.values())
        self.marks_of[id(result)] = taken_out | marks
        return result

    def _entry(self, base: _Node | None, over: _Node, place: Place, kinds: list[Any]) -> _Node:
        """Return an entry merged over one of the same name; a text says only the name."""
        if base is None or isinstance(base.value, str):
            return base if base and isinstance(over.value, str) else over
        return base if isinstance(over.value, str) else self._value(base, over, place, kinds)

    def _entries(self, node: _Node, place: Place, named_by: str) -> Iterator[_Entry]:
        """Yield the entries of a list, or of a mapping that stands in its place."""
        if isinstance(node.value, dict):
            for name in node.value:
                yield self._named(self._below(node, name), (*place, name), named_by)
            return
        for index, value in enumerate(node.value):
            item = self._below(node, index)
            if isinstance(value, dict) and value and set(map(type, value.values())) == {_NULL}:
                yield from (_Entry(name, self._below(item, name)) for name in value)
            else:
                name = value.get(named_by) if isinstance(value, dict) else value
                yield _Entry(name if isinstance(name, str) else "", item)

    def _named(self, node: _Node, place: Place, named_by: str) -> _Entry:
        """Return the entry at a name in a mapping, with the name in it."""
        name = str(place[-1])
        if node.value is not None and not (isinstance(node.value, dict) and named_by):
            wanted = "keys and values, or null" if named_by else "null"
            message = f"is {shown(node.value)}; write {wanted} to take the entry out"
            self._refuse(node, place, message)
        if not isinstance(node.value, dict) or named_by in node.value:
            return _Entry(name, node)
        value = {named_by: name, **node.value}
        marks = self.marks_of.get(id(node.value), {})
        self.marks_of[id(value)] = {named_by: node.mark, **marks}
        return _Entry(name, _Node(value, node.mark))

    def _below(self, node: _Node, key: int | str) -> _Node:
        mark = mark_in(self.marks_of, node.value, key, node.mark)
        return _Node(node.value[key], mark or node.mark)

    def _misspelt(self, node: _Node, place: Place, base: _Node, there: str) -> None:
        message = f"is {there} in {base.mark.file}, line {base.mark.line}; write it so"
        self._refuse(node, place, message)

    def _refuse(self, node: _Node, place: Place, message: str) -> None:
        key = ".".join(map(str, place))
        self.found.append(Diagnostic(node.mark.file, message, node.mark.line, key))


_NULL = type(None)


def _twice(entries: list[_Entry]) -> list[str]:
    return [name for name, count in Counter(each.name for each in entries).items() if count > 1]
