"""Check documents against our XSD: lxml validates, xmlschema explains what is not valid.

The XSD is of version 1.1: rules of one file are its assertions. lxml knows version 1.0, so it
compiles the XSD without the assertions, and evaluates them as XPath. They are written so that
XPath 1.0 (lxml) and 2.0 (xmlschema) give one result.
"""

from copy import deepcopy
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

from lxml import etree

from generator.metadata.assertions import PREFIX, Assertions, Texts, texts_of
from generator.resources import XSD

if TYPE_CHECKING:
    from collections.abc import Iterable

    from xmlschema import XMLSchema11, XMLSchemaValidationError

_XS = "{http://www.w3.org/2001/XMLSchema}"


@dataclass(frozen=True, slots=True)
class Violation:
    """What the structure of the XSD refuses: the element, its path, and the reason."""

    path: str
    reason: str
    element: etree._Element

    def __str__(self) -> str:
        return f"{self.path}: {self.reason}"


def covers(type_name: str) -> bool:
    """Whether the XSD has a root element for a metadata type."""
    return type_name in _roots()


def violations(root: etree._Element) -> list[Violation]:
    """Return what the structure of the XSD refuses in a document; empty where it is valid."""
    structure = _compiled()
    if structure.validate(root):
        return []
    log: Any = structure.error_log  # its stubs have no __iter__
    return _explained(root) or [_logged(entry, root) for entry in log]


def broken_assertions(root: etree._Element, texts: Texts | None = None) -> list[str]:
    """Return the ids of the XSD's assertions that a document's root breaks, in their order.

    `texts` are those of its children, where the caller has them already.
    """
    found = _assertions().get(str(root.tag).rpartition("}")[2])
    if found is None:
        return []
    return found.broken(root, texts_of(root) if texts is None else texts)


def broken_at(code: str, root: etree._Element) -> list[etree._Element]:
    """Return the entries that break an assertion; empty for one that is about the root."""
    return _assertions()[etree.QName(root).localname].entries(code, root)


def reference_verdict(root: etree._Element) -> list[str]:
    """Return what `broken_assertions` should: the verdict of a full XSD 1.1 validation. Slow."""
    errors: Iterable[Any] = _explaining().iter_errors(root)
    return [e.validator.elem.get("id") for e in errors if _is_assertion(e) and e.elem is root]


def assertion_ids() -> list[str]:
    return [code for found in _assertions().values() for code, _ in found.tests]


def sorted_as_declared(root: etree._Element) -> etree._Element:
    """Return a copy of a document with its elements in the order in which the XSD has them."""
    copy = deepcopy(root)
    _sort(copy, etree.QName(root).localname)
    return copy


def _explained(root: etree._Element) -> list[Violation]:
    """Return what xmlschema refuses; empty if it refuses nothing, or breaks on the document.

    It breaks on an `xsi:type` that names what no schema has.
    """
    from xmlschema import XMLSchemaException  # noqa: PLC0415  (as below)

    try:
        return [
            _violation(error, root)
            for error in _explaining().iter_errors(root)
            if not _is_assertion(error)
        ]
    except (XMLSchemaException, ArithmeticError, LookupError, TypeError, ValueError):
        return []


def _violation(error: Any, root: etree._Element) -> Violation:
    return Violation(
        error.path or "/", _plain(error.reason or error.message), _element(error, root)
    )


def _logged(entry: Any, root: etree._Element) -> Violation:
    """Return what lxml refuses, at the element that begins on the line that it names."""
    starts = (e for e in root.iter(etree.Element) if e.sourceline == entry.line)
    element = next(starts, root)
    return Violation(f"/{etree.QName(element).localname}", _plain(entry.message), element)


def _plain(message: str) -> str:
    return message.replace(f"{{{PREFIX['m']}}}", "")


def _is_assertion(error: "XMLSchemaValidationError") -> bool:
    return type(error.validator).__name__ == "XsdAssert"


def _element(error: object, root: etree._Element) -> etree._Element:
    """Return the element that an error of xmlschema is about: an unexpected one, or its parent."""
    about = (getattr(error, name, None) for name in ("invalid_child", "elem"))
    return next((e for e in about if isinstance(e, etree._Element)), root)  # noqa: SLF001


@cache
def _document() -> etree._Element:
    return etree.parse(XSD).getroot()


@cache
def _roots() -> dict[str, str]:
    """Return the type of each root element."""
    found = _document().iterchildren(f"{_XS}element")
    return {str(e.get("name")): str(e.get("type")).partition(":")[2] for e in found}


@cache
def _compiled() -> etree.XMLSchema:
    structure = deepcopy(_document())
    for assertion in structure.findall(f".//{_XS}assert"):
        parent = assertion.getparent()
        if parent is not None:
            parent.remove(assertion)
    return etree.XMLSchema(structure)


@cache
def _assertions() -> dict[str, Assertions]:
    result = {}
    for kind in _document().iterchildren(f"{_XS}complexType"):
        found = kind.findall(f".//{_XS}assert")
        if found:
            tests = [(str(a.get("id")), str(a.get("test"))) for a in found]
            result[str(kind.get("name"))] = Assertions(tests)
    return result


@cache
def _declared() -> dict[str, dict[str, tuple[int, str]]]:
    """Return the position and type of each element of each complex type, base types first."""
    kinds = {str(k.get("name")): k for k in _document().iterchildren(f"{_XS}complexType")}

    def elements(name: str) -> list[tuple[str, str]]:
        extension = kinds[name].find(f".//{_XS}extension")
        base = [] if extension is None else elements(str(extension.get("base")).partition(":")[2])
        own = kinds[name].iter(f"{_XS}element")
        return base + [(str(e.get("name")), str(e.get("type")).partition(":")[2]) for e in own]

    return {
        name: {child: (index, kind) for index, (child, kind) in enumerate(elements(name))}
        for name in kinds
    }


def _sort(element: etree._Element, type_name: str) -> None:
    declared = _declared().get(type_name, {})
    last = (len(declared), "")
    children = [child for child in element if isinstance(child.tag, str)]
    children.sort(key=lambda child: declared.get(etree.QName(child).localname, last)[0])
    for child in children:
        element.append(child)
        _sort(child, declared.get(etree.QName(child).localname, last)[1])


@cache
def _explaining() -> "XMLSchema11":
    from xmlschema import XMLSchema11  # noqa: PLC0415  (0.2 s to import, for the rare failure)

    return XMLSchema11(XSD)
