"""The texts of elements, as `metadata.elements` reads them."""

from collections.abc import Mapping
from typing import Any

from generator.metadata.elements import TEXT, Elements


def text(value: object) -> str:
    """Return the text of an element; empty for one that has elements or is not translated."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "Yes" if value else "No"
    if isinstance(value, Mapping):
        return str(value.get(TEXT, ""))
    return "" if value is None or isinstance(value, list) else str(value)


def first_text(elements: Elements, *names: str) -> str:
    """Return the first text that is not empty of elements with these names."""
    for name in names:
        if name in elements and (said := text(elements[name])):
            return said
    return ""


def entries(elements: Elements, name: str) -> list[Any]:
    """Return the elements of a name: a list, however often it stands there."""
    value = elements.get(name)
    if value is None:
        return []
    return value if isinstance(value, list) else [value]
