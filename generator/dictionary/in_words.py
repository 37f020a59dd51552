"""Elements of any type in words, for what has no table of its own: nothing is dropped."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from itertools import chain, groupby
from typing import Any

from generator.dictionary.entries import Fact, Part
from generator.importing import api_names
from generator.metadata.elements import COMMENT, TEXT, is_text

# What an entry of a list is called by; the first that it has.
_NAMES = (
    *("fullName", "developerName", "name", "masterLabel", "label", "title", "header"),
    *("field", "column", "object", "layout", "value"),
)
_PAIRS = (
    ("inputObject", "outputObject"),
    ("inputField", "outputField"),
    ("startAddress", "endAddress"),
)
_WORDS = {"hasActivationRequired": "Session activation required"}
_ACRONYMS = frozenset({"api", "css", "html", "id", "ip", "ui", "url"})
_LABELS = frozenset({"label", "masterLabel", "pluralLabel", "title", "description"})
_NO_ANCHORS: frozenset[str] = frozenset()


def label(name: str) -> str:
    """Return the name of an element or a type as words: `sharingModel` is Sharing model."""
    if name in _WORDS:
        return _WORDS[name]
    said = api_names.words(name).split() or [name]
    lower = (each if each.isupper() else each.lower() for each in said)
    text = " ".join(each.upper() if each in _ACRONYMS else each for each in lower)
    return text[:1].upper() + text[1:]


def facts(
    elements: Mapping[str, Any],
    anchors: Collection[str] = _NO_ANCHORS,
    without: Collection[str] = (),
) -> tuple[Fact, ...]:
    """Return a fact for each element, without some; what `anchors` has is linked.

    Elements of an element have facts of their own, as in `Filter: criteria items`. Entries of a
    list that have elements stand on a line each.
    """
    kept = {name: value for name, value in elements.items() if name not in without}
    return tuple(
        Fact(words, parts(value, anchors if name not in _LABELS else _NO_ANCHORS))
        for name, words, value in _leaves(kept)
    )


def _leaves(elements: Mapping[str, Any], above: str = "") -> Iterator[tuple[str, str, Any]]:
    """Yield the name of each element without elements of its own, its words, and its value."""
    for name, value in elements.items():
        words = f"{above}: {_lower(label(name))}" if above else label(name)
        if _has_elements(value) and value:
            yield from _leaves(value, words)
        else:
            yield name, words, value


def parts(value: object, anchors: Collection[str] = _NO_ANCHORS) -> tuple[Part, ...]:
    """Return a value of an element as a text."""
    entries = value if isinstance(value, (list, tuple)) else (value,)
    between = "\n" if any(map(_has_elements, entries)) else ", "
    return _in_a_row([_outer(each, anchors) for each in entries], between)


def in_a_row(found: Iterable[Part]) -> tuple[Part, ...]:
    """Return parts with commas between them."""
    return _in_a_row([(each,) for each in found], ", ")


def joined(found: Iterable[Part]) -> tuple[Part, ...]:
    """Return parts of which no two without an anchor follow each other."""
    result: list[Part] = []
    for anchor, group in groupby(found, key=lambda each: each.anchor):
        own = list(group)
        result += own if anchor else [Part("".join(each.text for each in own))]
    return tuple(result)


def plain(value: object) -> str:
    """Return a value that has no elements of its own as a text."""
    if isinstance(value, bool):
        return "Yes" if value else "No"
    if isinstance(value, Mapping):
        comment = value.get(COMMENT)
        return f"{comment} (not translated)" if comment else str(value.get(TEXT, ""))
    return str(value)


def _lower(words: str) -> str:
    """Return words as they stand within a sentence."""
    first, *_ = words.split()
    return words if first.isupper() else words[:1].lower() + words[1:]


def _in_a_row(found: Iterable[Iterable[Part]], between: str) -> tuple[Part, ...]:
    rows = (chain([Part(between)] if index else [], each) for index, each in enumerate(found))
    return joined(chain.from_iterable(rows))


def _has_elements(value: object) -> bool:
    return isinstance(value, Mapping) and not is_text(value)


def _outer(value: object, anchors: Collection[str]) -> Iterator[Part]:
    """Return a value that nothing stands around: without a name, it needs no parentheses."""
    if isinstance(value, Mapping) and not is_text(value) and not _heads(_merged(value)):
        return _settings(value, anchors)
    return _value(value, anchors)


def _value(value: object, anchors: Collection[str]) -> Iterator[Part]:
    if isinstance(value, (list, tuple)):
        yield from _in_a_row([_value(each, anchors) for each in value], ", ")
    elif isinstance(value, Mapping) and not is_text(value):
        yield from _entry(value, anchors)
    else:
        text = plain(value)
        anchor = text.replace("$", ".")
        yield Part(text, anchor if anchor in anchors else "")


def _entry(entry: Mapping[str, Any], anchors: Collection[str]) -> Iterator[Part]:
    """Yield what an entry is called by, and all else of it in parentheses."""
    entry = _merged(entry)
    heads = _heads(entry)
    for index, name in enumerate(heads):
        if index:
            yield Part(" → ")
        yield from _value(entry[name], _NO_ANCHORS if name in _LABELS else anchors)
    rest = {name: value for name, value in entry.items() if name not in heads}
    if rest:
        yield Part(" (" if heads else "(")
        yield from _settings(rest, anchors)
        yield Part(")")


def _merged(entry: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return an entry without a name of its own with the elements of the one that has one."""
    named = [(key, each) for key, each in entry.items() if _has_elements(each) and _heads(each)]
    if _heads(entry) or len(named) != 1:
        return entry
    key, inner = named[0]
    rest = {name: value for name, value in entry.items() if name != key}
    return entry if rest.keys() & inner.keys() else {**inner, **rest}


def _heads(entry: Mapping[str, Any]) -> tuple[str, ...]:
    for pair in _PAIRS:
        if all(name in entry for name in pair):
            return pair
    named = (name for name in _NAMES if name in entry and not _has_elements(entry[name]))
    return tuple(name for name in [next(named, "")] if name)


def _settings(elements: Mapping[str, Any], anchors: Collection[str]) -> Iterator[Part]:
    for index, (name, value) in enumerate(elements.items()):
        if index:
            yield Part("; ")
        yield from _setting(name, value, anchors)


def _setting(name: str, value: object, anchors: Collection[str]) -> Iterator[Part]:
    words = _lower(label(name))
    if isinstance(value, bool):
        yield Part(words if value else f"not {words}")
    else:
        yield Part(f"{words}: ")
        yield from _value(value, anchors if name not in _LABELS else _NO_ANCHORS)
