"""Check parsed documents against our XSD: compiled by lxml, explained by xmlschema."""

from functools import cache
from typing import TYPE_CHECKING

from lxml import etree

from generator.resources import XSD

if TYPE_CHECKING:
    from xmlschema import XMLSchema


def violations(root: etree._Element) -> list[str]:
    """Return what the XSD refuses in a document, each with its XPath; empty where it is valid."""
    if _compiled().validate(root):
        return []
    return [
        f"{error.path}: {error.reason or error.message}"
        for error in _explaining().iter_errors(root)
    ]


@cache
def _compiled() -> etree.XMLSchema:
    return etree.XMLSchema(file=XSD)


@cache
def _explaining() -> "XMLSchema":
    from xmlschema import XMLSchema  # noqa: PLC0415  (0.2 s to import, for the rare failure)

    return XMLSchema(XSD)
