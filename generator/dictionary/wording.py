"""The keys of the schema as facts in words: `track_history: true` is `Track history: Yes`."""

import re
from collections.abc import Callable, Collection, Iterator, Mapping
from functools import cache
from typing import Any

from pydantic import BaseModel

from generator.dictionary.entries import Fact, Part
from generator.metadata.elements import COMMENT, TEXT
from generator.types.table import Table

Link = Callable[[str], str]  # from a text to the anchor of what it names; empty without one

_CAPITALS = {"api": "API", "apis": "APIs", "id": "ID", "url": "URL", "apex": "Apex"}
# Where a file says nothing of a setting, or says that it is off although nothing turns it on.
_NOTHING: tuple[object, ...] = ("never", "always", None, "", [], {})
METADATA = "metadata"


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

    A switch that is as usual is left out. What stands under `metadata` has Salesforce's names.
    """
    usual = _usual(model)
    shown = {
        key: value
        for key, value in said.items()
        if key not in without and key != METADATA and not _is_usual(value, usual.get(key))
    }
    words = {label(key): value for key, value in shown.items()}
    return tuple(_facts(words | dict(said.get(METADATA) or {}), link))


def _is_usual(value: object, usual: object) -> bool:
    return isinstance(value, bool) and value is usual


@cache
def _usual(model: type[BaseModel]) -> Mapping[str, object]:
    return {name: info.default for name, info in model.model_fields.items()}


def _facts(said: Mapping[str, Any], link: Link) -> Iterator[Fact]:
    for name, value in said.items():
        if isinstance(value, Mapping) and not _is_text(value):
            inner = {f"{name}: {_word(key)}": below for key, below in value.items()}
            yield from _facts(inner, link)
        elif value not in _NOTHING:
            yield Fact(name, tuple(_parts(value, link)))


def _word(key: str) -> str:
    return key.replace("_", " ")


def _parts(value: Any, link: Link) -> Iterator[Part]:
    """Yield a value as a text, in which names lead to what they name."""
    if isinstance(value, list | tuple):
        for index, each in enumerate(value):
            if index:
                yield Part("; " if isinstance(each, Mapping) else ", ")
            yield from _parts(each, link)
    elif isinstance(value, Mapping) and _is_text(value):
        yield from _parts(value.get(TEXT) or value.get(COMMENT) or "", link)
    elif isinstance(value, Mapping):
        yield from _mapping(value, link)
    elif isinstance(value, bool):
        yield Part("Yes" if value else "No")
    else:
        text = str(value)
        yield Part(text, link(text))


def _mapping(value: Mapping[str, Any], link: Link) -> Iterator[Part]:
    """Yield a condition as a sentence, and any other mapping as names with values."""
    if value.keys() <= _CONDITION and "field" in value:
        yield from _parts(value["field"], link)
        yield Part(f" {_operator(value)} ")
        other = value.get("value_field", value.get("valueField"))
        yield from _parts(other or _quoted(value), link)
        return
    for index, (key, each) in enumerate(value.items()):
        yield Part(f"{', ' if index else ''}{_word(key)} ")
        yield from _parts(each, link)


_CONDITION = {"field", "operator", "operation", "value", "value_field", "valueField"}
_CAPITAL = re.compile(r"(?<=[a-z])(?=[A-Z])")


def _operator(value: Mapping[str, Any]) -> str:
    return _CAPITAL.sub(" ", str(value.get("operator", value.get("operation", "equals")))).lower()


def _quoted(value: Mapping[str, Any]) -> str:
    return str(value["value"]) if value.get("value") not in ("", None) else '""'


def _is_text(value: Mapping[str, Any]) -> bool:
    return COMMENT in value or TEXT in value
