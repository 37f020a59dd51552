"""List views: which records a list shows, in which columns."""

from collections.abc import Iterator, Mapping
from typing import Annotated, ClassVar, Literal

from pydantic import BeforeValidator, Field

from generator.metadata.elements import Elements
from generator.metadata.list_columns import LIST_COLUMNS
from generator.schema.text_types import ApiName, Label, Line
from generator.types.comparison import Comparison
from generator.types.field_names import Named
from generator.types.filters import OPERATION, Condition, FilterValue, Operator
from generator.types.keys import element, listed, optional_text, renamed, texts
from generator.types.requirement import asks_nothing
from generator.types.risk import Risk
from generator.types.table import Context, Key, Table, Values

_MOST_COLUMNS = 15
_MINE = (
    "is Mine; an org does not create a list view with it. Leave it out, and choose it in Setup "
    "after the deploy; to keep it from then on, write metadata: {filterScope: Mine}"
)


class ListViewFilter(Condition, Table):
    """A condition of a list view."""

    type_name: ClassVar = "ListViewFilter"

    field: Annotated[Line, renamed("field", LIST_COLUMNS, Risk.SAFE)]
    operator: Annotated[Operator, element("operation", Risk.SAFE, OPERATION)]
    value: Annotated[FilterValue, optional_text("value", Risk.SAFE)] = ""


def _not_mine(value: object) -> object:
    if value == "Mine":
        raise ValueError(_MINE)
    return value


def _numbers(count: int) -> str:
    return " OR ".join(str(number) for number in range(1, count + 1))


def _read_match(elements: Elements, _context: Context, _usual: Elements) -> str | None:
    is_any = elements.get("booleanFilter") == _numbers(len(elements.get("filters", ())))
    return "any" if is_any else None


def _write_match(match: str, _context: Context, values: Values) -> Elements:
    count = len(values.get("filters", ()))
    return {"booleanFilter": _numbers(count)} if match == "any" and count > 1 else {}


class ListView(Table):
    """A list view: its columns, and which records it shows."""

    type_name: ClassVar = "ListView"
    asks: ClassVar = asks_nothing
    comparison: ClassVar = Comparison(
        as_one=("columns",),
        risks={"sharedTo": Risk.ACCESS},
        otherwise=Risk.SAFE,  # it only shows what people may see
        deleted=Risk.SAFE,
    )

    label: Annotated[Label, element("label", Risk.SAFE)]
    """The name of the list view, as people see it."""
    owner: Annotated[
        Literal["Everything"],
        BeforeValidator(_not_mine),
        element("filterScope", Risk.SAFE, {"Everything": "Everything"}),
    ] = "Everything"
    """Whose records the list shows."""
    columns: Annotated[
        tuple[ApiName, ...],
        Field(min_length=1, max_length=_MOST_COLUMNS),
        texts("columns", Risk.SAFE, LIST_COLUMNS),
    ]
    """The API names of the fields that the list shows, at most fifteen."""
    filters: Annotated[
        tuple[ListViewFilter, ...], listed("filters", ListViewFilter, "", Risk.SAFE)
    ] = ()
    """The conditions that a record has to meet to be in the list."""
    match: Annotated[
        Literal["all", "any"], Key(_read_match, _write_match, {"booleanFilter": Risk.SAFE})
    ] = "all"
    """Whether a record has to meet all conditions, or any of them."""

    @classmethod
    def defaults(cls, elements: Elements, context: Context) -> Elements:
        del elements
        return {"fullName": context.name, "filterScope": "Everything"}


def named(views: Mapping[str, ListView]) -> Iterator[Named]:
    """Yield the fields that list views name."""
    for view_name, view in views.items():
        place = ("list_views", view_name)
        for index, name in enumerate(view.columns):
            yield (*place, "columns", index), name, LIST_COLUMNS
        for index, each in enumerate(view.filters):
            yield (*place, "filters", index, "field"), each.field, LIST_COLUMNS
