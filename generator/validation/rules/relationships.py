"""Rules of lookups, masters and details: which objects may be parents, and of which."""

from collections.abc import Iterator

from generator.diagnostics import Diagnostic, error, warning
from generator.validation.field_facts import FieldFacts
from generator.validation.rules.names import meant, no_field
from generator.validation.rules.sources import DEPLOYS, GUIDE, HELP
from generator.validation.tree_index import TreeIndex

_NO_MASTERS = ("lead", "user")
_NO_PARENTS = ("task", "event", "activity", "campaignmember")

RULES = (
    error(
        "KS271",
        "The master of a detail is neither Lead, nor User, nor the detail's own object.",
        "These objects cannot be masters.",
        "Make the field a Lookup, or name another object in <referenceTo>.",
        f"{HELP}, considerations for relationships",
        evidence="472 keep it, none breaks it",
    ),
    error(
        "KS272",
        "A custom MasterDetail field belongs to a custom object.",
        "A standard object cannot be the detail of another one by a custom field.",
        "Make the field a Lookup.",
        f"{HELP}, considerations for relationships",
        evidence="472 keep it, none breaks it",
    ),
    error(
        "KS273",
        "No lookup is to Task, Event, Activity or CampaignMember.",
        "These objects cannot be parents.",
        "Keep the ID of the record in a Text field, or point to another object.",
        f"{DEPLOYS}; object reference",
        message="referenceTo value of X does not resolve to a valid sObject type",
        evidence="all lookups among 76,693 fields keep it",
    ),
    warning(
        "KS274",
        "The custom object that a lookup points to is in the tree.",
        "The deploy fails unless the org has the object already.",
        "Correct <referenceTo>, add the object, or deploy to an org that has it.",
        DEPLOYS,
        message="referenceTo value of X does not resolve to a valid sObject type",
    ),
    error(
        "KS275",
        "The fields that a lookup filter names exist.",
        "The org refuses the lookup.",
        "Correct the name, or add the field.",
        GUIDE,
    ),
)


def check(index: TreeIndex) -> Iterator[Diagnostic]:
    for facts in index.field_facts:
        if facts.referenceTo and facts.is_custom:
            yield from _field(facts, index)
        for name in facts.filters:
            yield from _filter(facts, name, index)


def _field(facts: FieldFacts, index: TreeIndex) -> Iterator[Diagnostic]:
    line = facts.line_of("referenceTo")
    name, parent = f"{facts.object}.{facts.fullName}", facts.referenceTo
    folded = parent.casefold()
    if facts.type == "MasterDetail":
        if "__" not in facts.object:
            message = f"{name} is a MasterDetail field of a standard object"
            yield facts.at("KS272", f"{message}; only a Lookup is allowed", facts.line_of("type"))
        if folded in _NO_MASTERS or folded == facts.object.casefold():
            own = "its own object" if folded not in _NO_MASTERS else parent
            message = f"the master of {name} is {own}; only a Lookup to it is allowed"
            yield facts.at("KS271", message, line)
    if folded in _NO_PARENTS:
        message = f"{name} points to {parent}; no {facts.type} field can point to it"
        yield facts.at("KS273", message, line)
    elif index.lacks_object(parent) and folded not in index.object_names:
        hint = meant(parent, index.object_names.values())
        yield facts.at("KS274", f"the tree has no object {parent}{hint}", line)


def _filter(facts: FieldFacts, name: str, index: TreeIndex) -> Iterator[Diagnostic]:
    """Yield what is wrong with the name of a field in a lookup filter: O.F or $Source.F."""
    parent, _, own = name.partition(".")
    parent = facts.object if parent == "$Source" else parent
    if index.lacks_field(parent, own):
        message = f"the filter names {name}; {no_field(index, parent, own)}"
        yield facts.at("KS275", message, facts.line_of("lookupFilter"))
