"""Rules of permission sets and the objects and fields that they grant."""

from collections.abc import Iterator

from lxml import etree

from generator.diagnostics import Diagnostic, error, warning
from generator.metadata.api_version import ApiVersion
from generator.metadata.document import NAMESPACE, MetadataFile, children, text
from generator.metadata.registry import PERMISSION_SET
from generator.validation.tree_index import FieldFacts, TreeIndex, is_own

_DEPLOYS = "messages of deploys"
_CALCULATED = ("AutoNumber", "Summary")

RULES = (
    error(
        "KS411",
        "A permission set says nothing of required fields.",
        "Whoever has the object has its required fields; the org refuses the whole set.",
        "Remove the fieldPermissions entry.",
        "docs.gearset.com article 12476080, and messages of deploys",
        message="You cannot deploy to a required field: O.F",
    ),
    error(
        "KS412",
        "A permission set says nothing of master-detail fields.",
        "They are required by their nature; the org refuses the whole set.",
        "Remove the fieldPermissions entry.",
        _DEPLOYS,
        message="You cannot deploy to a required field: O.F",
    ),
    error(
        "KS413",
        "A permission set says nothing of name fields.",
        "Whoever has the object sees the name of its records.",
        "Remove the fieldPermissions entry.",
        "no retrieved permission set has one",
    ),
    error(
        "KS414",
        "The fields of a permission set exist.",
        "The org refuses the whole set.",
        "Correct the field's name, or remove the entry.",
        "sfdx-hardis deploy tips",
        message="In field: field - no CustomField named O.F found",
    ),
    warning(
        "KS415",
        "Formulas, auto numbers and roll-up summaries are readable at most.",
        "Nobody can edit what the org calculates; the next retrieve shows false.",
        "Set editable to false.",
        "form of retrieved permission sets; some that deploy have it",
    ),
    error(
        "KS416",
        "A permission set has one entry for a field, an object or a tab.",
        "The org refuses a second one.",
        "Remove one of the two entries.",
        _DEPLOYS,
        message="Element fieldPermissions is duplicated",
    ),
    error(
        "KS417",
        "Who may read a detail may read its master.",
        "A detail is shown only to those who see its master.",
        "Add allowRead for the master.",
        _DEPLOYS,
        message="Permission Read X depends on permission(s): Read Y",
    ),
    warning(
        "KS418",
        "The custom objects of a permission set are in the tree.",
        "The deploy fails unless the org has them already.",
        "Correct the name, or deploy to an org that has the object.",
        "sfdx-hardis deploy tips",
        message="In field: field - no CustomObject named O found",
    ),
    error(
        "KS419",
        "An element is one that the API version of the project knows.",
        "An org reads a file by that version, and refuses elements of a later one.",
        "Remove the element, or raise sourceApiVersion.",
        "form of retrieved permission sets: no viewAllFields up to API 61",
        message="Element viewAllFields invalid at this location",
    ),
)
# Elements of objectPermissions that came later than the oldest version that is supported.
_SINCE = {"viewAllFields": ApiVersion(63)}


def check(index: TreeIndex) -> Iterator[Diagnostic]:
    for file in index.of(PERMISSION_SET):
        yield from _fields(file, index)
        yield from _objects(file, index)
        yield from _later(file, index)
        for tag, key in (
            ("fieldPermissions", "field"),
            ("objectPermissions", "object"),
            ("tabSettings", "tab"),
        ):
            yield from _twice(file, tag, key)


def _fields(file: MetadataFile, index: TreeIndex) -> Iterator[Diagnostic]:
    for entry in children(file.root, "fieldPermissions"):
        name = text(entry, "field")
        parent, _, own = name.partition(".")
        facts = index.field(name)
        if own == "Name":
            yield file.at("KS413", f"{name} is a name field", entry)
        elif facts is not None:
            editable = text(entry, "editable") == "true"
            for code, message in _refusals(facts, editable=editable):
                yield file.at(code, f"{name} {message}", entry)
        elif index.lacks_field(parent, own) and _grants(entry):
            yield file.at("KS414", f"there is no field {name}", entry)


def _grants(entry: etree._Element) -> bool:
    """Whether an entry grants anything. Orgs keep entries that do not, of fields that are gone."""
    return "true" in {text(entry, "readable"), text(entry, "editable")}


def _refusals(facts: FieldFacts, *, editable: bool) -> Iterator[tuple[str, str]]:
    if facts.type == "MasterDetail":
        yield "KS412", "is a master-detail field"
    elif facts.required:
        yield "KS411", "is required"
    elif editable and (facts.formula or facts.type in _CALCULATED):
        yield "KS415", "is calculated, and cannot be editable"


def _objects(file: MetadataFile, index: TreeIndex) -> Iterator[Diagnostic]:
    entries = {text(e, "object"): e for e in children(file.root, "objectPermissions")}
    readable = {name.casefold() for name, e in entries.items() if text(e, "allowRead") == "true"}
    for name, entry in entries.items():
        if is_own(name) and not index.is_whole(name):
            yield file.at("KS418", f"the tree has no object {name}", entry)
        if name.casefold() not in readable:
            continue
        for facts in index.fields_of(name):
            master = facts.referenceTo
            is_detail = facts.type == "MasterDetail" and master
            if is_detail and master.casefold() not in readable:
                message = f"grants Read on {name}, but not on its master {master}"
                yield file.at("KS417", message, entry)


def _later(file: MetadataFile, index: TreeIndex) -> Iterator[Diagnostic]:
    for tag, since in _SINCE.items():
        element = file.root.find(f".//{NAMESPACE}{tag}")
        if element is not None and index.context.api_version < since:
            yield file.at("KS419", f"{tag} came with API {since}", element)


def _twice(file: MetadataFile, tag: str, key: str) -> Iterator[Diagnostic]:
    seen = set()
    for entry in children(file.root, tag):
        name = text(entry, key)
        if name.casefold() in seen:
            yield file.at("KS416", f"{name} has a second entry in {tag}", entry)
        seen.add(name.casefold())
