"""Keep the words of a schema where they mean what others mean."""

from collections.abc import Mapping, Sequence
from typing import Any

from generator.importing.meaning import Test
from generator.schema import models
from generator.schema.key_order import KeyOrder
from generator.schema.notes import FillIn, fill_ins
from generator.schema.yaml_alignment import aligned, same


def blended(old: Any, new: Any, order: KeyOrder, test: Test | None = None) -> Any:
    """Return a value that means what `new` does, with as much of `old` as that allows.

    `test` says whether a value means what `new` does. Without one, values mean the same only if
    they are the same, and keys that `new` lacks stay.
    """
    if same(old, new) or (test and test(old)):
        return old
    if isinstance(old, dict) and isinstance(new, dict):
        return _mapping(old, new, order, test)
    if isinstance(old, list) and isinstance(new, list):
        return _list(old, new, order, test)
    return new


def _mapping(
    old: Mapping[str, Any], new: Mapping[str, Any], order: KeyOrder, test: Test | None
) -> dict[str, Any]:
    result = {key: new.get(key, old.get(key)) for key in (*old, *(k for k in new if k not in old))}
    if test:
        result = {key: value for key, value in result.items() if key in new}
    for key in old:
        if test and key not in new and test({**result, key: old[key]}):
            result[key] = old[key]
    for key in new:
        if key in old:
            below = _with(test, result, key)
            result[key] = blended(old[key], new[key], order.below(key), below)
        elif test and test({name: value for name, value in result.items() if name != key}):
            del result[key]
    return {key: result[key] for key in dict.fromkeys((*old, *new)) if key in result}


def _list(old: Sequence[Any], new: Sequence[Any], order: KeyOrder, test: Test | None) -> list[Any]:
    result = list(new)
    for number, index in aligned(old, new, models.named_by(order.entry.kinds)):
        if number is not None and index is not None:
            below = _with(test, result, index)
            result[index] = blended(old[number], new[index], order.entry, below)
    return result


def _with(test: Test | None, values: Any, key: Any) -> Test | None:
    """Return a test of one value among others."""
    if test is None:
        return None

    def is_same(value: Any) -> bool:
        changed = values.copy()
        changed[key] = value
        return test(changed)

    return is_same


def filled(new: Any, old: Any) -> Any:
    """Return what an import says, with the values of the schema where a person has to say them."""
    if isinstance(new, FillIn) and not isinstance(old, FillIn):
        return new if old is MISSING or old is None else old
    if isinstance(new, dict) and isinstance(old, dict):
        return {key: filled(value, old.get(key, MISSING)) for key, value in new.items()}
    if isinstance(new, list) and isinstance(old, list) and any(fill_ins(new)):
        return _whole(new, old)
    return new


def _whole(new: Sequence[Any], old: Sequence[Any]) -> list[Any]:
    """Return the values of a schema and those of a list that is cut off: none is lost."""
    there = {each["value"] if isinstance(each, dict) else each for each in old}
    said = (each for each in new if not isinstance(each, FillIn))
    return [*old, *(each for each in said if each not in there)]


MISSING = object()
