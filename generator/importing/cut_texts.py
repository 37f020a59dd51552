"""Descriptions that a page cuts off: at the end of a box, or with three dots."""

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

_DOTS = re.compile(r"(?:\.\.\.|…|\[…\]|\[\.\.\.\])\s*$")
_LAST_WORD = re.compile(r"[A-Za-z]+$")
_WORDS = re.compile(r"[A-Za-z]+")
_NEARLY = 0.8  # of the longest: all texts are cut at about one width
_SHORTEST = 30


def words_in(page: Iterable[str]) -> Counter[str]:
    """Return how often each word stands in the texts of a page, in small letters."""
    return Counter(word.casefold() for text in page for word in _WORDS.findall(text))


def cut(texts: Sequence[str], words: Counter[str]) -> Iterator[tuple[int, str]]:
    """Yield the texts that look cut off, by index, each with the sign of it.

    `words` are those of the whole page: a word that only begins one of them is cut.
    """
    longest = max(map(len, texts), default=0)
    count = Counter(texts)
    ordered = sorted(words)
    for index, text in enumerate(texts):
        if _DOTS.search(text):
            yield index, "the text ends with dots; the page cuts it off: write the rest"
            continue
        if len(text) < max(_SHORTEST, longest * _NEARLY):
            continue
        last = _LAST_WORD.search(text)
        if last and _is_beginning(last[0].casefold(), words, ordered, count[text]):
            yield index, f"the text ends within a word ({last[0]}); the page cuts it off"
        elif last and count[text] > 1:
            yield index, f"the same text stands at {count[text]} fields; the page may cut it off"


def _is_beginning(last: str, words: Counter[str], ordered: Sequence[str], times: int) -> bool:
    """Whether a word stands nowhere but at the end of such texts, and begins another word."""
    if words[last] > times:
        return False
    after = _following(ordered, last)
    return after.startswith(last) and after != last


def _following(ordered: Sequence[str], word: str) -> str:
    """Return the word that comes next in the alphabet."""
    index = bisect_right(ordered, word)
    return ordered[index] if index < len(ordered) else ""
