"""List views: which records a list shows, in which columns."""

from collections.abc import Iterator, Mapping
from typing import Annotated, ClassVar, Literal, Self

from pydantic import AfterValidator, BeforeValidator, Field, model_validator

from generator.metadata.elements import Elements
from generator.metadata.list_columns import LIST_COLUMNS
from generator.schema.text_types import ApiName, Label, Line, Place, diagnostics_at, formed
from generator.types.comparison import Comparison
from generator.types.field_names import Named
from generator.types.filters import OPERATION, Condition, FilterValue, Operator, logic_fault
from generator.types.keys import element, listed, optional_text, part, renamed, texts
from generator.types.language import Language
from generator.types.requirement import asks_nothing
from generator.types.risk import Risk
from generator.types.shared_to import SharedTo
from generator.types.table import Context, Key, Table, Values

_MOST_COLUMNS = 15
_MOST_FILTERS = 10
# Whose records a list shows, in Setup's words and in those of the metadata.
Owner = Literal[
    "Everything",
    "Delegated",
    "My Territories",
    "My Team's Territories",
    "My Teams",
    "My Sales Teams",
    "Assigned to Me",
    "Mine and My Groups",
    "Scoping Rule",
]
_SCOPES = {
    "Everything": "Everything",
    "Delegated": "Delegated",
    "My Territories": "MyTerritory",
    "My Team's Territories": "MyTeamTerritory",
    "My Teams": "Team",
    "My Sales Teams": "SalesTeam",
    "Assigned to Me": "AssignedToMe",
    "Mine and My Groups": "MineAndMyGroups",
    "Scoping Rule": "ScopingRule",
}
_MINE = (
    "is Mine; an org does not create a list view with it. Leave it out, and choose it in Setup "
    "after the deploy; to keep it from then on, write metadata: {filterScope: Mine}"
)


# A field, or what a list shows of the person in it, by the name that the file has.
ListColumn = Annotated[
    str,
    formed(
        r"[A-Za-z][A-Za-z0-9_]*|[A-Z][A-Z0-9_]*\.[A-Z][A-Z0-9_]*",
        "an API name; use letters, digits and underscores, with a letter first",
    ),
]


def _column(name: str) -> str:
    """Return the name of a column of a standard object."""
    if "__" not in name and name != name.upper():
        raise ValueError(
            f"{name!r} is not a column of a standard object; write it in capitals, as a "
            "list view's file has it, as in ACCOUNT.NAME"
        )
    return name


class StandardFilter(Condition, Table):
    """A condition of a list view of a standard object, whose columns have names of their own."""

    type_name: ClassVar = "ListViewFilter"

    field: Annotated[Line, AfterValidator(_column), element("field", Risk.SAFE)]
    """A custom field, or a standard field as list views name it, as in ACCOUNT.NAME."""
    operator: Annotated[Operator, element("operation", Risk.SAFE, OPERATION)]
    value: Annotated[FilterValue, optional_text("value", Risk.SAFE)] = ""


class ListViewFilter(StandardFilter):
    """A condition of a list view of a custom object."""

    field: Annotated[Line, renamed("field", LIST_COLUMNS, Risk.SAFE)]
    """The API name of the field that is compared."""


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


def _read_logic(elements: Elements, _context: Context, _usual: Elements) -> str | None:
    logic = elements.get("booleanFilter")
    return logic if isinstance(logic, str) and logic == logic.strip() else None


def _write_logic(logic: str, _context: Context, _values: Values) -> Elements:
    return {"booleanFilter": logic}


class StandardListView(Table):
    """A list view of a standard object, which has names of its own for its columns."""

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
        Literal[Owner, "Mine"], element("filterScope", Risk.SAFE, _SCOPES | {"Mine": "Mine"})
    ] = "Everything"
    """Whose records the list shows."""
    queue: Annotated[ApiName | None, element("queue", Risk.SAFE)] = None
    """The API name of the queue whose records the list shows."""
    columns: Annotated[
        tuple[Annotated[Line, AfterValidator(_column)], ...],
        Field(min_length=1, max_length=_MOST_COLUMNS),
        texts("columns", Risk.SAFE),
    ] = ()
    """Custom fields, and standard ones as list views name them, as in ACCOUNT.NAME."""
    filters: Annotated[
        tuple[StandardFilter, ...],
        Field(max_length=_MOST_FILTERS),
        listed("filters", StandardFilter, "", Risk.SAFE),
    ] = ()
    """The conditions that a record has to meet to be in the list."""
    match: Annotated[
        Literal["all", "any"], Key(_read_match, _write_match, {"booleanFilter": Risk.SAFE})
    ] = "all"
    """Whether a record has to meet all conditions, or any of them."""
    filter_logic: Annotated[
        Line | None, Key(_read_logic, _write_logic, {"booleanFilter": Risk.SAFE})
    ] = None
    """How the conditions are joined, by their numbers, as in 1 AND (2 OR 3)."""
    shared_with: Annotated[SharedTo | None, part("sharedTo", SharedTo)] = None
    """The people who can see the list view; everybody if left out."""
    language: Annotated[Language | None, element("language", Risk.SAFE)] = None
    """The language of the values in the filters, as in en_US."""

    @classmethod
    def defaults(cls, elements: Elements, context: Context) -> Elements:
        scope = "Queue" if "queue" in elements else "Everything"
        return {"fullName": context.name, "filterScope": scope}

    @model_validator(mode="after")
    def _is_consistent(self) -> Self:
        if found := list(_diagnostics(self)):
            raise diagnostics_at(found)
        return self


class ListView(StandardListView):
    """A list view: its columns, and which records it shows."""

    asks: ClassVar = asks_nothing

    owner: Annotated[
        Owner, BeforeValidator(_not_mine), element("filterScope", Risk.SAFE, _SCOPES)
    ] = "Everything"
    """Whose records the list shows."""
    columns: Annotated[
        tuple[ListColumn, ...],
        Field(min_length=1, max_length=_MOST_COLUMNS),
        texts("columns", Risk.SAFE, LIST_COLUMNS),
    ] = ()
    """The fields that the list shows, at most fifteen: API names, or as OWNER.LAST_NAME."""
    filters: Annotated[
        tuple[ListViewFilter, ...],
        Field(max_length=_MOST_FILTERS),
        listed("filters", ListViewFilter, "", Risk.SAFE),
    ] = ()
    """The conditions that a record has to meet to be in the list."""


def _diagnostics(view: StandardListView) -> Iterator[tuple[Place, str]]:
    """Yield which keys of a list view exclude each other, and what is wrong with its logic."""
    if view.queue is not None and "owner" in view.model_fields_set:
        yield ("owner",), "stands beside queue, which says whose records; keep one of the two"
    if view.filter_logic is not None:
        if "match" in view.model_fields_set:
            yield ("match",), "is said by filter_logic as well; keep one of the two"
        elif fault := logic_fault(view.filter_logic, len(view.filters)):
            yield ("filter_logic",), fault


def named(views: Mapping[str, ListView]) -> Iterator[Named]:
    """Yield the fields that list views name."""
    for view_name, view in views.items():
        place = ("list_views", view_name)
        for index, name in enumerate(view.columns):
            if "." not in name:  # else a column about a person
                yield (*place, "columns", index), name, LIST_COLUMNS
        for index, each in enumerate(view.filters):
            yield (*place, "filters", index, "field"), each.field, LIST_COLUMNS
