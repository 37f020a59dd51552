"""The assertions of one metadata type, evaluated by lxml, with the verdicts that were found.

Most files of a tree look the same to the assertions: these read a few elements, and of a text
often only its length. So the verdict on one file is kept for all files that look the same. That
is right only if nothing that a test reads is missing in what is compared. The proof:

- A test consists of the words in `_TOKEN` only: it reads elements by their names, nothing else.
  Any other word (an attribute, a position, another axis) is refused when the tests are loaded.
- An element that a test reads only by `string-length` is compared by the length of its text; one
  that it reads by `contains(ELEMENT, 'part')`, by whether its text has that part; one that it
  reads only by `boolean(ELEMENT)`, not at all: that it is there is enough. Any other element is
  compared by its text.
- Elements are compared in their order and as often as they stand there, so `count` and the choice
  of the first element of a name have one result for all that look the same.
- An element with children has no text to compare. Then nothing is kept: the tests are evaluated.
"""

import re
from typing import Any

from lxml import etree

PREFIX = {"m": "http://soap.sforce.com/2006/04/metadata"}
_LENGTH = re.compile(r"string-length\(m:(\w+)\)")
_CONTAINS = re.compile(r"contains\(m:(\w+), '([^']*)'\)")
_PRESENCE = re.compile(r"boolean\(m:(\w+)\)")
_ELEMENT = re.compile(r"m:(\w+)")
_TOKEN = re.compile(
    r"\s+|'[^']*'|\d+|m:\w+|and\b|or\b|[()\[\],]|(?<=\w)/(?=m:)|[<>!]?=|[<>]"
    r"|(?:boolean|contains|count|not|number|string|string-length)(?=\()"
)
_NO_ENTRY = re.compile(r"not\((m:\w+\[.+\])\)", re.DOTALL)
_BY_TEXT = ("",)
_BY_PRESENCE = (" ",)

Texts = list[tuple[str, str | None]]
_Look = tuple[object, ...]


def texts_of(root: etree._Element) -> Texts:
    """Return the tag and the text of each child; None where a child is empty or has children."""
    return [(child.tag, None if len(child) else child.text) for child in root]


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
        self._parts = _parts(" ".join(test for _, test in tests))
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
            parts = self._parts.get(tag)
            if parts is None:
                continue
            if text is None:
                return None
            if parts is _BY_TEXT:
                seen += tag, text
            elif parts is _BY_PRESENCE:
                seen.append(tag)
            else:
                seen += tag, len(text), *(part in text for part in parts)
        return tuple(seen)


def _compiled(test: str) -> etree.XPath:
    return etree.XPath(f"boolean({test})", namespaces=PREFIX)


def _parts(tests: str) -> dict[str, tuple[str, ...]]:
    """Return, for each element, the parts of its text that tests look for, or `_BY_TEXT`."""
    result: dict[str, tuple[str, ...]] = {
        _tag(name): _BY_PRESENCE for name in _PRESENCE.findall(tests)
    }
    tests = _PRESENCE.sub("", tests)
    result |= {_tag(name): () for name in _LENGTH.findall(tests)}
    for name, part in dict.fromkeys(_CONTAINS.findall(tests)):
        known = result.get(_tag(name), ())
        result[_tag(name)] = (*(() if known is _BY_PRESENCE else known), part)
    rest = _CONTAINS.sub("", _LENGTH.sub("", tests))
    return result | {_tag(name): _BY_TEXT for name in _ELEMENT.findall(rest)}


def _tag(name: str) -> str:
    return f"{{{PREFIX['m']}}}{name}"
