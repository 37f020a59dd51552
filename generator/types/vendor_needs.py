"""What a vendor needs of a schema: no schema that extends it takes that away, or narrows it.

The vendor's schema says so under `needed_by_vendor`, by paths. A path is written with dots; `*`
stands for each key, or for each entry of a list by its name. What is at the path has to stay: a
type may be wider, any other text or number stays as it is. A schema that deviates from it, or from
`vendor_limits`, has to say so under `accepted_deviations`, with its own reason.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Annotated, Any

from pydantic import BaseModel

from generator.metadata.elements import Elements
from generator.schema import models
from generator.schema.base import Model, Sources
from generator.schema.text_types import Line, Place, formed, shown
from generator.types.field_notation import DataType, data_type

Path = Annotated[
    Line, formed(r"[^.]+(\.[^.]+)*", "a path; write keys with dots between, as in flows.My_Flow")
]
ACCEPTED = "accepted_deviations"
NEEDED = "needed_by_vendor"
_LIMITS = "vendor_limits"
_SIZES = ("length", "precision", "scale")


class VendorNeed(Model):
    """Why a vendor needs what is at a path of the schema."""

    reason: Line
    """Why the vendor needs it: the message to whoever takes it away."""
    source: Sources
    """Where the vendor says so: one of the sources, or several."""


VendorNeeds = dict[Path, VendorNeed]
AcceptedDeviations = dict[Path, Line]


def is_accepted(place: Place, accepted: Mapping[str, object]) -> bool:
    """Whether a schema says that it deviates at a place, or above it."""
    path = _path(place)
    return any(path == each or path.startswith(f"{each}.") for each in accepted)


def to_accept(place: Place, reason: str) -> str:
    """Return the vendor's reason, and how to deviate all the same."""
    return f'{reason} To deviate all the same, write under {ACCEPTED}: "{_path(place)}": why'


def diagnostics(
    data: Mapping[str, Any],
    bases: Sequence[Mapping[str, Any]],
    model: type[BaseModel],
    is_limited: Callable[[str], bool],
) -> Iterator[tuple[Place, str]]:
    """Yield what a vendor needs and a schema lacks or narrows, and needs that name nothing.

    `data` is that of the schema, `bases` that of what it extends. `is_limited` says whether there
    is a limit for what is at a path.
    """
    accepted = _mapping(data, ACCEPTED)
    for base in bases:
        for steps, reason in _needs(base):
            for place, wanted in _at(steps, base, [model]):
                found = _deviation(place, wanted, data, model)
                if found and not is_accepted(found[0], accepted):
                    yield found[0], f"{found[1]}: {to_accept(found[0], reason)}"
    for path in _mapping(data, NEEDED):
        if not any(any(_at(path.split("."), each, [model])) for each in (data, *bases)):
            yield (NEEDED, path), "names nothing in this schema; correct the path, or remove it"

    needed = set(_needed((data, *bases), model))
    for path in accepted:
        if not (path in needed or is_limited(path) or _is_above(path, needed)):
            yield (
                (ACCEPTED, path),
                "is nothing that a vendor needs; correct the path, or remove it",
            )


def _needs(base: Mapping[str, Any]) -> Iterator[tuple[Sequence[str], str]]:
    """Yield the steps of each path that a vendor needs, and why; its limits are among them."""
    needs, limits = _mapping(base, NEEDED), _mapping(base, _LIMITS)
    for path in needs:
        yield path.split("."), str(_mapping(needs, path).get("reason"))
    for name in limits:
        for key in ("min_length", "max_length"):
            yield (_LIMITS, name, key), str(_mapping(limits, name).get("reason"))


def _needed(levels: Iterable[Mapping[str, Any]], model: type[BaseModel]) -> Iterator[str]:
    """Yield each path that vendors need."""
    for each in levels:
        for steps, _ in _needs(each):
            yield from (_path(place) for place, _ in _at(steps, each, [model]))


def _is_above(path: str, others: Iterable[str]) -> bool:
    return any(each.startswith(f"{path}.") for each in others)


def _deviation(
    place: Place, wanted: object, data: object, model: type[BaseModel]
) -> tuple[Place, str] | None:
    """Return where a schema deviates from what is needed at a place, and how; None if nowhere."""
    for end in range(1, len(place) + 1):
        found = [value for _, value in _at(place[:end], data, [model])]
        if not found:
            return place[:end], "is taken out, and the vendor needs it"
    if isinstance(wanted, dict | list) or found == [wanted]:
        return None
    if place[-1] == "type" and _is_as_wide(found[0], wanted):
        return None
    least = " or a wider one" if place[-1] == "type" else ""
    return place, f"is {shown(found[0])}; the vendor needs {shown(wanted)}{least}"


def _is_as_wide(found: object, wanted: object) -> bool:
    """Whether a field of one type holds what a field of another holds; wrong types count so."""
    try:
        given, least = data_type(str(found)), data_type(str(wanted))
    except ValueError:
        return True
    sizes = zip(_sizes(given), _sizes(least), strict=True)
    is_like = _kind(given) == _kind(least) and least.said.items() <= given.said.items()
    return is_like and all(size >= needed for size, needed in sizes)


def _kind(given: DataType) -> tuple[str, bool, Elements]:
    """Return all of a type but its sizes."""
    rest = {name: value for name, value in given.elements.items() if name not in _SIZES}
    return given.row.name, given.formula, rest


def _sizes(given: DataType) -> tuple[int, ...]:
    """Return the length, the digits before the point, and those behind it."""
    length, precision, scale = (int(str(given.elements.get(name, 0))) for name in _SIZES)
    return length, precision - scale, scale


def _at(
    steps: Sequence[int | str], data: Any, kinds: list[Any]
) -> Iterator[tuple[tuple[str, ...], Any]]:
    """Yield the places that a path means, each with its value; an entry of a list by its name."""
    if not steps:
        yield (), data
        return
    first = str(steps[0])
    for name, value, below in _named(data, kinds):
        if first in {"*", name}:
            yield from (((name, *place), found) for place, found in _at(steps[1:], value, below))


def _named(data: Any, kinds: list[Any]) -> Iterator[tuple[str, Any, list[Any]]]:
    """Yield the names, the values and the kinds of what is below a mapping or list."""
    if isinstance(data, dict):
        yield from ((key, value, models.at_key(kinds, key)) for key, value in data.items())
    if isinstance(data, list):
        below = models.entries(kinds)
        named_by = models.named_by(below)
        for value in data:
            name = value.get(named_by) if isinstance(value, dict) else value
            yield str(name), value, below


def _mapping(data: object, key: str) -> Mapping[str, Any]:
    found = data.get(key) if isinstance(data, Mapping) else None
    return found if isinstance(found, Mapping) else {}


def _path(place: Sequence[int | str]) -> str:
    return ".".join(map(str, place))
