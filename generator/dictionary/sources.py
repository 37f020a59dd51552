"""Where facts come from: the sources that a schema names, and why a vendor needs what it has."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import chain
from typing import Any

from generator.dictionary.entries import Basis, Fact, Part, Source
from generator.types.schema import SPECIAL_OBJECTS, Reference, Schema

_KINDS = ("custom_objects", "standard_objects", *SPECIAL_OBJECTS)
_FIELDS = ("fields", "standard_fields")
_ON_THE_WEB = ("https://", "http://")
_ANY = "*"


class Citations:
    """The sources of a schema; none for a tree of files."""

    def __init__(self, schema: Schema | None) -> None:
        given = schema.sources if schema else {}
        self._by_name = {name: _source(each) for name, each in given.items()}
        self._of_objects: dict[str, Sequence[str]] = {}
        self._of_fields: dict[tuple[str, str], Sequence[str]] = {}
        self._places: dict[str, str] = {}
        if schema:
            self._read(schema)
        self._limits = schema.vendor_limits if schema else {}
        self._needs = schema.needed_by_vendor if schema else {}

    @property
    def all(self) -> tuple[Source, ...]:
        return tuple(dict.fromkeys(self._by_name.values()))

    def named(self, names: Iterable[str]) -> tuple[Source, ...]:
        """Return the sources with these names, each once."""
        found = (self._by_name[name] for name in names if name in self._by_name)
        return tuple(dict.fromkeys(found))

    def of_object(self, sobject: str) -> tuple[Source, ...]:
        return self.named(self._of_objects.get(sobject, ()))

    def of_field(self, sobject: str, field: str) -> tuple[Source, ...]:
        """Return the sources of a field; those of its object if it names none."""
        names = self._of_fields.get((sobject, field)) or self._of_objects.get(sobject, ())
        return self.named(names)

    def facts_of_object(self, sobject: str) -> tuple[Fact, ...]:
        """Return why the vendor needs an object."""
        return tuple(self._needed(self._places.get(sobject, ""), sobject))

    def facts_of_field(self, sobject: str, field: str) -> tuple[Fact, ...]:
        """Return why the vendor needs a field, and how long it allows it to be."""
        found = list(self._needed(self._places.get(sobject, ""), sobject, "fields", field))
        if limit := self._limits.get(f"{sobject}.{field}"):
            text = f"{limit.min_length} to {limit.max_length} characters. {limit.reason}"
            found.append(Fact("Length that the vendor allows", (Part(text),)))
        return tuple(found)

    def _needed(self, *place: str) -> Iterator[Fact]:
        for path, need in self._needs.items():
            steps = path.split(".")
            is_long = len(steps) >= len(place) and (len(place) > _OBJECT or len(steps) == _OBJECT)
            pairs = zip(steps, place, strict=False)
            if is_long and all(step in (_ANY, name) for step, name in pairs):
                yield Fact("Needed by the vendor", (Part(need.reason),))

    def _read(self, schema: Schema) -> None:
        for kind in _KINDS:
            for sobject, each in getattr(schema, kind).items():
                self._places[sobject] = kind
                self._of_objects[sobject] = each.source or ()
                for name, field in chain(*(getattr(each, key, {}).items() for key in _FIELDS)):
                    self._of_fields[sobject, name] = field.source or ()


_OBJECT = 2  # steps to an object


def _source(given: Reference) -> Source:
    """Return a source of a schema; an address that is not one of the web is part of its title."""
    address: Any = given.address or ""
    if address.lower().startswith(_ON_THE_WEB):
        return Source(given.title, Basis[given.basis.upper()], address)
    title = f"{given.title} ({address})" if address else given.title
    return Source(title, Basis[given.basis.upper()])
