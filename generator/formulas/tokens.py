"""The tokens of a formula."""

import re
from collections.abc import Iterator
from typing import NamedTuple

# Blanks and comments come before a token. A path such as Account.Owner.Name is one name.
_TOKEN = re.compile(
    r"""
    (?:[ \t\f\r\n]+|/\*.*?\*/)*
    (?:(?P<name>[A-Za-z$][A-Za-z0-9_$.:#]*)
    |(?P<mark>[(),])
    |(?P<text>"(?:[^"\\\r\n]|\\[nrtNRT"'\\])*"|'(?:[^'\\\r\n]|\\[nrtNRT"'\\])*')
    |(?P<number>[0-9]+(?:\.[0-9]+)?)
    |(?P<comment>/\*)
    |(?P<operator><=|>=|<>|!=|==|=>|&&|\|\||[-+*/^&=<>!])
    |(?P<further>[.;:~}\[\]])
    |(?P<end>\Z)
    |(?P<other>.))
    """,
    re.VERBOSE | re.DOTALL | re.ASCII,
)
_WORDS = frozenset({"true", "false", "null", "not"})
_LONGEST_WORD = 5
END = "end"


class Token(NamedTuple):
    """A token: its kind, its text, and where it begins in the formula.

    Kinds are name, word, number, text, operator, mark, `further` (a mark that stands nowhere in a
    formula), `end`, and what is no token: `comment`, a comment without an end, and `other`, any
    other character.
    """

    kind: str
    text: str
    offset: int


def tokens(formula: str) -> Iterator[Token]:
    """Yield the tokens of a formula, without blanks and comments, and at last its end."""
    for match in _TOKEN.finditer(formula):
        kind = match.lastgroup or END
        text = match[kind]
        if kind == "name" and len(text) <= _LONGEST_WORD and text.lower() in _WORDS:
            kind = "word"
        yield Token(kind, text, match.end() - len(text))
        if kind == END:
            return
