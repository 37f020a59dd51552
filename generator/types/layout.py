"""Page layouts: the page of a record."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Annotated, ClassVar
from urllib.parse import quote

from pydantic import Field

from generator.metadata.elements import Elements, nested
from generator.metadata.registry import LAYOUT, Component
from generator.schema.base import Model
from generator.schema.text_types import ApiName, Line, Place, at_most, formed, repeated
from generator.types.comparison import Comparison
from generator.types.custom_field import CustomField
from generator.types.requirement import asks_nothing
from generator.types.table import Context, Table, write
from generator.types.target import Target

LayoutName = Annotated[
    Line,
    at_most(80),
    formed(
        r'[^:\\?*<>|"]+',
        'a layout name; leave out the characters : \\ ? * < > | and ", which no file name has',
    ),
]

# Characters besides letters and digits that a retrieve does not encode in a layout's file name.
_RAW_IN_NAMES = ' -!#$*+,:;=?@[]^`{}|~"<>'

_SHOWN = (
    *("showEmailCheckbox", "showHighlightsPanel", "showInteractionLogPanel"),
    *("showRunAssignmentRulesCheckbox", "showSubmitAndAttachButton"),
)


class LayoutSection(Model):
    """A section of a page layout: its label, and its fields, left column first."""

    named_by: ClassVar = "label"

    label: Annotated[Line, at_most(80)]
    """The title of the section."""
    fields: Annotated[tuple[ApiName, ...], Field(min_length=1)]
    """The API names of its fields: the left column first, then the right one."""


class PageLayout(Table):
    """The page of a record. The sections with name and owner and with the creator are added."""

    type_name: ClassVar = "Layout"
    asks: ClassVar = asks_nothing
    comparison: ClassVar = Comparison(
        identity={"layoutSections": ("label",)},
        as_one=("layoutItems",),
        ordered=("layoutSections",),
        ignored=("summaryLayout",),
    )
    computed: ClassVar = frozenset({"layoutSections"})

    sections: Annotated[tuple[LayoutSection, ...], Field(min_length=1)]
    """The sections of the page, from the top down."""

    @classmethod
    def defaults(cls, elements: Elements, context: Context) -> Elements:
        del elements, context
        return dict.fromkeys(_SHOWN, False)


@dataclass(frozen=True, slots=True)
class Page:
    """A page layout, and what it shows of its object: `name_is_text`, unless it is a number."""

    layout: PageLayout
    fields: Mapping[str, CustomField]
    name_is_text: bool
    has_owner: bool


def diagnostics(
    at: Place, layout: PageLayout, fields: Collection[str], required: Iterable[str]
) -> Iterator[tuple[Place, str]]:
    """Yield what is wrong with the page layout at a place; `required` fields have to be on it."""
    shown = [name for section in layout.sections for name in section.fields]
    twice = repeated(shown)
    for number, section in enumerate(layout.sections):
        for index, name in enumerate(section.fields):
            place = (*at, "sections", number, "fields", index)
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
                (*at, "sections"),
                f"{name} is required and on no section; add it to one",
            )


def components(
    place: tuple[str, ...], name: str, page: Page, target: Target
) -> Iterator[Component]:
    """Yield the page layout of an object, at its place in the schema, by the layout's name."""
    full_name = f"{place[1]}-{_file_name(name)}"
    context = Context(full_name, "", target.api_version)
    more: Elements = {"layoutSections": list(_sections(page))}
    elements = nested(write(PageLayout, page.layout, context, more))
    path = LAYOUT.path(target.package_directory, full_name)
    yield Component(LAYOUT, full_name, path, elements, place)


def _file_name(label: str) -> str:
    """Return a label as a retrieve writes it in a file name: with percent encoding."""
    return "".join(
        each if each in _RAW_IN_NAMES or not each.isascii() else quote(each, safe="_")
        for each in label
    ).replace(".", "%2E")  # `quote` leaves dots as they are


def _sections(page: Page) -> Iterator[Elements]:
    """Yield the sections of a layout; the first and the last are the same in every layout."""
    head = [_item("Name", "Required" if page.name_is_text else "Readonly")]
    if page.has_owner:
        head.append(_item("OwnerId", "Edit"))
    yield _section("Information", _columns(head), custom_label=False)
    for section in page.layout.sections:
        items = [_item(name, _behavior(page.fields[name])) for name in section.fields]
        yield _section(section.label, _columns(items))
    made = [_item("CreatedById", "Readonly"), _item("LastModifiedById", "Readonly")]
    yield _section("System Information", _columns(made), custom_label=False)
    links = _section("Custom Links", [{}, {}, {}], custom_label=False)
    yield links | {"style": "CustomLinks"}


def _item(field: str, behavior: str) -> Elements:
    return {"behavior": behavior, "field": field}


def _behavior(field: CustomField) -> str:
    kind = field.type.row.name
    if field.type.formula or kind in {"AutoNumber", "Summary"}:
        return "Readonly"
    return "Required" if field.required or kind == "MasterDetail" else "Edit"


def _columns(items: list[Elements]) -> list[Elements]:
    half = (len(items) + 1) // 2
    return [{"layoutItems": column} if column else {} for column in (items[:half], items[half:])]


def _section(label: str, columns: list[Elements], *, custom_label: bool = True) -> Elements:
    return {
        "customLabel": custom_label,
        "detailHeading": custom_label,
        "editHeading": True,
        "label": label,
        "layoutColumns": columns,
        "style": "TwoColumnsTopToBottom",
    }
