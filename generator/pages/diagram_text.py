"""How wide a text is drawn, by estimate: no font is at hand when a page is made."""

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


@cache
def _width(character: str) -> float:
    found = _WIDTHS.get(character)
    if found is not None:
        return found
    if category(character) in _NO_WIDTH:
        return 0
    return _WIDE if east_asian_width(character) in {"W", "F"} else _OTHER
