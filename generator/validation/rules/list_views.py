"""Rules of list views: their columns, filters and scope."""

from collections import Counter
from collections.abc import Iterator

from lxml import etree

from generator.diagnostics import Diagnostic, error, warning
from generator.metadata.document import NAMESPACE, MetadataFile, children, text
from generator.metadata.list_columns import LIST_COLUMNS
from generator.metadata.registry import LIST_VIEW, RECORD_TYPE
from generator.validation.rules.names import meant
from generator.validation.rules.sources import DEPLOYS, HELP
from generator.validation.rules.xpath import one_of, when
from generator.validation.tree_index import TreeIndex, is_own

_COLUMNS = LIST_COLUMNS | {"Owner": LIST_COLUMNS["OwnerId"]}
_BY_FOLDED = {name.casefold(): column for name, column in _COLUMNS.items()}

RULES = (
    error(
        "KS531",
        "A standard column of a list view of a custom object is in capitals.",
        "List views have names of their own for standard fields: NAME, not Name.",
        "Write the column as a list view names it.",
        DEPLOYS,
        message="Could not resolve list view column: X",
        evidence="12,851 keep it, none breaks it",
    ),
    error(
        "KS532",
        "A list view has at most 15 columns and 10 filters.",
        "The org refuses more.",
        "Remove columns or filters.",
        f"{HELP}, list views",
        evidence="8,156 keep it, none breaks it",
        of="ListView",
        test="count(m:columns) <= 15 and count(m:filters) <= 10",
        at="columns",
        diagnosis="the list view has {columns:count} columns and {filters:count} filters; "
        "15 and 10 are allowed",
    ),
    error(
        "KS533",
        "A list view has a column once.",
        "The org refuses a column that stands there twice.",
        "Remove one of the two columns.",
        DEPLOYS,
        evidence="8,156 keep it, none breaks it",
    ),
    error(
        "KS534",
        "A list view with the scope Queue names a queue.",
        "The org needs to know whose records to show.",
        "Add <queue>, or write another filterScope.",
        DEPLOYS,
        evidence="1,111 keep it, none breaks it",
        of="ListView",
        test=when(one_of("filterScope", "Queue"), then="m:queue"),
        at="filterScope",
        diagnosis="filterScope is Queue, and queue is {queue}; it needs the name of a queue",
    ),
    warning(
        "KS535",
        "A list view of a custom object that is new to an org does not have the scope Mine.",
        "Orgs refuse to create a list view with it, or to change one to it; they take one that "
        "is Mine already.",
        "Write Everything, deploy, and change the scope in Setup; then retrieve the list view.",
        f"{DEPLOYS}; forcedotcom/cli issue 3039",
        message="Invalid scope:Mine, not allowed on: O",
        evidence="1,299 of 8,156 retrieved list views have Mine",
    ),
    warning(
        "KS536",
        "The record type by which a list view filters is in the tree.",
        "The deploy fails unless the org has the record type already.",
        "Correct the value, add the record type, or deploy to an org that has it.",
        DEPLOYS,
    ),
)


def check(index: TreeIndex) -> Iterator[Diagnostic]:
    for file in index.of(LIST_VIEW):
        columns = [(e, (e.text or "").strip()) for e in children(file.root, "columns")]
        filters = [(e, text(e, "field")) for e in children(file.root, "filters")]
        yield from _twice(file, columns)
        if is_own(file.parent):
            for element, name in (*columns, *filters):
                yield from _name(file, element, name, index)
            yield from _scope(file)
        for element, name in filters:
            if name == "RECORDTYPE" and index.is_complete(file.parent):
                yield from _record_types(file, element, index)


def _twice(file: MetadataFile, columns: list[tuple[etree._Element, str]]) -> Iterator[Diagnostic]:
    seen = Counter(name.casefold() for _, name in columns)
    for element, name in reversed(columns):
        count = seen.pop(name.casefold(), 0)
        if count > 1:
            message = f"the column {name} stands there {count} times; once is allowed"
            yield file.at("KS533", message, element)


def _name(
    file: MetadataFile, element: etree._Element, name: str, index: TreeIndex
) -> Iterator[Diagnostic]:
    if "__" in name or name == name.upper():
        return
    column = _BY_FOLDED.get(name.casefold(), "")
    own = meant(name, (facts.fullName for facts in index.fields_of(file.parent)))
    hint = f"; write {column}" if column else own
    yield file.at("KS531", f"a list view of {file.parent} has no column {name}{hint}", element)


def _scope(file: MetadataFile) -> Iterator[Diagnostic]:
    if file.text("filterScope") == "Mine":
        message = "filterScope is Mine; an org takes that only of a list view that is Mine already"
        yield file.at("KS535", message, file.root.find(f"{NAMESPACE}filterScope"))


def _record_types(
    file: MetadataFile, element: etree._Element, index: TreeIndex
) -> Iterator[Diagnostic]:
    for value in text(element, "value").split(","):
        parent, _, name = value.strip().partition(".")
        if parent.casefold() != file.parent.casefold() or not is_own(parent) or "__" in name:
            continue
        if index.lacks(RECORD_TYPE, name, parent):
            known = (each.name for each in index.of_parent(RECORD_TYPE, parent))
            message = f"the tree has no record type {name} of {parent}{meant(name, known)}"
            yield file.at("KS536", message, element)
