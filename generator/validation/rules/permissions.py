"""Rules of permission sets, by themselves (assertions) and with what they grant."""

from collections import defaultdict
from collections.abc import Iterator

from generator.diagnostics import Diagnostic, error, warning
from generator.metadata.document import MetadataFile, children, text
from generator.metadata.registry import PERMISSION_SET
from generator.validation.access import grants
from generator.validation.field_facts import FieldFacts
from generator.validation.rules.names import no_field
from generator.validation.rules.sources import DEPLOYS, UNBROKEN
from generator.validation.rules.xpath import at_most, is_true, one_of
from generator.validation.tree_index import TreeIndex

_CALCULATED = ("AutoNumber", "Summary")
_ALL_PERMISSIONS = ("Account", "Campaign", "Case", "Contact", "Lead", "Opportunity")
NAME_IS_A_FIELD = ("Account", "Asset", "Campaign", "Opportunity", "Product2")
_WITHOUT_PERMISSIONS = ("CampaignMember", "CampaignMemberStatus")

RULES = (
    error(
        "KS401",
        "label of a permission set has at most 80 characters.",
        "The org refuses a longer one.",
        "Shorten the label; say more in description.",
        UNBROKEN,
        of="PermissionSet",
        test=at_most(80, "label"),
        at="label",
        diagnosis="label has {label:length} characters; at most 80 are allowed",
    ),
    error(
        "KS402",
        "description of a permission set has at most 255 characters.",
        "The org refuses a longer one, and with it the permission set.",
        "Shorten the description.",
        DEPLOYS,
        message="Value too long for field: Description maximum length is:255",
        of="PermissionSet",
        test=at_most(255, "description"),
        at="description",
        diagnosis="description has {description:length} characters; at most 255 are allowed",
    ),
    error(
        "KS404",
        "objectPermissions name neither CampaignMember nor CampaignMemberStatus.",
        "These have no permissions of their own: who may work with campaigns, leads and contacts "
        "may work with members.",
        "Remove the entry; permit Campaign, Lead and Contact instead.",
        UNBROKEN,
        of="PermissionSet",
        test=f"not(m:objectPermissions[{one_of('object', *_WITHOUT_PERMISSIONS)}])",
        at="objectPermissions",
        diagnosis="objectPermissions has an entry for {object}; none is allowed",
    ),
    error(
        "KS405",
        "Who may create, edit, delete or view all records of an object may read them.",
        "The org refuses these permissions without Read.",
        "Set allowRead to true, or the others to false.",
        DEPLOYS,
        message="Permission Create X depends on permission(s): Read X",
        of="PermissionSet",
        test="not(m:objectPermissions[("
        + " or ".join(map(is_true, ("allowCreate", "allowEdit", "allowDelete", "viewAllRecords")))
        + f") and not({is_true('allowRead')})])",
        at="objectPermissions",
        diagnosis="allowRead of {object} is {allowRead}; who may create, edit, delete or "
        "view all records needs it",
    ),
    error(
        "KS406",
        "Who may delete records of a custom object may edit them.",
        "The org refuses Delete without Edit.",
        "Set allowEdit to true, or allowDelete to false.",
        DEPLOYS,
        message="Permission Delete depends on permission(s): Edit",
        of="PermissionSet",
        test=f"not(m:objectPermissions[{is_true('allowDelete')} and not({is_true('allowEdit')})"
        " and contains(m:object, '__c')])",
        at="objectPermissions",
        diagnosis="allowEdit of {object} is {allowEdit}; who may delete records needs it",
    ),
    error(
        "KS407",
        "Who may modify all records of an object may read, edit, delete and view all of them.",
        "Modify All holds the other permissions; the org refuses it without them. Some standard "
        "objects lack one of these permissions, so only those that have all are looked at.",
        "Set the others to true, or modifyAllRecords to false.",
        DEPLOYS,
        of="PermissionSet",
        test=f"not(m:objectPermissions[{is_true('modifyAllRecords')} and not("
        + " and ".join(map(is_true, ("allowRead", "allowEdit", "allowDelete", "viewAllRecords")))
        + f") and (contains(m:object, '__c') or {one_of('object', *_ALL_PERMISSIONS)})])",
        at="objectPermissions",
        diagnosis="modifyAllRecords of {object} is true; allowRead ({allowRead}), allowEdit "
        "({allowEdit}), allowDelete ({allowDelete}) and viewAllRecords "
        "({viewAllRecords}) have to be true as well",
    ),
    error(
        "KS408",
        "A field that may be edited may be read.",
        "The org cannot permit a user to edit what is hidden from them.",
        "Set readable to true, or editable to false.",
        UNBROKEN,
        of="PermissionSet",
        test=f"not(m:fieldPermissions[{is_true('editable')} and {one_of('readable', 'false')}])",
        at="fieldPermissions",
        diagnosis="readable of {field} is {readable}; who may edit a field needs it",
    ),
    error(
        "KS411",
        "A permission set has no entry for a required field.",
        "Who has the object has its required fields; the org refuses the permission set.",
        "Remove the fieldPermissions entry.",
        "docs.gearset.com article 12476080, and messages of deploys",
        message="You cannot deploy to a required field: O.F",
    ),
    error(
        "KS412",
        "A permission set has no entry for a master-detail field.",
        "They are always required; the org refuses the permission set.",
        "Remove the fieldPermissions entry.",
        DEPLOYS,
        message="You cannot deploy to a required field: O.F",
    ),
    error(
        "KS413",
        "A permission set has no entry for the Name of Account, Asset, Campaign, Opportunity or "
        "Product2.",
        "It is required: who has the object has it. Other objects may have an entry for Name.",
        "Remove the fieldPermissions entry.",
        "no retrieved permission set has one",
        message="You cannot deploy to a required field: O.F",
    ),
    error(
        "KS414",
        "The fields that a permission set grants exist.",
        "The org refuses the permission set.",
        "Correct the field's name, or remove the entry.",
        "sfdx-hardis deploy tips",
        message="In field: field - no CustomField named O.F found",
    ),
    warning(
        "KS121",
        "The fields that a part of a split permission set grants exist.",
        "A retrieve leaves the part of a field that is gone; the org refuses it in a deploy.",
        "Remove the entry, or the file if it has no other.",
        "the CLI's presets decomposePermissionSetBeta and decomposePermissionSetBeta2",
        message="In field: field - no CustomField named O.F found",
    ),
    warning(
        "KS415",
        "Formulas, auto numbers and roll-up summaries are not editable.",
        "Nobody can edit what the org calculates; the next retrieve shows false.",
        "Set editable to false.",
        "form of retrieved permission sets; some that deploy have it",
    ),
    warning(
        "KS416",
        "A permission set says one thing of a field, an object or a tab.",
        "An org takes a second entry, and nobody says which of two different ones it keeps.",
        "Remove one of the two entries.",
        "retrieved permission sets that deploy",
    ),
    error(
        "KS417",
        "Who may read a detail may read its master.",
        "A detail is shown only to those who see its master.",
        "Add allowRead for the master.",
        DEPLOYS,
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
)


def check(index: TreeIndex) -> Iterator[Diagnostic]:
    readable: dict[str, set[str]] = defaultdict(set)  # a permission set may have several files
    for file in index.of(PERMISSION_SET):
        readable[file.name] |= _readable(file)
    for file in index.of(PERMISSION_SET):
        yield from _fields(file, index)
        yield from _objects(file, index, readable[file.name])
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
        if own == "Name" and parent in NAME_IS_A_FIELD:
            yield file.at("KS413", f"{name} is required; no entry is allowed for it", entry)
        elif facts is not None and facts.is_custom:
            editable = text(entry, "editable") == "true"
            for code, message in _refusals(facts, editable=editable):
                yield file.at(code, f"{name} {message}", entry)
        elif index.lacks_field(parent, own) and grants(entry):
            code = "KS414" if file.type is PERMISSION_SET else "KS121"
            yield file.at(code, no_field(index, parent, own), entry)


def _refusals(facts: FieldFacts, *, editable: bool) -> Iterator[tuple[str, str]]:
    if facts.type == "MasterDetail":
        yield "KS412", "is a master-detail field; no entry is allowed for it"
    elif facts.is_enforced:
        yield "KS411", "is required; no entry is allowed for it"
    elif editable and (facts.formula is not None or facts.type in _CALCULATED):
        yield "KS415", "is calculated; editable allows only false"


def _readable(file: MetadataFile) -> set[str]:
    entries = children(file.root, "objectPermissions")
    return {text(e, "object").casefold() for e in entries if text(e, "allowRead") == "true"}


def _objects(file: MetadataFile, index: TreeIndex, readable: set[str]) -> Iterator[Diagnostic]:
    entries = {text(e, "object"): e for e in children(file.root, "objectPermissions")}
    for name, entry in entries.items():
        if index.lacks_object(name):
            yield file.at("KS418", f"the tree has no object {name}", entry)
        if name.casefold() not in readable:
            continue
        for facts in index.fields_of(name):
            master = facts.referenceTo
            is_detail = facts.type == "MasterDetail" and facts.is_custom and master
            if is_detail and master.casefold() not in readable:
                message = f"allowRead of {name} is true; it needs allowRead of its master {master}"
                yield file.at("KS417", message, entry)


def _twice(file: MetadataFile, tag: str, key: str) -> Iterator[Diagnostic]:
    seen: dict[str, dict[str, str]] = {}
    for entry in children(file.root, tag):
        name = text(entry, key)
        values = {str(child.tag): (child.text or "").strip() for child in entry}
        if seen.setdefault(name.casefold(), values) != values:
            message = f"{tag} has a second entry for {name}, with other values; one is enough"
            yield file.at("KS416", message, entry)
