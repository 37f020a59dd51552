"""How wide a text is drawn, by estimate: no font is at hand when a page is made."""

import re
from functools import cache
from unicodedata import category, east_asian_width

# Widths of Latin characters in ems, as sans-serif fonts have them; what no row names is `_OTHER`.
_WIDTHS = {
    **dict.fromkeys("ijl.,:;'|!", 0.28),
    **dict.fromkeys(' ftrI()[]{}/\\-`"', 0.37),
    **dict.fromkeys("mwM%", 0.88),
    **dict.fromkeys("W@", 0.98),
    **dict.fromkeys("ABCDEFGHKLNOPQRSTUVXYZ", 0.7),
    **dict.fromkeys("sczkvxyJ", 0.52),
}
_OTHER = 0.58
_WIDE = 1.0
_NO_WIDTH = {"Mn", "Me", "Cf", "Cc"}
_MORE = "…"
_WORD = re.compile(r"[^\s_]*[\s_]+|[^\s_]+")
_ROUNDING = 0.5


def width(text: str, size: float) -> float:
    """Return about how wide a text is, in pixels, at a size of its font."""
    return sum(map(_width, text)) * size


def cut(text: str, room: float, size: float) -> str:
    """Return a text as it fits into some pixels: the whole, or its start with an ellipsis."""
    if width(text, size) <= room + _ROUNDING:
        return text
    left = (room + _ROUNDING) / size - _width(_MORE)
    for end, character in enumerate(text):
        left -= _width(character)
        if left < 0:
            return text[:end].rstrip() + _MORE
    return text


def wrapped(text: str, most: int, room: float, size: float) -> list[str]:
    """Return a text in lines that fit into some pixels; the last has an ellipsis for the rest.

    A line may end after a space or an underscore.
    """
    lines = [""]
    for word in _WORD.findall(text):
        longer = lines[-1] + word
        if not lines[-1] or len(lines) == most or width(longer.rstrip(), size) <= room:
            lines[-1] = longer
        else:
            lines.append(word)
    return [cut(each.strip(), room, size) for each in lines]


@cache
def _width(character: str) -> float:
    found = _WIDTHS.get(character)
    if found is not None:
        return found
    if category(character) in _NO_WIDTH:
        return 0
    return _WIDE if east_asian_width(character) in {"W", "F"} else _OTHER
