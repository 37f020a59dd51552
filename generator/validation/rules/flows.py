"""Rules of flows: their start, their connectors, and the fields and objects that they name."""

from collections.abc import Iterator

from lxml import etree

from generator.diagnostics import Diagnostic, error, warning
from generator.metadata.document import NAMESPACE, MetadataFile, children, text
from generator.metadata.registry import FLOW
from generator.validation.rules.flow_fields import RECORDS, named_fields
from generator.validation.rules.flow_references import is_unfinished
from generator.validation.rules.names import no_field
from generator.validation.rules.sources import DEPLOYS
from generator.validation.tree_index import TreeIndex

_LEADS = (f"{NAMESPACE}startElementReference", f"{NAMESPACE}targetReference")

RULES = (
    error(
        "KS621",
        "The start of a flow leads to an element.",
        "A flow that goes nowhere cannot be saved.",
        "Add a connector to the start.",
        DEPLOYS,
        message="The flow can't run because nothing is connected to the Start element.",
    ),
    error(
        "KS624",
        "The start and the connectors of a flow lead to elements that it has.",
        "The org refuses the flow.",
        "Correct the startElementReference or targetReference, or add the element.",
        DEPLOYS,
    ),
    error(
        "KS625",
        "The fields that a flow filters by, sorts by, reads, assigns and refers to exist.",
        "The org refuses the flow.",
        "Correct the field's name.",
        DEPLOYS,
        evidence="692 in 5 repositories keep it, none breaks it",
    ),
    warning(
        "KS626",
        "The custom objects of a flow are in the tree.",
        "The deploy fails unless the org has them already.",
        "Correct the name, or deploy to an org that has the object.",
        DEPLOYS,
    ),
)


def check(index: TreeIndex) -> Iterator[Diagnostic]:
    for file in index.of(FLOW):
        if not is_unfinished(file):
            yield from _start(file)
            yield from _targets(file)
        yield from _objects(file, index)
        yield from _fields(file, index)


def _start(file: MetadataFile) -> Iterator[Diagnostic]:
    starts_elsewhere = file.text("startElementReference")
    for start in children(file.root, "start"):
        leads = start.find(".//{*}targetReference") is not None
        if not (leads or starts_elsewhere or text(start, "triggerType") == "Segment"):
            yield file.at("KS621", "the start has no connector", start)


def _targets(file: MetadataFile) -> Iterator[Diagnostic]:
    names = {text(child, "name") for child in file.root.iterchildren(etree.Element)}
    for target in file.root.iter(*_LEADS):
        if (target.text or "").strip() not in names:
            yield file.at("KS624", f"the flow has no element {target.text}", target)


def _objects(file: MetadataFile, index: TreeIndex) -> Iterator[Diagnostic]:
    for element in file.root.iterchildren(*RECORDS):
        name = text(element, "object")
        if index.lacks_object(name):
            yield file.at("KS626", f"the tree has no object {name}", element)


def _fields(file: MetadataFile, index: TreeIndex) -> Iterator[Diagnostic]:
    for element, parent, field in named_fields(file):
        if index.lacks_field(parent, field):
            yield file.at("KS625", no_field(index, parent, field), element)
