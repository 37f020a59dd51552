"""What a source of published types declares: a `metadata.d.ts`, or a WSDL of the Metadata API."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from generator.metadata.document import parse_xml
from generator.metadata.published import ANY, TEXTS, Element

if TYPE_CHECKING:
    from lxml import etree

_XS = "{http://www.w3.org/2001/XMLSchema}"
_TYPE = re.compile(r"^export type (\w+) = (?:(\w+) & )?\{\n(.*?)^\};", re.MULTILINE | re.DOTALL)
_ELEMENT = re.compile(r"^    (\w+)(\??): (\w+)(\[\])?;$", re.MULTILINE)
_ENUMERATION = re.compile(r"^export type (\w+) = ('.*');$", re.MULTILINE)
_ALIAS = re.compile(r"^export type (\w+) = (\w+);$", re.MULTILINE)
_INDEX = "ApiSchemaTypes"  # the package's list of its own names
_WORDS = {"any": ANY, "unknown": ANY, "ID": "string"}


@dataclass(slots=True)
class Type:
    """A type: what it extends, and its own elements."""

    base: str = ""
    elements: dict[str, Element] = field(default_factory=dict)
    since: int | None = None
    seen: int | None = None


@dataclass(slots=True)
class Enumeration:
    """An enumeration: its values, and since which API version each can be there."""

    values: dict[str, int | None] = field(default_factory=dict)
    seen: int | None = None


@dataclass(slots=True)
class Data:
    """Types and enumerations by name, and the sources they are from, each with its API version."""

    types: dict[str, Type] = field(default_factory=dict)
    enumerations: dict[str, Enumeration] = field(default_factory=dict)
    sources: dict[str, int] = field(default_factory=dict)

    @property
    def api(self) -> int:
        """The newest API version among the sources; 0 if there are none."""
        return max(self.sources.values(), default=0)


def from_declarations(text: str) -> Data:
    """Return what a `metadata.d.ts` declares."""
    data = Data()
    for name, base, body in _TYPE.findall(text):
        if name != _INDEX:
            data.types[name] = Type(base, dict(_declared(body)))
    for name, values in _ENUMERATION.findall(text):
        data.enumerations[name] = Enumeration(dict.fromkeys(re.findall(r"'([^']*)'", values)))
    aliases = dict(_ALIAS.findall(text))
    bases = {kind.base for kind in data.types.values()}
    data.types |= {name: Type() for name in aliases if name in bases}  # a type without elements
    data.types |= {name: Type(base) for name, base in aliases.items() if base in data.types}
    words = {name: _WORDS.get(word, word) for name, word in aliases.items()}
    return _resolved(data, {name: word for name, word in words.items() if word in TEXTS})


def _declared(body: str) -> Iterator[tuple[str, Element]]:
    for name, optional, kind, repeated in _ELEMENT.findall(body):
        yield name, Element(_WORDS.get(kind, kind), bool(repeated), not (optional or repeated))


def from_wsdl(content: bytes) -> Data:
    """Return what a WSDL of the Metadata API declares."""
    data = Data()
    open_kinds = {}
    for kind in parse_xml(content).iterfind(f".//{_XS}schema/*[@name]"):
        name = str(kind.get("name"))
        if kind.tag == f"{_XS}complexType":
            extended = kind.find(f".//{_XS}extension")
            base = "" if extended is None else _local(extended.get("base"))
            data.types[name] = Type(base, {str(e.get("name")): _in_wsdl(e) for e in _below(kind)})
        elif values := [str(v.get("value")) for v in kind.iter(f"{_XS}enumeration")]:
            data.enumerations[name] = Enumeration(dict.fromkeys(values))
        else:
            open_kinds[name] = "string"
    return _resolved(data, open_kinds)


def _below(kind: "etree._Element") -> "Iterator[etree._Element]":
    return kind.iter(f"{_XS}element")


def _in_wsdl(found: "etree._Element") -> Element:
    kind = _local(found.get("type"))
    repeated = found.get("maxOccurs", "1") != "1"
    required = not repeated and found.get("minOccurs", "1") == "1"
    return Element(_WORDS.get(kind, kind), repeated, required)


def _local(name: str | None) -> str:
    return (name or "").rpartition(":")[2]


def _resolved(data: Data, aliases: dict[str, str]) -> Data:
    """Return data whose elements have the kinds that aliases, enumerations without values, are."""
    for kind in data.types.values():
        for name, found in kind.elements.items():
            kind.elements[name] = found._replace(kind=aliases.get(found.kind, found.kind))
    return data
