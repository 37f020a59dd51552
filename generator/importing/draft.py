"""The draft of a schema: what each component says, tried until the models take all of it.

A key whose value a model refuses, or that would be written in other words, is not used: what it
means then stands under `metadata`. A component that is refused even so is left alone.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from pydantic import ValidationError

from generator.importing.originals import Original
from generator.importing.placing import Group, Placed, placed, tabs_of
from generator.metadata.api_version import ApiVersion
from generator.metadata.elements import flat
from generator.metadata.registry import Component
from generator.schema.loader import faults
from generator.schema.text_types import Place
from generator.types.access_beyond import shortened, with_hidden_tabs
from generator.types.layout import without_added
from generator.types.registry import components
from generator.types.schema import Schema
from generator.types.table import Table, keys, read


@dataclass(frozen=True, slots=True)
class Target:
    """What `generate` will take of the project."""

    package_directory: str
    api_version: ApiVersion


@dataclass(frozen=True, slots=True)
class Said:
    """What a component says: plain data, and the same as its model, where it has one alone."""

    placed: Placed
    without: frozenset[str]
    data: Any
    value: Any


@dataclass(slots=True)
class Draft:
    """Components and what they say; `head` are the keys of the schema besides.

    `without` are keys that are not used, `refused` are reasons; both by component.
    """

    groups: list[Group]
    head: dict[str, Any]
    target: Target
    of_all: tuple[str, ...] | None = None
    without: dict[int, frozenset[str]] = field(default_factory=dict)
    refused: dict[int, str] = field(default_factory=dict)
    said: dict[int, Said] = field(default_factory=dict)
    placed: dict[Place, Said] | None = None  # as long as nothing was left out since

    def settled(self) -> Schema:
        """Return the schema, once its models take it and it writes what the components have."""
        while True:
            schema = self._validated()
            if schema is not None and not self._misses(schema):
                return schema

    def data(self, schema: Schema) -> dict[str, Any]:
        """Return the settled schema as plain data, in as few words as it needs."""
        found = {}
        for place, said in self._by_place().items():
            found[place] = said.data
            if place[0] == "permission_sets":
                found[place] = shortened(said.data, schema.fields, said.placed.tabs)
        return self._data(found)

    def _by_place(self) -> dict[Place, Said]:
        """Return what the components say that are not refused, by place."""
        while self.placed is None:
            before = len(self.refused)
            found = self._placed()
            if len(self.refused) == before:  # else others may stand in another light
                self.placed = found
        return self.placed

    def _placed(self) -> dict[Place, Said]:
        found: dict[Place, Said] = {}
        kept = list(self._kept())
        tabs = tabs_of(kept)
        for group in kept:
            for each in placed(group, self.target.api_version, self.of_all, tabs):
                if not isinstance(each, Placed):
                    self.refused[id(each[0])] = each[1]
                elif each.place in found:
                    first = found[each.place].placed.original.path
                    self.refused[id(each.original)] = f"is in {first} as well"
                elif (said := self._said(each)) is not None:
                    found[each.place] = said
        return found

    def _kept(self) -> Iterator[Group]:
        """Yield the groups without the components that are refused."""
        for group in self.groups:
            kept = tuple(each for each in group.originals if id(each) not in self.refused)
            is_whole = len(kept) == len(group.originals)
            yield group if is_whole else replace(group, originals=kept)

    def _said(self, each: Placed) -> Said | None:
        """Return what a component says; None for one whose model refuses it."""
        marker = id(each.original)
        while True:
            without = self.without.get(marker, frozenset())
            known = self.said.get(marker)
            if known and known.placed == each and known.without == without:
                return known
            data = _read(each, without)
            try:
                value = data if _is_object(each) else each.model.model_validate(_long(each, data))
            except ValidationError as error:
                found = [one for details in error.errors() for one in faults(details, each.model)]
                if not self._avoid(each, found):
                    return None
            else:
                self.said[marker] = Said(each, without, data, value)
                return self.said[marker]

    def _avoid(self, each: Placed, found: Iterable[tuple[Place, str]]) -> bool:
        """Leave out the keys with which something is wrong; False if the component has to go."""
        marker = id(each.original)
        self.placed = None
        before = self.without.get(marker, frozenset())
        for place, message in found:
            used = _used(each, place)
            if before.issuperset(used) or not all(_can_be_raw(each.model, key) for key in used):
                where = ".".join(map(str, place))
                self.refused[marker] = f"{where}: {message}" if where else message
                return False
            self.without[marker] = self.without.get(marker, frozenset()) | set(used)
        return True

    def _validated(self) -> Schema | None:
        """Return the schema; None if its models refuse it, and something was left out for it."""
        by_place = self._by_place()
        try:
            return Schema.model_validate(self._data({p: s.value for p, s in by_place.items()}))
        except ValidationError as error:
            found = [one for details in error.errors() for one in faults(details, Schema)]
        by_component: dict[Place, list[tuple[Place, str]]] = {}
        for place, message in found:
            for owner in _owners(place, by_place):
                by_component.setdefault(owner, []).append((place[len(owner) :], message))
        for owner, wrong in by_component.items():
            self._avoid(by_place[owner].placed, wrong)
        return None

    def _data(self, values: Mapping[Place, Any]) -> dict[str, Any]:
        data = dict(self.head)
        if self.of_all is not None:
            data["fields_carry"] = list(self.of_all)
        for place, value in values.items():
            *above, last = place
            at = data
            for step in above:
                at = at.setdefault(str(step), {})
            at[str(last)] = dict(value) if isinstance(value, dict) else value
        for group in self._kept():
            kind, name = group.place
            carried, follows = group.carried(self.target.api_version, self.of_all)
            if not follows and "fields" in data.get(str(kind), {}).get(name, {}):
                data[str(kind)][name]["fields_carry"] = sorted(carried)
        return data

    def _misses(self, schema: Schema) -> bool:
        """Leave out what would be written in other words; whether there was any such thing."""
        written = {
            (each.type.name, each.full_name): each for each in components(schema, self.target)
        }
        found = False
        for said in self._by_place().values():
            original = said.placed.original
            wrong = different(original, written.get((original.type.name, original.full_name)))
            if wrong:
                found = True
                self._avoid(said.placed, _keys_of(said, wrong))
        return found


def different(original: Original, component: Component | None) -> list[str]:
    """Return the elements that are written differently, by path."""
    if component is None:
        return ["fullName"]
    if original.elements == component.elements:
        return []
    ours, theirs = flat(component.elements), flat(original.elements)
    return sorted(path for path in ours.keys() | theirs if ours.get(path) != theirs.get(path))


def _keys_of(said: Said, paths: Iterable[str]) -> Iterator[tuple[Place, str]]:
    """Yield the keys that mean elements which would be written differently."""
    table = keys(said.placed.model)
    used = said.data if isinstance(said.data, dict) else {said.placed.model.short: said.data}
    for path in paths:
        names = [
            name
            for name, key in table.items()
            if name in used and any(path.startswith(own.partition(".")[0]) for own in key.risks)
        ]
        for name in names or [""]:
            yield (name,), f"{path} would be written differently"


def _used(each: Placed, place: Place) -> list[str]:
    """Return the keys that have to go for what is wrong at a place below a component."""
    if place[:1] != ("metadata",):
        return [str(place[0])] if place else []
    path = str(place[1]) if place[1:] else ""
    return [
        name
        for name, key in keys(each.model).items()
        if any(own.partition(".")[0] == path for own in key.risks)
    ]


def _owners(place: Place, by_place: Mapping[Place, Said]) -> list[Place]:
    """Return the component that a place is in; else those of the object that it is in."""
    for end in range(len(place), 0, -1):
        if place[:end] in by_place:
            return [place[:end]]
    for end in range(len(place), 0, -1):
        if below := [each for each in by_place if each[:end] == place[:end]]:
            return below
    raise ValueError(f"nothing that was imported is at {place}")


def _read(each: Placed, without: frozenset[str]) -> Any:
    elements = flat(each.original.elements)
    if each.original.type.name == "Layout" and each.place[0] == "custom_objects":
        elements, is_whole = without_added(elements, each.context)
        said = read(each.model, elements, each.context, each.anyway, without)
        return said | {"whole": True} if is_whole else said
    said = read(each.model, elements, each.context, each.anyway, without)
    return with_hidden_tabs(said, each.tabs) if each.tabs else said


def _long(each: Placed, data: Any) -> Any:
    return data if isinstance(data, dict) else {each.model.short: data}


def _is_object(each: Placed) -> bool:
    """Whether a component is an object, which its model takes only with its parts."""
    return each.original.type.name == "CustomObject"


def _can_be_raw(model: type[Table], key: str) -> bool:
    """Whether what a key means can stand under `metadata` instead."""
    info = model.model_fields.get(key)
    return info is not None and key in keys(model) and not info.is_required()
