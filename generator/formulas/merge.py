"""Merge fields in formulas: `{!Name}` stands for Name, as in flows."""

import re
from bisect import bisect_right
from dataclasses import dataclass

_MERGE = re.compile(r"\{!([^}]*)\}")


@dataclass(frozen=True, slots=True)
class Stripped:
    """A formula without the marks of its merge fields, as an org strips it before it reads it.

    `_starts` are the offsets in `text` from where on a part is shifted, and `_shifts` by how much.
    """

    text: str
    _starts: tuple[int, ...] = (0,)
    _shifts: tuple[int, ...] = (0,)

    def offset(self, offset: int) -> int:
        """Return where in the formula a place of the stripped text is."""
        return offset + self._shifts[bisect_right(self._starts, offset) - 1]


def strip(formula: str) -> Stripped:
    """Return a formula without `{!` and `}`; a blank parts a name from what stands before it."""
    if "{!" not in formula:
        return Stripped(formula)
    parts: list[str] = []
    starts, shifts, length, end = [0], [0], 0, 0
    for match in _MERGE.finditer(formula):
        before = formula[end : match.start()]
        blank = " " if before[-1:].isalnum() else ""
        length += len(before) + len(blank)
        starts.append(length)
        shifts.append(match.start(1) - length)
        length += len(match[1])
        starts.append(length)
        shifts.append(match.end() - length)
        parts += (before, blank, match[1])
        end = match.end()
    return Stripped("".join((*parts, formula[end:])), tuple(starts), tuple(shifts))
