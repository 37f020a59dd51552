"""Limits that a vendor sets: how long a field may be in which the vendor writes or looks up.

A limit stands in the schema file of its vendor, under `vendor_limits`. The limits of the shipped
schemas hold in every schema that has the same field, whatever the schema's name is: a vendor finds
a field by its API name, and an org has one field of a name. So a copy of a shipped schema keeps
them, even if it leaves them out, writes wider ones, or takes a name of its own. A schema's own
limits hold in addition.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cache
from typing import Annotated, Self

from pydantic import Field, StrictInt, TypeAdapter, model_validator

from generator.schema import yaml_source
from generator.schema.base import Model, Sources
from generator.schema.text_types import Line, ObjectField, Place, diagnostics_at
from generator.types.vendor_needs import to_accept

_Length = Annotated[StrictInt, Field(ge=1)]


# A field, its type or its length, by its path in a schema.
_FIELD = (
    r"(?:(?:custom|standard)_objects\.|components\.CustomField\.)(\w+)\.(?:fields\.)?(\w+)"
    r"(?:\.type|\.length)?"
)


class VendorLimit(Model):
    """The lengths that a vendor allows for a field, and why."""

    min_length: _Length
    """The shortest length of the field with which the vendor works."""
    max_length: _Length
    """The longest length of the field with which the vendor works."""
    reason: Line
    """Why the vendor needs this, for the message."""
    source: Sources
    """Where this comes from: names under sources."""

    @model_validator(mode="after")
    def _is_a_range(self) -> Self:
        if self.max_length < self.min_length:
            message = f"is {self.max_length}; min_length is {self.min_length}; exchange the two"
            raise diagnostics_at([(("max_length",), message)])
        return self


VendorLimits = dict[ObjectField, VendorLimit]  # by object and field, as in Lead.Name


def longest(limits: VendorLimits, field: str) -> int | None:
    """Return the greatest length that all limits allow for a field; None if it has no limit.

    `limits` are those of the schema; those of the shipped schemas count as well.
    """
    found = _by_field(limits).get(_key(field), ())
    return min((limit.max_length for limit in found), default=None)


def diagnostics(
    limits: VendorLimits, lengths: Mapping[str, tuple[Place, object]]
) -> Iterator[tuple[Place, str]]:
    """Yield the fields whose length no vendor allows, and the limits of no field.

    `limits` are those of the schema; those of the shipped schemas count as well. `lengths` are the
    places and lengths of the schema's fields; a length is None where the type has none.
    """
    fields = {_key(name): found for name, found in lengths.items()}
    for name in limits:
        if _key(name) not in fields:
            message = "is not a field of this schema; correct the name, or remove the limit"
            yield ("vendor_limits", name), message
    for name, each in _by_field(limits).items():
        if name in fields:
            yield from _exceeded(each, *fields[name])


def places(levels: Iterable[object]) -> Callable[[str], bool]:
    """Return whether what is at a path of a schema has a limit: a field, its type or its length.

    `levels` are the limits of a schema and of what it extends; those of the shipped schemas count
    as well.
    """
    own = [name for each in levels if isinstance(each, dict) for name in each]
    limited = {_key(name) for name in (*own, *(name for name, _ in _shipped()))}

    def is_limited(path: str) -> bool:
        found = re.fullmatch(_FIELD, path)
        return found is not None and _key(f"{found[1]}.{found[2]}") in limited

    return is_limited


def _exceeded(
    limits: Iterable[VendorLimit], place: Place, length: object
) -> Iterator[tuple[Place, str]]:
    digits = str(length)  # `components` of a schema may hold it as text
    for limit in limits:
        least, most = limit.min_length, limit.max_length
        if not (digits.isascii() and digits.isdigit()):
            message = f"has no length; write Text({least}) to Text({most})"
            yield place, f"{message}: {to_accept(place, limit.reason)}"
        elif not least <= int(digits) <= most:
            message = f"length is {length}; the vendor allows {least} to {most}"
            yield place, f"{message}: {to_accept(place, limit.reason)}"


def _by_field(limits: VendorLimits) -> dict[str, dict[VendorLimit, None]]:
    """Return the limits of a schema and of the shipped schemas by field, each once."""
    found: dict[str, dict[VendorLimit, None]] = {}
    for name, limit in (*limits.items(), *_shipped()):
        found.setdefault(_key(name), {})[limit] = None
    return found


def _key(field: str) -> str:
    return field.casefold()  # an org does not distinguish capitals in API names


_KEY = "\nvendor_limits:"  # what a schema without limits lacks, and is then not parsed


@cache
def _shipped() -> tuple[tuple[str, VendorLimit], ...]:
    """Return the limits in the shipped schemas. Only these are checked, not their other keys."""
    sources = [yaml_source.read(name) for name in yaml_source.shipped()]
    contents = [each.content().data for each in sources if _KEY in each.text]
    given = [data.get("vendor_limits", {}) for data in contents if isinstance(data, dict)]
    adapter = TypeAdapter(VendorLimits)
    return tuple(item for each in given for item in adapter.validate_python(each).items())
