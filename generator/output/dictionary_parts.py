"""What a page shows of each part of a dictionary: its tags, facts, groups and columns."""

from collections.abc import Iterable, Sequence
from functools import cache
from itertools import groupby

from markupsafe import Markup

from generator.dictionary.dictionary import (
    Access,
    Dictionary,
    FieldAccess,
    Flow,
    Grantee,
    HealthCheck,
    Level,
    ObjectAccess,
)
from generator.dictionary.entries import Fact, Field, Item, Part, Picklist, SObject, Use

_MOST_FACTS, _LONGEST_FACTS = 12, 800  # facts, characters


def chapters(dictionary: Dictionary) -> list[tuple[str, str]]:
    """Return the sections that a dictionary has: the id and title of each, in their order."""
    every = (
        ("overview", "Overview", True),
        ("health", "Health", dictionary.health or dictionary.notices),
        ("diagram", "Diagram", dictionary.relationships),
        ("objects", "Objects", dictionary.objects),
        ("access", "Access", dictionary.access.grantees),
        ("statuses", "Member statuses", dictionary.statuses),
        ("flows", "Flows", dictionary.flows),
        ("value-sets", "Value sets", dictionary.value_sets),
        ("others", "Other components", dictionary.others or dictionary.not_shown),
        ("sources", "Sources", dictionary.sources),
    )
    return [(name, title) for name, title, there in every if there]


def listed(dictionary: Dictionary) -> dict[str, Sequence[SObject | Grantee | Flow]]:
    """Return what the contents list one by one, by the title of its section."""
    every: dict[str, Sequence[SObject | Grantee | Flow]] = {
        "Objects": dictionary.objects,
        "Access": dictionary.access.grantees,
        "Flows": dictionary.flows,
    }
    return {title: things for title, things in every.items() if things}


def field_tags(field: Field) -> list[tuple[str, str]]:
    """Return the tags of a field: the text of each, and its class."""
    every = (
        (field.required, "Required", "strong"),
        (field.unique, "Unique", ""),
        (field.is_external_id, "External ID", ""),
        (field.formula, "Formula", ""),
        (not field.is_custom, "Standard", "quiet"),
        (field.sensitivity, field.sensitivity, "care"),
        *((each, each, "care") for each in field.compliance),
    )
    return [(text, style) for there, text, style in every if there]


def field_facts(field: Field) -> list[Fact]:
    """Return the settings of a field, with those that have places of their own in a field."""
    found = [Fact("Refers to", field.refers_to)] if field.refers_to else []
    every = (
        ("Required", field.required),
        ("Unique", field.unique),
        ("Default", field.default),
        ("Data sensitivity level", field.sensitivity),
        ("Compliance categorization", ", ".join(field.compliance)),
    )
    found += (Fact(label, (Part(value),)) for label, value in every if value)
    return [*found, *field.facts]


def is_long(facts: Sequence[Fact]) -> bool:
    """Whether facts are folded: they are many, or their texts fill a screen."""
    length = sum(len(part.text) for fact in facts for part in fact.value)
    return len(facts) > _MOST_FACTS or length > _LONGEST_FACTS


def uses_by_kind(uses: Iterable[Use]) -> list[tuple[str, list[Use]]]:
    """Return uses by their kind, in the order in which they come."""
    return [(kind, list(each)) for kind, each in groupby(uses, lambda use: use.kind)]


def items_by_kind(items: Iterable[Item]) -> list[tuple[str, list[Item]]]:
    """Return items by their kind, in the order in which they come."""
    found: dict[str, list[Item]] = {}
    for each in items:
        found.setdefault(each.kind, []).append(each)
    return list(found.items())


def value_columns(picklist: Picklist) -> dict[str, bool]:
    """Return which columns the table of a picklist needs."""
    values = picklist.values
    return {
        "name": any(each.name != each.label for each in values),
        "color": any(each.color for each in values),
        "controlled_by": any(each.controlled_by for each in values),
        "facts": any(each.facts for each in values),
    }


def grantees_of(access: Access, shown: ObjectAccess) -> list[Grantee]:
    """Return the grantees that grant something of an object: they are the columns of its table."""
    named = {name for name, rights in shown.rights.items() if rights}
    for field in shown.fields:
        named |= {name for name, level in field.levels.items() if level is not Level.NONE}
    return [each for each in access.grantees if each.name in named]


_CELL = Markup('<td data-grantee="{}" class="{}">{}')
_STYLES = {level: level.value for level in Level} | {Level.WITH_OBJECT: "always"}


@cache
def cell(grantee: str, level: Level) -> Markup:
    """Return the cell of a table of access: there are few that differ, and very many in all."""
    return _CELL.format(grantee, _STYLES[level], level.value.capitalize())


def cells(row: FieldAccess, columns: Iterable[Grantee]) -> Markup:
    """Return the cells of a row of a table of access."""
    return Markup("").join(cell(each.name, row.level(each.name)) for each in columns)


def percent(check: HealthCheck) -> str:
    """Return how much of a check is good, for the length of a bar."""
    return f"{100 * check.good / check.total:.1f}" if check.total else "100"
