"""The risk of a change for the data and the rights in an org.

Rows by metadata type and element, each with a function of the value before and after.
"""

from collections.abc import Callable
from enum import StrEnum

Value = str | None


class Risk(StrEnum):
    """From the lowest to the highest."""

    SAFE = "safe"
    WIDENS = "widens"
    ACCESS = "access change"
    NARROWS = "narrows: data may not fit"
    RETYPES = "retypes: the org refuses it, or loses data"
    DELETES = "delete: data is lost"


Rating = Callable[[Value, Value], Risk]


def _always(risk: Risk) -> Rating:
    return lambda _before, _after: risk


def _by_size(before: Value, after: Value) -> Risk:
    if before is None or after is None or not (before.isdigit() and after.isdigit()):
        return Risk.RETYPES
    return Risk.WIDENS if int(after) > int(before) else Risk.NARROWS


def _stricter_if_true(_before: Value, after: Value) -> Risk:
    return Risk.NARROWS if after == "true" else Risk.WIDENS


def _stricter_if_false(_before: Value, after: Value) -> Risk:
    return Risk.NARROWS if after == "false" else Risk.WIDENS


def _value(before: Value, after: Value) -> Risk:
    return Risk.WIDENS if before is None else Risk.NARROWS if after is None else Risk.SAFE


def _if_comes_or_goes(before: Value, after: Value) -> Risk:
    return Risk.RETYPES if before is None or after is None else Risk.SAFE


def _values(place: str) -> dict[str, Rating]:
    """Return the ratings of a list of values."""
    return {
        place: _value,
        f"{place}.color": _always(Risk.SAFE),
        f"{place}.description": _always(Risk.SAFE),
        f"{place}.isActive": _stricter_if_false,
    }


_OTHERWISE = ""  # for the elements of a type without a row
_RATINGS: dict[str, dict[str, Rating]] = {
    "CustomField": {
        "length": _by_size,
        "type": _always(Risk.RETYPES),
        "referenceTo": _always(Risk.RETYPES),
        "required": _stricter_if_true,
        "unique": _stricter_if_true,
        "caseSensitive": _always(Risk.NARROWS),
        "deleteConstraint": _always(Risk.NARROWS),
        "formula": _if_comes_or_goes,
        "lookupFilter": _always(Risk.NARROWS),
        "valueSet.restricted": _stricter_if_true,
        "writeRequiresMasterRead": _always(Risk.ACCESS),
        **_values("valueSet.valueSetDefinition.value"),
        "valueSet.valueSetName": _always(Risk.NARROWS),
    },
    "CustomObject": {
        "deploymentStatus": _always(Risk.ACCESS),
        "sharingModel": _always(Risk.ACCESS),
        "externalSharingModel": _always(Risk.ACCESS),
        "nameField.type": _always(Risk.RETYPES),
    },
    "PermissionSet": {
        "description": _always(Risk.SAFE),
        "label": _always(Risk.SAFE),
        _OTHERWISE: _always(Risk.ACCESS),
    },
    "StandardValueSet": _values("standardValue"),
}
_HOLDS_DATA = ("CustomField", "CustomObject")
_GRANTS = ("PermissionSet",)


def of_element(type_name: str, path: str, before: Value, after: Value) -> Risk:
    """Return the risk of one changed fact, by its path."""
    plain = _without_keys(path)
    ratings = _RATINGS.get(type_name, {})
    while plain:
        if plain in ratings:
            return ratings[plain](before, after)
        plain = plain.rpartition(".")[0]
    return ratings[_OTHERWISE](before, after) if _OTHERWISE in ratings else Risk.SAFE


def of_digits(before: tuple[int, int], after: tuple[int, int]) -> Risk:
    """Return the risk of a number's new digits, before and after the point."""
    fits = all(new >= old for old, new in zip(before, after, strict=True))
    return Risk.WIDENS if fits else Risk.NARROWS


def of_component(type_name: str, *, exists_after: bool) -> Risk:
    """Return the risk of a component that is created or deleted."""
    if type_name in _GRANTS:
        return Risk.ACCESS
    return Risk.DELETES if type_name in _HOLDS_DATA and not exists_after else Risk.SAFE


def _without_keys(path: str) -> str:
    result, depth = [], 0
    for sign in path:
        depth += (sign == "[") - (sign == "]" and depth > 0)
        if depth == 0 and sign != "]":
            result.append(sign)
    return "".join(result)
