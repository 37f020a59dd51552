"""Elements of any type, and values of the schema, as facts in words: nothing is left out."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from itertools import chain, groupby
from typing import Any

from generator.dictionary.element_texts import text
from generator.dictionary.entries import Fact, Part
from generator.metadata.elements import COMMENT, is_text
from generator.metadata.name_words import within, words

Link = Callable[[str], str]  # from a text to the anchor of what it names; empty without one

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
# The elements and keys of a condition: one of each group.
_OPERATORS, _OPERANDS = ("operation", "operator"), ("value", "valueField", "value_field")
_OF_CONDITIONS = frozenset({"field", *_OPERATORS, *_OPERANDS})
_LABELS = frozenset({"label", "masterLabel", "pluralLabel", "title", "description"})


def no_link(_text: str) -> str:
    return ""


def link_to(anchors: Collection[str]) -> Link:
    """Return the link of texts that are anchors of objects or fields."""

    def link(text: str) -> str:
        anchor = text.replace("$", ".")
        return anchor if anchor in anchors else ""

    return link


def facts(
    elements: Mapping[str, Any], link: Link = no_link, without: Collection[str] = ()
) -> tuple[Fact, ...]:
    """Return a fact for each element, without some, in which names lead to what they name.

    Elements of an element have facts of their own, as in `Filter: criteria items`. Entries of a
    list that have elements stand on a line each; conditions have the numbers by which a filter
    logic names them.
    """
    kept = {name: value for name, value in elements.items() if name not in without}
    return tuple(
        Fact(label, parts(value, no_link if name in _LABELS else link) or (Part("none"),))
        for name, label, value in _leaves(kept)
    )


def _leaves(elements: Mapping[str, Any], above: str = "") -> Iterator[tuple[str, str, Any]]:
    """Yield the name of each element without elements of its own, its label, and its value.

    Of elements of one name within each other, all but the first have a number.
    """
    for name, value in elements.items():
        label = f"{above}: {_said(name)}" if above else words(name)
        for at, each in enumerate(_of_one_name(name, value), 1):
            numbered = label if at == 1 else f"{label} {at}"
            if _has_elements(each) and each:
                yield from _leaves(each, numbered)
            else:
                yield name, numbered, each


def _of_one_name(name: str, value: Any) -> Iterator[Any]:
    """Yield a value without the element of its own name, then that element, and so on."""
    while _has_elements(value) and name in value:
        yield {key: each for key, each in value.items() if key != name}
        value = value[name]
    yield value


def parts(value: object, link: Link = no_link) -> tuple[Part, ...]:
    """Return a value of an element as a text."""
    entries = value if isinstance(value, (list, tuple)) else (value,)
    between = "\n" if any(map(_has_elements, entries)) else _between(entries)
    if len(entries) > 1 and all(map(_is_condition, entries)):
        return _in_a_row(_numbered(entries, link), between)
    return _in_a_row([_outer(each, link) for each in entries], between)


def sentence(value: object) -> str:
    """Return a value of an element as a text that leads nowhere, for a place within another."""
    return "".join(each.text for each in parts(value))


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
    comment = value.get(COMMENT) if isinstance(value, Mapping) else None
    return f"{comment} (not translated)" if comment else text(value)


def _said(name: str) -> str:
    """Return an element or a key in words within a text; a name by people stays as it is."""
    is_ours = name[:1].islower() and "__" not in name and name.isidentifier()
    return within(words(name)) if is_ours else name


def _in_a_row(found: Iterable[Iterable[Part]], between: str) -> tuple[Part, ...]:
    rows = (chain([Part(between)] if index else [], each) for index, each in enumerate(found))
    return joined(chain.from_iterable(rows))


def _between(entries: Sequence[object]) -> str:
    """Return what stands between entries; a list of lists has its columns apart."""
    return " | " if any(isinstance(each, (list, tuple)) for each in entries) else ", "


def _has_elements(value: object) -> bool:
    return isinstance(value, Mapping) and not is_text(value)


def _numbered(conditions: Iterable[Any], link: Link) -> Iterator[Iterator[Part]]:
    for number, each in enumerate(conditions, 1):
        yield chain([Part(f"{number}. ")], _condition(each, link))


def _outer(value: object, link: Link) -> Iterator[Part]:
    """Return a value that nothing stands around: without a name, it needs no parentheses."""
    if isinstance(value, Mapping) and not is_text(value) and not _heads(_merged(value)):
        return _settings(value, link)
    return _value(value, link)


def _value(value: object, link: Link) -> Iterator[Part]:
    if isinstance(value, (list, tuple)):
        shown = _without_empty_end(value)
        yield from _in_a_row([_value(each, link) for each in shown], _between(shown))
    elif _is_condition(value):
        yield from _condition(value, link)
    elif isinstance(value, Mapping) and not is_text(value):
        yield from _entry(value, link)
    else:
        shown = plain(value)
        yield Part(shown, link(shown))


def _without_empty_end(entries: Sequence[Any]) -> Sequence[Any]:
    """Return a list without the lists of nothing at its end, such as the second column of two."""
    while entries and entries[-1] in ([], ()):
        entries = entries[:-1]
    return entries


def _is_condition(value: Any) -> bool:
    is_long = isinstance(value, Mapping) and len(value) > 1
    return is_long and "field" in value and value.keys() <= _OF_CONDITIONS


def _condition(value: Any, link: Link) -> Iterator[Part]:
    """Yield a condition as a sentence."""
    operator = next((value[name] for name in _OPERATORS if name in value), "equals")
    operand = next((value[name] for name in _OPERANDS if name in value), "")
    yield from _value(value["field"], link)
    yield Part(f" {words(str(operator)).lower()} ")
    yield from _value('""' if operand in ("", None, [], ()) else operand, link)


def _entry(entry: Mapping[str, Any], link: Link) -> Iterator[Part]:
    """Yield what an entry is called by, and all else of it in parentheses."""
    entry = _merged(entry)
    heads = _heads(entry)
    for index, name in enumerate(heads):
        if index:
            yield Part(" → ")
        yield from _value(entry[name], no_link if name in _LABELS else link)
    rest = {name: value for name, value in entry.items() if name not in heads}
    if rest:
        yield Part(" (" if heads else "(")
        yield from _settings(rest, link)
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


def _settings(elements: Mapping[str, Any], link: Link) -> Iterator[Part]:
    for index, (name, value) in enumerate(elements.items()):
        if index:
            yield Part("; ")
        yield from _setting(name, value, link)


def _setting(name: str, value: object, link: Link) -> Iterator[Part]:
    label = _said(name)
    if isinstance(value, bool):
        yield Part(label if value else f"{label}: No")
    else:
        yield Part(f"{label}: ")
        yield from _value(value, no_link if name in _LABELS else link)
