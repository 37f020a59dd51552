"""The values of a picklist in a cell of a table: a line for each, written and read.

Active (default)
On leave = ON_LEAVE
Left (inactive) (#FF0000)
"""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from generator.types.picklist_value import lengthened

_MARK = re.compile(r" \((default|inactive|#[0-9A-Fa-f]{6})\)$")
_IS = " = "


def text_of(values: Sequence[Any]) -> str | None:
    """Return the cell of values, as a schema has them; None if a line cannot say all of one."""
    given = [lengthened(each) for each in values]
    text = "\n".join(map(_line, given))
    again = [lengthened(each) for each in values_of(text)]
    is_plain = "\u00a0" not in text  # see field_table
    return text if is_plain and again == list(map(_shortest, given)) else None


def values_of(text: str) -> list[Any]:
    """Return the values that a cell lists, as a schema has them."""
    return [_value(line) for line in text.split("\n") if line.strip()]


def _line(value: Any) -> str:
    name, label = str(value.get("value")), value.get("label")
    marks = [
        *(["default"] if value.get("default") is True else []),
        *(["inactive"] if value.get("active") is False else []),
        *([str(value["color"])] if value.get("color") else []),
    ]
    said = name if label in (None, name) else f"{label}{_IS}{name}"
    return said + "".join(f" ({mark})" for mark in marks)


def _value(line: str) -> Any:
    rest = line.strip()
    marks: list[str] = []
    while found := _MARK.search(rest):
        marks.insert(0, found[1])
        rest = rest[: found.start()]
    label, is_named, name = rest.rpartition(_IS)
    value: dict[str, Any] = {"value": name}
    if is_named:
        value["label"] = label
    for mark in marks:
        value |= _MARKS.get(mark, {"color": mark})
    return name if list(value) == ["value"] else value


_MARKS: Mapping[str, dict[str, Any]] = {
    "default": {"default": True},
    "inactive": {"active": False},
}


def _shortest(value: Any) -> dict[str, Any]:
    """Return a value without the keys that say what is so anyway."""
    usual = {"label": value.get("value"), "default": False, "active": True, "color": None}
    return {key: each for key, each in value.items() if key not in usual or each != usual[key]}
