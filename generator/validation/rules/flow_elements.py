"""Rules of the elements of a flow: their names, what may stand before saving, what is called."""

from collections.abc import Iterator

from lxml import etree

from generator.diagnostics import Diagnostic, error, warning
from generator.metadata.document import NAMESPACE, MetadataFile, children, text
from generator.metadata.registry import FLOW
from generator.validation.rules.flow_references import is_unfinished
from generator.validation.rules.missing import Named, in_folders, missing
from generator.validation.rules.sources import DEPLOYS, SALTO, UNBROKEN
from generator.validation.tree_index import TreeIndex

RULES = (
    error(
        "KS643",
        "No two elements, outcomes, screen fields or resources of a flow have one name.",
        "The org refuses the flow.",
        "Rename one of the two.",
        SALTO,
        evidence="1,913 flows keep it, none breaks it",
    ),
    error(
        "KS644",
        "A flow that runs before a record is saved changes that record, and no other.",
        "The org refuses the flow.",
        "Update $Record, or let the flow run after the record is saved.",
        UNBROKEN,
        evidence="173 flows keep it, none breaks it",
    ),
    error(
        "KS645",
        "A scheduled path has a name or a pathType.",
        "The org refuses the flow.",
        "Give the path a name and a label; for the path that runs at once, a pathType.",
        DEPLOYS,
        message="Required field is missing: name",
        evidence="99 keep it, none breaks it",
    ),
    warning(
        "KS646",
        "The flows that a flow starts are in the tree.",
        "The deploy fails unless the org has them already.",
        "Correct the name, or deploy to an org that has the flow.",
        DEPLOYS,
        message="X (Subflow) - The flow Y does not exist.",
    ),
    warning(
        "KS647",
        "The Apex classes that a flow calls are in the tree.",
        "The deploy fails unless the org has them already.",
        "Correct the name, or deploy to an org that has the class.",
        DEPLOYS,
    ),
)

# What has a name of its own, besides the children of the flow.
_WITHIN = ("decisions/{*}rules", "waits/{*}waitEvents")
_OF_OTHERS = ("recordCreates", "recordDeletes")


def check(index: TreeIndex) -> Iterator[Diagnostic]:
    yield from _called(index)
    for file in index.of(FLOW):
        yield from _scheduled_paths(file)
        if not is_unfinished(file):
            yield from _names(file)
            yield from _before_saving(file)


def _named(root: etree._Element) -> Iterator[etree._Element]:
    yield from root.iterchildren(etree.Element)
    for path in _WITHIN:
        yield from root.iterfind(f"{{*}}{path}")
    for screen in children(root, "screens"):
        yield from screen.iter(f"{NAMESPACE}fields")


def _names(file: MetadataFile) -> Iterator[Diagnostic]:
    seen: dict[str, str] = {}
    for element in _named(file.root):
        kind = etree.QName(element).localname
        name = "" if kind == "processMetadataValues" else text(element, "name")
        if name in seen:
            message = f"name is {name}, which {seen[name]} above has already; each needs its own"
            yield file.at("KS643", message, element)
        elif name:
            seen[name] = kind


def _before_saving(file: MetadataFile) -> Iterator[Diagnostic]:
    start = file.root.find(f"{NAMESPACE}start")
    if start is None or text(start, "triggerType") != "RecordBeforeSave":
        return
    message = "{} changes {}; before the record is saved, only $Record may be changed"
    for tag in _OF_OTHERS:
        for element in children(file.root, tag):
            yield file.at("KS644", message.format(text(element, "name"), "other records"), element)
    for element in children(file.root, "recordUpdates"):
        changed = text(element, "inputReference") or f"records of {text(element, 'object')}"
        if changed != "$Record":
            yield file.at("KS644", message.format(text(element, "name"), changed), element)


def _scheduled_paths(file: MetadataFile) -> Iterator[Diagnostic]:
    for path in file.root.iterfind("{*}start/{*}scheduledPaths"):
        if not (text(path, "name") or text(path, "pathType")):
            yield file.at("KS645", "the path has no name and no pathType; it needs one", path)


def _flows(index: TreeIndex) -> Iterator[Named]:
    """Yield the flows that flows start, other than those of packages."""
    for file in in_folders(index, FLOW):
        for element in children(file.root, "subflows"):
            yield Named(text(element, "flowName"), file, element)
        yield from _actions(file, "flow")


def _actions(file: MetadataFile, kind: str) -> Iterator[Named]:
    for element in children(file.root, "actionCalls"):
        if text(element, "actionType") == kind:
            yield Named(text(element, "actionName"), file, element)


def _called(index: TreeIndex) -> Iterator[Diagnostic]:
    """Yield the flows and classes that flows call and the tree lacks."""
    if index.context.depends:  # a package has them
        return
    flows = index.full_names(FLOW)
    named = (each for each in _flows(index) if "__" not in each.name)
    yield from missing("KS646", "flow", named, flows, lambda _: True)
    if index.context.unread is not None:
        classes = index.context.unread["ApexClass"]
        actions = (each for file in in_folders(index, FLOW) for each in _actions(file, "apex"))
        named = (each for each in actions if "__" not in each.name)
        yield from missing("KS647", "Apex class", named, classes, lambda _: bool(classes))
