"""The values of a picklist as a cell of a table lists them."""

import re
from dataclasses import dataclass

from generator.schema.notes import FillIn
from generator.schema.text_types import repeated

_MORE = re.compile(r"\(?\+\s*([0-9]+)\s+more\)?\s*$|(?:\.\.\.|…)\s*$", re.IGNORECASE)
_BULLET = re.compile(r"^(?:[-*•]|\d{1,3}[.)])\s+")
_SET = re.compile(r"(?:global\s+)?value\s*set\s*:?\s+(\w+)", re.IGNORECASE)
_QUOTES = re.compile(r"""^(["'])(.*)\1$""")


@dataclass(frozen=True, slots=True)
class ValuesSaid:
    """The values that a cell lists, or the global value set that it names; what was guessed."""

    values: tuple[str | FillIn, ...] = ()
    value_set: str = ""
    notes: tuple[str, ...] = ()


def read(text: str) -> ValuesSaid:
    """Return the values in a cleaned cell: a line each, or separated by semicolons or commas."""
    if match := _SET.fullmatch(text.strip()):
        return ValuesSaid(value_set=match[1])
    more = _MORE.search(text)
    whole = text[: more.start()] if more else text
    notes = []
    separator = next((each for each in (";", "\n", "|", ",") if each in whole), "\n")
    if separator == ",":
        notes.append("the values are separated by commas; a value that has one is cut in two")
    parts = re.split(r"[;\n]" if separator == ";" else re.escape(separator), whole)
    values = [_QUOTES.sub(r"\2", _BULLET.sub("", part.strip())) for part in parts]
    values = [each for each in values if each]
    if twice := repeated(values):
        notes.append(f"the table lists {', '.join(twice)} twice")
        first: dict[str, str] = {}
        for each in values:
            first.setdefault(each.casefold(), each)
        values = list(first.values())
    left: list[str | FillIn] = [*values]
    if more:
        count = f"{more[1]} more values" if more[1] else "more values"
        left.append(FillIn(f"the field has {count}, which the table cuts off; write them here"))
    return ValuesSaid(tuple(left), notes=tuple(notes))
