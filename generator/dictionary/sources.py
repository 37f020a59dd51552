"""Where facts come from: the sources that a schema names, and why a vendor needs what it has."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from itertools import chain, product
from typing import NamedTuple

from generator.dictionary.entries import Basis, Fact, Part, Source
from generator.types.schema import SPECIAL_OBJECTS, Reference, Schema

_KINDS = ("custom_objects", "standard_objects", *SPECIAL_OBJECTS)
_FIELDS = ("fields", "standard_fields")
_ON_THE_WEB = ("https://", "http://")
_ANY = "*"
_NEEDED, _DEVIATES = "Needed by the vendor", "Why it deviates from what the vendor needs"


class _Need(NamedTuple):
    """A reason of a schema: which one it is of all, the length of its path, and what it says."""

    number: int
    depth: int
    fact: Fact


class Citations:
    """The sources of a schema; none for a tree of files."""

    def __init__(self, schema: Schema | None) -> None:
        given = schema.sources if schema else {}
        self._by_name = {name: _source(each) for name, each in given.items()}
        self._of_objects: dict[str, Sequence[str]] = {}
        self._of_fields: dict[tuple[str, str], Sequence[str]] = {}
        self._old_names: dict[tuple[str, str], str] = {}
        self._places: dict[str, str] = {}
        self._needs = _needs(schema) if schema else {}
        self._limits = schema.vendor_limits if schema else {}
        if schema:
            self._read(schema)

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
        own = self._of_fields.get((sobject, field))
        return self.named(own or self._of_objects.get(sobject, ()))

    def facts_of_object(self, sobject: str) -> tuple[Fact, ...]:
        """Return why the vendor needs an object; what it needs of its parts stands there."""
        place = (self._places.get(sobject, ""), sobject)
        return self.needed(*place, is_whole=True)

    def facts_of_field(self, sobject: str, field: str) -> tuple[Fact, ...]:
        """Return why the vendor needs a field, how long it allows it to be, and its old name."""
        found = list(self.needed(self._places.get(sobject, ""), sobject, "fields", field))
        if limit := self._limits.get(f"{sobject}.{field}"):
            text = f"{limit.min_length} to {limit.max_length} characters. {limit.reason}"
            found.append(Fact("Length that the vendor allows", (Part(text),)))
        if before := self._old_names.get((sobject, field)):
            found.append(Fact("Renamed from", (Part(before),)))
        return tuple(found)

    def needed(self, *place: str, is_whole: bool = False) -> tuple[Fact, ...]:
        """Return why the vendor needs what is at a place of the schema, or below it.

        So for what the schema says otherwise. Of what `is_whole`, only that which is said of the
        place itself.
        """
        ways = product(*((step, _ANY) for step in place))
        found = {need for steps in ways for need in self._needs.get(steps, ())}
        return tuple(
            need.fact for need in sorted(found) if need.depth == len(place) or not is_whole
        )

    def _read(self, schema: Schema) -> None:
        for kind in _KINDS:
            for sobject, each in getattr(schema, kind).items():
                self._places[sobject] = kind
                self._of_objects[sobject] = each.source or ()
                for name, field in chain(*(getattr(each, key, {}).items() for key in _FIELDS)):
                    self._of_fields[sobject, name] = field.source or ()
                    self._old_names[sobject, name] = getattr(field, "renamed_from", None) or ""


def _needs(schema: Schema) -> dict[tuple[str, ...], list[_Need]]:
    """Return why the vendor needs things, and why the schema deviates, by place.

    Each reason stands at the place of its path, and at all places above it.
    """
    reasons = [(_NEEDED, path, each.reason) for path, each in schema.needed_by_vendor.items()]
    reasons += [(_DEVIATES, *each) for each in schema.accepted_deviations.items()]
    found: dict[tuple[str, ...], list[_Need]] = defaultdict(list)
    for number, (label, path, reason) in enumerate(reasons):
        steps = tuple(path.split("."))
        need = _Need(number, len(steps), Fact(label, (Part(reason),)))
        for depth in range(1, len(steps) + 1):
            found[steps[:depth]].append(need)
    return dict(found)


def _source(given: Reference) -> Source:
    """Return a source of a schema; an address that is not one of the web is part of its title."""
    address = given.address or ""
    if address.lower().startswith(_ON_THE_WEB):
        return Source(given.title, Basis[given.basis.upper()], address)
    title = f"{given.title} ({address})" if address else given.title
    return Source(title, Basis[given.basis.upper()])
