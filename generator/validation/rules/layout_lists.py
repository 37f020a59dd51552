"""Rules of page layouts beyond their items: sections, related lists, and actions."""

from collections.abc import Iterator, Mapping

from lxml import etree

from generator.diagnostics import Diagnostic, error, warning
from generator.metadata.document import NAMESPACE, MetadataFile, children, text
from generator.metadata.registry import LAYOUT
from generator.validation.rules.layouts import object_of
from generator.validation.rules.missing import Named, in_folders, missing
from generator.validation.rules.names import no_field
from generator.validation.rules.sources import DEPLOYS, UNBROKEN
from generator.validation.tree_index import TreeIndex, is_own

RULES = (
    error(
        "KS541",
        "A layout has a section; only those of FeedItem and Global may have none.",
        "The org refuses the layout.",
        "Add a section with the fields of the object.",
        DEPLOYS,
        message="Layout must have at least 1 section",
        evidence="4,297 keep it; the 35 without are of FeedItem and Global",
    ),
    error(
        "KS542",
        "A layout has a related list of a custom object once.",
        "The org refuses the layout.",
        "Remove one of the two.",
        UNBROKEN,
        evidence="4,332 keep it, none breaks it",
    ),
    error(
        "KS543",
        "No two actions of a layout have one sortOrder.",
        "The org refuses the layout.",
        "Count sortOrder up from 0.",
        UNBROKEN,
        evidence="1,141 keep it, none breaks it",
    ),
    error(
        "KS544",
        "The columns of a related list are fields of the child object that exist.",
        "The org refuses the layout.",
        "Correct the field's name, or remove the column.",
        DEPLOYS,
        evidence="6,446 keep it, 1 breaks it",
    ),
    warning(
        "KS545",
        "The quick actions of a layout are in the tree.",
        "The deploy fails unless the org has them already.",
        "Correct the name, or deploy to an org that has the action.",
        DEPLOYS,
        message="In field: QuickAction - no QuickAction named X found",
    ),
)

_WITHOUT_SECTIONS = ("FeedItem", "Global")
_ITEM = f"{NAMESPACE}platformActionListItems"
_QUICK_ACTION = f"{NAMESPACE}quickActionName"
_COLUMNS = (f"{NAMESPACE}fields", f"{NAMESPACE}sortField")


def check(index: TreeIndex) -> Iterator[Diagnostic]:
    for file in index.of(LAYOUT):
        if not (children(file.root, "layoutSections") or object_of(file) in _WITHOUT_SECTIONS):
            yield file.at("KS541", "the layout has no section; it needs one")
        yield from _related_lists(file, index)
        for actions in children(file.root, "platformActionList"):
            yield from _sort_orders(file, actions)
    if index.context.unread is not None and not index.context.depends:
        yield from _quick_actions(index, index.context.unread["QuickAction"])


def _related_lists(file: MetadataFile, index: TreeIndex) -> Iterator[Diagnostic]:
    seen: set[str] = set()
    for element in children(file.root, "relatedLists"):
        name = text(element, "relatedList")
        child, _, lookup = name.partition(".")
        if not (lookup and is_own(child)):
            continue
        if name.casefold() in seen:
            message = f"the layout has a second related list {name}; one is allowed"
            yield file.at("KS542", message, element)
        seen.add(name.casefold())
        for column in element.iterchildren(*_COLUMNS):
            if index.lacks_field(child, (column.text or "").strip()):
                yield file.at("KS544", no_field(index, child, column.text or ""), column)


def _sort_orders(file: MetadataFile, actions: etree._Element) -> Iterator[Diagnostic]:
    seen: dict[str, str] = {}
    for item in children(actions, "platformActionListItems"):
        order, name = text(item, "sortOrder"), text(item, "actionName")
        if order and order in seen:
            message = (
                f"sortOrder of {name} is {order}, that of {seen[order]} too; each needs its own"
            )
            yield file.at("KS543", message, item)
        seen.setdefault(order, name)


def _quick_actions(index: TreeIndex, present: Mapping[str, str]) -> Iterator[Diagnostic]:
    """Yield the actions of our own objects that the tree lacks.

    Nobody knows which actions a standard object has, and which an org has for all objects.
    """
    named = (
        named
        for file in in_folders(index, LAYOUT)
        for named in _named_actions(file)
        if index.is_complete(named.name.partition(".")[0])
    )
    yield from missing("KS545", "quick action", named, present, lambda _: bool(present))


def _named_actions(file: MetadataFile) -> Iterator[Named]:
    for element in file.root.iter(_ITEM, _QUICK_ACTION):
        if element.tag == _QUICK_ACTION:
            yield Named((element.text or "").strip(), file, element)
        elif text(element, "actionType") == "QuickAction":
            yield Named(text(element, "actionName"), file, element)
