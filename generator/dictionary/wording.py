"""The keys of the schema as facts in words: `track_history: true` is `Track history: Yes`."""

import re
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from functools import cache
from typing import Any

from pydantic import BaseModel

from generator.dictionary.entries import Fact, Part
from generator.metadata.elements import COMMENT, TEXT
from generator.types.table import Table

Link = Callable[[str], str]  # from a text to the anchor of what it names; empty without one

_CAPITALS = {"api": "API", "chatter": "Chatter"}
# Where a file says nothing of a setting, or says that it is off although nothing turns it on.
_NOTHING: tuple[object, ...] = ("never", "always", None, "", [], {})
METADATA = "metadata"


@cache
def label(key: str) -> str:
    """Return a key in words: `track_history` is `Track history`."""
    words = [_CAPITALS.get(word, word) for word in key.split("_")]
    return " ".join([words[0][:1].upper() + words[0][1:], *words[1:]])


def no_link(_text: str) -> str:
    return ""


def facts(
    model: type[Table],
    said: Mapping[str, Any],
    without: Collection[str] = (),
    link: Link = no_link,
) -> tuple[Fact, ...]:
    """Return what the keys of a model say, without those that another part of an entry shows.

    They stand in the order of the model. A switch that is as usual is left out. What stands under
    `metadata` has Salesforce's names.
    """
    usual = _usual(model)
    words = {
        label(key): said[key]
        for key in (*usual, *(key for key in said if key not in usual))
        if key in said
        and key not in without
        and key != METADATA
        and not _is_usual(said[key], usual.get(key))
    }
    return tuple(_facts(_merged(words | {METADATA: said.get(METADATA)}), link))


def _is_usual(value: object, usual: object) -> bool:
    return isinstance(value, bool) and value is usual


@cache
def _usual(model: type[BaseModel]) -> Mapping[str, object]:
    return {name: info.default for name, info in model.model_fields.items()}


def _merged(value: Any) -> Any:
    """Return a value with what stands under `metadata` beside all else, however deep."""
    if isinstance(value, list):
        return [_merged(each) for each in value]
    if not isinstance(value, Mapping):
        return value
    rest = {key: _merged(each) for key, each in value.items() if key != METADATA}
    raw = value.get(METADATA) or {}
    return rest | {name: each for name, each in raw.items() if each is not None}


def _facts(said: Mapping[str, Any], link: Link) -> Iterator[Fact]:
    for name, value in said.items():
        if isinstance(value, Mapping) and not _is_text(value):
            inner = {f"{name}: {_word(key)}": below for key, below in value.items()}
            yield from _facts(inner, link)
        elif _are_named(value):
            for each in value:
                head, rest = _divided(each)
                yield Fact(f"{name}: {head}", tuple(_pairs(rest, link)))
        elif value not in _NOTHING:
            yield Fact(name, tuple(_parts(value, link)))


def _are_named(value: Any) -> bool:
    """Whether a value is a list of things with a name each, such as the sections of a page."""
    return (
        isinstance(value, list)
        and bool(value)
        and all(isinstance(each, Mapping) and not _is_condition(each) for each in value)
        and all(len(each) > 1 and isinstance(_divided(each)[0], str) for each in value)
    )


def _divided(value: Mapping[str, Any]) -> tuple[Any, Mapping[str, Any]]:
    """Return the first value of a mapping, which is the name of the whole, and all others."""
    first = next(iter(value))
    return value[first], {key: each for key, each in value.items() if key != first}


def _word(key: str) -> str:
    """Return a key of the schema in words; a name of an API stays as it is."""
    return key.replace("_", " ") if key.islower() and "__" not in key else key


def _parts(value: Any, link: Link) -> Iterator[Part]:
    """Yield a value as a text, in which names lead to what they name."""
    if isinstance(value, list | tuple):
        yield from _list(value, link)
    elif isinstance(value, Mapping):
        yield from _mapping(value, link)
    elif isinstance(value, bool):
        yield Part("Yes" if value else "No")
    else:
        text = str(value)
        yield Part(text, link(text))


def _list(values: Sequence[Any], link: Link) -> Iterator[Part]:
    """Yield a list; conditions have numbers, by which a filter logic names them."""
    are_conditions = len(values) > 1 and all(_is_condition(each) for each in values)
    are_lists = any(isinstance(each, list) for each in values)
    for index, each in enumerate(values):
        if index:
            yield Part("; " if are_conditions else " | " if are_lists else ", ")
        if are_conditions:
            yield Part(f"{index + 1}. ")
        yield from _parts(each, link)


def _mapping(value: Mapping[str, Any], link: Link) -> Iterator[Part]:
    """Yield a condition as a sentence, and any other mapping as a name with what it has."""
    if _is_text(value):
        yield Part(str(value.get(TEXT) or value.get(COMMENT) or ""))
        return
    if _is_condition(value):
        yield from _parts(value["field"], link)
        yield Part(f" {_operator(value)} ")
        other = value.get("value_field", value.get("valueField", value.get("value")))
        yield from _parts('""' if other in _NOTHING else other, link)
        return
    head, rest = _divided(value) if value else ("", {})
    if not isinstance(head, str):
        yield from _pairs(value, link)
        return
    yield from _parts(head, link)
    if rest:
        yield Part(" (")
        yield from _pairs(rest, link)
        yield Part(")")


def _pairs(value: Mapping[str, Any], link: Link) -> Iterator[Part]:
    """Yield names with their values; a switch that is on is its name alone."""
    for index, (key, each) in enumerate(value.items()):
        name = _word(key)
        start = f"; {name}" if index else name
        yield Part(start if each is True else f"{start}: ")
        if each is not True:
            yield from _parts(each, link)


def _is_condition(value: Any) -> bool:
    return isinstance(value, Mapping) and "field" in value and value.keys() <= _CONDITION


_CONDITION = {"field", "operator", "operation", "value", "value_field", "valueField"}
_CAPITAL = re.compile(r"(?<=[a-z])(?=[A-Z])")


def _operator(value: Mapping[str, Any]) -> str:
    return _CAPITAL.sub(" ", str(value.get("operator", value.get("operation", "equals")))).lower()


def _is_text(value: Mapping[str, Any]) -> bool:
    return COMMENT in value or TEXT in value
