"""Which known name somebody meant who wrote one that is nearly it: a slip, not another word."""

import re
from collections.abc import Iterable
from itertools import groupby

_SHORTEST = 4
_WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[0-9]+")


def slip_of(name: str, known: Iterable[str]) -> str:
    """Return the known name of which a name is a slip; empty if there is none.

    A slip is one letter too many, missing, wrong, or in the place of the next one, or letters that
    are doubled in one of the two names only. The first letter is right. Names that differ in
    capitals only are the same name, and no slip.
    """
    if len(name) < _SHORTEST:
        return ""
    return next((each for each in known if _is_slip(name, each)), "")


def form_of(name: str, known: Iterable[str]) -> str:
    """Return the known name that a name is nearly, by letters or by words; empty if none is.

    By words: all are the same but one, and of that one the beginning is the same, as in
    `ViewHealthChecking` and `ViewHealthCheck`.
    """
    names = tuple(known)
    return slip_of(name, names) or next((each for each in names if _is_form(name, each)), "")


def _is_form(name: str, known: str) -> bool:
    pairs = list(zip(_WORD.findall(name), _WORD.findall(known), strict=False))
    if len(pairs) != len(_WORD.findall(name)) or len(pairs) != len(_WORD.findall(known)):
        return False
    differing = [(a.lower(), b.lower()) for a, b in pairs if a.lower() != b.lower()]
    if len(differing) != 1:
        return False
    first, second = differing[0]
    is_longer = first.startswith(second) or second.startswith(first)
    return min(len(first), len(second)) >= _SHORTEST and is_longer


def _is_slip(name: str, known: str) -> bool:
    if name[:1].casefold() != known[:1].casefold() or abs(len(name) - len(known)) > _SHORTEST:
        return False
    if name.casefold() == known.casefold():
        return False
    found, meant = _difference(name, known)
    if any(map(str.isdigit, found + meant)) and any(map(str.isdigit, name)):
        return False  # one of several that are counted, as Street1
    if len(found) == len(meant) == 1:
        return not (found.isupper() and meant.isupper())  # another word, as ...Date and ...Rate
    if len(found) + len(meant) <= 1:
        return True
    is_swapped = len(found) == len("ab") and found.lower() == meant.lower()[::-1]
    return is_swapped or _single(name).casefold() == _single(known).casefold()


def _single(name: str) -> str:
    """Return a name with each doubled letter once."""
    return "".join(next(group) for _, group in groupby(name, key=str.casefold))


def _difference(first: str, second: str) -> tuple[str, str]:
    """Return what is left of two texts without the beginning and the end that they share."""
    start, shortest = 0, min(len(first), len(second))
    a, b = first.casefold(), second.casefold()
    while start < shortest and a[start] == b[start]:
        start += 1
    end = 0
    while end < shortest - start and a[-1 - end] == b[-1 - end]:
        end += 1
    return first[start : len(first) - end], second[start : len(second) - end]
