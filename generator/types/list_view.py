"""List views: which records a list shows, in which columns."""

from collections.abc import Iterator, Mapping
from typing import Annotated, Literal

from pydantic import Field

from generator.metadata.elements import Elements
from generator.metadata.registry import LIST_VIEW, Component
from generator.schema.base import Model
from generator.schema.text_types import ApiName, Label
from generator.types.field_names import Named
from generator.types.filters import Filter, filter_item
from generator.types.target import Target

_MOST_COLUMNS = 15
# The standard fields of every custom object, and their names in the file of a list view.
LIST_COLUMNS = {
    "Name": "NAME",
    "CreatedDate": "CREATED_DATE",
    "CreatedById": "CREATEDBY_USER",
    "LastModifiedDate": "LAST_UPDATE",
    "LastModifiedById": "UPDATEDBY_USER",
    "OwnerId": "OWNER.ALIAS",
}


class ListView(Model):
    """A list view: its columns, and which records it shows."""

    label: Label
    owner: Literal["Everything", "Mine"] = "Everything"
    columns: Annotated[tuple[ApiName, ...], Field(min_length=1, max_length=_MOST_COLUMNS)]
    filters: tuple[Filter, ...] = ()
    match: Literal["all", "any"] = "all"


def named(views: Mapping[str, ListView]) -> Iterator[Named]:
    """Yield the fields that list views name."""
    for view_name, view in views.items():
        place = ("list_views", view_name)
        for index, name in enumerate(view.columns):
            yield (*place, "columns", index), name, LIST_COLUMNS
        for index, each in enumerate(view.filters):
            yield (*place, "filters", index, "field"), each.field, LIST_COLUMNS


def components(
    place: tuple[str, str], views: Mapping[str, ListView], target: Target
) -> Iterator[Component]:
    """Yield the list views of an object, at its place in the schema."""
    _, parent = place
    for name, view in views.items():
        path = LIST_VIEW.path(target.package_directory, name, parent)
        own_place = (*place, "list_views", name)
        yield Component(LIST_VIEW, f"{parent}.{name}", path, _list_view(name, view), own_place)


def _list_view(name: str, view: ListView) -> Elements:
    several = view.match == "any" and len(view.filters) > 1
    numbers = " OR ".join(str(number) for number in range(1, len(view.filters) + 1))
    return ({"booleanFilter": numbers} if several else {}) | {
        "fullName": name,
        "columns": list(map(_column, view.columns)),
        "filterScope": view.owner,
        "filters": [
            filter_item(each, LIST_COLUMNS.get(each.field, each.field)) for each in view.filters
        ],
        "label": view.label,
    }


def _column(name: str) -> str:
    return LIST_COLUMNS.get(name, name)
