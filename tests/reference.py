"""The reference for both engines: XSD 1.1 of the published types and our assertions, by xmlschema.

Slow, and lax in places: it takes a no-break space before a number. What refuses more is right.
"""

from functools import cache
from typing import Any

from lxml import etree
from xmlschema import XMLSchema11

from generator.metadata.published_xsd import text
from generator.validation.rules.assertions import assertions

_XS = "{http://www.w3.org/2001/XMLSchema}"


@cache
def schema(type_name: str) -> XMLSchema11:
    """Return the XSD 1.1 of files of a type."""
    root = etree.fromstring(text([type_name]))
    (kind,) = (e for e in root.iter(f"{_XS}complexType") if e.get("name") == type_name)
    found = assertions().get(type_name)
    for code, test in found.texts.items() if found else ():
        etree.SubElement(kind, f"{_XS}assert", {"id": code, "test": test})
    return XMLSchema11(etree.tostring(root, encoding="unicode"))


def errors(root: etree._Element) -> list[Any]:
    return list(schema(etree.QName(root).localname).iter_errors(root))


def broken_assertions(root: etree._Element) -> list[str]:
    """Return the codes of the assertions that a document's root breaks."""
    found = (error for error in errors(root) if _is_assertion(error) and error.elem is root)
    return [error.validator.elem.get("id") for error in found]


def refuses(root: etree._Element) -> bool:
    """Whether a document has a structure that its type does not allow."""
    return any(not _is_assertion(error) for error in errors(root))


def _is_assertion(error: Any) -> bool:
    return type(error.validator).__name__ == "XsdAssert"
