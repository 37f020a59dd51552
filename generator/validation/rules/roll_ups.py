"""Rules of roll-up summaries: what they sum up, and through which field."""

from collections.abc import Iterator

from generator.diagnostics import Diagnostic, error
from generator.validation.field_facts import FieldFacts, Summary
from generator.validation.rules.names import no_field
from generator.validation.rules.sources import DEPLOYS, SKILLS
from generator.validation.tree_index import TreeIndex

RULES = (
    error(
        "KS281",
        "summaryForeignKey and summarizedField have the form Object.Field.",
        "The org does not know the object of a bare name.",
        "Write the object of the details before the name, as in Detail__c.Master__c.",
        SKILLS,
        message="Must specify the name in the CustomObject.CustomField format",
        evidence="512 keep it, none breaks it",
    ),
    error(
        "KS282",
        "summaryForeignKey is a MasterDetail field that points to the object of the roll-up.",
        "Only a master can sum up its details.",
        "Name such a field, or make the field a MasterDetail.",
        f"{DEPLOYS}; gearset.com, roll-up summary fields",
        evidence="347 keep it, none breaks it",
    ),
    error(
        "KS283",
        "The fields that a roll-up sums up, or filters by, exist.",
        "The org refuses the roll-up.",
        "Correct the name, or add the field.",
        DEPLOYS,
        evidence="249 keep it, none breaks it",
    ),
)


def check(index: TreeIndex) -> Iterator[Diagnostic]:
    for facts in index.field_facts:
        if facts.summary is not None:
            for code, tag, message in _roll_up(facts, facts.summary, index):
                yield facts.at(code, f"{tag} is {message}", facts.line_of(tag))


def _roll_up(
    facts: FieldFacts, summary: Summary, index: TreeIndex
) -> Iterator[tuple[str, str, str]]:
    key = summary.summaryForeignKey
    for tag, name in (("summaryForeignKey", key), ("summarizedField", summary.summarizedField)):
        if name and "." not in name:
            child = key.rpartition(".")[0] or _detail(facts, index)
            yield "KS281", tag, f"{name}; write {child}.{name}, the object before the field"
    if wrong := _key(facts, key, index):
        yield "KS282", "summaryForeignKey", wrong
    if missing := _missing(summary.summarizedField, index):
        yield "KS283", "summarizedField", missing
    for name in summary.filters:
        if missing := _missing(name, index):
            yield "KS283", "summaryFilterItems", f"by {missing}"


def _key(facts: FieldFacts, key: str, index: TreeIndex) -> str:
    """Return what is wrong with the key of a roll-up; empty if nothing is known to be.

    A standard key may be a Lookup, as that of Opportunity to Account.
    """
    through = index.field(key)
    if through is None:
        return _missing(key, index)
    if not (through.is_custom and through.type):
        return ""
    if through.type != "MasterDetail":
        return f"{key} of type {through.type}; only a MasterDetail field is allowed"
    if through.referenceTo.casefold() in {"", facts.object.casefold()}:
        return ""
    return f"{key}, whose master is {through.referenceTo}; it has to be {facts.object}"


def _detail(facts: FieldFacts, index: TreeIndex) -> str:
    """Return the detail of an object if it has one only, else a name that stands for it."""
    by_name = index.relationships.get(facts.object.casefold(), {})
    lookups = (each for same in by_name.values() for each in same)
    details = {each.object for each in lookups if each.type == "MasterDetail"}
    return details.pop() if len(details) == 1 else "Detail__c"


def _missing(name: str, index: TreeIndex) -> str:
    """Return the message for a field Object.Field that does not exist; empty for one that may."""
    parent, _, own = name.partition(".")
    if not index.lacks_field(parent, own):
        return ""
    return f"{name}; {no_field(index, parent, own)}"
