"""The sections of a page layout, with the fields and what else they show."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Annotated, Any, ClassVar, Literal, Self

from pydantic import Field, StrictBool, StrictInt, model_validator

from generator.metadata.elements import Elements, flat, nested
from generator.schema.text_types import ApiName, Line, Place, at_most, diagnostics_at
from generator.types.keys import element
from generator.types.risk import Risk
from generator.types.short_forms import short_form
from generator.types.table import Context, Key, Table, Values, read, write

Behavior = Literal["Edit", "Required", "Read-Only"]
_BEHAVIORS = {"Edit": "Edit", "Required": "Required", "Read-Only": "Readonly"}
_OF_FIELDS = {"CreatedById": "Readonly", "LastModifiedById": "Readonly", "Name": "Required"}
_OF_PAGES: Elements = {
    "height": 200,
    "showLabel": False,
    "showScrollbars": False,
    "width": "100%",
}
_COLUMNS = "layoutColumns"
_ITEMS = "layoutItems"
_STYLES = {
    "1-Column": "OneColumn",
    "2-Column Left-Right": "TwoColumnsLeftToRight",
    "2-Column Top-Down": "TwoColumnsTopToBottom",
    "Custom Links": "CustomLinks",
}
_COLUMNS_OF = {"OneColumn": 1, "CustomLinks": 3}


class LayoutItem(Table):
    """A place in a section: a field; or a blank space, a page, or a link."""

    type_name: ClassVar = "LayoutItem"
    short: ClassVar = "field"

    field: Annotated[ApiName | None, element("field")] = None
    """The API name of the field."""
    behavior: Annotated[Behavior, element("behavior", Risk.UNRATED, _BEHAVIORS)] = "Edit"
    """What people can do: Edit, Required or Read-Only. For a field of this schema, it follows."""
    blank_space: Annotated[
        StrictBool, element("emptySpace", Risk.SAFE, {True: True, False: None})
    ] = False
    """Whether the place is left blank."""
    visualforce_page: Annotated[ApiName | None, element("page")] = None
    """The Visualforce page that is shown here."""
    height: Annotated[StrictInt | None, element("height", Risk.SAFE)] = None
    """The height of the Visualforce page in pixels; without it, 200."""
    width: Annotated[Line | None, element("width", Risk.SAFE)] = None
    """The width of the Visualforce page, in pixels or percent; without it, 100%."""
    show_label: Annotated[StrictBool, element("showLabel", Risk.SAFE)] = False
    """Whether the label of the Visualforce page is shown."""
    show_scrollbars: Annotated[StrictBool, element("showScrollbars", Risk.SAFE)] = False
    """Whether the Visualforce page has scrollbars."""
    custom_link: Annotated[ApiName | None, element("customLink")] = None
    """The custom link that is shown here."""

    @classmethod
    def defaults(cls, elements: Elements, context: Context) -> Elements:
        name = elements.get("field")
        if name is None:
            return _OF_PAGES if "page" in elements else {}
        return {"behavior": context.behaviors.get(name) or _OF_FIELDS.get(name, "Edit")}

    @model_validator(mode="after")
    def _is_one_thing(self) -> Self:
        said = [key for key in _THINGS if getattr(self, key)]
        if len(said) > 1:
            raise diagnostics_at([((said[1],), f"stands beside {said[0]}; keep one of the two")])
        if not said and not self.metadata:
            others = ", ".join(_THINGS[1:])
            raise diagnostics_at([(("field",), f"is missing; write it, or one of {others}")])
        found = [
            ((key,), f"is for {thing}; leave it out")
            for thing, own in _OF_ONE.items()
            if not getattr(self, thing)
            for key in own & self.model_fields_set
        ]
        if found:
            raise diagnostics_at(found)
        return self


_OF_ONE = {
    "field": frozenset({"behavior"}),
    "visualforce_page": frozenset({"height", "width", "show_label", "show_scrollbars"}),
}
_THINGS = ("field", "blank_space", "visualforce_page", "custom_link")


Item = Annotated[LayoutItem, short_form(ApiName | LayoutItem, "field")]


def items_at(path: str, inside: str = "") -> Key:
    """Return the key of a list of items; each may stand inside another element."""

    def read_items(elements: Elements, context: Context, _usual: Elements) -> list[Any] | None:
        entries = elements.get(path) or ()
        found = [each[inside] if inside else each for each in entries]
        return _read_items(found, context) or None

    def write_items(values: Iterable[Any], context: Context, _values: Values) -> Elements:
        entries = _write_items(values, context)
        return {path: [{inside: each} if inside else each for each in entries]} if entries else {}

    return Key(read_items, write_items, {path: Risk.SAFE})


def _read_items(entries: Iterable[Elements], context: Context) -> list[Any]:
    return [read(LayoutItem, flat(each), context) for each in entries]


def _write_items(values: Iterable[Any], context: Context) -> list[Elements]:
    return [nested(write(LayoutItem, value, context)) for value in values]


def _read_columns(elements: Elements, context: Context, _usual: Elements) -> list[Any] | None:
    columns = elements.get(_COLUMNS)
    return [_read_items(each.get(_ITEMS, ()), context) for each in columns] if columns else None


def _write_columns(columns: Iterable[Any], context: Context, _values: Values) -> Elements:
    items = [_write_items(each, context) for each in columns]
    return {_COLUMNS: [{_ITEMS: each} if each else {} for each in items]}


def _read_fields(elements: Elements, context: Context, usual: Elements) -> list[Any] | None:
    found = [each for column in _read_columns(elements, context, usual) or () for each in column]
    return found if found and all(isinstance(each, str) for each in found) else None


def _write_fields(fields: Sequence[str], context: Context, values: Values) -> Elements:
    """Return the fields in the columns of the section: as many in each, as far as that goes."""
    if values.get("style") == "1-Column":
        return _write_columns([fields], context, values)
    half = (len(fields) + 1) // 2
    return _write_columns([fields[:half], fields[half:]], context, values)


class LayoutSection(Table):
    """A section of a page layout: its label, and its fields."""

    type_name: ClassVar = "LayoutSection"
    named_by: ClassVar = "label"

    label: Annotated[Line | None, at_most(80), element("label", Risk.SAFE)] = None
    """The title of the section."""
    style: Annotated[
        Literal["1-Column", "2-Column Left-Right", "2-Column Top-Down", "Custom Links"],
        element("style", Risk.SAFE, _STYLES),
    ] = "2-Column Top-Down"
    """How many columns the section has, and where the tab key goes in it."""
    fields: Annotated[
        tuple[ApiName, ...],
        Field(min_length=1),
        Key(_read_fields, _write_fields, {_COLUMNS: Risk.SAFE}),
    ] = ()
    """The API names of its fields: the left column first, then the right one."""
    columns: Annotated[
        tuple[tuple[Item, ...], ...],
        Field(min_length=1),
        Key(_read_columns, _write_columns, {_COLUMNS: Risk.SAFE}),
    ] = ()
    """The columns one by one, in the place of fields: each a list of fields, blank spaces, ..."""
    is_standard: Annotated[
        StrictBool, element("customLabel", Risk.SAFE, {True: False, False: True})
    ] = False
    """Whether the section is Salesforce's own, with a title that Salesforce translates."""
    header_on_detail_page: Annotated[StrictBool, element("detailHeading", Risk.SAFE)] = True
    """Whether people see the title on the detail page."""
    header_on_edit_page: Annotated[StrictBool, element("editHeading", Risk.SAFE)] = True
    """Whether people see the title on the edit page."""

    @classmethod
    def defaults(cls, elements: Elements, context: Context) -> Elements:
        del context
        usual = _STYLES["2-Column Top-Down"]
        style = str(elements.get("style", usual))
        is_custom = elements.get("customLabel", True)
        return {
            "customLabel": True,
            "detailHeading": is_custom,
            "editHeading": True,
            _COLUMNS: [{}] * _COLUMNS_OF.get(style, 2),
            "style": usual,
        }

    @model_validator(mode="after")
    def _has_its_columns(self) -> Self:
        if self.fields and self.columns:
            raise diagnostics_at([(("columns",), "stands beside fields; keep one of the two")])
        most = _COLUMNS_OF.get(_STYLES[self.style], 2)
        if len(self.columns) > most:
            message = f"has {len(self.columns)} columns; {self.style} has {most}"
            raise diagnostics_at([(("columns",), message)])
        return self

    @property
    def shown(self) -> Iterator[tuple[Place, str]]:
        """The API name of each field, with its place below the section."""
        for index, name in enumerate(self.fields):
            yield ("fields", index), name
        for number, column in enumerate(self.columns):
            for index, item in enumerate(column):
                if item.field:
                    yield ("columns", number, index), item.field
