"""Rules of what permission sets grant besides objects: components, and user permissions."""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from typing import NamedTuple

from lxml import etree

from generator.diagnostics import Diagnostic, error, warning
from generator.metadata.document import NAMESPACE, MetadataFile, children, text
from generator.metadata.near_names import form_of
from generator.metadata.registry import CUSTOM_TAB, FLOW, PERMISSION_SET, RECORD_TYPE
from generator.metadata.user_permissions import REQUIRED, user_permissions
from generator.validation.rules.missing import Named, in_folders, missing
from generator.validation.rules.sources import DEPLOYS
from generator.validation.tree_index import TreeIndex, is_own

RULES = (
    warning(
        "KS431",
        "The classes, pages, apps, flows, record types and tabs that permission sets grant are in "
        "the tree; custom permissions too.",
        "The deploy fails unless the org has them already.",
        "Correct the name, or deploy to an org that has the component.",
        DEPLOYS,
        message="In field: recordType - no RecordType named X found",
    ),
    error(
        "KS432",
        "A permission set has no entry for a standard field that is always required, or that the "
        "org fills in.",
        "Who has the object has these fields; the org refuses the permission set. Where people "
        "are accounts, Lead.Company is not required.",
        "Remove the fieldPermissions entry.",
        DEPLOYS,
        message="You cannot deploy to a required field: O.F",
        evidence="386,361 entries keep it, none breaks it",
    ),
    warning(
        "KS433",
        "The name of a user permission is not nearly that of a known one.",
        "The org refuses a permission set with a user permission that it does not know.",
        "Correct the name; leave it if the org has a permission of that name.",
        "object reference, PermissionSet; error message of a deploy",
        message="Unknown user permission: X",
    ),
    warning(
        "KS434",
        "A permission set has the user permissions that others of its own need.",
        "The org refuses one without the other, unless its license has the other already.",
        "Add the missing userPermissions.",
        DEPLOYS,
        message="Permission X depends on permission(s): Y",
    ),
)

_FIELD = f"{NAMESPACE}fieldPermissions/{NAMESPACE}field"
_RECORD_TYPE = f"{NAMESPACE}recordTypeVisibilities/{NAMESPACE}recordType"
# By folded names.
_OF_COMPANIES = "lead.company"
REQUIRED_FIELDS = frozenset(
    {
        *(_OF_COMPANIES, "contact.lastname", "lead.lastname", "lead.status"),
        *("opportunity.closedate", "opportunity.stagename"),
    }
)
SYSTEM_FIELDS = frozenset(
    {
        *("id", "ownerid", "isdeleted", "systemmodstamp", "createdbyid", "createddate"),
        *("lastmodifiedbyid", "lastmodifieddate"),
    }
)


class _Kind(NamedTuple):
    """Entries of permission sets: where they name a component, of which type, and in our words."""

    tag: str
    key: str
    type_name: str
    word: str


_KINDS = (
    _Kind("applicationVisibilities", "application", "CustomApplication", "app"),
    _Kind("classAccesses", "apexClass", "ApexClass", "Apex class"),
    _Kind("customPermissions", "name", "CustomPermission", "custom permission"),
    _Kind("flowAccesses", "flow", FLOW.name, "flow"),
    _Kind("pageAccesses", "apexPage", "ApexPage", "Visualforce page"),
    _Kind("recordTypeVisibilities", "recordType", RECORD_TYPE.name, "record type"),
    _Kind("tabSettings", "tab", CUSTOM_TAB.name, "tab"),
)


def check(index: TreeIndex) -> Iterator[Diagnostic]:
    for kind in _KINDS:
        yield from _lacking(kind, index)
    enabled: dict[str, set[str]] = defaultdict(set)  # a permission set may be split over files
    for file in index.of(PERMISSION_SET):
        enabled[file.name] |= _enabled(file)
    for file in index.of(PERMISSION_SET):
        yield from _fields(file)
        yield from _user_permissions(file, enabled[file.name])


def _lacking(kind: _Kind, index: TreeIndex) -> Iterator[Diagnostic]:
    present = _present(kind, index)
    if present is not None:
        named = (
            Named(text(entry, kind.key), file, entry)
            for file in in_folders(index, PERMISSION_SET)
            for entry in children(file.root, kind.tag)
            if _is_granted(entry) and _is_ours(kind, text(entry, kind.key))
        )
        yield from missing("KS431", kind.word, named, present, _whole(present, index))


def _present(kind: _Kind, index: TreeIndex) -> Mapping[str, str] | None:
    """Return the components of a kind by folded names; None if nobody has looked for all."""
    if index.context.depends:  # a package may have them
        return None
    for metadata_type in (FLOW, CUSTOM_TAB, RECORD_TYPE):
        if metadata_type.name == kind.type_name:
            return index.full_names(metadata_type)
    return None if index.context.unread is None else index.context.unread[kind.type_name]


def _whole(present: Mapping[str, str], index: TreeIndex) -> Callable[[str], bool]:
    """Return the test whether the tree would have a component of its own with a name."""
    parents = {name.partition(".")[0] for name in present}

    def is_whole(name: str) -> bool:
        parent, dot, _ = name.partition(".")
        if dot:
            return index.is_complete(parent) or parent.casefold() in parents
        return index.is_complete(name) if is_own(name) else bool(present)

    return is_whole


def _is_granted(entry: etree._Element) -> bool:
    """Whether an entry grants anything."""
    given = {text(entry, key) for key in ("enabled", "visible", "visibility")}
    return not given & {"false", "None"}


def _is_ours(kind: _Kind, name: str) -> bool:
    """Whether a component is neither of Salesforce nor of a package."""
    if kind.type_name == RECORD_TYPE.name:
        parent, _, own = name.partition(".")
        if parent == own == "PersonAccount":  # made by Salesforce, where people are accounts
            return False
        return (is_own(parent) or "__" not in parent) and "__" not in own
    if kind.type_name == CUSTOM_TAB.name and is_own(name):
        return True
    return "__" not in name and not name.startswith("standard-")


def _fields(file: MetadataFile) -> Iterator[Diagnostic]:
    for element in file.root.iterfind(_FIELD):
        name = (element.text or "").strip()
        folded = name.casefold()
        if folded == _OF_COMPANIES and _has_people_as_accounts(file):
            continue
        if folded in REQUIRED_FIELDS:
            message = f"{name} is required; no entry is allowed for it"
            yield file.at("KS432", message, element.getparent())
        elif folded.partition(".")[2] in SYSTEM_FIELDS:
            message = f"{name} is filled in by the org; no entry is allowed for it"
            yield file.at("KS432", message, element.getparent())


def _has_people_as_accounts(file: MetadataFile) -> bool:
    """Whether a permission set names what only an org with person accounts has."""
    fields = (element.text or "" for element in file.root.iterfind(_FIELD))
    types = (element.text or "" for element in file.root.iterfind(_RECORD_TYPE))
    return any(
        name.startswith("Account.Person") or name.endswith("__pc") for name in fields
    ) or any(name.startswith("PersonAccount.") for name in types)


def _enabled(file: MetadataFile) -> set[str]:
    """Return the user permissions that are enabled; of a name that is not known, what it means."""
    entries = children(file.root, "userPermissions")
    names = {text(each, "name") for each in entries if text(each, "enabled") == "true"}
    known = user_permissions()
    return names | {form_of(name, known) for name in names - known}


def _user_permissions(file: MetadataFile, enabled: set[str]) -> Iterator[Diagnostic]:
    known = user_permissions()
    for entry in children(file.root, "userPermissions"):
        name = text(entry, "name")
        if name not in known and (near := form_of(name, known)):
            message = f"{name} is no user permission that is known; did you mean {near}?"
            yield file.at("KS433", message, entry)
        lacking = [each for each in REQUIRED.get(name, ()) if each not in enabled]
        if name in enabled and lacking:
            yield file.at("KS434", f"{name} is enabled; it needs {', '.join(lacking)}", entry)
