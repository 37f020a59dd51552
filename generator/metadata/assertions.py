"""The assertions of one metadata type, evaluated by lxml, with the verdicts that were found.

Most files of a tree look the same to the assertions: these read a few elements, and of a text
often only its length. So the verdict on one file is kept for all files that look the same. That
is right only if nothing that a test reads is missing in what is compared. The proof:

- A test consists of the words in `_TOKEN` only: it reads elements by their names, nothing else.
  Any other word (an attribute, a position, another axis) is refused when the tests are loaded.
- An element of which a test only compares `string-length` with a number is compared by the side of
  that number on which its length is; one that it reads by `contains(ELEMENT, 'part')`, by whether
  its text has that part; one that it reads only by `boolean(ELEMENT)`, not at all: that it is
  there is enough. Any other element is compared by its text.
- Elements are compared in their order and as often as they stand there, so `count` and the choice
  of the first element of a name have one result for all that look the same.
- An element with children has no text to compare. Then nothing is kept: the tests are evaluated.
"""

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from lxml import etree

PREFIX = {"m": "http://soap.sforce.com/2006/04/metadata"}
_LENGTH = re.compile(r"string-length\(m:(\w+)\) ([<>!]?=|[<>]) (\d+)")
# How far above the number that it is compared with a length begins to give another result.
_ABOVE = {"<": (0,), ">=": (0,), "<=": (1,), ">": (1,), "=": (0, 1), "!=": (0, 1)}
_CONTAINS = re.compile(r"contains\(m:(\w+), '([^']*)'\)")
_PRESENCE = re.compile(r"boolean\(m:(\w+)\)")
_ELEMENT = re.compile(r"m:(\w+)")
_TOKEN = re.compile(
    r"\s+|'[^']*'|\d+|m:\w+|and\b|or\b|[()\[\],]|(?<=\w)/(?=m:)|[<>!]?=|[<>]"
    r"|(?:boolean|contains|count|not|number|string|string-length)(?=\()"
)
_NO_ENTRY = re.compile(r"not\((m:\w+\[.+\])\)", re.DOTALL)

Texts = list[tuple[str, str | None]]
_Look = tuple[object, ...]


def texts_of(root: etree._Element) -> Texts:
    """Return the tag and the text of each child; None where a child is empty or has children."""
    return [(child.tag, None if len(child) else child.text) for child in root]


@dataclass(frozen=True, slots=True)
class Reads:
    """What the tests read of the text of an element: the whole, or its length and parts of it.

    `lengths` are those at which a comparison begins to have another result.
    """

    whole: bool = False
    lengths: tuple[int, ...] = ()
    parts: tuple[str, ...] = ()

    def of(self, text: str) -> object:
        """Return all that the tests can read of a text."""
        if self.whole:
            return text
        side = bisect_right(self.lengths, len(text))
        return (side, *[part in text for part in self.parts]) if self.parts else side


class Assertions:
    """The assertions of a type: pairs of an id and an XPath that has to be true.

    Raises ValueError for a test that reads more than the module's proof allows.
    """

    def __init__(self, tests: list[tuple[str, str]]) -> None:
        for code, test in tests:
            if rest := _TOKEN.sub("", test):
                raise ValueError(f"{code}: verdicts cannot be kept for a test with {rest!r}")
        self.texts = dict(tests)
        self.tests = [(code, _compiled(test)) for code, test in tests]
        self._entries = {
            code: found[1] for code, test in tests if (found := _NO_ENTRY.fullmatch(test))
        }
        self.reads = _reads(" ".join(test for _, test in tests))
        self._verdicts: dict[_Look, list[str]] = {}

    def broken(self, root: etree._Element, texts: Texts) -> list[str]:
        """Return the ids of the assertions that a root breaks; `texts` are its `texts_of`."""
        look = self.look(texts)
        if look is None:
            return self.evaluated(root)
        if look not in self._verdicts:
            self._verdicts[look] = self.evaluated(root)
        return self._verdicts[look]

    def evaluated(self, root: etree._Element) -> list[str]:
        """Return what `broken` does, without a look at what was kept."""
        return [code for code, test in self.tests if not test(root)]

    def entries(self, code: str, root: etree._Element) -> list[etree._Element]:
        """Return the elements that break an assertion of the form `not(ELEMENT[...])`.

        Empty for an assertion of another form, which is about the root.
        """
        if code not in self._entries:
            return []
        found: Any = etree.XPath(self._entries[code], namespaces=PREFIX)(root)
        return list(found)

    def look(self, texts: Texts) -> _Look | None:
        """Return all that the tests can read of a document; None if that is too much."""
        seen: list[object] = []
        for tag, text in texts:
            reads = self.reads.get(tag)
            if reads is None:
                continue
            if text is None:
                return None
            seen += tag, reads.of(text)
        return tuple(seen)


def _compiled(test: str) -> etree.XPath:
    return etree.XPath(f"boolean({test})", namespaces=PREFIX)


def _reads(tests: str) -> Mapping[str, Reads]:
    """Return what the tests read of each element, by its tag."""
    lengths: dict[str, set[int]] = defaultdict(set)
    for name, operator, number in _LENGTH.findall(tests):
        lengths[name] |= {int(number) + above for above in _ABOVE[operator]}
    parts: dict[str, list[str]] = defaultdict(list)
    for name, part in dict.fromkeys(_CONTAINS.findall(tests)):
        parts[name].append(part)
    present = _PRESENCE.findall(tests)
    for expression in (_PRESENCE, _LENGTH, _CONTAINS):
        tests = expression.sub("", tests)
    return {
        _tag(name): Reads(lengths=tuple(sorted(lengths[name])), parts=tuple(parts[name]))
        for name in (*present, *lengths, *parts)
    } | {_tag(name): Reads(whole=True) for name in _ELEMENT.findall(tests)}


def _tag(name: str) -> str:
    return f"{{{PREFIX['m']}}}{name}"
