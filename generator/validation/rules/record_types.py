"""Rules of record types and business processes."""

from collections.abc import Iterator

from lxml import etree

from generator.diagnostics import Diagnostic, error, warning
from generator.metadata.document import NAMESPACE, MetadataFile, children, text
from generator.metadata.registry import BUSINESS_PROCESS, RECORD_TYPE
from generator.validation.rules.names import meant, no_field
from generator.validation.rules.picklists import Known, known_values, unknown_value
from generator.validation.rules.sources import DEPLOYS, SKILLS
from generator.validation.tree_index import TreeIndex

_WITH_PROCESS = ("lead", "opportunity", "case")

RULES = (
    error(
        "KS341",
        "The picklists of a record type are fields of its object.",
        "The org refuses the record type.",
        "Correct the name, remove the picklist, or add the field.",
        DEPLOYS,
        message="In field: picklist - no CustomField named O.F found",
        evidence="8,293 keep it, none breaks it",
    ),
    error(
        "KS342",
        "The values of a record type are values of the picklist.",
        "The org refuses the record type.",
        "Correct the value, remove it, or add it to the picklist.",
        DEPLOYS,
        message="Picklist value: X in picklist: Y not found",
        evidence="218,836 keep it, none breaks it",
    ),
    error(
        "KS343",
        "A record type of Lead, Opportunity or Case has a businessProcess.",
        "The process says which values its status or stage can have.",
        "Add <businessProcess> with the name of a process of the object.",
        SKILLS,
        message="Required field is missing: businessProcess",
        evidence="234 keep it, none breaks it",
    ),
    error(
        "KS344",
        "A business process has values.",
        "The org refuses a process without any.",
        "Add <values>, one for each value of the status or stage.",
        "CumulusCI issue 1115",
        message="Required field is missing: values",
        evidence="139 keep it; three break it, all of packages",
    ),
    warning(
        "KS345",
        "The business process of a record type is in the tree, if the tree has any of its object.",
        "The deploy fails unless the org has the process already.",
        "Correct the name, or deploy to an org that has the process.",
        DEPLOYS,
        message="In field: businessProcess - no BusinessProcess named O.P found",
    ),
)


def check(index: TreeIndex) -> Iterator[Diagnostic]:
    known: dict[str, Known | None] = {}
    for file in index.of(RECORD_TYPE):
        for entry in children(file.root, "picklistValues"):
            yield from _picklist(file, entry, index, known)
        yield from _process(file, index)
    for file in index.of(BUSINESS_PROCESS):
        if "__" not in file.name and file.root.find(f"{NAMESPACE}values") is None:
            yield file.at("KS344", "values are missing; a business process needs at least one")


def _picklist(
    file: MetadataFile, entry: etree._Element, index: TreeIndex, known: dict[str, Known | None]
) -> Iterator[Diagnostic]:
    """Yield what is wrong with a picklist of a record type; `known` keeps the values of fields."""
    name = text(entry, "picklist")
    if index.lacks_field(file.parent, name):
        yield file.at("KS341", no_field(index, file.parent, name), entry)
    field = f"{file.parent}.{name}"
    if field not in known:
        facts = index.field(field)
        known[field] = None if facts is None else known_values(facts, index)
    values = known[field]
    if values is None:
        return
    for value in children(entry, "values"):
        if message := unknown_value(text(value, "fullName"), name, values):
            yield file.at("KS342", message, value)


def _process(file: MetadataFile, index: TreeIndex) -> Iterator[Diagnostic]:
    name = file.text("businessProcess")
    if not name:
        if file.parent.casefold() in _WITH_PROCESS:
            message = f"businessProcess is missing; a record type of {file.parent} needs one"
            yield file.at("KS343", message)
        return
    processes = index.of_parent(BUSINESS_PROCESS, file.parent)
    is_lacking = index.lacks(BUSINESS_PROCESS, name, file.parent)
    if processes and "__" not in name and is_lacking:
        hint = meant(name, (process.name for process in processes))
        element = file.root.find(f"{NAMESPACE}businessProcess")
        message = f"the tree has no business process {name} of {file.parent}{hint}"
        yield file.at("KS345", message, element)
