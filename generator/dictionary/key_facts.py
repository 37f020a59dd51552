"""The keys of the schema as facts in words: `track_history: true` is `Track history: Yes`."""

from collections.abc import Collection, Mapping
from functools import cache
from typing import Any

from pydantic import BaseModel

from generator.dictionary import element_facts
from generator.dictionary.element_facts import Link, no_link
from generator.dictionary.entries import Fact
from generator.metadata.elements import flat, nested
from generator.types.table import Table

METADATA = "metadata"
# Values that are about a file, not about what it describes: it says nothing of a setting, or says
# that it is off although nothing turns it on. Each key that has such a value.
_ABOUT_FILES = ("never", "always")
CAN_BE_ABOUT_FILES = frozenset(
    {
        *("deprecated", "encryption", "external_id", "licensing", "track_feed", "track_history"),
        *("track_trending", "visibility"),
    }
)
_NOTHING: tuple[object, ...] = (None, "", {})


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
    keys = (*usual, *(key for key in said if key not in usual))
    shown = {
        key: said[key]
        for key in keys
        if key in said and key not in without and not _is_usual(said[key], usual.get(key))
    }
    return element_facts.facts(_merged(shown), link)


def _is_usual(value: object, usual: object) -> bool:
    return isinstance(value, bool) and value is usual


@cache
def _usual(model: type[BaseModel]) -> Mapping[str, object]:
    return {name: info.default for name, info in model.model_fields.items()}


def _merged(value: Any) -> Any:
    """Return a value with what stands under `metadata` beside all else, however deep."""
    if isinstance(value, (list, tuple)):
        return [_merged(each) for each in value]
    if not isinstance(value, Mapping):
        return value
    own = {key: _merged(each) for key, each in value.items() if key != METADATA}
    kept = {key: each for key, each in own.items() if _says_something(key, each)}
    raw = flat(value.get(METADATA) or {})
    return kept | nested({path: each for path, each in raw.items() if each is not None})


def _says_something(key: str, value: object) -> bool:
    is_about_files = key in CAN_BE_ABOUT_FILES and value in _ABOUT_FILES
    return not _is_nothing(value) and not is_about_files


def _is_nothing(value: object) -> bool:
    """Whether a value says nothing, as a list of nothing does: the columns of an empty section."""
    return all(map(_is_nothing, value)) if isinstance(value, (list, tuple)) else value in _NOTHING
