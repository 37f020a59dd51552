"""Rules of list views, compact layouts and tabs, and of the fields that they show."""

from collections.abc import Iterator

from generator.diagnostics import Diagnostic, error, warning
from generator.metadata.document import NAMESPACE, MetadataFile, children, text
from generator.metadata.registry import COMPACT_LAYOUT, CUSTOM_OBJECT, CUSTOM_TAB, LIST_VIEW
from generator.validation.rules.names import no_field
from generator.validation.rules.sources import DEPLOYS, HELP, UNBROKEN
from generator.validation.rules.xpath import is_true, when
from generator.validation.tree_index import TreeIndex, is_own

_LABEL_LENGTH = 40

RULES = (
    warning(
        "KS501",
        "label of a custom object's list view has at most 40 characters.",
        "Orgs are reported to refuse longer ones; those of standard objects are Salesforce's own.",
        "Shorten the label.",
        "forcedotcom/sf-skills",
    ),
    warning(
        "KS506",
        "A compact layout has at least one field and at most ten.",
        "Setup allows ten; an org may refuse more, or never show them.",
        "Keep the fields by which people know a record, the most important first.",
        HELP,
        of="CompactLayout",
        test="m:fields and count(m:fields) <= 10",
        at="fields",
        diagnosis="the compact layout has {fields:count} fields; 1 to 10 are allowed",
    ),
    warning(
        "KS507",
        "The tab of a custom object has no label.",
        "Its label is the plural label of its object; a retrieve writes no other.",
        "Remove the label; change pluralLabel of the object.",
        UNBROKEN,
        of="CustomTab",
        test=when(is_true("customObject"), then="not(m:label)"),
        at="label",
        diagnosis="label is {label}; the tab of a custom object allows none",
    ),
    error(
        "KS517",
        "The columns and filters of a list view name fields that exist.",
        "The org refuses the list view.",
        "Correct the field's name, or remove it.",
        DEPLOYS,
    ),
    error(
        "KS518",
        "The fields of a compact layout exist.",
        "The org refuses the compact layout.",
        "Correct the field's name, or remove it.",
        DEPLOYS,
    ),
    warning(
        "KS519",
        "The object of a tab is in the tree.",
        "The deploy fails unless the org has the object already.",
        "Correct the file's name, or deploy to an org that has the object.",
        DEPLOYS,
    ),
    error(
        "KS520",
        "compactLayoutAssignment names one of the compact layouts of the object, or SYSTEM.",
        "The org refuses the object.",
        "Add the compact layout, or assign SYSTEM.",
        DEPLOYS,
    ),
)


def check(index: TreeIndex) -> Iterator[Diagnostic]:
    for metadata_type, rule in (
        (LIST_VIEW, _list_view),
        (COMPACT_LAYOUT, _compact_layout),
        (CUSTOM_TAB, _tab),
        (CUSTOM_OBJECT, _assignment),
    ):
        for file in index.of(metadata_type):
            yield from rule(file, index)


def _compact_layout(file: MetadataFile, index: TreeIndex) -> Iterator[Diagnostic]:
    for element in children(file.root, "fields"):
        if index.lacks_field(file.parent, element.text or ""):
            yield file.at("KS518", no_field(index, file.parent, element.text or ""), element)


def _tab(file: MetadataFile, index: TreeIndex) -> Iterator[Diagnostic]:
    if file.text("customObject") == "true" and index.lacks_object(file.name):
        yield file.at("KS519", f"the tree has no object {file.name}")


def _list_view(file: MetadataFile, index: TreeIndex) -> Iterator[Diagnostic]:
    label = file.text("label")
    if is_own(file.parent) and len(label) > _LABEL_LENGTH:
        message = f"label has {len(label)} characters; at most {_LABEL_LENGTH} are allowed"
        yield file.at("KS501", message, file.root.find(f"{NAMESPACE}label"))
    named = [(element, element.text or "") for element in children(file.root, "columns")]
    named += [(f, text(f, "field")) for f in children(file.root, "filters")]
    for element, name in named:
        if index.lacks_field(file.parent, name):
            yield file.at("KS517", no_field(index, file.parent, name), element)


def _assignment(file: MetadataFile, index: TreeIndex) -> Iterator[Diagnostic]:
    name = file.text("compactLayoutAssignment")
    is_listed = bool(index.of_parent(COMPACT_LAYOUT, file.parent)) and is_own(file.parent)
    is_known = name in {"", "SYSTEM"} or not index.lacks(COMPACT_LAYOUT, name, file.parent)
    if is_listed and not is_known:
        element = file.root.find(f"{NAMESPACE}compactLayoutAssignment")
        yield file.at("KS520", f"{file.parent} has no compact layout {name}", element)
