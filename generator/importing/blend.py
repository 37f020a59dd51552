"""What a schema has to say so that it means what was imported, in its own words where it can.

What the import cannot know stays as the schema has it, and so does what it does not speak of.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, get_origin

from generator.importing.granted import Wanted
from generator.importing.home import CARRY
from generator.importing.meaning import OF_SCHEMAS, parts_of, test_of
from generator.importing.words import MISSING, blended, filled
from generator.metadata.api_version import NEWEST, ApiVersion
from generator.schema import models
from generator.schema.key_order import KeyOrder, key_order
from generator.schema.text_types import Place
from generator.schema.yaml_alignment import same
from generator.types import field_defaults
from generator.types.custom_field import CustomField
from generator.types.schema import Schema
from generator.types.standard_object import StandardObject
from generator.types.table import Context, Table

_OF_FILE = frozenset({"extends", "name", "label", "description", "package"})


@dataclass(frozen=True, slots=True)
class Scope:
    """Of what an import speaks.

    `known` are the keys of fields that it has, as the columns of a table; None for all. With
    `prune`, what an object or a list of components has besides is taken out. `api_version` is
    that of the project.
    """

    known: Collection[str] | None = None
    prune: bool = False
    api_version: ApiVersion = NEWEST


@dataclass
class Blend:
    """Blends what was imported into the data of a schema.

    `is_new` says of the places of components whether the import has another file there than the
    schema, and `elsewhere` where the schema has what is in that file. `kept` are the places of
    components that stay although the import has nothing there.

    What some places mean depends on the whole schema: the objects in `carrying` take over from the
    import what all their fields carry, `access` has permission sets, and places in `plain` mean
    what the import does only in its own words.
    """

    scope: Scope
    is_new: Mapping[Place, bool] = field(default_factory=dict)
    elsewhere: Mapping[Place, Place] = field(default_factory=dict)
    plain: frozenset[Place] = frozenset()
    carrying: frozenset[Place] = frozenset()
    access: Mapping[Place, Wanted] = field(default_factory=dict)
    kept: list[Place] = field(default_factory=list)

    @cached_property
    def _homes(self) -> frozenset[Place]:
        return frozenset(self.elsewhere.values())

    def schema(self, old: Mapping[str, Any], new: Mapping[str, Any]) -> dict[str, Any]:
        """Return the data of a schema with what was imported; what stays is the same object."""
        root = key_order(Schema)
        result = dict(old)
        for key, value in new.items():
            # An import knows no more of a source than its name.
            more = _without(value, old.get(key, ())) if key == "sources" else value
            if key not in _OF_FILE:
                self._put(result, more, root.below(key), (key,))
        return result

    def _put(self, result: dict[str, Any], new: Any, order: KeyOrder, place: Place) -> None:
        """Put what was imported at a place, unless the schema has it at another one."""
        if place in self.elsewhere:
            return
        key = str(place[-1])
        there = result.get(key, MISSING)
        value = self._value(there, new, order, place)
        if there is not MISSING or value or value == new:
            result[key] = value

    def _value(self, old: Any, new: Any, order: KeyOrder, place: Place) -> Any:
        if old is MISSING and (_table(order) or not isinstance(new, dict)):
            return self._new(new, place)
        if same(old, new):
            return old
        there = {} if old is MISSING else old
        if _table(order):
            return self._component(there, new, order, place)
        if place in self.is_new:
            return self._file(there, new, place)
        if isinstance(there, dict) and isinstance(new, dict) and not models.is_free(order.kinds):
            return self._named(there, new, order, place)
        return blended(there, filled(new, there), order)

    def _new(self, new: Any, place: Place) -> Any:
        """Return what a schema has to say of something that it does not have yet."""
        if place in self.access:
            return self.access[place].data
        is_carried = isinstance(new, dict) and CARRY in new and place not in self.carrying
        return _without(new, (CARRY,)) if is_carried else new

    def _file(self, old: Any, new: Any, place: Place) -> Any:
        """Return what a file says that has no table, as the translations of a value set."""
        if not self.is_new[place] and place not in self.plain:
            return old
        if not (isinstance(old, dict) and isinstance(new, dict)):
            return new
        return {key: new[key] for key in (*old, *(k for k in new if k not in old)) if key in new}

    def _named(self, old: Any, new: Any, order: KeyOrder, place: Place) -> Any:
        """Return components by name."""
        spelt = {name.casefold(): name for name in old}
        given = {spelt.get(name.casefold(), name): value for name, value in new.items()}
        missing = {
            name
            for name in (old.keys() - given.keys() if len(place) > 1 else ())
            if (*place, name) not in self._homes
        }
        if self.scope.prune:
            old = {name: value for name, value in old.items() if name not in missing}
        else:
            self.kept += ((*place, name) for name in old if name in missing)
        result = dict(old)
        for name, value in given.items():
            self._put(result, value, order.below(name), (*place, name))
        return {name: result[name] for name in _in_order(old, given) if name in result}

    def _component(self, old: Any, new: Any, order: KeyOrder, place: Place) -> Any:
        """Return the keys of a component, and below them the components of its own."""
        short = _table(order).short
        had, given = (each if isinstance(each, dict) else {short: each} for each in (old, new))
        parts = parts_of(_table(order))
        own_had, own_given = (
            {key: value for key, value in each.items() if key not in parts}
            for each in (had, given)
        )
        said = self._own(own_had, own_given, order, place)
        said |= {key: had[key] for key in had if key in parts}
        for key in given:
            if key in parts:
                self._put(said, given[key], order.below(key), (*place, key))
        result = {key: said[key] for key in (*(k for k in had if k in said), *said)}
        return old if same(had, result) else result

    def _own(
        self, had: dict[str, Any], given: dict[str, Any], order: KeyOrder, place: Place
    ) -> dict[str, Any]:
        """Return the keys of a component itself."""
        carried = {CARRY: given.pop(CARRY)} if CARRY in given else {}
        if place in self.access:
            return {**blended(had, self.access[place].data, order, self.access[place].test)}
        if place not in self.carrying:
            carried = {key: had[key] for key in (CARRY,) if key in had}
        places = (place, *((*place, key) for key in given))
        files = [self.is_new[each] for each in places if each in self.is_new]
        if files and not any(files) and place not in self.plain:
            return had | carried
        model, known = _table(order), self.scope.known
        if known is not None and "fields" in parts_of(model):
            return had  # a table of fields says nothing of their object
        wanted = self._known(model, had, given) | carried
        said = OF_SCHEMAS if known is None else OF_SCHEMAS - set(known)
        staying = {key: had[key] for key in had if key in said and key not in wanted}
        if place in self.plain:
            return staying | wanted
        test = test_of(model, wanted, self._context(model, place))
        result = {**blended(_without(had, OF_SCHEMAS), _without(wanted, OF_SCHEMAS), order, test)}
        return result | staying | {key: wanted[key] for key in wanted if key in OF_SCHEMAS}

    def _known(self, model: type[Table], old: Mapping[str, Any], new: Any) -> dict[str, Any]:
        """Return what the import says of a component, with what it does not speak of."""
        said: dict[str, Any] = filled(new, old)
        known = self.scope.known
        if model is CustomField and known is not None:
            return {**{key: old[key] for key in old if key not in known}, **said}
        required = {name for name, info in model.model_fields.items() if info.is_required()}
        if required <= new.keys() and model is not StandardObject:
            return said
        by_name = {
            key for key in said if isinstance(old.get(key), dict) and _is_by_name(model, key)
        }
        return {**old, **said, **{key: {**old[key], **said[key]} for key in by_name}}

    def _context(self, model: type[Table], place: Place) -> Context:
        name, parent = str(place[-1]), str(place[1]) if place[2:] else ""
        if model is not CustomField:
            return Context(name, parent, self.scope.api_version)
        of_object = Context(parent, parent, self.scope.api_version)
        carried = field_defaults.carried_by_object(of_object, history=True, feeds=True)
        return Context(name, parent, self.scope.api_version, carried)


def _without(data: Mapping[str, Any], keys: Collection[str]) -> dict[str, Any]:
    return {key: value for key, value in data.items() if key not in keys}


def _table(order: KeyOrder) -> Any:
    """Return the table of a component; None where there is none."""
    kinds = (each for each in order.kinds if isinstance(each, type) and issubclass(each, Table))
    return next(kinds, None)


def _is_by_name(model: type[Table], key: str) -> bool:
    """Whether a key has entries by name, as the access to objects."""
    kinds = models.at_key([model], key)
    return any(get_origin(each) is dict for each in kinds) and not models.is_free(kinds)


def _in_order(old: Iterable[str], new: Iterable[str]) -> list[str]:
    """Return all names: new ones behind those before them in the import.

    At the end, if the schema has none of the import's names, or has them in another order.
    """
    names, given = dict.fromkeys(old), dict.fromkeys(new)
    common = [name for name in names if name in given]
    if not common or common != [name for name in given if name in names]:
        return list(names | given)
    followers: dict[str, list[str]] = {"": []}
    before = ""
    for name in given:
        before = name if name in names else before
        followers.setdefault(before, [])
        followers[before] += [] if name in names else [name]
    behind = (each for name in names for each in (name, *followers.get(name, ())))
    return [*followers[""], *behind]
