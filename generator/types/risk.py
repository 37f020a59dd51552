"""What a change of an element does to those who have data or rights in an org: its risk.

A rule is a risk, or a function of the value before and the value after, None where there is none.
"""

from collections.abc import Callable
from enum import StrEnum

Value = str | None


class Risk(StrEnum):
    """From the least to the most. `unrated` is what no rule knows: worth a look, never safe."""

    SAFE = "safe"
    WIDENS = "widens"
    UNRATED = "unrated"
    ACCESS = "access change"
    NARROWS = "narrows: data may not fit"
    RETYPES = "retypes: the org refuses it, or loses data"
    DELETES = "delete: data is lost"


_SHORT_TEXTS = ("Text", "TextArea", "Email", "Phone", "Url")
Rule = Risk | Callable[[Value, Value], Risk]


def by_size(before: Value, after: Value) -> Risk:
    if before is None or after is None or not (before.isdecimal() and after.isdecimal()):
        return Risk.RETYPES
    return Risk.WIDENS if int(after) > int(before) else Risk.NARROWS


def by_type(before: Value, after: Value) -> Risk:
    """Return the risk of another field type; an org makes a text longer without loss."""
    is_longer = before in _SHORT_TEXTS and after == "LongTextArea"
    return Risk.WIDENS if is_longer else Risk.RETYPES


def stricter_if_true(_before: Value, after: Value) -> Risk:
    return Risk.NARROWS if after == "true" else Risk.WIDENS


def stricter_if_false(_before: Value, after: Value) -> Risk:
    return Risk.NARROWS if after == "false" else Risk.WIDENS


def by_presence(before: Value, after: Value) -> Risk:
    """Return the risk of an entry of a list: one that comes widens, one that goes narrows."""
    return Risk.WIDENS if before is None else Risk.NARROWS if after is None else Risk.SAFE


def by_formula(before: Value, after: Value) -> Risk:
    """Return the risk of a formula: a field with one and a field without are different types."""
    return Risk.RETYPES if before is None or after is None else Risk.SAFE


def by_external_id(_before: Value, after: Value) -> Risk:
    """Return the risk of an external ID: without it, every upsert by the field fails."""
    return Risk.SAFE if after == "true" else Risk.NARROWS
