"""What the cells of a column hold: types, API names, labels."""

import re
from collections.abc import Callable, Sequence

from generator.importing import notations

MOST = 0.6  # the part of the cells that has to agree
_LONGEST_TYPE = 120
_LONGEST_LABEL = 80
_IDENTIFIER = re.compile(r"[A-Za-z][A-Za-z0-9_]*(?:\.[A-Za-z][A-Za-z0-9_]*)?")
_CUSTOM = re.compile(r"[\w.]+__c", re.IGNORECASE)


def share(cells: Sequence[str], fits: Callable[[str], bool]) -> float:
    return sum(map(fits, cells)) / len(cells) if cells else 0.0


def is_type(cell: str) -> bool:
    if len(cell) > _LONGEST_TYPE:
        return False
    said = notations.read(cell)
    return said is not None and not said.unread


def is_identifier(cell: str) -> bool:
    return _IDENTIFIER.fullmatch(cell) is not None


def is_custom_name(cell: str) -> bool:
    return _CUSTOM.fullmatch(cell) is not None


def are_labels(cells: Sequence[str]) -> bool:
    """Whether cells are short, each another one, and no API names."""
    are_names = share(cells, is_custom_name) >= MOST
    is_short = all(len(cell) <= _LONGEST_LABEL for cell in cells)
    return is_short and not are_names and len(set(cells)) == len(cells)
