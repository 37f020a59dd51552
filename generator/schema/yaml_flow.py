"""Change what stands within brackets in a YAML file."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

import yaml

from generator.schema import models
from generator.schema.key_order import KeyOrder
from generator.schema.notes import FillIn
from generator.schema.yaml_alignment import aligned, same
from generator.schema.yaml_reader import FILL_IN
from generator.schema.yaml_text import in_double_quotes, scalar


class Edit(NamedTuple):
    """A new text in the place of that from one character to another."""

    start: int
    end: int
    text: str


def spliced(text: str, edits: Iterable[Edit], start: int, end: int) -> str:
    """Return a part of a text with edits; those at one place come in their order."""
    parts = []
    for each in sorted(edits, key=lambda edit: edit[:2]):
        parts += [text[start : each.start], each.text]
        start = max(start, each.end)
    return "".join([*parts, text[start:end]])


def edited_in_flow(text: str, node: yaml.Node, old: Any, new: Any, order: KeyOrder) -> str:
    """Return the source of a node within brackets, with a new value in the place of the old."""
    start, end = node.start_mark.index, node.end_mark.index
    if same(old, new):
        return text[start:end]
    if isinstance(node, yaml.MappingNode) and isinstance(new, dict):
        edits = _of_mapping(text, node, old, new, order)
    elif isinstance(node, yaml.SequenceNode) and isinstance(new, list):
        edits = _of_sequence(text, node, old, new, order)
    else:
        edits = None
    return flow(new) if edits is None else spliced(text, edits, start, end)


def flow(value: Any) -> str:
    """Return a value on one line."""
    if isinstance(value, FillIn):
        return f"{FILL_IN} {in_double_quotes(value.sentence)}"
    if isinstance(value, dict) and value:
        return f"{{{', '.join(_pair(key, own) for key, own in value.items())}}}"
    if isinstance(value, list) and value:
        return f"[{', '.join(map(flow, value))}]"
    return scalar(value, in_flow=True)


def _pair(key: str, value: Any) -> str:
    return f"{scalar(key, in_flow=True)}: {flow(value)}"


def _of_mapping(
    text: str, node: yaml.MappingNode, old: Mapping[str, Any], new: Any, order: KeyOrder
) -> list[Edit] | None:
    spans, edits, numbers = [], [], {}
    end = node.start_mark.index
    for number, (key, value) in enumerate(node.value):
        name = key.value
        numbers[name] = number
        start = key.start_mark.index
        before = text[end:start].rstrip()
        if before.endswith("?"):  # it stands before a key of several lines
            start = end + len(before) - 1
        end = value.end_mark.index
        spans.append((start, end))
        if name in new and not same(old[name], new[name]):
            own = edited_in_flow(text, value, old[name], new[name], order.below(name))
            edits.append(Edit(value.start_mark.index, value.end_mark.index, own))
    wanted = [
        numbers.get(key, _pair(key, value)) if key in old else _pair(key, value)
        for key, value in order.ordered(new)
    ]
    return _rearranged(spans, wanted, edits)


def _of_sequence(
    text: str, node: yaml.SequenceNode, old: Sequence[Any], new: Any, order: KeyOrder
) -> list[Edit] | None:
    spans = [(each.start_mark.index, each.end_mark.index) for each in node.value]
    edits: list[Edit] = []
    wanted: list[int | str] = []
    for number, index in aligned(old, new, models.named_by(order.entry.kinds)):
        if index is not None:
            wanted.append(flow(new[index]) if number is None else number)
        if number is not None and index is not None:
            own = edited_in_flow(text, node.value[number], old[number], new[index], order.entry)
            edits.append(Edit(*spans[number], own))
    return _rearranged(spans, wanted, edits)


def _rearranged(
    spans: Sequence[tuple[int, int]], wanted: Sequence[int | str], edits: list[Edit]
) -> list[Edit] | None:
    """Return edits that take entries out and put new ones in; None if none of the old stays.

    `wanted` are the numbers of the old entries that stay, and the sources of new ones.
    """
    kept = sorted(each for each in wanted if isinstance(each, int))
    if not kept:
        return None
    taken_out = set(range(kept[-1])) - set(kept)
    found = [
        *edits,
        *(Edit(spans[number][0], spans[number + 1][0], "") for number in taken_out),
        Edit(spans[kept[-1]][1], spans[-1][1], ""),
    ]
    before: int | None = None
    for each in wanted:
        if isinstance(each, int):
            before = each
        elif before is None:
            start = spans[kept[0]][0]
            found.append(Edit(start, start, f"{each}, "))
        else:
            end = spans[before][1]
            found.append(Edit(end, end, f", {each}"))
    return found
