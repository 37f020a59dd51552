"""Where facts come from: the sources that a schema names, and why a vendor needs what it has."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import chain

from generator.dictionary.entries import Basis, Fact, Part, Source
from generator.types.schema import SPECIAL_OBJECTS, Reference, Schema

_KINDS = ("custom_objects", "standard_objects", *SPECIAL_OBJECTS)
_FIELDS = ("fields", "standard_fields")
_ON_THE_WEB = ("https://", "http://")
_ANY = "*"
_NEEDED, _DEVIATES = "Needed by the vendor", "Why it deviates from what the vendor needs"


class Citations:
    """The sources of a schema; none for a tree of files."""

    def __init__(self, schema: Schema | None) -> None:
        given = schema.sources if schema else {}
        self._by_name = {name: _source(each) for name, each in given.items()}
        self._of_objects: dict[str, Sequence[str]] = {}
        self._of_fields: dict[tuple[str, str], Sequence[str]] = {}
        self._old_names: dict[tuple[str, str], str] = {}
        self._places: dict[str, str] = {}
        if schema:
            self._read(schema)
        self._schema = schema

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
        return tuple(needed(self._schema, *place, is_whole=True))

    def facts_of_field(self, sobject: str, field: str) -> tuple[Fact, ...]:
        """Return why the vendor needs a field, how long it allows it to be, and its old name."""
        found = list(needed(self._schema, self._places.get(sobject, ""), sobject, "fields", field))
        limits = self._schema.vendor_limits if self._schema else {}
        if limit := limits.get(f"{sobject}.{field}"):
            text = f"{limit.min_length} to {limit.max_length} characters. {limit.reason}"
            found.append(Fact("Length that the vendor allows", (Part(text),)))
        if before := self._old_names.get((sobject, field)):
            found.append(Fact("Renamed from", (Part(before),)))
        return tuple(found)

    def _read(self, schema: Schema) -> None:
        for kind in _KINDS:
            for sobject, each in getattr(schema, kind).items():
                self._places[sobject] = kind
                self._of_objects[sobject] = each.source or ()
                for name, field in chain(*(getattr(each, key, {}).items() for key in _FIELDS)):
                    self._of_fields[sobject, name] = field.source or ()
                    self._old_names[sobject, name] = getattr(field, "renamed_from", None) or ""


def needed(schema: Schema | None, *place: str, is_whole: bool = False) -> Iterator[Fact]:
    """Yield why the vendor needs what is at a place of a schema, or below it, and deviations.

    Of what `is_whole`, only that which is said of the place itself.
    """
    if schema is None:
        return
    reasons = {path: each.reason for path, each in schema.needed_by_vendor.items()}
    said = {_NEEDED: reasons, _DEVIATES: schema.accepted_deviations}
    for title, by_path in said.items():
        for path, reason in by_path.items():
            if _is_about(path.split("."), place, is_whole=is_whole):
                yield Fact(title, (Part(reason),))


def _is_about(steps: Sequence[str], place: Sequence[str], *, is_whole: bool) -> bool:
    is_long = len(steps) == len(place) if is_whole else len(steps) >= len(place)
    pairs = zip(steps, place, strict=False)
    return is_long and all(step in (_ANY, name) for step, name in pairs)


def _source(given: Reference) -> Source:
    """Return a source of a schema; an address that is not one of the web is part of its title."""
    address = given.address or ""
    if address.lower().startswith(_ON_THE_WEB):
        return Source(given.title, Basis[given.basis.upper()], address)
    title = f"{given.title} ({address})" if address else given.title
    return Source(title, Basis[given.basis.upper()])
