"""An XSD of metadata files, made from Salesforce's published types for the types that a run meets.

It holds structure alone: names, their order, kinds, enumerations, and what has to be there. Every
element may be `xsi:nil`, which orgs write for elements of many kinds. What is newer than an API
version is not in the XSD of that version.
"""

from collections.abc import Iterable, Iterator
from functools import cache

from lxml import etree

from generator.metadata import published
from generator.metadata.api_version import NEWEST, ApiVersion
from generator.metadata.document import parse_xml

# The kinds that XSD spells differently: of a number or date, the package gives no more.
_KINDS = {published.NUMBER: "xs:double", published.DATE: "m:Date"}
_HEAD = (
    '<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema"'
    ' xmlns:m="http://soap.sforce.com/2006/04/metadata"'
    ' targetNamespace="http://soap.sforce.com/2006/04/metadata" elementFormDefault="qualified">\n'
    '<xs:simpleType name="Date"><xs:union memberTypes="xs:date xs:dateTime xs:time"/>'
    "</xs:simpleType>"
)


@cache
def compiled(type_name: str, version: ApiVersion = NEWEST) -> etree.XMLSchema:
    """Return the schema of files of one type. Raises KeyError for a name that is no type."""
    return etree.XMLSchema(parse_xml(text([type_name], version).encode()))


def text(roots: Iterable[str], version: ApiVersion = NEWEST) -> str:
    """Return the XSD of files of some types: these as root elements, and all types they reach.

    Raises KeyError for a name that is no type.
    """
    roots = sorted(set(roots))
    declared = (f'<xs:element name="{name}" type="m:{name}"/>' for name in roots)
    definitions = (_definition(kind, version) for kind in _reached(roots))
    return "\n".join((_HEAD, *declared, *definitions, "</xs:schema>"))


def _reached(roots: Iterable[str]) -> list[str]:
    """Return the types and enumerations that files of some types can hold, by name."""
    reached: set[str] = set()
    waiting = list(roots)
    while waiting:
        kind = waiting.pop()
        if kind in reached or kind in published.TEXTS:
            continue
        reached.add(kind)
        if kind not in _enumerations():
            waiting += (element.kind for element in published.elements(kind).values())
    return sorted(reached)


def _definition(kind: str, version: ApiVersion) -> str:
    if kind in _enumerations():
        return _enumeration(kind, version)
    found = "".join(_elements(kind, version))
    return f'<xs:complexType name="{kind}"><xs:sequence>\n{found}</xs:sequence></xs:complexType>'


def _elements(type_name: str, version: ApiVersion) -> Iterator[str]:
    for name, element in published.elements(type_name).items():
        if is_newer(element.since, version):
            continue
        often = "" if element.required else ' minOccurs="0"'
        often += ' maxOccurs="unbounded"' if element.repeated else ""
        kind = _kind(element.kind)
        yield f'<xs:element name="{name}" type="{kind}"{often} nillable="true"/>\n'


def is_newer(since: int | None, version: ApiVersion) -> bool:
    """Whether a thing that is there since an API version is not there in another one yet."""
    return since is not None and since > version.number


def _kind(kind: str) -> str:
    if kind in published.TEXTS:
        return _KINDS.get(kind, f"xs:{kind}")
    return f"m:{kind}"


def _enumeration(name: str, version: ApiVersion) -> str:
    values = "".join(
        f'<xs:enumeration value="{value}"/>'
        for value, since in published.values(name).items()
        if not is_newer(since, version)
    )
    return (
        f'<xs:simpleType name="{name}"><xs:restriction base="xs:string">{values}'
        "</xs:restriction></xs:simpleType>"
    )


@cache
def _enumerations() -> frozenset[str]:
    return frozenset(published.enumerations())
