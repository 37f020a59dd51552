"""What permission sets grant besides objects: lists of names, and tabs; their keys and names."""

from collections.abc import Collection, Iterable, Mapping
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BeforeValidator

from generator.metadata.elements import Elements
from generator.metadata.user_permissions import user_permissions
from generator.schema.text_types import ApiName, diagnostics_at, formed
from generator.types.risk import Risk
from generator.types.table import Context, Key, Values

Visibility = Literal["visible", "available", "none"]
TabName = Annotated[
    str,
    formed(
        "[A-Za-z][A-Za-z0-9_-]*",
        "the name of a tab; write the API name of its object, as in Visit__c or standard-Account",
    ),
]


def granted(path: str, name: str, granted: str) -> Key:
    """Return the key of a repeated element that grants things: a list of their names."""

    def read_names(elements: Elements, _context: Context, _usual: Elements) -> list[str] | None:
        return [each.get(name) for each in elements.get(path, ())] or None

    def write_names(names: Iterable[str], _context: Context, _values: Values) -> Elements:
        entries = [{granted: True, name: each} for each in sorted(names)]
        return {path: entries} if entries else {}

    return Key(read_names, write_names, {path: Risk.ACCESS}, {path: name})


def sorted_names(path: str) -> Key:
    """Return the key of a repeated element of names, sorted as a retrieve sorts them."""

    def write_names(names: Collection[str], _context: Context, _values: Values) -> Elements:
        return {path: sorted(names)} if names else {}

    return Key(
        lambda elements, _context, _usual: elements.get(path), write_names, {path: Risk.ACCESS}
    )


def _read_tabs(elements: Elements, _context: Context, _usual: Elements) -> dict[str, Any] | None:
    entries = elements.get(_TABS, ())
    return {each.get("tab"): str(each.get("visibility")).lower() for each in entries} or None


def _write_tabs(tabs: Mapping[str, str], _context: Context, _values: Values) -> Elements:
    entries = [
        {"tab": name, "visibility": visibility.capitalize()}
        for name, visibility in sorted(tabs.items())
        if visibility != "none"
    ]
    return {_TABS: entries} if entries else {}


def _each_once(names: tuple[str, ...]) -> tuple[str, ...]:
    first: dict[str, int] = {}
    again = [i for i, each in enumerate(names) if first.setdefault(each.casefold(), i) != i]
    if again:
        message = "is written twice (capitals do not count); keep one"
        raise diagnostics_at([((index,), message) for index in again])
    return names


def _permission(name: object) -> object:
    if isinstance(name, str) and " " in name:
        by_label = {each.casefold(): each for each in user_permissions()}
        if meant := by_label.get(name.replace(" ", "").casefold()):
            raise ValueError(f"{name!r} is the label of a permission; write its API name, {meant}")
    return name


_TABS = "tabSettings"
TABS = Key(_read_tabs, _write_tabs, {_TABS: Risk.ACCESS}, {_TABS: "tab"})
EachOnce = AfterValidator(_each_once)
Names = Annotated[tuple[ApiName, ...], EachOnce]
UserPermission = Annotated[ApiName, BeforeValidator(_permission)]
RecordTypeName = Annotated[
    str,
    formed(
        "[A-Za-z][A-Za-z0-9_]*[.][A-Za-z][A-Za-z0-9_]*",
        "a record type of an object; write both, as in Visit__c.Phone",
    ),
]
