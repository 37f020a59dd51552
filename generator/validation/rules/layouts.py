"""Rules of page layouts: their fields, their behavior, and their related lists."""

from collections.abc import Iterator
from urllib.parse import unquote

from lxml import etree

from generator.diagnostics import Diagnostic, error
from generator.metadata.document import NAMESPACE, MetadataFile, children, text
from generator.metadata.registry import LAYOUT
from generator.validation.field_facts import FieldFacts
from generator.validation.rules.names import no_field
from generator.validation.rules.sources import DEPLOYS
from generator.validation.tree_index import TreeIndex

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
        "Add an item for the field.",
        DEPLOYS,
        message="Layout must contain an item for required layout field: F",
    ),
    error(
        "KS513",
        "On a layout, a text name is Required and an auto-number name is Readonly.",
        "The org refuses any other behavior.",
        "Set that behavior.",
        DEPLOYS,
        message="Field:Name must be Required; Field:Name must not be Required",
    ),
    error(
        "KS514",
        "On a layout, a required field is Required.",
        "The org refuses any other behavior.",
        "Set behavior to Required.",
        DEPLOYS,
        message="Field:F must be Required",
    ),
    error(
        "KS515",
        "On a layout, calculated fields are Readonly.",
        "Nobody can edit a formula, an auto number or a roll-up summary.",
        "Set behavior to Readonly.",
        DEPLOYS,
        message="Field:F must be Readonly",
    ),
    error(
        "KS516",
        "A related list of a custom object is named Child__c.Field__c, after a field that exists.",
        "The org does not know it by its relationship name.",
        "Write the child object and the name of its lookup.",
        DEPLOYS,
        message="Cannot find related list:X__r",
    ),
    error(
        "KS523",
        "A layout has one item for a field.",
        "The org refuses a layout that shows a field twice.",
        "Remove one of the two items.",
        DEPLOYS,
    ),
)


def check(index: TreeIndex) -> Iterator[Diagnostic]:
    for file in index.of(LAYOUT):
        yield from _layout(file, index)


def _layout(file: MetadataFile, index: TreeIndex) -> Iterator[Diagnostic]:
    parent = object_of(file)
    items = [item for item in file.root.iter(f"{NAMESPACE}layoutItems") if text(item, "field")]
    seen: set[str] = set()
    for item in items:
        name = text(item, "field")
        if name.casefold() in seen:
            yield file.at(
                "KS523", f"the layout has a second item for {name}; one is allowed", item
            )
        seen.add(name.casefold())
        yield from _item(file, parent, item, index)
    for element in children(file.root, "relatedLists"):
        yield from _related_list(file, element, index)
    if not (index.is_complete(parent) and children(file.root, "layoutSections")):
        return
    required = [f.fullName for f in index.fields_of(parent) if _is_required(f)]
    if _name_type(parent, index) != "AutoNumber":
        required.append("Name")
    for name in required:
        if name.casefold() not in seen:
            yield file.at("KS512", f"the layout has no item for {name}, which is required")


def object_of(file: MetadataFile) -> str:
    """Return the object of a layout: its file is named `Object-Name of the layout`."""
    return unquote(file.name).partition("-")[0]


def _name_type(parent: str, index: TreeIndex) -> str:
    return index.objects[parent.casefold()].root.findtext("{*}nameField/{*}type") or ""


def _is_required(facts: FieldFacts) -> bool:
    return facts.is_enforced or (facts.type == "MasterDetail" and facts.is_custom)


def _item(
    file: MetadataFile, parent: str, item: etree._Element, index: TreeIndex
) -> Iterator[Diagnostic]:
    name, behavior = text(item, "field"), text(item, "behavior")
    if index.lacks_field(parent, name):
        yield file.at("KS511", no_field(index, parent, name), item)
    facts = index.field(f"{parent}.{name}")
    if facts is not None and facts.is_custom:
        for code, message in _refusals(facts, behavior):
            yield file.at(code, f"behavior of {name} is {behavior}; {message}", item)
    if name == "Name" and index.is_complete(parent):
        kind = _name_type(parent, index)
        wanted = "Readonly" if kind == "AutoNumber" else "Required"
        if kind and behavior != wanted:
            yield file.at(
                "KS513",
                f"behavior of Name is {behavior}; a name of type {kind} needs {wanted}",
                item,
            )


def _refusals(facts: FieldFacts, behavior: str) -> Iterator[tuple[str, str]]:
    if facts.formula is not None or facts.type in _CALCULATED:
        if behavior != "Readonly":
            yield "KS515", "a calculated field needs Readonly"
    elif facts.is_enforced and behavior != "Required" and not facts.object.endswith("__mdt"):
        yield "KS514", "a required field needs Required"


def _related_list(
    file: MetadataFile, element: etree._Element, index: TreeIndex
) -> Iterator[Diagnostic]:
    name = text(element, "relatedList")
    child, _, field = name.partition(".")
    if name.endswith("__r") and name.count("__") == 1:
        yield file.at("KS516", f"{name} is a relationship; write Child__c.Field__c", element)
    elif field and index.lacks_field(child, field):
        yield file.at("KS516", no_field(index, child, field), element)
