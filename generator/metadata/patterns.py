"""Files that differ in their texts alone: the bytes around the texts are found once.

Most components of a schema look alike: the same type, elements and values, but other labels and
descriptions. After a few of them were written in full, one is written in full once more with marks
in the place of its texts. The bytes between the marks are a pattern for all that look alike. The
proof that a pattern gives what the full way gives, diagnostics included:

- Only texts of the kind `string` at the top are left out of the look; such a text can be anything.
  All else, by its value and its kind of value, is the same in all that look alike; what holds
  elements is compared as Python writes it.
- A text that XML has no form for, or more than one, is written in full: control characters, blanks
  alone, very long ones. Of others, the canonical form is known: five characters have entities.
- No template decides by a text but those of flows, which have a variant: they are written in full.
- A pattern counts only if it gives the bytes of the file that was written in full beside it.
"""

import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

from generator.metadata import published
from generator.metadata.registry import Component

_OFTEN = 4  # that look alike, before a pattern pays
_MOST = 1_000  # looks that are counted
_LONGEST = 10_000
_OPEN, _CLOSE = "\ue000", "\ue001"  # around a mark; for private use, so no text has them
_MARK = re.compile(f"{_OPEN}([0-9]+){_CLOSE}".encode())
_NOT_PLAIN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ue000\ue001\ufffe\uffff]")
_ENTITIES = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", "'": "&apos;", '"': "&quot;"})
_SPECIAL = re.compile("[&<>'\"]")
_Look = tuple[object, ...]


@dataclass(frozen=True, slots=True)
class _Pattern:
    """The bytes before each text, the place of the text in its component; the bytes at the end."""

    texts: tuple[tuple[bytes, int], ...]
    end: bytes

    def written(self, texts: list[str]) -> bytes:
        parts = [part for before, place in self.texts for part in (before, _escaped(texts[place]))]
        return b"".join((*parts, self.end))


class Patterns:
    """Writes components as `in_full` does, by patterns where it can."""

    def __init__(self, in_full: Callable[[Component], bytes]) -> None:
        self._in_full = in_full
        self._seen: Counter[_Look] = Counter()
        self._patterns: dict[_Look, _Pattern | None] = {}

    def content(self, component: Component) -> bytes:
        """Return the bytes of a component; raises what `in_full` raises."""
        texts: list[str] = []
        look = _look(component, texts)
        if look is None:
            return self._in_full(component)
        pattern = self._patterns.get(look)
        if pattern is not None:
            return pattern.written(texts)
        content = self._in_full(component)
        if look in self._seen or len(self._seen) < _MOST:
            self._seen[look] += 1
        if self._seen[look] == _OFTEN:
            self._patterns[look] = self._pattern(component, texts, content)
        return content

    def _pattern(self, component: Component, texts: list[str], content: bytes) -> _Pattern | None:
        """Return the pattern of a component; None if it does not give the content."""
        free = _free(component.type.name)
        names = [name for name in component.elements if name in free]
        marks = {name: f"{_OPEN}{place}{_CLOSE}" for place, name in enumerate(names)}
        marked = self._in_full(component._replace(elements={**component.elements, **marks}))
        *parts, end = _MARK.split(marked)
        places = list(map(int, parts[1::2]))
        if sorted(places) != list(range(len(texts))):  # other texts look like marks
            return None
        pattern = _Pattern(tuple(zip(parts[::2], places, strict=True)), end)
        return pattern if pattern.written(texts) == content else None


def _look(component: Component, texts: list[str]) -> _Look | None:
    """Return all of a component but its texts, which are added to a list.

    None for a component that has more, or is large: few are, and few of these look alike.
    """
    if component.variant or component.more:
        return None
    free = _free(component.type.name)
    look: list[object] = [component.type]
    for name, value in component.elements.items():
        kind = type(value)
        if name in free:
            if kind is not str or not _is_plain(str(value)):
                return None
            look.append(name)
            texts.append(str(value))
        elif kind in {str, int, bool}:
            look += name, kind, value
        elif len(written := repr(value)) <= _LONGEST:
            look += name, written
        else:
            return None
    return tuple(look)


@cache
def _free(type_name: str) -> frozenset[str]:
    """Return the elements of a type that are texts of any kind, once each."""
    known = published.elements(type_name) if type_name in published.types() else {}
    return frozenset(
        name for name, each in known.items() if each.kind == "string" and not each.repeated
    )


def _is_plain(text: str) -> bool:
    return (
        len(text) <= _LONGEST and not _NOT_PLAIN.search(text) and not text.isspace() and text != ""
    )


def _escaped(text: str) -> bytes:
    return (text.translate(_ENTITIES) if _SPECIAL.search(text) else text).encode()
