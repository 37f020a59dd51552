"""Find in a list of a schema what became of each entry of an older one."""

from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from typing import Any


def same(one: Any, other: Any) -> bool:
    """Whether two values are the same, their types and the order of entries included."""
    if one is other:
        return True
    if type(one) is not type(other):
        return False
    if isinstance(one, dict):
        return one.keys() == other.keys() and all(same(one[key], other[key]) for key in one)
    if isinstance(one, list):
        return len(one) == len(other) and all(map(same, one, other))
    return bool(one == other)


def name_of(entry: Any, named_by: str) -> str:
    """Return the name of an entry of a list; empty if it has none."""
    name = entry.get(named_by) if isinstance(entry, dict) else entry
    return name if isinstance(name, str) else ""


def aligned(
    old: Sequence[Any], new: Sequence[Any], named_by: str
) -> Iterator[tuple[int | None, int | None]]:
    """Yield the numbers of an entry in the old and the new list; None for one that is not there.

    Entries of a name belong together, wherever what they say differs.
    """
    matcher = SequenceMatcher(None, _marks(old, named_by), _marks(new, named_by), autojunk=False)
    for tag, start, end, new_start, new_end in matcher.get_opcodes():
        if tag == "equal" or end - start == new_end - new_start:
            yield from zip(range(start, end), range(new_start, new_end), strict=True)
        else:
            yield from ((index, None) for index in range(start, end))
            yield from ((None, index) for index in range(new_start, new_end))


def _marks(entries: Sequence[Any], named_by: str) -> list[str]:
    return [name_of(each, named_by) or repr(each) for each in entries]
