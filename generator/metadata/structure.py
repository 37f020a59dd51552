"""Say what is wrong with the elements of a document, by Salesforce's published types.

No stricter and no laxer than the XSD of these types (`published_xsd`), but where it is not sure:
an `xsi:type`, for one. It says so (`Fault.DOUBT`), and leaves the verdict to the XSD.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time
from enum import Enum, auto
from functools import cache

from lxml import etree

from generator.metadata import published
from generator.metadata.api_version import ApiVersion
from generator.metadata.document import NAMESPACE
from generator.metadata.published import CERTAIN_SINCE, Element, did_you_mean
from generator.metadata.published_xsd import is_newer

_INSTANCE = "{http://www.w3.org/2001/XMLSchema-instance}"
_BLANKS = " \t\r\n"
_MOST_SHOWN = 12  # values of an enumeration
_LONGEST_SHOWN = 60  # characters of a text

_FLAGS = frozenset({"true", "false", "1", "0"})
_WHOLE = re.compile(r"[+-]?[0-9]{1,18}")
_REAL = re.compile(r"[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)([Ee][+-]?[0-9]+)?|-?INF|NaN")
_DAY = r"[0-9]{4}-[0-9]{2}-[0-9]{2}"
_CLOCK = r"[0-9]{2}:[0-9]{2}:[0-9]{2}(?:\.[0-9]{1,6})?"
_ZONE = r"(?:Z|[+-](?:0[0-9]|1[0-3]):[0-5][0-9])?"
_MOMENTS = {
    "date": (re.compile(f"({_DAY}){_ZONE}"), date.fromisoformat),
    "dateTime": (re.compile(f"({_DAY}T{_CLOCK}){_ZONE}"), datetime.fromisoformat),
    "time": (re.compile(f"({_CLOCK}){_ZONE}"), time.fromisoformat),
}
_DATES = frozenset({published.DATE, *_MOMENTS})
_INT = 2**31
_WANTED = {
    published.BOOLEAN: "true or false",
    published.NUMBER: "a number",
    published.DATE: "a date or time, such as 2026-10-01 or 2026-10-01T08:00:00Z,",
    "int": "a whole number",
    "long": "a whole number",
    "double": "a number",
}


class Fault(Enum):
    """What can be wrong with an element."""

    UNKNOWN = auto()  # an element that its type does not have
    NEWER = auto()  # one that the API version does not have
    MAYBE_NEWER = auto()  # an element or value that the API version most likely does not have
    VALUE = auto()  # a text that its kind does not allow
    UNLISTED = auto()  # a value of an enumeration that is never listed in full
    MISSING = auto()  # an element that has to be there is not
    REPEATED = auto()  # an element again: after another one, or where one is allowed
    ORDER = auto()  # an element that a retrieve writes elsewhere
    CONTENT = auto()  # text, elements or attributes where none are allowed
    DOUBT = auto()  # what only the XSD can judge


@dataclass(frozen=True, slots=True)
class Violation:
    """What is wrong with an element: its kind, what is there and what is allowed."""

    fault: Fault
    reason: str
    element: etree._Element

    def __str__(self) -> str:
        parents = reversed(list(self.element.iterancestors()))
        path = "".join(f"/{_name(element)}" for element in (*parents, self.element))
        return f"{path}: {self.reason}"


def explained(root: etree._Element, version: ApiVersion) -> list[Violation]:
    """Return what is wrong with a document of an API version, in the order of its elements.

    Its root has to be named as a published type is; raises KeyError otherwise.
    """
    name = _name(root)
    found = [] if root.tag == NAMESPACE + name else [_unknown(root, "a document")]
    since = published.since(name)
    if is_newer(since, version):
        found.append(_newer(root, since, version, certain=False))
    return [*found, *_of_kind(root, name, version)]


def _of_kind(element: etree._Element, kind: str, version: ApiVersion) -> Iterator[Violation]:
    """Yield what is wrong with the content of an element of a kind."""
    if element.attrib:
        yield from _attributes(element)
        if element.get(f"{_INSTANCE}nil") in {"true", "1"}:
            if element.text or any(isinstance(child.tag, str) for child in element):
                message = f"{_name(element)} has xsi:nil and content; one of them is allowed"
                yield Violation(Fault.CONTENT, message, element)
            return
    declared = None if kind in published.TEXTS else _declared(kind)
    if declared is None:
        yield from _text(element, kind, version)
    else:
        yield from _parts(element, kind, declared, version)


def _parts(
    parent: etree._Element,
    kind: str,
    declared: dict[str, tuple[int, Element]],
    version: ApiVersion,
) -> Iterator[Violation]:
    """Yield what is wrong with the elements in an element."""
    if _has_text(parent):
        message = f"{_name(parent)} has text of its own; only elements are allowed in it"
        yield Violation(Fault.CONTENT, message, parent)
    seen: set[str] = set()
    last, last_tag, previous = -1, "", ""
    for child in parent:
        tag = child.tag
        if not isinstance(tag, str):
            continue
        found = declared.get(tag)
        if found is None:
            yield _unknown(child, kind)
            continue
        index, element = found
        if is_newer(element.since, version):
            yield _newer(child, element.since, version, certain=_is_certain(element))
            continue
        if tag in seen and not (tag == previous and element.repeated):
            yield _again(child, previous)
        elif index < last:
            message = f"{_local(tag)} is after {_local(last_tag)}; it belongs before it"
            yield Violation(Fault.ORDER, message, child)
        else:
            last, last_tag = index, tag
        previous = tag
        seen.add(tag)
        yield from _of_kind(child, element.kind, version)
    for tag in _required(kind):
        if tag not in seen and not is_newer(declared[tag][1].since, version):
            message = f"{_local(tag)} is missing; {_name(parent)} needs it"
            yield Violation(Fault.MISSING, message, parent)


def _again(child: etree._Element, previous: str) -> Violation:
    where = "a second time" if child.tag == previous else f"again after {_local(previous)}"
    return Violation(Fault.REPEATED, f"{_name(child)} appears {where}; once is allowed", child)


def _unknown(element: etree._Element, kind: str) -> Violation:
    name = _name(element)
    if element.tag != NAMESPACE + name:
        message = f"{name} is in another namespace than Salesforce's, {NAMESPACE[1:-1]}"
        return Violation(Fault.UNKNOWN, message, element)
    meant = did_you_mean(name, published.elements(kind))
    message = f"{kind} has no element {name}"
    message += f"; did you mean {meant}?" if meant else ""
    return Violation(Fault.UNKNOWN, message, element)


def _newer(
    element: etree._Element, since: int | None, version: ApiVersion, *, certain: bool
) -> Violation:
    message = f"{_name(element)} is new in API {since}.0; the project has {version}"
    return Violation(Fault.NEWER if certain else Fault.MAYBE_NEWER, message, element)


def _is_certain(element: Element) -> bool:
    return element.since is not None and element.since >= CERTAIN_SINCE


def _attributes(element: etree._Element) -> Iterator[Violation]:
    for name, value in element.attrib.items():
        if not str(name).startswith(_INSTANCE):
            message = f"{_name(element)} has the attribute {name}; none is allowed"
            yield Violation(Fault.CONTENT, message, element)
        elif name != f"{_INSTANCE}nil" or value not in _FLAGS:
            message = f"{_name(element)} has xsi:{_local(str(name))} {value}, which does not fit"
            yield Violation(Fault.DOUBT, message, element)


def _text(element: etree._Element, kind: str, version: ApiVersion) -> Iterator[Violation]:
    """Yield what is wrong with the text of an element."""
    text = element.text or ""
    if len(element):
        if any(isinstance(child.tag, str) for child in element):
            fault = Fault.DOUBT if kind == published.ANY else Fault.CONTENT
            message = f"{_name(element)} has elements; only text is allowed in it"
            yield Violation(fault, message, element)
            return
        text += "".join(child.tail or "" for child in element)
    if kind in {"string", published.ANY}:
        return
    if kind in published.TEXTS:
        if not _is_of(kind, text.strip(_BLANKS)):
            wanted = _WANTED.get(kind, f"text of the kind {kind}")
            yield _wrong(element, text, f"{wanted} is allowed", kind)
    else:
        yield from _value(element, text, kind, version)


def _value(
    element: etree._Element, text: str, kind: str, version: ApiVersion
) -> Iterator[Violation]:
    """Yield what is wrong with a value of an enumeration."""
    known = published.values(kind)
    if text in known and is_newer(known[text], version):
        message = f"{_name(element)} is {text}, which is new in API {known[text]}.0"
        yield Violation(Fault.MAYBE_NEWER, f"{message}; the project has {version}", element)
    elif text not in known and known:
        allowed = [value for value, since in known.items() if not is_newer(since, version)]
        yield _wrong(element, text, _choice(text, allowed), kind)


def _choice(text: str, allowed: list[str]) -> str:
    if len(allowed) <= _MOST_SHOWN:
        return f"{', '.join(allowed)} is allowed"
    meant = did_you_mean(text, allowed)
    return f"did you mean {meant}?" if meant else f"none of the {len(allowed)} known values"


def _wrong(element: etree._Element, text: str, allowed: str, kind: str) -> Violation:
    shown = text if len(text) <= _LONGEST_SHOWN else f"{text[:_LONGEST_SHOWN]}..."
    fault = Fault.UNLISTED if kind in published.OPEN else Fault.VALUE
    if kind in {*_DATES, "base64Binary"}:  # XSD has forms of these that nobody writes
        fault = Fault.DOUBT
    return Violation(fault, f"{_name(element)} is {shown or 'empty'}; {allowed}", element)


def _is_of(kind: str, text: str) -> bool:
    if kind == published.BOOLEAN:
        return text in _FLAGS
    if kind == "int":
        return _WHOLE.fullmatch(text) is not None and -_INT <= int(text) < _INT
    if kind == "long":
        return _WHOLE.fullmatch(text) is not None
    if kind in {published.NUMBER, "double"}:
        return _REAL.fullmatch(text) is not None
    kinds = _MOMENTS if kind == published.DATE else _MOMENTS.keys() & {kind}
    return any(_is_moment(text, each) for each in kinds)


def _is_moment(text: str, kind: str) -> bool:
    form, parse = _MOMENTS[kind]
    found = form.fullmatch(text)
    if found is None:
        return False
    try:
        parse(found[1])
    except ValueError:
        return False
    return True


def _has_text(element: etree._Element) -> bool:
    if element.text and element.text.strip(_BLANKS):
        return True
    return any(child.tail and child.tail.strip(_BLANKS) for child in element)


@cache
def _declared(kind: str) -> dict[str, tuple[int, Element]] | None:
    """Return the position of each element of a type, by tag; None for an enumeration."""
    if kind in published.enumerations():
        return None
    found = published.elements(kind).items()
    return {NAMESPACE + name: (index, element) for index, (name, element) in enumerate(found)}


@cache
def _required(kind: str) -> tuple[str, ...]:
    found = published.elements(kind).items()
    return tuple(NAMESPACE + name for name, element in found if element.required)


def _name(element: etree._Element) -> str:
    return _local(str(element.tag))


def _local(tag: str) -> str:
    return tag.rpartition("}")[2]
