"""What people see of a custom object: tab, page layout, compact layout, list views, search."""

from collections.abc import Collection, Iterable, Iterator
from typing import Annotated, Literal

from pydantic import BeforeValidator, Field, TypeAdapter

from generator.schema.model.base import Model
from generator.schema.text_types import (
    ApiName,
    Identifier,
    Label,
    Line,
    Place,
    ShortDescription,
    at_most,
    clashes,
    formed,
    shown,
)

Operator = Literal[
    "equals",
    "not equal to",
    "less than",
    "greater than",
    "less or equal",
    "greater or equal",
    "contains",
    "does not contain",
    "starts with",
]
# The standard fields of every custom object, and their names in the file of a list view.
LIST_COLUMNS = {
    "Name": "NAME",
    "CreatedDate": "CREATED_DATE",
    "CreatedById": "CREATEDBY_USER",
    "LastModifiedDate": "LAST_UPDATE",
    "LastModifiedById": "UPDATEDBY_USER",
    "OwnerId": "OWNER.ALIAS",
}
_LINE: TypeAdapter[str] = TypeAdapter(Annotated[Line, at_most(1000)])
_MOST_COLUMNS = 15
_MOST_COMPACT = 10
_SYSTEM = "SYSTEM"


class Tab(Model):
    """A tab for the object's records; `style` is one of Setup's tab styles."""

    style: Annotated[
        str,
        formed(
            r"Custom[0-9]{1,3}: .+", "a tab style; write it as Setup does, as in Custom53: Bell"
        ),
    ]
    description: ShortDescription | None = None


class LayoutSection(Model):
    """A section of a page layout: its label, and its fields, left column first."""

    label: Annotated[Line, at_most(80)]
    fields: Annotated[tuple[ApiName, ...], Field(min_length=1)]


class PageLayout(Model):
    """The page of a record. The sections with name and owner and with the creator are added."""

    sections: Annotated[tuple[LayoutSection, ...], Field(min_length=1)]


class CompactLayout(Model):
    """The fields at the top of a record's page."""

    name: Identifier
    label: Label
    fields: Annotated[tuple[ApiName, ...], Field(min_length=1, max_length=_MOST_COMPACT)]


def _filter_value(value: object) -> str:
    """Return the text as a retrieve writes it: one line, without spaces at its ends."""
    if isinstance(value, bool) or not isinstance(value, str | int):
        raise ValueError(f"is {shown(value)}; write text or a whole number, or use quotes")  # noqa: TRY004
    return _LINE.validate_python(str(value)) if str(value).strip() else ""


class Filter(Model):
    """A condition of a list view or a report."""

    field: Line
    operator: Operator
    value: Annotated[str, BeforeValidator(_filter_value)] = ""


class ListView(Model):
    """A list view: its columns, and which records it shows."""

    label: Label
    owner: Literal["Everything", "Mine"] = "Everything"
    columns: Annotated[tuple[ApiName, ...], Field(min_length=1, max_length=_MOST_COLUMNS)]
    filters: tuple[Filter, ...] = ()
    match: Literal["all", "any"] = "all"


class Screens(Model):
    """The keys of a custom object that are about its screens."""

    tab: Tab | None = None
    page_layout: PageLayout | None = None
    compact_layout: CompactLayout | None = None
    list_views: dict[Identifier, ListView] = {}
    search_layout: tuple[ApiName, ...] = ()


def diagnostics(
    screens: Screens,
    fields: Collection[str],
    required: Iterable[str],
    long_texts: Collection[str],
) -> Iterator[tuple[Place, str]]:
    """Yield what is wrong with the screens of an object, whose fields are `fields`.

    `required` fields have to be on the page layout. `long_texts` can be on a page layout and in
    the columns of a list view, and nowhere else.
    """
    if screens.page_layout:
        yield from _layout_diagnostics(screens.page_layout, fields, required)
    compact = screens.compact_layout
    named: list[tuple[Place, str, Collection[str]]] = [
        (("search_layout", index), name, ()) for index, name in enumerate(screens.search_layout)
    ]
    if compact:
        named += [
            (("compact_layout", "fields", index), name, ("Name", "OwnerId", "CreatedDate"))
            for index, name in enumerate(compact.fields)
        ]
    for view_name, view in screens.list_views.items():
        place = ("list_views", view_name)
        named += [
            ((*place, "columns", index), name, LIST_COLUMNS)
            for index, name in enumerate(view.columns)
        ]
        named += [
            ((*place, "filters", index, "field"), each.field, LIST_COLUMNS)
            for index, each in enumerate(view.filters)
        ]
    seen: set[Place] = set()
    for at, name, standard in named:
        if name not in fields and name not in standard:
            yield at, f"{name} is not a field of the object; add the field, or correct the name"
        if name in long_texts and "columns" not in at:
            yield at, f"{name} is a long text, which an org does not allow here; leave it out"
        if at[-1] != "field" and (*at[:-1], name) in seen:
            yield at, f"{name} is written twice; keep one"
        seen.add((*at[:-1], name))
    if compact and compact.name == _SYSTEM:
        yield (
            ("compact_layout", "name"),
            f"{_SYSTEM} is Salesforce's own compact layout; choose another name",
        )


def _layout_diagnostics(
    layout: PageLayout, fields: Collection[str], required: Iterable[str]
) -> Iterator[tuple[Place, str]]:
    shown = [name for section in layout.sections for name in section.fields]
    twice = clashes(shown)
    for number, section in enumerate(layout.sections):
        for index, name in enumerate(section.fields):
            place = ("page_layout", "sections", number, "fields", index)
            if name not in fields:
                yield (
                    place,
                    f"{name} is not a field of the object; add the field, or correct the name",
                )
            elif name in twice:
                yield place, f"{name} is on the layout twice; keep one"
    for name in required:
        if name not in shown:
            yield (
                ("page_layout", "sections"),
                f"{name} is required and on no section; add it to one",
            )
