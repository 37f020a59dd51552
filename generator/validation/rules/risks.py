"""Risks: what an org accepts, and what then does harm."""

import re
from collections.abc import Iterator

from generator.diagnostics import Diagnostic, warning
from generator.metadata.document import NAMESPACE, MetadataFile, children, text
from generator.metadata.registry import (
    CUSTOM_OBJECT,
    FLOW,
    LAYOUT,
    PERMISSION_SET,
    STANDARD_VALUE_SET,
)
from generator.validation.field_facts import FieldFacts
from generator.validation.tree_index import TreeIndex, is_own

# Words of a field's name that speak of a person.
_PERSONAL = re.compile(
    r"e_?mail|phone|birth|passport|user|address|first_?name|last_?name|social_?security",
    re.IGNORECASE,
)
_TEXTS = ("Date", "Email", "EncryptedText", "Phone", "Text", "TextArea")
_GENERIC = re.compile(r"leads?|sessions?|engagements?|events?|activities|records?|items?|data")

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
        "KS903",
        "A permission set of the tree grants each field.",
        "A deployed field is visible to nobody, not even administrators, until it is granted.",
        "Add a fieldPermissions entry to a permission set.",
        "Salesforce help on field-level security",
    ),
    warning(
        "KS904",
        "A custom object has a layout in the tree.",
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
        "A field whose name is about a person has a securityClassification.",
        "Data protection has to know where personal data is.",
        "Set securityClassification and complianceGroup.",
        "Salesforce help on data classification",
    ),
)


def check(index: TreeIndex) -> Iterator[Diagnostic]:
    filled = set(_filled(index))
    settings = {file.parent for file in index.of(CUSTOM_OBJECT) if _is_setting(file)}
    for facts in index.field_facts:
        if facts.is_custom:
            yield from _field(facts, filled)
    yield from _grants(index, settings)
    for file in index.of(STANDARD_VALUE_SET):
        if any(file.path.startswith(f"{folder}/") for folder in index.context.packaged):
            yield file.at("KS902", f"{file.name} is in a package directory that becomes a package")
    shown = {file.name.partition("-")[0] for file in index.of(LAYOUT)}
    for file in index.of(CUSTOM_OBJECT):
        if is_own(file.parent) and not {file.parent} & (settings | shown):
            yield file.at("KS904", f"{file.parent} has no layout in the tree")


def _is_setting(file: MetadataFile) -> bool:
    return file.root.find("{*}customSettingsType") is not None


def _granted(index: TreeIndex) -> set[str]:
    return {
        text(entry, "field").casefold()
        for file in index.of(PERMISSION_SET)
        for entry in children(file.root, "fieldPermissions")
    }


def _grants(index: TreeIndex, settings: set[str]) -> Iterator[Diagnostic]:
    """Yield the fields that nobody may see; one diagnostic where no field is granted at all."""
    granted = _granted(index)
    ungranted = [
        facts
        for facts in index.field_facts
        if facts.is_custom and facts.object not in settings and not _is_granted(facts, granted)
    ]
    if index.of(PERMISSION_SET):
        for facts in ungranted:
            message = f"no permission set grants {facts.object}.{facts.fullName}"
            yield facts.at("KS903", message)
    elif ungranted:
        fields = "1 field" if len(ungranted) == 1 else f"{len(ungranted)} fields"
        yield ungranted[0].at("KS903", f"no permission set is in the tree, for {fields}")


def _is_granted(facts: FieldFacts, granted: set[str]) -> bool:
    """Whether a permission set grants a field, or nobody needs to grant it."""
    if facts.required or facts.type == "MasterDetail" or not _has_permissions(facts.object):
        return True
    # Activities are granted as the tasks and events that they are.
    objects = ("Activity", "Task", "Event") if facts.object == "Activity" else (facts.object,)
    return any(f"{name}.{facts.fullName}".casefold() in granted for name in objects)


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
    if not facts.securityClassification and _is_personal(facts):
        yield facts.at(
            "KS906", f"{name} has a name of personal data, and no securityClassification"
        )


def _is_standard(name: str) -> bool:
    return not name.endswith(("__c", "__mdt", "__e", "__b", "__x"))


def _is_personal(facts: FieldFacts) -> bool:
    holds_text = facts.type in _TEXTS and facts.formula is None
    return holds_text and _PERSONAL.search(facts.fullName) is not None


def _has_permissions(name: str) -> bool:
    return not name.endswith(("__mdt", "__e", "__b"))
