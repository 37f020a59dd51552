"""Rules of what an object file says of the object itself: its name, its labels, its sharing."""

from collections.abc import Iterator

from generator.diagnostics import Diagnostic, error
from generator.metadata.document import NAMESPACE, MetadataFile
from generator.metadata.registry import CUSTOM_OBJECT
from generator.validation.rules.sources import DEPLOYS, HELP
from generator.validation.tree_index import TreeIndex

_BY_PARENT = "ControlledByParent"
# No standard object has these.
_OF_CUSTOM = ("deploymentStatus", "label", "nameField", "pluralLabel", "customSettingsType")
# From the narrowest to the widest; other models do not compare.
_WIDTHS = ("Private", "Read", "ReadWrite", "ReadWriteTransfer", "FullAccess")

RULES = (
    error(
        "KS331",
        "An object with the sharing model ControlledByParent has a MasterDetail field.",
        "Without a master, there is nobody to decide who sees a record.",
        "Add the MasterDetail field, or write another sharingModel, such as ReadWrite.",
        f"{DEPLOYS}; forcedotcom/cli issue 1760",
        message="Cannot set sharingModel to ControlledByParent on a CustomObject without a "
        "MasterDetail relationship field",
        evidence="276 keep it, none breaks it",
    ),
    error(
        "KS332",
        "externalSharingModel is not wider than sharingModel.",
        "People outside the company cannot see more than those inside.",
        "Narrow externalSharingModel, or widen sharingModel.",
        f"{DEPLOYS}; {HELP}, external organization-wide defaults",
        message="external access must be more restrictive or equal",
        evidence="566 keep it, none breaks it",
    ),
    error(
        "KS333",
        "A custom metadata type has no deploymentStatus.",
        "It is always deployed; the org refuses the element.",
        "Remove <deploymentStatus>.",
        DEPLOYS,
        message="deploymentStatus must not be specified on __mdt",
        evidence="383 keep it, none breaks it",
    ),
    error(
        "KS334",
        "The name of a custom object ends with __c, or __mdt, __e and the like.",
        "The org takes any other name for that of a standard object, which has none of these "
        "elements.",
        "Add __c to the name: rename the file and its folder.",
        DEPLOYS,
        message="fullName must end with: __c or __kav or __x ...",
        evidence="all of 1,321 standard objects lack these elements",
    ),
    error(
        "KS335",
        "A custom metadata type, platform event, big object or custom setting has its labels.",
        "The org shows the object by them.",
        "Add <label> and, but for a custom setting, <pluralLabel>.",
        DEPLOYS,
        message="Must specify a non-empty label for the CustomObject",
        evidence="all of 244 keep it",
    ),
)


def check(index: TreeIndex) -> Iterator[Diagnostic]:
    for file in index.of(CUSTOM_OBJECT):
        yield from _by_parent(file, index)
        yield from _external(file)
        yield from _labels(file)
        status = file.root.find(f"{NAMESPACE}deploymentStatus")
        if status is not None and file.parent.endswith("__mdt"):
            message = f"deploymentStatus is {status.text}; a custom metadata type allows none"
            yield file.at("KS333", message, status)


def _labels(file: MetadataFile) -> Iterator[Diagnostic]:
    found = [tag for tag in _OF_CUSTOM if file.root.find(NAMESPACE + tag) is not None]
    if "__" not in file.parent and found:
        name = file.parent
        message = f"{name} is the name of a standard object, and the file has {found[0]}"
        yield file.at("KS334", f"{message}; write {name}__c for a custom object")
    is_setting = file.root.find(f"{NAMESPACE}customSettingsType") is not None
    is_labelled = file.parent.endswith(("__mdt", "__e", "__b"))
    needed = ("label", "pluralLabel") if is_labelled else ("label",) if is_setting else ()
    for tag in needed:
        if not file.text(tag):
            what = "empty" if tag in found else "missing"
            yield file.at("KS335", f"{tag} is {what}; {file.parent} needs one")


def _by_parent(file: MetadataFile, index: TreeIndex) -> Iterator[Diagnostic]:
    model = file.text("sharingModel")
    is_detail = any(facts.type == "MasterDetail" for facts in index.fields_of(file.parent))
    is_known = index.is_complete(file.parent) and not index.has_unreadable_fields(file.parent)
    if model == _BY_PARENT and is_known and not is_detail:
        message = f"sharingModel is {model}; {file.parent} has no MasterDetail field"
        yield file.at("KS331", message, file.root.find(f"{NAMESPACE}sharingModel"))


def _external(file: MetadataFile) -> Iterator[Diagnostic]:
    internal, external = file.text("sharingModel"), file.text("externalSharingModel")
    if internal in _WIDTHS and external in _WIDTHS:
        allowed = _WIDTHS[: _WIDTHS.index(internal) + 1]
        if external not in allowed:
            message = f"externalSharingModel is {external}; with sharingModel {internal}"
            message = f"{message}, {' or '.join(allowed)} is allowed"
            element = file.root.find(f"{NAMESPACE}externalSharingModel")
            yield file.at("KS332", message, element)
