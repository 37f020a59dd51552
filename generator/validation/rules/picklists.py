"""Rules of picklists: their values, the sets that they share, and the fields that control them."""

import re
from collections.abc import Iterator, Mapping
from functools import cache
from urllib.parse import unquote

from generator.diagnostics import Diagnostic, error, warning
from generator.metadata.document import line_of
from generator.metadata.registry import GLOBAL_VALUE_SET
from generator.validation.field_facts import FieldFacts, Value, ValueSet, values_of
from generator.validation.rules.names import meant, no_field
from generator.validation.rules.sources import DEPLOYS, GUIDE, HELP, SKILLS
from generator.validation.tree_index import TreeIndex

_PICKLISTS = ("Picklist", "MultiselectPicklist")
_CONTROLLING = ("Picklist", "Checkbox")
_OF_CHECKBOX = ("checked", "unchecked")
_MOST_VALUES = 1000
_FEW = 5
_SUFFIX = "__gvs"
_SPACES = re.compile(r"\s+")  # of any kind: orgs write no-break spaces here and blanks there

Known = Mapping[str, str]
_Found = Iterator[tuple[str, str, int]]

RULES = (
    error(
        "KS251",
        "The values of a picklist differ in more than capitals.",
        "The org refuses a picklist that has a value twice.",
        "Remove one of the two values.",
        DEPLOYS,
        message="duplicate value found: X is defined multiple times",
        evidence="4,646 keep it, one breaks it",
    ),
    error(
        "KS252",
        "The active values of a picklist or global value set have different labels.",
        "People could not tell the two values apart; the org refuses them.",
        "Give one of the two values another label, or remove it.",
        "sfdx-hardis deploy tips",
        message="Duplicate label: X",
        evidence="4,640 keep it, seven break it",
    ),
    error(
        "KS253",
        "The value set of a custom picklist has values, or the name of a global value set.",
        "The org refuses a picklist from which nobody could choose.",
        "Add <valueSetDefinition> with values, or <valueSetName>.",
        DEPLOYS,
        message="You must specify either picklist, globalPicklist, or valueSet",
    ),
    error(
        "KS254",
        "valueSetName is the name of a global value set, without __gvs.",
        "__gvs stands at the end of the name in Setup and in lists of components only.",
        "Remove __gvs from the name.",
        DEPLOYS,
        message="Entity of type GlobalValueSet named X__gvs cannot be found",
        evidence="707 keep it, none breaks it",
    ),
    error(
        "KS255",
        "A custom picklist with a global value set is restricted.",
        "Only the values of the set are allowed; the org refuses <restricted> false.",
        "Set <restricted> to true, or give the field values of its own.",
        "gearset.com, deploying global value sets",
        evidence="707 keep it, none breaks it",
    ),
    warning(
        "KS256",
        "The global value set of a picklist is in the tree.",
        "The deploy fails unless the org has the value set already.",
        "Correct the name, add the value set, or deploy to an org that has it.",
        SKILLS,
        message="valueSetName X does not exist",
    ),
    error(
        "KS257",
        "The controlling field of a picklist exists, and is a Picklist or a Checkbox.",
        "The org refuses a dependent picklist without it.",
        "Correct <controllingField>, or add the field.",
        f"{DEPLOYS}; {GUIDE}, CustomField",
        evidence="116 keep it, none breaks it",
    ),
    error(
        "KS258",
        "A controlling value is one of the controlling field.",
        "The org refuses a dependency on a value that does not exist.",
        "Correct <controllingFieldValue>, or add the value to the controlling field.",
        DEPLOYS,
        message="Control field value X not found, valid values are [...]",
        evidence="3,959 keep it, none breaks it",
    ),
    error(
        "KS259",
        "The value of a dependency is one of the picklist.",
        "The org refuses a dependency of a value that does not exist.",
        "Correct <valueName>, or add the value to the picklist.",
        DEPLOYS,
        message="Picklist value: X in picklist: F not found",
        evidence="3,873 keep it, none breaks it",
    ),
    error(
        "KS260",
        "A restricted picklist or global value set has at most 1,000 active values.",
        "That is the limit of an org.",
        "Remove values, or make the field a lookup to an object whose records are the values.",
        f"{HELP}, picklist limitations",
    ),
    warning(
        "KS261",
        "A value of a MultiselectPicklist has no semicolon.",
        "A semicolon separates the values of a record: such a value is read as two.",
        "Write another character.",
        f"{HELP}, multi-select picklists",
    ),
)


def check(index: TreeIndex) -> Iterator[Diagnostic]:
    for facts in index.field_facts:
        if facts.value_set is not None and facts.is_custom:
            for code, message, line in _field(facts, facts.value_set, index):
                yield facts.at(code, message, line)
    for file in index.of(GLOBAL_VALUE_SET):
        values = values_of(file.root, "customValue")
        for code, message, line in (*_labels(values), *_count(values, line_of(file.root))):
            yield Diagnostic(file.path, message, line, column=1, rule=code)


def known_values(facts: FieldFacts, index: TreeIndex) -> Known | None:
    """Return the values of a field, by folded name; None where the tree does not define them."""
    if facts.type == "Checkbox":
        return {value: value for value in _OF_CHECKBOX}
    if facts.value_set is None:
        return None
    values = facts.value_set.values
    if values is None:
        file = index.component(GLOBAL_VALUE_SET, facts.value_set.valueSetName)
        values = None if file is None else values_of(file.root, "customValue")
    return {folded(value.fullName): value.fullName for value in values} if values else None


def unknown_value(name: str, field: str, known: Known) -> str:
    """Return the message for a value that a field does not have; empty if it has the value."""
    if folded(name) in known:
        return ""
    few = f"; its values are {', '.join(known.values())}" if len(known) <= _FEW else ""
    return f"{field} has no value {unquote(name)}{meant(name, known.values()) or few}"


@cache
def folded(name: str) -> str:
    """Return the form in which names of one value are equal."""
    return _SPACES.sub(" ", unquote(name)).strip().casefold()


def _field(facts: FieldFacts, value_set: ValueSet, index: TreeIndex) -> _Found:
    values = value_set.values or ()
    yield from _values(values)
    yield from _labels(values)
    if value_set.restricted:
        yield from _count(values, value_set.line)
    if facts.type == "MultiselectPicklist":
        for value in values:
            if ";" in value.fullName:
                message = f"{value.fullName} has a semicolon, which separates values"
                yield "KS261", message, value.line
    if facts.type in _PICKLISTS:
        yield from _source(value_set, index)
    if value_set.controllingField:
        yield from _dependency(facts, value_set, index)


def _values(values: tuple[Value, ...]) -> _Found:
    seen: dict[str, str] = {}
    for value in values:
        name = value.fullName.casefold()
        if name in seen:
            message = f"the value {value.fullName} is the same as {seen[name]}; one is allowed"
            yield "KS251", message, value.line
        seen.setdefault(name, value.fullName)


def _labels(values: tuple[Value, ...]) -> _Found:
    seen: dict[str, str] = {}
    for value in values:
        if not value.label or not value.isActive:
            continue
        first = seen.setdefault(value.label, value.fullName)
        if first.casefold() != value.fullName.casefold():
            message = f"the label {value.label} of {value.fullName} is that of {first} too"
            yield "KS252", f"{message}; each value needs one of its own", value.line


def _count(values: tuple[Value, ...], line: int) -> _Found:
    active = sum(value.isActive for value in values)
    if active > _MOST_VALUES:
        yield "KS260", f"there are {active:,} active values; {_MOST_VALUES:,} are allowed", line


def _source(value_set: ValueSet, index: TreeIndex) -> _Found:
    """Yield what is wrong with where the values come from."""
    name, line = value_set.valueSetName, value_set.line
    if not name and not value_set.values:
        yield "KS253", "valueSet has no values and no valueSetName; one is needed", line
    if not name or value_set.values is not None:  # both of them is another rule's
        return
    if name.endswith(_SUFFIX):
        wanted = name.removesuffix(_SUFFIX)
        yield "KS254", f"valueSetName is {name}; write {wanted}", line
    elif "__" not in name and index.lacks(GLOBAL_VALUE_SET, name):
        hint = meant(name, (file.name for file in index.of(GLOBAL_VALUE_SET)))
        yield "KS256", f"the tree has no global value set {name}{hint}", line
    if value_set.restricted is False:
        message = f"restricted is false; a picklist with the global value set {name} needs true"
        yield "KS255", message, line


def _dependency(facts: FieldFacts, value_set: ValueSet, index: TreeIndex) -> _Found:
    name = value_set.controllingField
    control = index.field(f"{facts.object}.{name}")
    if index.lacks_field(facts.object, name):
        message = f"controllingField is {name}; {no_field(index, facts.object, name)}"
        yield "KS257", message, value_set.line
    elif control is not None and control.is_custom and control.type not in _CONTROLLING:
        message = f"controllingField is {name} of type {control.type}"
        yield "KS257", f"{message}; only Picklist and Checkbox are allowed", value_set.line
        control = None
    allowing = None if control is None else known_values(control, index)
    own = known_values(facts, index)
    for setting in value_set.valueSettings:
        if own is not None and (message := unknown_value(setting.valueName, facts.fullName, own)):
            yield "KS259", message, setting.line
        for value in setting.controllingFieldValue:
            if allowing is not None and (message := unknown_value(value, name, allowing)):
                yield "KS258", message, setting.line
