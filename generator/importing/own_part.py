"""What a schema that extends another has to say itself, so that both together say some data."""

from collections.abc import Mapping, Sequence
from typing import Any

from generator.schema import models
from generator.schema.key_order import KeyOrder
from generator.schema.overlay import REPLACE
from generator.schema.yaml_alignment import name_of, same


def own_part(base: Any, own: Any, merged: Any, new: Any, order: KeyOrder) -> dict[str, Any]:
    """Return what a schema says itself, so that over `base` it says `new`.

    `own` is what it says so far, and `merged` what both say together. Where nothing is new, it
    stays as it is; what the base says is not written.
    """
    result = dict(own)
    for key in dict.fromkeys((*merged, *new, *base)):
        if key in merged and key in new and same(merged[key], new[key]):
            continue
        if key not in merged and key not in new:
            continue
        if key not in new:
            result.pop(key, None)
            if key in base:
                result[key] = None
        elif key in base and same(base[key], new[key]):
            result.pop(key, None)
        elif key not in base:
            result[key] = new[key]
        else:
            at = order.below(key)
            result[key] = _value(base[key], own.get(key), merged.get(key), new[key], at)
    return _in_order_of(new, result)


def _in_order_of(new: Mapping[str, Any], result: Mapping[str, Any]) -> dict[str, Any]:
    return {key: result[key] for key in dict.fromkeys((*(k for k in new if k in result), *result))}


def _value(base: Any, own: Any, merged: Any, new: Any, order: KeyOrder) -> Any:
    short = models.short(order.kinds)
    if isinstance(new, dict):
        base, merged = _in_full(base, short), _in_full(merged, short)
        if isinstance(base, dict):
            said = own if isinstance(own, dict) else {}
            return own_part(base, said, merged if isinstance(merged, dict) else {}, new, order)
    if isinstance(new, list) and isinstance(base, list):
        return _list(base, own, merged, new, order)
    return new


def _in_full(value: Any, short: str) -> Any:
    return {short: value} if short and isinstance(value, str) else value


def _list(base: Sequence[Any], own: Any, merged: Any, new: Sequence[Any], order: KeyOrder) -> Any:
    """Return the entries that a schema adds, changes or takes out, or the whole new list."""
    named_by = models.named_by(order.entry.kinds)
    names = [name_of(each, named_by) for each in (*base, *new)]
    if new and not all(names):
        return list(new)
    known, wanted = _by_name(base, named_by), _by_name(new, named_by)
    in_order = [name for name in known if name in wanted]
    in_order += [name for name in wanted if name not in known]
    is_plain = len(known) + len(wanted) == len(names) and list(wanted) == in_order
    if not is_plain or (isinstance(own, dict) and REPLACE in own):
        return {REPLACE: list(new)}
    said, before = _by_name(own or (), named_by), _by_name(merged or (), named_by)
    result: dict[str, Any] = {}
    for name in dict.fromkeys((*(each for each in said if each in known), *known, *wanted)):
        value = wanted.get(name)
        if value is not None and name in before and same(before[name], value):
            result |= {name: said[name]} if name in said else {}
        elif value is None or name not in known:
            result[name] = value
        elif not same(known[name], value):
            place = said.get(name), before.get(name)
            result[name] = _entry(known[name], *place, _in_full(value, named_by), order.entry)
    return _written(result, own, named_by)


def _entry(base: Any, own: Any, merged: Any, new: Any, order: KeyOrder) -> Any:
    if not isinstance(base, dict):
        return new
    named_by = models.named_by(order.kinds)
    said, before = (each if isinstance(each, dict) else {} for each in (own, merged))
    return {named_by: new[named_by]} | own_part(base, said, before, new, order)


def _by_name(entries: Any, named_by: str) -> dict[str, Any]:
    """Return the entries of a list by name; null where one is taken out."""
    if isinstance(entries, dict):
        return dict(entries)
    found: dict[str, Any] = {}
    for each in entries:
        if isinstance(each, dict) and each and all(value is None for value in each.values()):
            found |= each
        else:
            found[name_of(each, named_by)] = each
    return found


def _written(entries: Mapping[str, Any], own: Any, named_by: str) -> Any:
    """Return entries as a list, or by name in a mapping if the schema has one, and they can be."""
    if isinstance(own, dict) and not any(isinstance(each, str) for each in entries.values()):
        return {
            name: each and {key: value for key, value in each.items() if key != named_by}
            for name, each in entries.items()
        }
    return [{name: None} if each is None else each for name, each in entries.items()]
