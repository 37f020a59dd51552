"""The order in which a person finds the keys of a schema.

It is that of the models, but names come first, then what cannot be left out, and `metadata` last.
"""

from collections.abc import Mapping
from functools import cache, cached_property
from typing import Any

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from generator.schema import models

_NAMES = ("extends", "name", "label", "plural_label")
_ABOUT = ("description", "help_text", "source")
_LAST = "metadata"  # the rarest key of the models that have it
_RANKS = ("named by", *_NAMES, "required", *_ABOUT, "required parts", "rest")


class KeyOrder:
    """What the models say of a place: the order of its keys, and the places below.

    `kinds` are the models, mappings and lists that may stand at the place.
    """

    def __init__(self, kinds: list[Any]) -> None:
        self.kinds = kinds
        self._below: dict[str, KeyOrder] = {}

    @cached_property
    def numbers(self) -> dict[str, int]:
        """The keys of the models, each with its number in the order."""
        fields = {
            name: field
            for each in reversed(self.kinds)
            for name, field in getattr(each, "model_fields", {}).items()
        }
        named_by = models.named_by(self.kinds)
        in_order = sorted(fields, key=lambda name: _rank(name, fields[name], named_by))
        return {name: number for number, name in enumerate(in_order)}

    @cached_property
    def entry(self) -> "KeyOrder":
        """The order of the entries of a list."""
        return KeyOrder(models.entries(self.kinds))

    def below(self, key: str) -> "KeyOrder":
        """Return the order of the value of a key; all keys that no model has share one."""
        known = key if key in self.numbers else ""
        if known not in self._below:
            self._below[known] = KeyOrder(models.at_key(self.kinds, known))
        return self._below[known]

    def ordered(self, data: Mapping[str, Any]) -> list[tuple[str, Any]]:
        """Return the keys and values of a mapping in order; keys that no model has come last."""
        numbers, last = self.numbers, len(self.numbers)
        return sorted(data.items(), key=lambda item: numbers.get(item[0], last))


def _rank(name: str, field: FieldInfo, named_by: str) -> int:
    """Return the rank of a key among those of its model, which keep their order within a rank."""
    if name == _LAST:
        return len(_RANKS)
    if name == named_by:
        return 0
    if name in {*_NAMES, *_ABOUT}:
        return _RANKS.index(name)
    if not field.is_required():
        return _RANKS.index("rest")
    return _RANKS.index("required parts" if models.kinds(field.annotation) else "required")


@cache
def key_order(model: type[BaseModel]) -> KeyOrder:
    """Return the order of the keys of a model."""
    return KeyOrder([model])
