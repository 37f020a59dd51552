"""Rules of custom fields: what each needs, whatever its type, and how many an object may have."""

from collections import defaultdict
from collections.abc import Iterator

from generator.diagnostics import Diagnostic, error, warning
from generator.metadata.standard_names import is_standard_field
from generator.validation.field_facts import FieldFacts
from generator.validation.rules.sources import DEPLOYS, HELP, SKILLS
from generator.validation.rules.xpath import CUSTOM, of_type, when
from generator.validation.tree_index import TreeIndex, is_own

_OF_ACTIVITY = ("task", "event")
_MOST_TRACKED = 20
_RELATIONS = ("Lookup", "MasterDetail", "Hierarchy", "ExternalLookup", "IndirectLookup")
_KEEPS = ("Restrict", "Cascade")
_NOT_OF_ITS_OWN = (*_RELATIONS, "AutoNumber", "Summary")

RULES = (
    error(
        "KS213",
        "A required Lookup has the deleteConstraint Restrict or Cascade.",
        "Deleting the parent would empty a field that must not be empty. Big objects keep the id.",
        "Set <deleteConstraint> to Restrict or Cascade, or <required> to false.",
        DEPLOYS,
        message="field integrity exception: unknown (must specify either cascade delete or "
        "restrict delete for required lookup foreign key)",
    ),
    error(
        "KS240",
        "A custom field has a label.",
        "The org shows the field by it.",
        "Add <label>.",
        DEPLOYS,
        message="Required field is missing: label",
        evidence="the custom ones of 76,693 fields keep it",
    ),
    error(
        "KS241",
        "A custom field has a type.",
        "The org cannot create the field without it.",
        "Add <type>.",
        DEPLOYS,
        message="Required field is missing: type",
        evidence="the custom ones of 76,693 fields keep it",
    ),
    error(
        "KS242",
        "The name of a custom field ends with __c.",
        "The org takes any other name for that of a standard field, which has no label of ours.",
        "Add __c to the name, and rename the file.",
        DEPLOYS,
        message="fullName must end with: __c or __kav or __x ...",
        evidence="the custom ones of 76,693 fields keep it",
    ),
    error(
        "KS243",
        "A custom field of tasks or events belongs to Activity.",
        "Task and Event share the custom fields of Activity; the org refuses one of their own.",
        "Give the field to Activity: its file is in objects/Activity/fields.",
        "salto, validator of fields of Task and Event",
    ),
    error(
        "KS244",
        "A Location field has scale and displayLocationInDecimal.",
        "The org needs to know how precise a place is, and how to show it.",
        "Add <scale>, 0 to 15, and <displayLocationInDecimal>, true or false.",
        SKILLS,
        evidence="no retrieved file breaks it",
        of="CustomField",
        test=when(CUSTOM, of_type("Location"), then="(m:scale and m:displayLocationInDecimal)"),
        at="type",
        diagnosis="scale is {scale}, displayLocationInDecimal is {displayLocationInDecimal}; "
        "Location needs both",
    ),
    error(
        "KS247",
        "A field of a custom metadata type or platform event holds a value of its own.",
        "Their records have no parents by lookup, no details to sum up, and no numbers in turn.",
        "Change <type>: MetadataRelationship points from one custom metadata type to another; "
        "the field of an event holds the ID of a record as Text.",
        f"{HELP}, custom metadata type fields; platform events developer guide",
        evidence="416 fields of five repositories keep it",
    ),
    warning(
        "KS245",
        "An object tracks the history of at most 20 fields.",
        "That is the limit unless Salesforce raised it for the org.",
        "Set <trackHistory> to false for fields whose history nobody reads.",
        f"{HELP}, field history tracking",
        evidence="178 objects keep it, two break it",
    ),
    warning(
        "KS246",
        "A field that is in two package directories is the same in both.",
        "The CLI deploys one of the two files, and does not say which.",
        "Remove the file that is out of date, or make the two alike.",
        "forcedotcom/cli issues 265, 468 and 518",
        message="Duplicate name X specified",
    ),
)


def check(index: TreeIndex) -> Iterator[Diagnostic]:
    tracked: dict[str, list[FieldFacts]] = defaultdict(list)
    for facts in index.field_facts:
        yield from _field(facts)
        if facts.trackHistory:
            tracked[facts.object.casefold()].append(facts)
    for fields in tracked.values():
        names = {facts.fullName.casefold() for facts in fields}
        if len(names) > _MOST_TRACKED:
            last = max(fields, key=lambda facts: facts.path)
            message = f"{last.object} tracks the history of {len(names)} fields"
            line = last.line_of("trackHistory")
            yield last.at("KS245", f"{message}; {_MOST_TRACKED} are allowed", line)
    yield from _duplicates(index)


def _field(facts: FieldFacts) -> Iterator[Diagnostic]:
    if facts.is_custom:
        if facts.type in _NOT_OF_ITS_OWN and facts.object.endswith(("__mdt", "__e")):
            message = f"type is {facts.type}; {facts.object} cannot have fields of it"
            yield facts.at("KS247", message, facts.line_of("type"))
        if facts.type == "Lookup" and facts.required and _can_be_emptied(facts):
            found = facts.deleteConstraint or "missing"
            message = f"deleteConstraint is {found}; a required Lookup allows Restrict or Cascade"
            yield facts.at("KS213", message, facts.line_of("deleteConstraint"))
        if not (facts.label or "").strip():
            what = "missing" if facts.label is None else "empty"
            message = f"label is {what}; a custom field needs one"
            yield facts.at("KS240", message, facts.line_of("label"))
        if not facts.type:
            yield facts.at("KS241", "type is missing; a custom field needs one")
        if facts.object.casefold() in _OF_ACTIVITY and is_own(facts.fullName):
            name = f"{facts.object}.{facts.fullName}"
            message = f"{name} is a custom field of {facts.object}; only Activity can have it"
            yield facts.at("KS243", message)
    elif facts.label and _is_custom(facts):
        message = f"{facts.fullName} is the name of a standard field, and has a label"
        yield facts.at("KS242", f"{message}; write {facts.fullName}__c for a custom field")


def _can_be_emptied(facts: FieldFacts) -> bool:
    """Whether deleting the parent empties a lookup; those of big objects are mere ids."""
    return facts.deleteConstraint not in _KEEPS and not facts.object.endswith("__b")


def _is_custom(facts: FieldFacts) -> bool:
    """Whether a field with a label is a custom one, although its name does not say so.

    In objects of Data Cloud and external ones, any field has a label.
    """
    name = facts.object
    is_of_ours = "__" not in name or name.endswith(("__c", "__mdt", "__e", "__b"))
    is_plain = "__" not in facts.fullName and not is_standard_field(name, facts.fullName)
    return is_of_ours and is_plain


def _duplicates(index: TreeIndex) -> Iterator[Diagnostic]:
    """Yield the fields of which two package directories have different files."""
    seen: dict[tuple[str, str], FieldFacts] = {}
    for facts in index.field_facts:
        name = (facts.object.casefold(), facts.fullName.casefold())
        first = seen.setdefault(name, facts)
        if facts.digest != first.digest and index.context.is_deployed(facts.path):
            message = f"{facts.object}.{facts.fullName} is in {first.path} too"
            yield facts.at("KS246", f"{message}, with other content")
