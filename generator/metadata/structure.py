"""Say what is wrong with the elements of a document, by Salesforce's published types.

No stricter and no laxer than the XSD of these types (`published_xsd`), but where it is not sure:
an `xsi:type`, for one. It says so (`Fault.DOUBT`), and leaves the verdict to the XSD.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import Enum, auto
from functools import cache

from lxml import etree

from generator.metadata import published
from generator.metadata.api_version import ApiVersion
from generator.metadata.document import NAMESPACE
from generator.metadata.published import CERTAIN_SINCE, OLDEST_SOURCE, did_you_mean
from generator.metadata.published_xsd import is_newer
from generator.metadata.text_kinds import DOUBTED, FLAGS, FREE, WANTED, is_of

_INSTANCE = "{http://www.w3.org/2001/XMLSchema-instance}"
_NIL = f"{_INSTANCE}nil"
_BLANKS = " \t\r\n"
_MOST_SHOWN = 12  # values of an enumeration
_LONGEST_SHOWN = 60  # characters of a text


class Fault(Enum):
    """What can be wrong with an element."""

    UNKNOWN = auto()  # an element that its type does not have
    NEWER = auto()  # one that the API version does not have
    MAYBE_NEWER = auto()  # an element or value that the API version most likely does not have
    MAYBE_OLDER = auto()  # one that no known version has, in a version older than the data
    VALUE = auto()  # a text that its kind does not allow
    UNLISTED = auto()  # a value of an enumeration that is never listed in full
    MISSING = auto()  # an element that has to be there is not
    REPEATED = auto()  # an element again, where one is allowed
    SCATTERED = auto()  # an element again, not next to the others of its name
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


# The elements of a type, by tag: the place of each in the order, its kind, whether it may repeat.
# Then the tags of those that have to be there.
_Parts = tuple[Mapping[str, tuple[int, str, bool]], tuple[str, ...]]


class _Kinds(dict[str, _Parts | None]):
    """The parts of each type in an API version, filled as they are met; None for texts."""

    def __init__(self, version: ApiVersion) -> None:
        super().__init__(dict.fromkeys(published.TEXTS))
        self.version = version

    def __missing__(self, kind: str) -> _Parts | None:
        self[kind] = None if kind in published.enumerations() else self._parts(kind)
        return self[kind]

    def _parts(self, kind: str) -> _Parts:
        known = [
            (NAMESPACE + name, index, element)
            for index, (name, element) in enumerate(published.elements(kind).items())
            if not is_newer(element.since, self.version)
        ]
        return (
            {tag: (index, each.kind, each.repeated) for tag, index, each in known},
            tuple(tag for tag, _, each in known if each.required),
        )


_kinds = cache(_Kinds)


def explained(root: etree._Element, version: ApiVersion) -> list[Violation]:
    """Return what is wrong with a document of an API version, in the order of its elements.

    Its root has to be named as a published type is; raises KeyError otherwise.
    """
    name = _name(root)
    found: list[Violation] = []
    if root.tag != NAMESPACE + name:
        return [_unknown(root, name, version)]
    if root.get(_NIL) is not None:
        message = f"{name} has xsi:nil, which no document may have"
        found.append(Violation(Fault.DOUBT, message, root))
    since = published.since(name)
    if is_newer(since, version):
        found.append(_newer(root, since, version, Fault.MAYBE_NEWER))
    _element(root, name, _kinds(version), found)
    return found


def _element(element: etree._Element, kind: str, kinds: _Kinds, found: list[Violation]) -> None:
    """Add what is wrong with an element of a kind."""
    if element.keys():
        found += _attributes(element)
        if element.get(_NIL) in {"true", "1"}:
            if element.text or any(isinstance(child.tag, str) for child in element):
                message = f"{_name(element)} has xsi:nil and content; one of them is allowed"
                found.append(Violation(Fault.CONTENT, message, element))
            return
    parts = kinds[kind]
    if parts is not None:
        _children(element, kind, parts, kinds, found)
    elif len(element):
        found += _text_with_more(element, kind, kinds.version)
    elif kind not in FREE:
        text = element.text or ""
        if kind != published.BOOLEAN or text not in FLAGS:
            found += _text(element, text, kind, kinds.version)


def _children(
    parent: etree._Element, kind: str, parts: _Parts, kinds: _Kinds, found: list[Violation]
) -> None:
    """Add what is wrong with the elements in an element."""
    children, needed = parts
    seen: set[str] = set()
    last, last_tag, previous = -1, "", ""
    texts = {parent.text}
    for child in parent:
        texts.add(child.tail)
        tag = child.tag
        known = children.get(tag)
        if known is None:
            if isinstance(tag, str):
                found.append(_unknown(child, kind, kinds.version))
            continue
        index, child_kind, is_repeated = known
        if tag in seen and not (tag == previous and is_repeated):
            found.append(_again(child, previous, is_repeated=is_repeated))
        elif index < last:
            message = f"{_local(tag)} is after {_local(last_tag)}; it belongs before it"
            found.append(Violation(Fault.ORDER, message, child))
        else:
            last, last_tag = index, tag
        previous = tag
        seen.add(tag)
        _element(child, child_kind, kinds, found)
    if any(text and text.strip(_BLANKS) for text in texts):
        message = f"{_name(parent)} has text of its own; only elements are allowed in it"
        found.append(Violation(Fault.CONTENT, message, parent))
    for tag in needed:
        if tag not in seen:
            message = f"{_local(tag)} is missing; {_name(parent)} needs it"
            found.append(Violation(Fault.MISSING, message, parent))


def _again(child: etree._Element, previous: str, *, is_repeated: bool) -> Violation:
    where = "a second time" if child.tag == previous else f"again after {_local(previous)}"
    allowed = "all have to stand together" if is_repeated else "one is allowed"
    fault = Fault.SCATTERED if is_repeated else Fault.REPEATED
    return Violation(fault, f"{_name(child)} appears {where}; {allowed}", child)


def _unknown(element: etree._Element, kind: str, version: ApiVersion) -> Violation:
    """Return what is wrong with an element that its type does not have in an API version."""
    name = _name(element)
    if element.tag != NAMESPACE + name:
        message = f"{name} is not in Salesforce's namespace, {NAMESPACE[1:-1]}"
        return Violation(Fault.UNKNOWN, message, element)
    known = published.elements(kind)
    since = known[name].since if name in known else None
    if since is not None:
        fault = Fault.NEWER if since >= CERTAIN_SINCE else Fault.MAYBE_NEWER
        return _newer(element, since, version, fault)
    meant = did_you_mean(name, known)
    hint = f"; did you mean {meant}?" if meant else ""
    fault, where = _unless_old(Fault.UNKNOWN, version)
    return Violation(fault, f"{kind} has no element {name}{where}{hint}", element)


def _unless_old(fault: Fault, version: ApiVersion) -> tuple[Fault, str]:
    """Return the fault of what no known API version has, and what to say of an older one."""
    if version.number >= OLDEST_SOURCE:
        return fault, ""
    return Fault.MAYBE_OLDER, f" from API {OLDEST_SOURCE}.0 on; the project has {version}"


def _newer(
    element: etree._Element, since: int | None, version: ApiVersion, fault: Fault
) -> Violation:
    message = f"{_name(element)} is new in API {since}.0; the project has {version}"
    return Violation(fault, message, element)


def _attributes(element: etree._Element) -> Iterator[Violation]:
    for key, value in element.items():
        name = str(key)
        if not name.startswith(_INSTANCE):
            message = f"{_name(element)} has the attribute {name}; none is allowed"
            yield Violation(Fault.CONTENT, message, element)
        elif name != _NIL or value not in FLAGS:
            message = f"{_name(element)} has xsi:{_local(name)} {value!s}, which does not fit"
            yield Violation(Fault.DOUBT, message, element)


def _text_with_more(
    element: etree._Element, kind: str, version: ApiVersion
) -> Iterator[Violation]:
    """Yield what is wrong with a text that has comments or elements in it."""
    if any(isinstance(child.tag, str) for child in element):
        fault = Fault.DOUBT if kind == published.ANY else Fault.CONTENT
        message = f"{_name(element)} has elements; only text is allowed in it"
        yield Violation(fault, message, element)
    elif kind not in FREE:
        text = (element.text or "") + "".join(child.tail or "" for child in element)
        yield from _text(element, text, kind, version)


def _text(
    element: etree._Element, text: str, kind: str, version: ApiVersion
) -> Iterator[Violation]:
    if kind not in published.TEXTS:
        yield from _value(element, text, kind, version)
    elif not is_of(kind, text.strip(_BLANKS)):
        wanted = WANTED.get(kind, f"text of the kind {kind}")
        yield _wrong(element, text, f"{wanted} is allowed", kind)


def _value(
    element: etree._Element, text: str, kind: str, version: ApiVersion
) -> Iterator[Violation]:
    """Yield what is wrong with a value of an enumeration."""
    known = published.values(kind)
    if text in known and is_newer(known[text], version):
        message = f"{_name(element)} is {text}, which is new in API {known[text]}.0"
        yield Violation(Fault.MAYBE_NEWER, f"{message}; the project has {version}", element)
    elif text not in known and known:
        allowed = [each for each, since in known.items() if each and not is_newer(since, version)]
        wrong = _wrong(element, text, _choice(text, allowed), kind)
        fault, where = _unless_old(wrong.fault, version)
        yield Violation(fault, wrong.reason + where, element)


def _choice(text: str, allowed: list[str]) -> str:
    if len(allowed) <= _MOST_SHOWN:
        return f"{' or '.join(filter(None, (', '.join(allowed[:-1]), allowed[-1])))} is allowed"
    meant = did_you_mean(text, allowed)
    return f"did you mean {meant}?" if meant else f"none of the {len(allowed)} known values"


def _wrong(element: etree._Element, text: str, allowed: str, kind: str) -> Violation:
    shown = text if len(text) <= _LONGEST_SHOWN else f"{text[:_LONGEST_SHOWN]}..."
    fault = Fault.UNLISTED if kind in published.OPEN else Fault.VALUE
    fault = Fault.DOUBT if kind in DOUBTED else fault
    return Violation(fault, f"{_name(element)} is {shown or 'empty'}; {allowed}", element)


def _name(element: etree._Element) -> str:
    return _local(str(element.tag))


def _local(tag: str) -> str:
    return tag.rpartition("}")[2]
