"""Which known name somebody meant who wrote one that is nearly it: a slip, not another word."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import groupby

_SHORTEST = 4
_WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[0-9]+")


def slip_of(name: str, known: Iterable[str]) -> str:
    """Return the known name of which a name is a slip; empty if there is none.

    A slip is one letter too many, missing, wrong, or in the place of the next one, or letters that
    are doubled in one of the two names only. The first letter is right. Names that differ in
    capitals only are the same name, and no slip.
    """
    return next((each for each in _alike(name, known) if _is_slip(name, each)), "")


def form_of(name: str, known: Iterable[str]) -> str:
    """Return the known name that a name is nearly, by letters or by words; empty if none is.

    By words: all are the same but one, and of that one the beginning is the same, as in
    `ViewHealthChecking` and `ViewHealthCheck`.
    """
    names = tuple(known)
    return slip_of(name, names) or next((each for each in names if _is_form(name, each)), "")


def _alike(name: str, known: Iterable[str]) -> list[str]:
    """Return the known names that begin as a name does, and are about as long."""
    if len(name) < _SHORTEST:
        return []
    first, least, most = name[0].casefold(), len(name) - _SHORTEST, len(name) + _SHORTEST
    return [each for each in known if each[:1].casefold() == first and least < len(each) < most]


def _is_form(name: str, known: str) -> bool:
    words, known_words = _words(name), _words(known)
    if len(words) != len(known_words):
        return False
    differing = [pair for pair in zip(words, known_words, strict=True) if pair[0] != pair[1]]
    if len(differing) != 1:
        return False
    first, second = differing[0]
    is_longer = first.startswith(second) or second.startswith(first)
    return min(len(first), len(second)) >= _SHORTEST and is_longer


@lru_cache(1024)
def _words(name: str) -> list[str]:
    return [word.lower() for word in _WORD.findall(name)]


def _is_slip(name: str, known: str) -> bool:
    if name.casefold() == known.casefold():
        return False
    found, meant = _difference(name, known)
    if any(map(str.isdigit, found + meant)) and any(map(str.isdigit, name)):
        return False  # one of several that are counted, as Street1
    if len(found) == len(meant) == 1:
        return not (found.isupper() and meant.isupper())  # another word, as ...Date and ...Rate
    if len(found) + len(meant) <= 1:
        return True
    return _is_swapped(found, meant) or _is_doubled(name, known)


def _is_swapped(found: str, meant: str) -> bool:
    return len(found) == len("ab") and found.lower() == meant.lower()[::-1]


def _is_doubled(name: str, known: str) -> bool:
    has_same_letters = set(name.casefold()) == set(known.casefold())
    return has_same_letters and _single(name).casefold() == _single(known).casefold()


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


class NearNames:
    """Known names, of which slips are found without a look at each: a run may ask many times."""

    def __init__(self, known: Iterable[str]) -> None:
        self._near: dict[str, list[str]] = defaultdict(list)
        for name in known:
            for form in _forms(name):
                self._near[form].append(name)

    def slip_of(self, name: str) -> str:
        """Return what the function `slip_of` does, but for letters that are doubled."""
        found = dict.fromkeys(n for form in _forms(name) for n in self._near.get(form, ()))
        return slip_of(name, found)


def _forms(name: str) -> Iterator[str]:
    """Yield a name and what is left of it without one letter: slips have one form in common."""
    folded = name.casefold()
    yield folded
    for index in range(len(folded)):
        yield folded[:index] + folded[index + 1 :]
