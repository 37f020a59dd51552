"""What tables say of a field in free words: `Length 10`, `Required, Unique, External ID`."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

Facts = dict[str, object]
_MOST_WORDS = 16

_PIECE = re.compile(r"[\n;,•|()\[\]]+")
_THOUSANDS = re.compile(r"(?<=[0-9])[,. \u202f](?=[0-9]{3}(?![0-9]))")
_IS = r"\s*(?:[:=]|is|of)?\s*"
_MOST = r"(?:max(?:imum|\.)?\s*)?"
_CHARACTERS = r"(?:\s*(?:characters|chars))?"


def _number(key: str) -> Callable[[re.Match[str]], Facts]:
    return lambda match: {key: int(match[1])}


def _fixed(**facts: object) -> Callable[[re.Match[str]], Facts]:
    return lambda _: dict(facts)


# In the order in which they are tried; each has to match a whole piece.
_ROWS: tuple[tuple[str, Callable[[re.Match[str]], Facts]], ...] = (
    (
        rf"{_MOST}(?:length|size|characters|chars|len){_IS}([0-9]{{1,7}}){_CHARACTERS}",
        _number("length"),
    ),
    (rf"{_MOST}([0-9]{{1,7}})\s*(?:characters|chars|char)\.?", _number("length")),
    (rf"(?:decimal\s*places?|decimals?|scale){_IS}([0-9]{{1,3}})", _number("decimals")),
    (r"([0-9]{1,3})\s*decimals?(?:\s*places?)?", _number("decimals")),
    (rf"precision{_IS}([0-9]{{1,3}})", _number("precision")),
    (rf"digits{_IS}([0-9]{{1,3}})", _number("digits")),
    (r"([0-9]{1,3})\s*digits", _number("digits")),
    (rf"visible\s*lines{_IS}([0-9]{{1,3}})", _number("visible_lines")),
    (
        r"(?:always\s+)?(?:required|mandatory)(?:\s+field)?(?:\s*[:=]\s*(?:yes|true))?",
        _fixed(required=True),
    ),
    (r"(?:not\s+required|optional)|(?:required|mandatory)\s*[:=]\s*(?:no|false)", _fixed()),
    (r"unique\s*[-:]?\s*case[ -]?insensitive", _fixed(unique=True, case_sensitive=False)),
    (r"unique\s*[-:]?\s*case[ -]?sensitive", _fixed(unique=True, case_sensitive=True)),
    (
        r"unique(?:\s*[:=]\s*(?:yes|true))?|(?:do\s+not\s+allow|no)\s+duplicate(?:s|\s+values)?",
        _fixed(unique=True),
    ),
    (r"(?:not\s+unique)|unique\s*[:=]\s*(?:no|false)", _fixed()),
    (r"external\s*[- ]?id(?:\s*[:=]\s*(?:yes|true))?", _fixed(external_id=True)),
    (r"external\s*[- ]?id\s*[:=]\s*(?:no|false)", _fixed()),
    (r"(?:not\s+)case[ -]?sensitive|case[ -]?insensitive", _fixed(case_sensitive=False)),
    (r"case[ -]?sensitive", _fixed(case_sensitive=True)),
    (r"restricted(?:\s+picklist)?", _fixed(restricted=True)),
    (rf"default(?:\s+value)?{_IS}(\S.*)", lambda match: {"default": match[1]}),
    (
        rf"(?:look\s*up|master[- ]?detail|related|references?)(?:\s+to)?{_IS}(\w+)",
        lambda match: {"target": match[1]},
    ),
    # What every field has or an org decides by itself; a schema says none of it.
    (
        r"indexed|create(?:able)?|update(?:able)?|filter(?:able)?|sort(?:able)?|group(?:able)?",
        _fixed(),
    ),
    (r"nillable|custom|none|n/?a|-", _fixed()),
)
_COMPILED = tuple((re.compile(pattern, re.IGNORECASE), facts) for pattern, facts in _ROWS)


@dataclass(frozen=True, slots=True)
class Said:
    """What a text says of a field, and the pieces of it that nobody understood."""

    facts: Facts = field(default_factory=dict)
    unread: tuple[str, ...] = ()


def read(text: str) -> Said:
    """Return what free words say of a field."""
    facts: Facts = {}
    unread = []
    for piece in _pieces(text):
        found = fact(piece)
        found = _several(piece) if found is None else found
        if found is None:
            unread.append(piece)
        else:
            facts |= found
    return Said(facts, tuple(unread))


def _several(piece: str) -> Facts | None:
    """Return what a piece of several facts says: Length 10 Decimal Places 0."""
    words, facts = piece.split()[:_MOST_WORDS], Facts()
    while words:
        ends = range(len(words), 0, -1)
        found = next((e for e in ends if fact(" ".join(words[:e])) is not None), None)
        if found is None:
            return None
        facts |= fact(" ".join(words[:found])) or {}
        words = words[found:]
    return facts


def fact(piece: str) -> Facts | None:
    """Return what one piece says; None if it is not understood."""
    for pattern, facts in _COMPILED:
        if match := pattern.fullmatch(piece):
            return facts(match)
    return None


def _pieces(text: str) -> Iterator[str]:
    whole = _THOUSANDS.sub("", text.strip())
    if fact(whole) is not None:  # unique (case insensitive) is one piece, in other words
        yield whole
        return
    joined = re.sub(
        r"(?i)unique\s*[(\[]\s*(case[ -]?(?:in)?sensitive)\s*[)\]]", r"unique \1", whole
    )
    yield from (piece.strip(" .:-") for piece in _PIECE.split(joined) if piece.strip(" .:-"))
