"""Check documents against our XSD: compiled by lxml, explained by xmlschema.

The XSD is XSD 1.1: its assertions hold the rules of each component. lxml knows XSD 1.0, so it
compiles the file without them and evaluates their tests as XPath, which they are written to be in
both versions of that language.
"""

import re
from copy import deepcopy
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

from lxml import etree

from generator.resources import XSD

if TYPE_CHECKING:
    from collections.abc import Iterable

    from xmlschema import XMLSchema11, XMLSchemaValidationError

_XS = "{http://www.w3.org/2001/XMLSchema}"
_PREFIX = {"m": "http://soap.sforce.com/2006/04/metadata"}

Texts = list[tuple[str, str | None]]


@dataclass(frozen=True, slots=True)
class Violation:
    """What the XSD's structure refuses: where, and why."""

    path: str
    reason: str
    element: etree._Element

    def __str__(self) -> str:
        return f"{self.path}: {self.reason}"


def texts_of(root: etree._Element) -> Texts:
    """Return the tag and the text of each child; None for what is empty or has children."""
    return [(child.tag, None if len(child) else child.text) for child in root]


def covers(type_name: str) -> bool:
    """Whether the XSD has a root element for a metadata type."""
    return type_name in _roots()


def violations(root: etree._Element) -> list[Violation]:
    """Return what the structure of the XSD refuses in a document; empty where it is valid."""
    if _compiled().validate(root):
        return []
    return [
        Violation(
            error.path or "/",
            (error.reason or error.message).replace(f"{{{_PREFIX['m']}}}", ""),
            _element(error, root),
        )
        for error in _explaining().iter_errors(root)
        if not _is_assertion(error)
    ]


def broken_assertions(root: etree._Element, texts: Texts | None = None) -> list[str]:
    """Return the ids of the XSD's assertions that a document's root breaks, in their order.

    `texts` are those of its children, where the caller has them already.
    """
    found = _assertions().get(str(root.tag).rpartition("}")[2])
    if found is None:
        return []
    signature = found.signature(texts_of(root) if texts is None else texts)
    if signature is None:
        return found.broken(root)
    if signature not in found.verdicts:
        found.verdicts[signature] = found.broken(root)
    return found.verdicts[signature]


def reference_verdict(root: etree._Element) -> list[str]:
    """Return what broken_assertions does, from a full XSD 1.1 validation: slow, and the truth."""
    errors: Iterable[Any] = _explaining().iter_errors(root)
    return [e.validator.elem.get("id") for e in errors if _is_assertion(e) and e.elem is root]


def assertion_ids() -> list[str]:
    return [code for found in _assertions().values() for code, _ in found.tests]


def sorted_as_declared(root: etree._Element) -> etree._Element:
    """Return a copy of a document with its elements in the order in which the XSD has them."""
    copy = deepcopy(root)
    _sort(copy, etree.QName(root).localname)
    return copy


def _is_assertion(error: "XMLSchemaValidationError") -> bool:
    return type(error.validator).__name__ == "XsdAssert"


def _element(error: object, root: etree._Element) -> etree._Element:
    """Return the element that an error of xmlschema is about: an unexpected one, or its parent."""
    about = (getattr(error, name, None) for name in ("invalid_child", "elem"))
    return next((e for e in about if isinstance(e, etree._Element)), root)  # noqa: SLF001


_LENGTH_OF = re.compile(r"string-length\(m:(\w+)\)")
_CONTAINS = re.compile(r"contains\(m:(\w+), '([^']*)'\)")
_ELEMENT = re.compile(r"m:(\w+)")

_WHOLE = ("",)
_Signature = tuple[object, ...]


class _Assertions:
    """The assertions of a type, and their verdicts on what has been seen.

    Most files of a tree are alike to the assertions, which look at a few elements, and of texts
    often only at the length: the verdict on one is the verdict on all that look the same.
    """

    def __init__(self, tests: list[tuple[str, str]]) -> None:
        self.tests = [
            (code, etree.XPath(f"boolean({test})", namespaces=_PREFIX)) for code, test in tests
        ]
        self.verdicts: dict[_Signature, list[str]] = {}
        together = " ".join(test for _, test in tests)
        measured = _LENGTH_OF.findall(together)
        rest = _CONTAINS.sub("", _LENGTH_OF.sub("", together))
        # Of each element, the parts of its text that matter besides the length; or the whole.
        self._parts: dict[str, tuple[str, ...]] = dict.fromkeys(map(_tag, measured), ())
        for name, part in dict.fromkeys(_CONTAINS.findall(together)):
            self._parts[_tag(name)] = (*self._parts.get(_tag(name), ()), part)
        self._parts |= dict.fromkeys(map(_tag, _ELEMENT.findall(rest)), _WHOLE)

    def broken(self, root: etree._Element) -> list[str]:
        return [code for code, test in self.tests if not test(root)]

    def signature(self, texts: Texts) -> _Signature | None:
        """Return all that the assertions can see of a document; None if that is too much."""
        seen: list[object] = []
        for tag, text in texts:
            parts = self._parts.get(tag)
            if parts is None:
                continue
            if text is None:
                return None
            if parts is _WHOLE:
                seen += tag, text
            else:
                seen += tag, len(text), *(part in text for part in parts)
        return tuple(seen)


def _tag(name: str) -> str:
    return f"{{{_PREFIX['m']}}}{name}"


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
def _assertions() -> dict[str, _Assertions]:
    result = {}
    for kind in _document().iterchildren(f"{_XS}complexType"):
        found = kind.findall(f".//{_XS}assert")
        if found:
            tests = [(str(a.get("id")), str(a.get("test"))) for a in found]
            result[str(kind.get("name"))] = _Assertions(tests)
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
