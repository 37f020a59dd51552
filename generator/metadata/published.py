"""What Salesforce publishes of its metadata: the elements of each type, and the enumerations.

The data is `published.json`, which `make types` makes from the npm package `@salesforce/types`.
Salesforce makes that package from the WSDL of an org, and an org shows no part of a product that
it does not have. So the data holds what any release of the package has shown. `since` is the
oldest API version that can have a thing, as far as these releases tell: in truth it may be newer.
"""

import json
import re
from bisect import bisect_left
from collections.abc import Collection, Iterable, Iterator, Mapping
from functools import cache, lru_cache
from typing import Any, NamedTuple

from generator.resources import PUBLISHED

# The kinds of text. Any other kind is the name of a type or of an enumeration.
BOOLEAN = "boolean"
NUMBER = "number"  # an int or a double: the package does not say which
DATE = "Date"  # a date, a time, or both: likewise
ANY = "anyType"  # of any kind: an `xsi:type` says which
EXACT = {
    **dict.fromkeys(("int", "long", "double"), NUMBER),
    **dict.fromkeys(("date", "dateTime", "time"), DATE),
    "base64Binary": "string",
}
TEXTS = frozenset({BOOLEAN, NUMBER, DATE, ANY, "string", *EXACT})

_ELEMENT = re.compile(r"(\w+):(\w+)([*!]?)(?:@(\d+))?")
_VALUE = re.compile(r"([^ @]+)(?:@(\d+))?")


class Element(NamedTuple):
    """An element of a type: its kind, whether it may repeat, and whether it has to be there.

    `since` is the oldest API version that can have it; None where that is unknown, and for an
    element that is as old as the data.
    """

    kind: str
    repeated: bool = False
    required: bool = False
    since: int | None = None


# Values that orgs write although no release of the package lists them. The fields of Data Cloud's
# models have the names of another enumeration, UsageTag; seen in fields that orgs gave. The
# others are empty in translations of objects whose name is not translated: in 7 and 4 of 100.
_UNPUBLISHED = {
    "Gender": ("",),
    "MktDataModelFieldUsageTag": ("NONE", "KEY_QUALIFIER"),
    "StartsWith": ("",),
}
# What orgs do not need although the package says so: the CLI puts the version into a manifest;
# an org has been seen to take steps without conditions of entry.
_OPTIONAL = {"FlowStageStep": ("entryConditionLogic",), "Package": ("version",)}
# What is known better than from the package: in no retrieved file of API 61 or older.
_SINCE = {"PermissionSetObjectPermissions": {"viewAllFields": 63}}
# Enumerations that grow with the products of an org, and so are never listed in full.
OPEN = frozenset({"InvocableActionType"})
# From here on, releases follow each other closely: what one lacks, its API version lacks too.
# Older ones are years apart, so `since` may be the version of the next source, not of the thing.
CERTAIN_SINCE = 63
# The oldest source of the data: an older API version may have what has been taken away since.
OLDEST_SOURCE = 51


def parse_elements(text: str) -> dict[str, Element]:
    """Return the elements that a text of the data lists, such as `label:string sorted:boolean!`.

    After the kind, `!` is an element that has to be there and `*` one that may repeat; after `@`
    stands `since`.
    """
    return {
        name: Element(kind, often == "*", often == "!", int(since) if since else None)
        for name, kind, often, since in _ELEMENT.findall(text)
    }


def parse_values(text: str) -> dict[str, int | None]:
    """Return the values that a text of the data lists, such as `Text Long@64`, and `since`."""
    return {value: int(since) if since else None for value, since in _VALUE.findall(text)}


def types() -> Collection[str]:
    """Return the names of all types, those that are parts of others included."""
    return _types().keys()


@cache
def is_type(name: str) -> bool:
    """Whether a kind of element is a type, which has elements of its own."""
    return name in types()


def enumerations() -> Collection[str]:
    """Return the names of all enumerations."""
    return _enumerations().keys()


def is_component(type_name: str) -> bool:
    """Whether a type extends `Metadata`, as all do that have files of their own.

    Raises KeyError for a name that is no type.
    """
    return type_name == "Metadata" or (bool(base(type_name)) and is_component(base(type_name)))


def base(type_name: str) -> str:
    """Return the type that a type extends; empty if it extends none. Raises KeyError."""
    return str(_types()[type_name].get("base", ""))


@cache
def since(type_name: str) -> int | None:
    """Return the oldest API version that can have a type; None if unknown. Raises KeyError."""
    found = _types()[type_name].get("since")
    return int(found) if found else None


@cache
def own_elements(type_name: str) -> Mapping[str, Element]:
    """Return the elements of a type without its base's. Raises KeyError."""
    result = parse_elements(_types()[type_name]["elements"])
    for name in _OPTIONAL.get(type_name, ()):
        result[name] = result[name]._replace(required=False)
    for name, version in _SINCE.get(type_name, {}).items():
        result[name] = result[name]._replace(since=version)
    return result


@cache
def elements(type_name: str) -> Mapping[str, Element]:
    """Return the elements of a type in the order in which orgs write them: its base's come first.

    Raises KeyError for a name that is no type.
    """
    above = base(type_name)
    inherited = elements(above) if above else {}
    return {**inherited, **own_elements(type_name)}


@cache
def values(enumeration: str) -> Mapping[str, int | None]:
    """Return the values of an enumeration, and since which API version each can be there.

    Raises KeyError for a name that is no enumeration.
    """
    published = parse_values(_enumerations()[enumeration]["values"])
    return published | dict.fromkeys(_UNPUBLISHED.get(enumeration, ()))


def did_you_mean(name: str, names: Iterable[str], cutoff: float = 0.6) -> str:
    """Return the name that somebody most likely meant; empty if none is near.

    `cutoff` is how like it has to be, up to 1: the ratio of difflib.
    """
    return _near(name, tuple(names), cutoff)


@lru_cache(4096)  # one slip is often made in many files
def _near(name: str, names: tuple[str, ...], cutoff: float) -> str:
    from difflib import get_close_matches  # noqa: PLC0415  (for what is wrong only)

    by_folded = {known.casefold(): known for known in names}
    near = get_close_matches(name.casefold(), by_folded, n=1, cutoff=cutoff)
    return by_folded[near[0]] if near else ""


class _Lines(Mapping[str, Mapping[str, Any]]):
    """The lines of a part of the data, each with a name and its JSON; only what is read is parsed.

    They are sorted by name, as a search in halves needs it.
    """

    def __init__(self, content: bytes) -> None:
        self._lines = content.split(b"\n")

    def __getitem__(self, name: str) -> Mapping[str, Any]:
        if name not in self:
            raise KeyError(name)
        found: Mapping[str, Any] = json.loads(self._at(name).partition(b": ")[2].rstrip(b","))
        return found

    def __contains__(self, name: object) -> bool:
        return self._at(name).startswith(f'"{name}": '.encode())

    def __iter__(self) -> Iterator[str]:
        return (line[1 : line.index(b'"', 1)].decode() for line in self._lines)

    def __len__(self) -> int:
        return len(self._lines)

    def _at(self, name: object) -> bytes:
        """Return the line of a name, or the one that stands where it would be."""
        last = len(self._lines) - 1
        return self._lines[bisect_left(self._lines, f'"{name}"'.encode(), 0, last)]


@cache
def _parts() -> tuple[_Lines, _Lines]:
    """Return the types and the enumerations."""
    content = PUBLISHED.read_bytes()
    types = content.index(b'\n"types": {\n')
    enumerations = content.index(b'\n},\n"enumerations": {\n')
    return (
        _Lines(content[content.index(b"{", types) + 2 : enumerations]),
        _Lines(content[content.index(b"{", enumerations) + 2 : content.rindex(b"\n}\n}")]),
    )


def _types() -> Mapping[str, Mapping[str, Any]]:
    return _parts()[0]


def _enumerations() -> Mapping[str, Mapping[str, Any]]:
    return _parts()[1]
