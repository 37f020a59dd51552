"""Page layouts: the page of a record.

A deploy replaces a layout as a whole: what an org's page has and the file lacks is gone.
"""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Annotated, ClassVar, NamedTuple
from urllib.parse import quote

from pydantic import Field, StrictBool

from generator.metadata.elements import Elements, nested
from generator.metadata.registry import LAYOUT, Component
from generator.schema.text_types import ApiName, Line, Place, at_most, formed
from generator.types.comparison import Comparison
from generator.types.custom_field import CustomField
from generator.types.field_names import is_of_package, no_field
from generator.types.keys import element, listed, texts
from generator.types.layout_lists import ACTIONS, QUICK_ACTIONS, Action, Related, RelatedList
from generator.types.layout_section import Item, LayoutSection, items_at
from generator.types.requirement import asks_nothing
from generator.types.risk import Facts, Rating, Risk, by_loss
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


# Fields that every object has.
_OF_ALL = (
    *("Name", "OwnerId", "RecordTypeId", "CurrencyIsoCode", "CreatedById", "LastModifiedById"),
    *("CreatedDate", "LastModifiedDate"),
)
_AN_ITEM = re.compile(r"(Edit|Readonly|Required) (\w+)")


def by_page(before: Facts, after: Facts) -> Risk | Rating:
    """Return the risk of other items on a page: whether a field goes, or has to be filled in."""
    old, new = _shown(before), _shown(after)
    if lost := sorted(old.keys() - new.keys()):
        return Rating(Risk.REPLACES, f"not on the page any more: {', '.join(lost)}")
    stricter = [name for name in new if new[name] == "Required" != old.get(name)]
    return Risk.NARROWS if stricter else Risk.SAFE


def _shown(facts: Facts) -> dict[str, str]:
    """Return the behavior of each field that is on a page."""
    items = (text for path, text in facts.items() if path.endswith(".layoutItems"))
    return {name: behavior for text in items for behavior, name in _AN_ITEM.findall(text)}


def _of_whole(full_name: str) -> Risk:
    """Return the risk of a layout that is new to a project.

    An org has layouts already for objects that it did not get from the project.
    """
    sobject = full_name.partition("-")[0]
    return Risk.SAFE if sobject.endswith("__c") and sobject.count("__") == 1 else Risk.REPLACES


class PageLayout(Table):
    """The page of a record: its sections, related lists, buttons and actions.

    On a custom object, sections with name and owner and with the creator are added, unless a
    section shows the name, or it is whole. A layout of a standard object is all that its page has.
    """

    type_name: ClassVar = "Layout"
    asks: ClassVar = asks_nothing
    comparison: ClassVar = Comparison(
        as_one=("layoutItems",),
        ordered=("layoutSections",),
        ignored=("summaryLayout",),
        together={"layoutSections.layoutColumns.layoutItems": by_page},
        created=_of_whole,
    )

    sections: Annotated[
        tuple[LayoutSection, ...],
        Field(min_length=1),
        listed("layoutSections", LayoutSection, "label", by_loss),
    ]
    """The sections of the page, from the top down."""
    whole: StrictBool = False
    """Whether these sections are all of the page of a custom object, though none has the name."""
    related_lists: Annotated[
        tuple[Related, ...], listed("relatedLists", RelatedList, "relatedList", by_loss)
    ] = ()
    """The related lists, from the top down."""
    actions: Annotated[tuple[Action, ...], ACTIONS] = ()
    """The actions of Lightning Experience and the mobile app, in their order."""
    quick_actions: Annotated[tuple[Line, ...], QUICK_ACTIONS] = ()
    """The quick actions of the Salesforce Classic publisher, in their order."""
    custom_buttons: Annotated[tuple[ApiName, ...], texts("customButtons", Risk.SAFE)] = ()
    """The buttons of your own on the page."""
    excluded_buttons: Annotated[tuple[ApiName, ...], texts("excludeButtons", Risk.SAFE)] = ()
    """The standard buttons that are not shown, as in Clone."""
    mobile_cards: Annotated[
        tuple[Item, ...], items_at("relatedContent.relatedContentItems", "layoutItem")
    ] = ()
    """The mobile cards, which the mobile app shows beside the page."""
    related_objects: Annotated[tuple[ApiName, ...], texts("relatedObjects", Risk.SAFE)] = ()
    """The lookups whose records the console shows beside the page."""
    show_highlights_panel: Annotated[StrictBool, element("showHighlightsPanel")] = False
    """Whether the console shows the highlights panel."""
    show_interaction_log: Annotated[StrictBool, element("showInteractionLogPanel")] = False
    """Whether the console shows the interaction log."""
    show_email_checkbox: Annotated[StrictBool, element("showEmailCheckbox")] = False
    """Whether the edit page of a case offers to send an email."""
    show_assignment_checkbox: Annotated[StrictBool, element("showRunAssignmentRulesCheckbox")] = (
        False
    )
    """Whether the edit page of a lead or case offers to run the assignment rules."""
    show_submit_and_attach_button: Annotated[StrictBool, element("showSubmitAndAttachButton")] = (
        False
    )
    """Whether the edit page of a case has the button Submit and Add Attachment."""

    @classmethod
    def defaults(cls, elements: Elements, context: Context) -> Elements:
        del elements, context
        return dict.fromkeys(_SHOWN, False)


class Page(NamedTuple):
    """A page layout, and what it shows of its object: `name_is_text`, unless it is a number.

    It `is_whole` if no sections are added.
    """

    layout: PageLayout
    fields: Mapping[str, CustomField]
    name_is_text: bool = True
    has_owner: bool = False
    is_whole: bool = False


def diagnostics(
    at: Place, layout: PageLayout, fields: Collection[str] | None, required: Iterable[str]
) -> Iterator[tuple[Place, str]]:
    """Yield what is wrong with the page layout at a place; `required` fields have to be on it.

    `fields` are those of the object, None if only the org knows them all.
    """
    seen: set[str] = set()
    for number, section in enumerate(layout.sections):
        for below, name in section.shown:
            place = (*at, "sections", number, *below)
            is_known = fields is None or name in fields or name in _OF_ALL
            if not (is_known or is_of_package(name)):
                yield place, no_field(name, (*(fields or ()), *_OF_ALL))
            elif name in seen:
                yield place, f"{name} is on the layout twice; keep one"
            seen.add(name)
    for name in required:
        if name not in seen:
            yield (
                (*at, "sections"),
                f"{name} is required and on no section; add it to one",
            )


def components(
    place: tuple[str, ...], name: str, page: Page, target: Target
) -> Iterator[Component]:
    """Yield the page layout of an object, at its place in the schema, by the layout's name."""
    full_name = f"{place[1]}-{_file_name(name)}"
    behaviors = {each: _behavior(field) for each, field in page.fields.items()}
    if not page.name_is_text:
        behaviors["Name"] = "Readonly"
    context = Context(full_name, "", target.api_version, behaviors=behaviors)
    elements = nested(write(PageLayout, page.layout, context))
    shown = {name for section in page.layout.sections for _, name in section.shown}
    if not (page.is_whole or page.layout.whole or "Name" in shown):
        added = _added(name_is_text=page.name_is_text, has_owner=page.has_owner)
        elements["layoutSections"] = [added[0], *elements["layoutSections"], *added[1:]]
    path = LAYOUT.path(target.package_directory, full_name)
    yield Component(LAYOUT, full_name, path, elements, place)


def _file_name(label: str) -> str:
    """Return a label as a retrieve writes it in a file name: with percent encoding."""
    return "".join(
        each if each in _RAW_IN_NAMES or not each.isascii() else quote(each, safe="_")
        for each in label
    ).replace(".", "%2E")  # `quote` leaves dots as they are


def _added(*, name_is_text: bool, has_owner: bool) -> list[Elements]:
    """Return the first section of every layout, and the last ones."""
    head = [_item("Name", "Required" if name_is_text else "Readonly")]
    if has_owner:
        head.append(_item("OwnerId", "Edit"))
    made = [_item("CreatedById", "Readonly"), _item("LastModifiedById", "Readonly")]
    return [
        _section("Information", [head[:1], head[1:]]),
        _section("System Information", [made[:1], made[1:]]),
        _section("Custom Links", [[], [], []]) | {"style": "CustomLinks"},
    ]


def without_added(elements: Elements, context: Context) -> tuple[Elements, bool]:
    """Return a layout of a custom object without the sections that are added, and if it is whole.

    `context` says how the name is shown, and whether the object is a detail.
    """
    sections = elements.get("layoutSections", [])
    is_text = context.behaviors.get("Name") != "Readonly"
    added = _added(name_is_text=is_text, has_owner=not context.is_detail)
    inside = sections[1:-2]
    if inside and [sections[0], *sections[-2:]] == added and not _shows_name(inside):
        return {**elements, "layoutSections": inside}, False
    return elements, not _shows_name(sections)


def _shows_name(sections: Iterable[Elements]) -> bool:
    columns = (column for each in sections for column in each.get("layoutColumns", ()))
    items = (item for column in columns for item in column.get("layoutItems", ()))
    return any(item.get("field") == "Name" for item in items)


def _item(field: str, behavior: str) -> Elements:
    return {"behavior": behavior, "field": field}


def behavior(elements: Elements) -> str:
    """Return what people can do on a page with a field that has these elements."""
    kind = elements.get("type")
    if "formula" in elements or kind in {"AutoNumber", "Summary"}:
        return "Readonly"
    is_required = elements.get("required") is True or kind == "MasterDetail"
    return "Required" if is_required else "Edit"


def _behavior(field: CustomField) -> str:
    elements = {"type": field.type.row.name, "required": field.required}
    return behavior(elements | ({"formula": ""} if field.type.formula else {}))


def _section(label: str, columns: list[list[Elements]]) -> Elements:
    return {
        "customLabel": False,
        "detailHeading": False,
        "editHeading": True,
        "label": label,
        "layoutColumns": [{"layoutItems": column} if column else {} for column in columns],
        "style": "TwoColumnsTopToBottom",
    }
