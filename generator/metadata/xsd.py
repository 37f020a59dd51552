"""Check the structure of documents: their elements, by the XSD of Salesforce's published types.

lxml checks a file in microseconds, once it has compiled the XSD of its type. That takes as long
as `structure` needs for some hundred files, so the first files of a type are left to it. So are
large files: for each thing that is wrong, lxml counts the elements before it.
"""

from functools import cache
from typing import Any

from lxml import etree

from generator.metadata import published
from generator.metadata.api_version import NEWEST, ApiVersion
from generator.metadata.published_xsd import compiled
from generator.metadata.structure import Fault, Violation, explained

_MANY = 300  # files of a type


def violations(
    root: etree._Element, version: ApiVersion = NEWEST, *, is_large: bool = False
) -> list[Violation]:
    """Return what is wrong with the structure of a document; empty where it is valid."""
    name = str(root.tag).rpartition("}")[2]
    structure = _structure(name, version)
    if structure is None:
        message = f"{name} is not a metadata type that Salesforce has published"
        return [Violation(Fault.UNKNOWN, message, root)]
    return structure.violations(root, is_large=is_large)


class _Structure:
    """The structure of the files of one type, in one API version."""

    def __init__(self, name: str, version: ApiVersion) -> None:
        self._name, self._version = name, version
        self._files = 0
        self._schema: etree.XMLSchema | None = None

    def violations(self, root: etree._Element, *, is_large: bool) -> list[Violation]:
        if self._schema is not None and not is_large and self._schema.validate(root):
            return []
        found = explained(root, self._version)
        certain = [violation for violation in found if violation.fault is not Fault.DOUBT]
        if certain:
            return certain
        if not found and (self._schema is None or is_large):
            self._files += 1
            if self._files > _MANY:
                self._compiled()
            return []
        schema = self._compiled()
        return [] if schema.validate(root) else found or _logged(schema, root)

    def _compiled(self) -> etree.XMLSchema:
        if self._schema is None:
            self._schema = compiled(self._name, self._version)
        return self._schema


@cache
def _structure(name: str, version: ApiVersion) -> _Structure | None:
    """Return the structure of the files of a type; None for a name that is no type."""
    return _Structure(name, version) if name in published.types() else None


def _logged(schema: etree.XMLSchema, root: etree._Element) -> list[Violation]:
    """Return what lxml says, each at the element that begins on the line that it names."""
    log: Any = schema.error_log  # its stubs have no __iter__
    starts: dict[object, etree._Element] = {}
    for element in root.iter(etree.Element):
        starts.setdefault(element.sourceline, element)
    return [
        Violation(Fault.VALUE, str(entry.message), starts.get(entry.line, root)) for entry in log
    ]
