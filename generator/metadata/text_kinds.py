"""The kinds of text that elements have: flags, numbers, dates; which texts are of a kind.

Of dates and times, the forms that people write. XSD has more; only the XSD can judge these.
"""

import re

from generator.metadata import published

FLAGS = frozenset({"true", "false", "1", "0"})
_INT, _LONG = 2**31, 2**63
_MOST_DIGITS = 19  # of a long
_REAL = r"[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)([Ee][+-]?[0-9]+)?|-?INF|NaN"
_DAY = r"[0-9]{4}-[0-9]{2}-[0-9]{2}"
_CLOCK = r"[0-9]{2}:[0-9]{2}:[0-9]{2}(?:\.[0-9]{1,6})?"
_ZONE = r"(?:Z|[+-](?:0[0-9]|1[0-3]):[0-5][0-9])?"
_MOMENTS = {
    "date": f"({_DAY}){_ZONE}",
    "dateTime": f"({_DAY}T{_CLOCK}){_ZONE}",
    "time": f"({_CLOCK}){_ZONE}",
}
# XSD has forms of these that nobody writes, so only the XSD knows that a text is none.
DOUBTED = frozenset({published.DATE, *_MOMENTS, "base64Binary"})
FREE = frozenset({"string", published.ANY})
WANTED = {
    published.BOOLEAN: "true or false",
    published.NUMBER: "a number",
    published.DATE: "a date or time, such as 2026-10-01 or 2026-10-01T08:00:00Z,",
    "int": "a whole number",
    "long": "a whole number",
    "double": "a number",
}


def is_of(kind: str, text: str) -> bool:
    """Whether a text, without the blanks around it, is one of a kind."""
    if kind == published.BOOLEAN:
        return text in FLAGS
    if kind in {"int", "long"}:
        limit = _INT if kind == "int" else _LONG
        return _is_whole(text) and -limit <= int(text) < limit
    if kind in {published.NUMBER, "double"}:
        return _is_whole(text) or re.fullmatch(_REAL, text) is not None
    kinds = _MOMENTS if kind == published.DATE else _MOMENTS.keys() & {kind}
    return any(_is_moment(text, each) for each in kinds)


def _is_whole(text: str) -> bool:
    digits = text[1:] if text[:1] in {"+", "-"} else text
    return len(digits) <= _MOST_DIGITS and digits.isascii() and digits.isdigit()


def _is_moment(text: str, kind: str) -> bool:
    import datetime as dt  # noqa: PLC0415  (few files have one)

    found = re.fullmatch(_MOMENTS[kind], text)
    parse = getattr(dt, "datetime" if kind == "dateTime" else kind).fromisoformat
    try:
        return found is not None and bool(parse(found[1]))
    except ValueError:
        return False
