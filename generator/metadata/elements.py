"""Any metadata file as plain data: its elements by Salesforce's names, read and written back.

An element is a text, a boolean, a whole number, a mapping of its children, or a list of these if
the published types let it repeat. What cannot be kept so is refused, never left out.

A comment is content where it stands in the place of a text: a retrieve writes a label that is not
translated yet as `<label><!-- High --></label>`. It is a mapping with one key, `#comment`.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from typing import Any

from lxml import etree
from markupsafe import Markup

from generator.metadata import published

Elements = dict[str, Any]
# What the generic template prints: a tag to open, its attributes, a text, and a
# tag to close. An element that holds others opens in one line and closes in a later one.
Line = tuple[str, tuple[tuple[str, str], ...], str, str]

TEXT = "text"  # the key of the text beside attributes, which stand under names such as xsi:type
COMMENT = "#comment"  # the key of a text that is not translated yet
_LIST = "can stand several times; write a list"
_WHOLE = re.compile(r"0|-?[1-9][0-9]{0,17}")
_NUMBERS = frozenset({published.NUMBER, "int", "long"})
_READ = _NUMBERS | {published.BOOLEAN}  # the kinds whose texts are no texts in data
_ATTRIBUTES = {"xsi:nil", "xsi:type"}
# The characters that XML forbids, escaped or not (XML 1.0, section 2.2).
_FORBIDDEN = "[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]"
_PREFIXES = {
    "http://www.w3.org/2001/XMLSchema-instance": "xsi",
}


class ElementsError(ValueError):
    """Something that the published types do not know, or that data cannot hold."""


def read(root: etree._Element) -> Elements:
    """Return the elements of a parsed file.

    Raises ElementsError for an element that the published types lack, one that stands twice
    although it may not, a comment in another place than that of a text, or text between elements.
    """
    return _children(root, _name(root))


def of_texts(tags: tuple[str, ...], texts: Iterable[str], type_name: str) -> Elements:
    """Return the elements of a file that has no more than texts, each with its tag.

    Raises ElementsError as `read` does, and for what may repeat or holds elements.
    """
    named = zip(tags, texts, _kinds(tags, type_name), strict=True)
    return {name: _of_kind(text, kind) if kind in _READ else text for name, text, kind in named}


@cache
def _kinds(tags: tuple[str, ...], type_name: str) -> tuple[str, ...]:
    """Return the kinds of texts; many files of a type have the same tags."""
    elements = [_published(name, type_name) for name in tags]
    for name, element in zip(tags, elements, strict=True):
        if element.repeated or published.is_type(element.kind) or tags.count(name) > 1:
            raise ElementsError(f"{name} is more than a text")
    return tuple(element.kind for element in elements)


def lines(elements: Mapping[str, Any], type_name: str) -> list[Line]:
    """Return elements as the generic template prints them, in the published order.

    Raises ElementsError for a name that the type does not have, or a value that it cannot hold.
    """
    return list(_lines(elements, type_name))


def count(elements: Mapping[str, Any]) -> int:
    """Return how many elements there are, with all below them."""
    return sum(map(_count, elements.values()))


def reason(path: str, value: object, type_name: str) -> str:
    """Return why a file of a type cannot hold a value at a path such as `valueSet.restricted`.

    The path's names and all below have to be published; empty if all are. None means absence.
    """
    *above, name = path.split(".")
    try:
        for step in above:
            element = _published(step, type_name)
            if element.repeated and value is not None:
                return f"{step} {_LIST}"
            type_name = element.kind
        element = _published(name, type_name)
    except ElementsError as error:
        return str(error)
    return "" if value is None else next(_reasons(value, element), "")


def flat(elements: Mapping[str, Any]) -> Elements:
    """Return elements by path; lists, and elements without children, stay as they are."""
    paths: Elements = {}
    for name, value in elements.items():
        inner = flat(value) if isinstance(value, dict) and not is_text(value) else {}
        if inner:
            paths.update({f"{name}.{path}": below for path, below in inner.items()})
        else:
            paths[name] = value
    return paths


def nested(paths: Mapping[str, Any]) -> Elements:
    """Return flat elements by name, as `lines` takes them."""
    elements: Elements = {}
    for path, value in paths.items():
        if "." not in path:
            elements[path] = value
            continue
        inner = elements
        *above, name = path.split(".")
        for step in above:
            inner = inner.setdefault(step, {})
        inner[name] = value
    return elements


def is_text(value: Mapping[str, Any]) -> bool:
    """Whether a mapping is a text with attributes, such as xsi:type, or a comment in its place."""
    return COMMENT in value or any(":" in str(name) for name in value)


def _children(parent: etree._Element, type_name: str) -> Elements:
    if any((text or "").strip() for text in (parent.text, *(child.tail for child in parent))):
        raise ElementsError(f"{_name(parent)} has text between its elements")
    elements: Elements = {}
    for child in parent:
        name = _name(child)
        element = _published(name, type_name)
        value = _value(child, element.kind)
        if element.repeated:
            elements.setdefault(name, []).append(value)
        elif name in elements:
            raise ElementsError(f"{type_name} has {name} twice; it can stand once")
        else:
            elements[name] = value
    return elements


def _value(element: etree._Element, kind: str) -> object:
    if published.is_type(kind) and not element.attrib:
        return _children(element, kind)
    if len(element):
        return {COMMENT: _comment(element, kind)}
    text = element.text or ""
    if element.attrib:
        return {_attribute(str(key)): str(value) for key, value in element.items()} | {TEXT: text}
    return _of_kind(text, kind)


def _of_kind(text: str, kind: str) -> object:
    if kind == published.BOOLEAN:
        return {"true": True, "false": False}.get(text, text)
    return int(text) if kind in _NUMBERS and _WHOLE.fullmatch(text) else text


def _comment(element: etree._Element, kind: str) -> str:
    """Return the text of the comment that an element holds, and nothing else."""
    only = element[0]
    texts = (element.text or "") + (only.tail or "")
    if len(element) > 1 or isinstance(only.tag, str) or texts.strip() or element.attrib:
        raise ElementsError(f"{_name(element)} holds elements; {kind} is a text")
    text = only.text or ""
    if only.tag is not etree.Comment or not (text[:1] == text[-1:] == " " and len(text) > 1):
        raise ElementsError(f"{_name(element)} holds a comment that no retrieve writes")
    return text[1:-1]


def _count(value: Any) -> int:
    if isinstance(value, (list, tuple)):
        return sum(map(_count, value))
    return 1 + (count(value) if isinstance(value, dict) and not is_text(value) else 0)


def _reasons(value: object, element: published.Element) -> Iterator[str]:
    """Yield why an element cannot hold a value of YAML."""
    if isinstance(value, list):
        if not element.repeated:
            yield "is a list; the element can stand once"
        for each in value:
            yield from _reasons(each, element._replace(repeated=False))
    elif element.repeated:
        yield _LIST
    elif isinstance(value, dict) and not is_text(value):
        yield from _reasons_below(value, element.kind)
    elif published.is_type(element.kind):
        yield f"is {value!r}; {element.kind} holds elements"
    else:
        yield from _reasons_of_text(value, element.kind)


def _reasons_below(value: Mapping[str, Any], kind: str) -> Iterator[str]:
    if not published.is_type(kind):
        yield "holds elements; the element is a text"
        return
    for name, below in value.items():
        try:
            yield from (f"{name}: {each}" for each in _reasons(below, _published(name, kind)))
        except ElementsError as error:
            yield str(error)


def _reasons_of_text(value: object, kind: str) -> Iterator[str]:
    if isinstance(value, Mapping) and COMMENT in value:
        if len(value) > 1 or not _is_text(value[COMMENT]) or "--" in value[COMMENT]:
            yield f"has more than {COMMENT}, or one that XML does not allow: a text without --"
    elif isinstance(value, Mapping):
        if value.keys() - _ATTRIBUTES != {TEXT} or not all(map(_is_text, value.values())):
            yield f"has attributes; allowed: {TEXT}, {', '.join(sorted(_ATTRIBUTES))}, each a text"
    elif kind == published.BOOLEAN and not isinstance(value, bool):
        yield f"is {value!r}; write true or false, without quotes"
    elif kind in published.enumerations() and value not in published.values(kind):
        near = published.did_you_mean(str(value), published.values(kind))
        allowed = ", ".join(filter(None, published.values(kind)))
        yield f"is {value!r}; " + (f"did you mean {near}?" if near else f"allowed: {allowed}")
    elif not isinstance(value, int) and not _is_text(value):
        yield f"is {value!r}; write text or a number, in quotes, without control characters"


def _is_text(value: object) -> bool:
    return isinstance(value, str) and (value.isprintable() or not re.search(_FORBIDDEN, value))


def _lines(elements: Mapping[str, Any], type_name: str) -> Iterator[Line]:
    known = published.elements(type_name)
    if len(elements) > 1 or next(iter(elements), None) not in known:
        for name in elements:
            _published(name, type_name)
    for name, element in known.items():
        if name in elements:
            value = elements[name]
            entries = value if isinstance(value, (list, tuple)) else (value,)
            if len(entries) > 1 and not element.repeated:
                raise ElementsError(f"{type_name} has {name} twice; it can stand once")
            for each in entries:
                yield from _lines_of(name, each, element.kind)


def _lines_of(name: str, value: Any, kind: str) -> Iterator[Line]:
    if isinstance(value, dict):
        if COMMENT in value:
            yield name, (), Markup("<!-- {} -->").format(Markup(value[COMMENT])), name  # noqa: S704  (as it is)
        elif is_text(value):
            attributes = tuple((key, text) for key, text in value.items() if ":" in key)
            yield name, attributes, value[TEXT], name
        else:
            yield name, (), "", ""
            yield from _lines(value, kind)
            yield "", (), "", name
    elif published.is_type(kind):
        raise ElementsError(f"{kind} holds elements, not {value!r}")
    elif value is None:
        raise ElementsError("None has no form in XML; leave the element out")
    else:
        text = str(value).lower() if isinstance(value, bool) else str(value)
        yield name, (), text, name


def _published(name: str, type_name: str) -> published.Element:
    known = published.elements(type_name) if published.is_type(type_name) else {}
    if name not in known:
        near = published.did_you_mean(str(name), known)
        hint = f"; did you mean {near}?" if near else ""
        raise ElementsError(f"{type_name} has no element {name}{hint}")
    return known[name]


def _name(element: etree._Element) -> str:
    if not isinstance(element.tag, str):
        raise ElementsError("holds a comment, an instruction or an entity, which data cannot hold")
    return element.tag.rpartition("}")[2]


def _attribute(key: str) -> str:
    name = etree.QName(key)
    return f"{_PREFIXES.get(str(name.namespace), name.namespace)}:{name.localname}"
