"""The draft of a schema: what each component says, tried until the models take all of it.

A key whose value a model refuses, or that would be written in other words, is not used: what it
means then stands under `metadata`. A component that is refused even so is left alone.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from pydantic import ValidationError

from generator.importing.component_words import COMMENTS, stands_alone, words
from generator.importing.objects_of_org import add_granted
from generator.importing.originals import Original
from generator.importing.placing import Group, Placed, placed, tabs_of
from generator.importing.written import Target
from generator.metadata.elements import ElementsError, flat
from generator.metadata.registry import TRANSLATIONS, Component
from generator.schema.loader import faults
from generator.schema.text_types import Place
from generator.types import custom_metadata
from generator.types.access_beyond import shortened
from generator.types.registry import components
from generator.types.schema import Schema
from generator.types.table import Table, keys, write

NOT_WRITTEN = "says nothing, so generate writes no such file"


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
            if place[2:3] == ("records",):
                fields = schema.custom_metadata_types[str(place[1])].fields
                found[place] = custom_metadata.shortened(said.data, fields)
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
            data = words(each, without)
            try:
                value = _validated(each, data) if stands_alone(each) else data
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
        by_beginning = _by_beginning(by_place)
        for place, message in found:
            owner = _owner(place, by_place)
            if owner:
                by_component.setdefault(owner, []).append((place[len(owner) :], message))
            for each in _below(place, by_beginning) if owner is None else ():
                reason = f"{'.'.join(map(str, place))} {message}"
                if message.startswith("is missing"):
                    reason = f"belongs to {place[1]}, whose own file is not among those to import"
                by_component.setdefault(each, []).append(((), reason))
        for owner, wrong in by_component.items():
            self._avoid(by_place[owner].placed, wrong)
        return None

    def _data(self, values: Mapping[Place, Any]) -> dict[str, Any]:
        data = dict(self.head)
        if self.of_all is not None:
            data["fields_carry"] = list(self.of_all)
        for place, value in values.items():
            *above, last = place
            if place[0] == "translations" and last != place[3] and _says_nothing(value):
                continue
            at = data
            for step in above:
                at = at.setdefault(str(step), {})
            at[str(last)] = dict(value) if isinstance(value, dict) else value
        add_granted(data)
        for group in self._kept():
            kind, name = group.place
            carried, follows = group.carried(self.target.api_version, self.of_all)
            if not follows and "fields" in data.get(str(kind), {}).get(name, {}):
                data[str(kind)][name]["fields_carry"] = sorted(carried)
        return data

    def _misses(self, schema: Schema) -> bool:
        """Leave out what would be written in other words; whether there was any such thing."""
        try:
            written = {
                (each.type.name, each.full_name): each for each in components(schema, self.target)
            }
        except ElementsError as error:
            return self._refuse_unwritten(str(error))
        found = False
        for said in self._by_place().values():
            original = said.placed.original
            component = written.get((original.type.name, original.full_name))
            wrong = different(original, component)
            if component is None:
                found, self.placed = True, None
                self.refused[id(original)] = NOT_WRITTEN
            elif wrong and said.placed.has_comments and COMMENTS not in said.without:
                found, self.placed = True, None
                self.without[id(original)] = said.without | {COMMENTS}
            elif wrong:
                found = True
                self._avoid(said.placed, _keys_of(said, wrong))
        return found

    def _refuse_unwritten(self, reason: str) -> bool:
        """Refuse what cannot be written: keys and `metadata` that say the same.

        A translation also says what its field has, so it may not be writable there alone.
        """
        refused: dict[int, str] = {}
        translated: dict[int, str] = {}
        for said in self._by_place().values():
            marker = id(said.placed.original)
            try:
                write(said.placed.model, said.data, said.placed.context)
            except ElementsError as error:
                refused[marker] = str(error)
            if said.placed.original.type in TRANSLATIONS and "metadata" in said.data:
                translated[marker] = reason
        if not (refused or translated):
            raise ValueError("a schema that its models take cannot be written")
        self.refused |= refused or translated
        self.placed = None
        return True


def different(original: Original, component: Component | None) -> list[str]:
    """Return the elements that are written differently, by path."""
    if component is None or original.elements == component.elements:
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


def _owner(place: Place, by_place: Mapping[Place, Said]) -> Place | None:
    """Return the component that a place is in; None if it is in none."""
    ends = range(len(place), 0, -1)
    return next((place[:end] for end in ends if place[:end] in by_place), None)


def _by_beginning(places: Iterable[Place]) -> dict[Place, list[Place]]:
    """Return the places that lie at or below each of their beginnings."""
    found: dict[Place, list[Place]] = {}
    for place in places:
        for end in range(1, len(place) + 1):
            found.setdefault(place[:end], []).append(place)
    return found


def _below(place: Place, by_beginning: Mapping[Place, list[Place]]) -> list[Place]:
    """Return the components of the object that a place is in, whose own file is not there."""
    for end in range(len(place), 0, -1):
        if found := by_beginning.get(place[:end]):
            return found
    raise ValueError(f"nothing that was imported is at {place}")


def _says_nothing(value: Any) -> bool:
    """Whether a field is translated in no way: `generate` makes its file without a word."""
    return not (value.model_fields_set if isinstance(value, Table) else value)


def _validated(each: Placed, data: Any) -> Table:
    return each.model.model_validate(data if isinstance(data, dict) else {each.model.short: data})


def _can_be_raw(model: type[Table], key: str) -> bool:
    """Whether what a key means can stand under `metadata` instead."""
    info = model.model_fields.get(key)
    return info is not None and key in keys(model) and not info.is_required()
