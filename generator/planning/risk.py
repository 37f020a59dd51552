"""The risk of a change for the data and the rights in an org, by the rows of its type."""

from generator.types.registry import comparison_of
from generator.types.risk import Risk

_ORDER = " (order)"


def of_element(type_name: str, path: str, before: str | None, after: str | None) -> Risk:
    """Return the risk of one changed fact, by its path; unrated if no row of its type knows it."""
    if path.endswith(_ORDER):
        return Risk.SAFE
    return comparison_of(type_name).risk(_without_keys(path), before, after)


def of_digits(before: tuple[int, int], after: tuple[int, int]) -> Risk:
    """Return the risk of a number's new digits, before and after the point."""
    fits = all(new >= old for old, new in zip(before, after, strict=True))
    return Risk.WIDENS if fits else Risk.NARROWS


def of_component(type_name: str, *, exists_after: bool) -> Risk:
    """Return the risk of a component that is created or deleted."""
    comparison = comparison_of(type_name)
    return comparison.created if exists_after else comparison.deleted


def _without_keys(path: str) -> str:
    result, depth = [], 0
    for sign in path:
        depth += (sign == "[") - (sign == "]" and depth > 0)
        if depth == 0 and sign != "]":
            result.append(sign)
    return "".join(result)
