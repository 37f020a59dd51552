"""The text of a cell as it is meant: without markup, and in one alphabet."""

import html
import re
import unicodedata
from functools import lru_cache

from generator.tables.formula_cells import unguarded

_BREAK = re.compile(r"<br\s*/?>|</p>", re.IGNORECASE)
_TAG = re.compile(r"</?(?:b|strong|i|em|u|code|span|p|sup|sub|div|a)(?:\s[^<>]*)?>", re.IGNORECASE)
_ENTITY = re.compile(r"&(?:amp|lt|gt|nbsp|quot|apos|#[0-9]{1,6});")
_UNSEEN = re.compile("[\u00ad\u200b-\u200f\u2028\u2029\u2060\ufeff\x00-\x08\x0b-\x1f\x7f]")
_SPACE = re.compile(r"[^\S\n]+")
_BOLD = re.compile(r"(\*\*|`)(?=\S)(.+?)(?<=\S)\1")
_ESCAPED = re.compile(r"\\+([_*`#|()\[\]{}.!<>~-])")
_NAMESPACE = re.compile(
    r"\(namespace\)(?:__)?|\{namespace\}(?:__)?|<namespace>(?:__)?", re.IGNORECASE
)

_YES = {"yes", "y", "true", "t", "x", "1", "*", "✓", "✔", "☑", "✅", "•", "●", "checked"}
_NO = {
    *("", "no", "n", "false", "f", "0", "-", ".", "na", "n/a", "none"),
    *("\u2013", "\u2014", "☐", "✗", "✘", "❌"),  # two dashes, and pictures of an empty box
}
_SIGNS = re.compile(r"[^\w\s/*.-]")  # pictures before a word
_LATIN = 127
_PLAIN = re.compile(r"(?:[A-Za-z0-9_(](?:[A-Za-z0-9_().,/;:#%?!]| (?! ))*)?(?<! )", re.ASCII)


@lru_cache(maxsize=4096)
def cleaned(text: str) -> str:
    """Return a text without Markdown, tags, and characters that nobody sees.

    Each line is trimmed; no-break spaces are spaces.
    """
    if _PLAIN.fullmatch(text):
        return text
    text = _TAG.sub("", _BREAK.sub("\n", unguarded(text)))
    text = _ENTITY.sub(lambda match: html.unescape(match[0]), text)
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    text = _ESCAPED.sub(r"\1", _BOLD.sub(r"\2", _UNSEEN.sub("", text)))
    lines = (_SPACE.sub(" ", line).strip() for line in text.split("\n"))
    return "\n".join(filter(None, lines))


def one_line(text: str) -> str:
    """Return a cleaned text on one line."""
    return cleaned(text).replace("\n", " ")


def without_namespace(name: str) -> str:
    """Return a name without the words that stand for a namespace, as in (namespace)Size__c."""
    return _NAMESPACE.sub("", name)


def has_namespace(name: str) -> bool:
    """Whether a name has the words that stand for a namespace."""
    return _NAMESPACE.search(name) is not None


def flag(text: str, *words: str) -> bool | None:
    """Return what a cell answers to yes or no; None if it says something else.

    `words` are those of the question, which some tables repeat as the answer.
    """
    said = one_line(text).casefold()
    said = _SIGNS.sub("", said).strip() or said
    if said in _NO or said in {f"not {word}" for word in words}:
        return False
    return True if said in _YES or said in words else None


def foreign(name: str) -> str:
    """Return what is wrong with the letters of a name; empty if all are of the Latin alphabet."""
    for position, letter in enumerate(name, 1):
        if ord(letter) > _LATIN and (
            letter.isalpha() or unicodedata.category(letter) in {"Mn", "Nd"}
        ):
            kind = unicodedata.name(letter, "a letter without a name")
            return (
                f"{name!r} has U+{ord(letter):04X} ({kind}) as its character {position}, which "
                "only looks right; write it again with Latin letters"
            )
    return ""
