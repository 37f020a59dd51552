"""Rules of layouts, list views, compact layouts, tabs and report types, and what they show."""

from collections.abc import Iterator
from urllib.parse import unquote

from lxml import etree

from generator.diagnostics import Diagnostic, error, warning
from generator.metadata.document import NAMESPACE, MetadataFile, children, text
from generator.metadata.registry import (
    COMPACT_LAYOUT,
    CUSTOM_OBJECT,
    CUSTOM_TAB,
    LAYOUT,
    LIST_VIEW,
    REPORT_TYPE,
)
from generator.validation.tree_index import FieldFacts, TreeIndex, is_own

_DEPLOYS = "messages of deploys"
_CALCULATED = ("AutoNumber", "Summary")

RULES = (
    error(
        "KS511",
        "The fields of a layout exist.",
        "The org refuses the layout.",
        "Correct the field's name, or remove the item.",
        "sfdx-hardis deploy tips",
        message="In field: field - no CustomField named O.F found",
    ),
    error(
        "KS512",
        "A layout has every required field of its object, and the name unless it is a number.",
        "Nobody could fill them in.",
        "Add an item for the field that is named.",
        _DEPLOYS,
        message="Layout must contain an item for required layout field: F",
    ),
    error(
        "KS513",
        "On a layout, a text name is Required and an auto-number name is Readonly.",
        "The org refuses any other behavior.",
        "Set the behavior that is named.",
        _DEPLOYS,
        message="Field:Name must be Required; Field:Name must not be Required",
    ),
    error(
        "KS514",
        "On a layout, a required field is Required.",
        "The org refuses any other behavior.",
        "Set behavior to Required.",
        _DEPLOYS,
        message="Field:F must be Required",
    ),
    error(
        "KS515",
        "On a layout, calculated fields are Readonly.",
        "Nobody can edit a formula, an auto number or a roll-up summary.",
        "Set behavior to Readonly.",
        _DEPLOYS,
        message="Field:F must be Readonly",
    ),
    error(
        "KS516",
        "A related list of a custom object is named Child__c.Field__c, after a field that exists.",
        "The org does not know it by its relationship name.",
        "Write the child object and the name of its lookup.",
        _DEPLOYS,
        message="Cannot find related list:X__r",
    ),
    error(
        "KS517",
        "The columns and filters of a list view name fields that exist.",
        "The org refuses the list view.",
        "Correct the field's name, or remove it.",
        _DEPLOYS,
    ),
    error(
        "KS518",
        "The fields of a compact layout exist.",
        "The org refuses the compact layout.",
        "Correct the field's name, or remove it.",
        _DEPLOYS,
    ),
    warning(
        "KS519",
        "The object of a tab is in the tree.",
        "The deploy fails unless the org has the object already.",
        "Correct the file's name, or deploy to an org that has the object.",
        _DEPLOYS,
    ),
    error(
        "KS520",
        "compactLayoutAssignment names a compact layout of the object, or SYSTEM.",
        "The org refuses the object.",
        "Add the compact layout, or assign SYSTEM.",
        _DEPLOYS,
    ),
    warning(
        "KS521",
        "The relationships that a report type joins are in the tree.",
        "The deploy fails unless the org has them already.",
        "Write the lookup's relationshipName, with __r behind it.",
        "form of retrieved report types",
    ),
    error(
        "KS522",
        "The columns of a report type name fields that exist, of its object and those joined.",
        "The org refuses the report type.",
        "Correct the field's name, or remove the column.",
        _DEPLOYS,
    ),
    error(
        "KS523",
        "A field stands on a layout once.",
        "The org refuses a layout that shows a field twice.",
        "Remove one of the two items.",
        _DEPLOYS,
    ),
)


def check(index: TreeIndex) -> Iterator[Diagnostic]:
    for metadata_type, rule in (
        (LAYOUT, _layout),
        (LIST_VIEW, _list_view),
        (COMPACT_LAYOUT, _compact_layout),
        (CUSTOM_TAB, _tab),
        (CUSTOM_OBJECT, _assignment),
        (REPORT_TYPE, _report_type),
    ):
        for file in index.of(metadata_type):
            yield from rule(file, index)


def _compact_layout(file: MetadataFile, index: TreeIndex) -> Iterator[Diagnostic]:
    for element in children(file.root, "fields"):
        if index.lacks_field(file.parent, element.text or ""):
            yield file.at("KS518", f"{file.parent} has no field {element.text}", element)


def _tab(file: MetadataFile, index: TreeIndex) -> Iterator[Diagnostic]:
    of_object = is_own(file.name) and file.text("customObject") == "true"
    if of_object and not index.is_whole(file.name):
        yield file.at("KS519", f"the tree has no object {file.name}")


def _layout(file: MetadataFile, index: TreeIndex) -> Iterator[Diagnostic]:
    parent = unquote(file.name).partition("-")[0]
    items = [item for item in file.root.iter(f"{NAMESPACE}layoutItems") if text(item, "field")]
    seen: set[str] = set()
    for item in items:
        name = text(item, "field")
        if name.casefold() in seen:
            yield file.at("KS523", f"{name} stands on the layout twice", item)
        seen.add(name.casefold())
        yield from _item(file, parent, item, index)
    for element in children(file.root, "relatedLists"):
        yield from _related_list(file, element, index)
    if not index.is_whole(parent):
        return
    required = [f.fullName for f in index.fields_of(parent) if _is_required(f)]
    if _name_type(parent, index) != "AutoNumber":
        required.append("Name")
    for name in required:
        if name.casefold() not in seen:
            yield file.at("KS512", f"the layout lacks {name}")


def _name_type(parent: str, index: TreeIndex) -> str:
    return index.objects[parent.casefold()].root.findtext("{*}nameField/{*}type") or ""


def _is_required(facts: FieldFacts) -> bool:
    return facts.required or facts.type == "MasterDetail"


def _item(
    file: MetadataFile, parent: str, item: etree._Element, index: TreeIndex
) -> Iterator[Diagnostic]:
    name, behavior = text(item, "field"), text(item, "behavior")
    if index.lacks_field(parent, name):
        yield file.at("KS511", f"{parent} has no field {name}", item)
    facts = index.field(f"{parent}.{name}")
    if facts is not None and (facts.formula or facts.type in _CALCULATED):
        if behavior != "Readonly":
            yield file.at("KS515", f"{name} is {behavior}; it is calculated", item)
    elif facts is not None and facts.required and behavior != "Required":
        yield file.at("KS514", f"{name} is {behavior}; the field is required", item)
    if name == "Name" and index.is_whole(parent):
        kind = _name_type(parent, index)
        wanted = "Readonly" if kind == "AutoNumber" else "Required"
        if behavior != wanted:
            yield file.at("KS513", f"Name is {behavior}; an {kind} name is {wanted}", item)


def _related_list(
    file: MetadataFile, element: etree._Element, index: TreeIndex
) -> Iterator[Diagnostic]:
    name = text(element, "relatedList")
    child, _, field = name.partition(".")
    if name.endswith("__r"):
        yield file.at("KS516", f"{name} is a relationship; write Child__c.Field__c", element)
    elif field and index.lacks_field(child, field):
        yield file.at("KS516", f"there is no field {name}", element)


def _list_view(file: MetadataFile, index: TreeIndex) -> Iterator[Diagnostic]:
    named = [(element, element.text or "") for element in children(file.root, "columns")]
    named += [(f, text(f, "field")) for f in children(file.root, "filters")]
    for element, name in named:
        if index.lacks_field(file.parent, name):
            yield file.at("KS517", f"{file.parent} has no field {name}", element)


def _assignment(file: MetadataFile, index: TreeIndex) -> Iterator[Diagnostic]:
    name = file.text("compactLayoutAssignment")
    known = {c.name for c in index.of(COMPACT_LAYOUT) if c.parent == file.parent}
    if name not in {"", "SYSTEM", *known} and is_own(file.parent):
        element = file.root.find(f"{NAMESPACE}compactLayoutAssignment")
        yield file.at("KS520", f"{file.parent} has no compact layout {name}", element)


def _report_type(file: MetadataFile, index: TreeIndex) -> Iterator[Diagnostic]:
    table = parent = file.text("baseObject")
    objects = {table: parent}
    for join in file.root.iter(f"{NAMESPACE}join"):  # each lies in the one before
        name = text(join, "relationship")
        lookups = _lookups(parent, name, index)
        own = name.endswith("__r") and name.count("__") == 1
        if own and not lookups:
            yield file.at("KS521", f"the tree has no relationship {name} to {parent}", join)
        if len({facts.object.casefold() for facts in lookups}) != 1:
            break  # nobody knows what is joined from here on
        table, parent = f"{table}.{name}", lookups[0].object
        objects[table] = parent
    for column in file.root.iter(f"{NAMESPACE}columns"):
        name, field = objects.get(text(column, "table"), ""), text(column, "field")
        if index.lacks_field(name, field):
            yield file.at("KS522", f"{name} has no field {field}", column)


def _lookups(parent: str, relationship: str, index: TreeIndex) -> list[FieldFacts]:
    """Return the lookups to an object that have a relationship's name, as reports write it."""
    name, r, rest = relationship.casefold().rpartition("__r")
    known = index.relationships.get(parent.casefold(), {})
    return known.get(name, []) if r and not rest else []
