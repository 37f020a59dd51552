"""Risks: what an org accepts, and what then does harm."""

import re
from collections.abc import Iterator
from urllib.parse import unquote

from generator.diagnostics import Diagnostic, warning
from generator.metadata.document import NAMESPACE, MetadataFile, children, text
from generator.metadata.registry import (
    CUSTOM_OBJECT,
    FLOW,
    LAYOUT,
    PERMISSION_SET,
    STANDARD_VALUE_SET,
)
from generator.validation.access import ALL, granted
from generator.validation.field_facts import FieldFacts
from generator.validation.tree_index import TreeIndex, is_own

# Words of a field's name that speak of a person; `user` speaks of accounts as often.
_PERSONAL = re.compile(
    r"e_?mail|phone|birth|passport|address|first_?name|last_?name|social_?security",
    re.IGNORECASE,
)
_TEXTS = ("Date", "Email", "EncryptedText", "Phone", "Text", "TextArea")
_GENERIC = re.compile(r"leads?|sessions?|engagements?|events?|activities|records?|items?|data")

NOT_GRANTED = "KS903"
RULES = (
    warning(
        "KS901",
        "A required custom field is not on a standard object, or a flow fills it.",
        "Every other writer of that object fails after the deploy: people, imports, integrations.",
        "Set required to false, or fill the field for all writers, as by a flow before saving.",
        "order of execution, Apex developer guide",
        message="REQUIRED_FIELD_MISSING",
    ),
    warning(
        "KS902",
        "A standard value set is not in a package directory that becomes a package.",
        "It cannot be packaged, and deploying it deactivates every value that it lacks.",
        "Move it to a directory of its own, merge the org's values, and deploy it by name.",
        "CumulusCI, metadata ETL",
    ),
    warning(
        NOT_GRANTED,
        "A permission set or profile of the tree grants each field, if they grant any.",
        "A deployed field is visible to nobody, not even administrators, until it is granted.",
        "Add a fieldPermissions entry to a permission set.",
        "Salesforce help on field-level security",
    ),
    warning(
        "KS904",
        "A custom object has a layout in the tree, if the tree has layouts.",
        "The layout that the org creates shows none of the fields.",
        "Add a layout.",
        "reproduced after a deploy",
    ),
    warning(
        "KS905",
        "The relationship name of a lookup to a standard object is not a common word.",
        "The name has to be unique over all objects of the org that look up the same parent.",
        "Put the vendor's or the package's name into relationshipName.",
        "messages of deploys",
        message="There is already a Child Relationship named X on Lead.",
    ),
    warning(
        "KS906",
        "A field whose name is about a person has a securityClassification, if others have one.",
        "Data protection has to know where personal data is.",
        "Set securityClassification and complianceGroup.",
        "Salesforce help on data classification",
    ),
)


def check(index: TreeIndex) -> Iterator[Diagnostic]:
    filled = set(_filled(index))
    classifies = any(facts.securityClassification for facts in index.field_facts)
    settings = {file.parent for file in index.of(CUSTOM_OBJECT) if _is_setting(file)}
    for facts in index.field_facts:
        if facts.is_custom:
            yield from _field(facts, filled)
            if classifies and not facts.securityClassification and _is_personal(facts):
                message = f"{facts.object}.{facts.fullName} has a name of personal data"
                yield facts.at("KS906", f"{message}, and no securityClassification")
    yield from _grants(index, settings)
    for file in index.of(STANDARD_VALUE_SET):
        if any(file.path.startswith(f"{folder}/") for folder in index.context.packaged):
            yield file.at("KS902", f"{file.name} is in a package directory that becomes a package")
    shown = {unquote(name).partition("-")[0].casefold() for name in index.full_names(LAYOUT)}
    for file in index.objects.values() if shown else ():
        is_shown = file.parent in settings or file.parent.casefold() in shown
        if is_own(file.parent) and not is_shown:
            yield file.at("KS904", f"{file.parent} has no layout in the tree")


def _is_setting(file: MetadataFile) -> bool:
    return file.root.find("{*}customSettingsType") is not None


def _grants(index: TreeIndex, settings: set[str]) -> Iterator[Diagnostic]:
    """Yield the fields that nobody may see, in a tree that holds access."""
    sets = index.of(PERMISSION_SET)
    given = index.granted.union(*(granted(file.root) for file in sets))
    for facts in index.field_facts if given else ():
        needs_grant = is_own(facts.fullName) and facts.object not in settings
        if needs_grant and not _is_granted(facts, given):
            message = f"no permission set or profile grants {facts.object}.{facts.fullName}"
            yield facts.at(NOT_GRANTED, message)


def _is_granted(facts: FieldFacts, given: frozenset[str]) -> bool:
    """Whether a field is granted, or nobody needs to grant it."""
    if facts.required or facts.type == "MasterDetail" or not _has_permissions(facts.object):
        return True
    # Activities are granted as the tasks and events that they are.
    objects = ("Activity", "Task", "Event") if facts.object == "Activity" else (facts.object,)
    names = (f"{name}.{field}".casefold() for name in objects for field in (facts.fullName, ALL))
    return not given.isdisjoint(names)


def _filled(index: TreeIndex) -> Iterator[str]:
    """Yield the fields that an active flow sets before a record is saved, whoever saves it."""
    for file in index.of(FLOW):
        start = file.root.find(f"{NAMESPACE}start")
        if start is None or text(start, "triggerType") != "RecordBeforeSave":
            continue
        if file.text("status") != "Active" or text(start, "recordTriggerType") == "Update":
            continue
        for update in children(file.root, "recordUpdates"):
            for assignment in children(update, "inputAssignments"):
                yield f"{text(start, 'object')}.{text(assignment, 'field')}".casefold()


def _field(facts: FieldFacts, filled: set[str]) -> Iterator[Diagnostic]:
    name = f"{facts.object}.{facts.fullName}"
    if facts.required and _is_standard(facts.object) and name.casefold() not in filled:
        yield facts.at(
            "KS901", f"{name} is required; every writer of {facts.object} has to fill it"
        )
    folded = facts.relationshipName.lower().replace("_", "")
    if folded and "__" not in facts.referenceTo and _GENERIC.fullmatch(folded):
        message = f"relationshipName is {facts.relationshipName}"
        message = f"{message}; {facts.referenceTo} may have one of that name"
        yield facts.at("KS905", message, facts.line_of("relationshipName"))


def _is_standard(name: str) -> bool:
    return "__" not in name


def _is_personal(facts: FieldFacts) -> bool:
    holds_text = facts.type in _TEXTS and facts.formula is None
    return holds_text and _PERSONAL.search(facts.fullName) is not None


def _has_permissions(name: str) -> bool:
    """Whether fields of an object are granted: those of Salesforce's own, and of custom ones."""
    return _is_standard(name) or name.endswith("__c")
