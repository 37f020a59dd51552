"""The keys of a table: of one element, of a repeated one, of all below one."""

from collections.abc import Iterable, Mapping
from typing import Any

from generator.metadata.elements import Elements, flat, nested
from generator.types.risk import Risk, Rule
from generator.types.table import Context, Key, Table, Values, keys, read, write

_NO_WORDS: dict[str, str] = {}


def element(path: str, risk: Rule = Risk.UNRATED, words: Mapping[Any, Any] | None = None) -> Key:
    """Return the key of one element: its value as it is, or in other words.

    In `words`, None as the element's value leaves the element out.
    """
    if words is None:
        return Key(
            lambda elements, _context, _usual: elements.get(path),
            lambda value, _context, _values: {path: value},
            {path: risk},
        )
    by_element = {value: word for word, value in words.items()}
    return Key(
        lambda elements, _context, _usual: _looked_up(elements.get(path), by_element),
        lambda word, _context, _values: {path: words[word]},
        {path: risk},
    )


def renamed(path: str, words: Mapping[str, str], risk: Rule = Risk.UNRATED) -> Key:
    """Return the key of one element, whose value has another word if `words` has one."""
    by_element = {value: word for word, value in words.items()}
    return Key(
        lambda elements, _context, _usual: by_element.get(
            elements.get(path, ""), elements.get(path)
        ),
        lambda value, _context, _values: {path: words.get(value, value)},
        {path: risk},
    )


def optional_text(path: str, risk: Rule = Risk.UNRATED) -> Key:
    """Return the key of one element that is left out where the text is empty."""
    return Key(
        lambda elements, _context, _usual: elements.get(path),
        lambda value, _context, _values: {path: str(value)} if value != "" else {},
        {path: risk},
    )


def texts(path: str, risk: Rule = Risk.UNRATED, words: Mapping[str, str] = _NO_WORDS) -> Key:
    """Return the key of a repeated element of texts: a list of them, some in other words."""
    by_element = {value: word for word, value in words.items()}
    return Key(
        lambda elements, _context, _usual: (
            [by_element.get(each, each) for each in elements[path]] if path in elements else None
        ),
        lambda values, _context, _values: (
            {path: [words.get(each, each) for each in values]} if values else {}
        ),
        {path: risk},
    )


def part(path: str, model: type[Table]) -> Key:
    """Return the key of all elements below a path, which have keys of their own."""
    start = f"{path}."

    def read_part(elements: Elements, context: Context, usual: Elements) -> Any:
        own, anyway = _below(start, elements), _below(start, usual)
        return read(model, own, context, anyway) or None if own else None

    def write_part(value: Any, context: Context, _values: Values) -> Elements:
        return {f"{start}{below}": each for below, each in write(model, value, context).items()}

    return Key(read_part, write_part, _risks(path, model))


def listed(path: str, model: type[Table], identity: str, risk: Rule = Risk.UNRATED) -> Key:
    """Return the key of a repeated element: a list of parts; an element of each identifies it."""

    def read_list(elements: Elements, context: Context, _usual: Elements) -> Any:
        entries = elements.get(path)
        return [read(model, flat(each), context) for each in entries] if entries else None

    def write_list(values: Iterable[Any], context: Context, _values: Values) -> Elements:
        entries = [nested(write(model, value, context)) for value in values]
        return {path: entries} if entries else {}

    return Key(read_list, write_list, {path: risk} | _risks(path, model), {path: identity})


def _looked_up(value: object, words: Mapping[Any, Any]) -> object:
    try:
        return words.get(value)
    except TypeError:  # a list
        return None


def _below(start: str, elements: Elements) -> Elements:
    return {p.removeprefix(start): value for p, value in elements.items() if p.startswith(start)}


def _risks(path: str, model: type[Table]) -> dict[str, Rule]:
    return {f"{path}.{p}": key.risks[p] for key in keys(model).values() for p in key.risks}
