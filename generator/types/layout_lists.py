"""The related lists of a page layout, and its actions."""

from collections.abc import Iterable
from typing import Annotated, Any, ClassVar, Literal

from generator.metadata.elements import Elements
from generator.schema.text_types import ApiName, Line
from generator.types.keys import element, texts
from generator.types.risk import Risk, by_loss
from generator.types.short_forms import short_form
from generator.types.table import Context, Key, Table, Values, read, write


class RelatedList(Table):
    """A related list of a page layout."""

    type_name: ClassVar = "RelatedListItem"
    short: ClassVar = "related_list"
    named_by: ClassVar = "related_list"

    related_list: Annotated[Line, element("relatedList")]
    """The list: the child object and its lookup, as in Visit__c.Account__c, or RelatedNoteList."""
    columns: Annotated[tuple[Line, ...], texts("fields", by_loss)] = ()
    """Its columns, as files name them: NAME, TASK.SUBJECT, or the API name of a custom field."""
    sort_by: Annotated[Line | None, element("sortField", Risk.SAFE)] = None
    """The column by which the records are sorted."""
    sort_order: Annotated[
        Literal["Ascending", "Descending"] | None,
        element("sortOrder", Risk.SAFE, {"Ascending": "Asc", "Descending": "Desc", None: None}),
    ] = None
    """Whether the records are sorted upwards or downwards."""
    custom_buttons: Annotated[tuple[ApiName, ...], texts("customButtons", Risk.SAFE)] = ()
    """The buttons of your own above the list."""
    excluded_buttons: Annotated[tuple[ApiName, ...], texts("excludeButtons", Risk.SAFE)] = ()
    """The standard buttons that are not shown, as in New."""
    quick_actions: Annotated[tuple[Line, ...], texts("quickActions", Risk.SAFE)] = ()
    """The quick actions above the list."""


_TYPES = {
    "Quick Action": "QuickAction",
    "Standard Button": "StandardButton",
    "Custom Button": "CustomButton",
    "Productivity Action": "ProductivityAction",
    "Action Link": "ActionLink",
    "Invocable Action": "InvocableAction",
}
# Of the actions in real layouts, those that are standard buttons.
_BUTTONS = frozenset(
    {
        *("Edit", "Delete", "Clone", "Share", "Submit", "PrintableView", "ChangeOwnerOne"),
        *("ChangeRecordType", "Convert", "FindDup"),
    }
)


class LayoutAction(Table):
    """An action at the top of a record's page, in Lightning Experience and the mobile app."""

    type_name: ClassVar = "PlatformActionListItem"
    short: ClassVar = "action"
    named_by: ClassVar = "action"

    action: Annotated[Line, element("actionName", Risk.SAFE)]
    """The action: Edit, a global action, or one of the object, as in Account.New_Visit."""
    type: Annotated[
        Literal[
            "Quick Action",
            "Standard Button",
            "Custom Button",
            "Productivity Action",
            "Action Link",
            "Invocable Action",
        ],
        element("actionType", Risk.SAFE, _TYPES),
    ] = "Quick Action"
    """What kind of action it is; Edit, Delete, Clone and others are known as standard buttons."""

    @classmethod
    def defaults(cls, elements: Elements, context: Context) -> Elements:
        del context
        is_button = elements.get("actionName") in _BUTTONS
        return {"actionType": "StandardButton" if is_button else "QuickAction"}


Action = Annotated[LayoutAction, short_form(Line | LayoutAction, "action")]
Related = Annotated[RelatedList, short_form(Line | RelatedList, "related_list")]
_LIST = "platformActionList"
_ACTIONS, _CONTEXT = f"{_LIST}.platformActionListItems", f"{_LIST}.actionListContext"
_QUICK_ACTIONS = "quickActionList.quickActionListItems"


def _read_actions(elements: Elements, context: Context, _usual: Elements) -> list[Any] | None:
    """Return the actions in their order, if their numbers say the same order."""
    entries = elements.get(_ACTIONS, ())
    if [each.get("sortOrder") for each in entries] != list(range(len(entries))):
        return None
    rest = [{name: each[name] for name in each if name != "sortOrder"} for each in entries]
    return [read(LayoutAction, each, context) for each in rest] or None


def _write_actions(values: Iterable[Any], context: Context, _values: Values) -> Elements:
    entries = [write(LayoutAction, each, context) for each in values]
    numbered = [{**each, "sortOrder": number} for number, each in enumerate(entries)]
    return {_CONTEXT: "Record", _ACTIONS: numbered} if entries else {}


def _read_quick(elements: Elements, _context: Context, _usual: Elements) -> list[Any] | None:
    return [each.get("quickActionName") for each in elements.get(_QUICK_ACTIONS, ())] or None


def _write_quick(names: Iterable[str], _context: Context, _values: Values) -> Elements:
    entries = [{"quickActionName": each} for each in names]
    return {_QUICK_ACTIONS: entries} if entries else {}


ACTIONS = Key(_read_actions, _write_actions, dict.fromkeys((_CONTEXT, _ACTIONS), Risk.SAFE))
QUICK_ACTIONS = Key(_read_quick, _write_quick, {_QUICK_ACTIONS: Risk.SAFE})
