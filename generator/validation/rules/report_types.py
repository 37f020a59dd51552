"""Rules of report types: the objects that they join, and their columns."""

from collections.abc import Iterator

from generator.diagnostics import Diagnostic, error, warning
from generator.metadata.document import NAMESPACE, MetadataFile, text
from generator.metadata.registry import REPORT_TYPE
from generator.validation.field_facts import FieldFacts
from generator.validation.rules.names import no_field
from generator.validation.rules.sources import DEPLOYS, UNBROKEN
from generator.validation.rules.xpath import at_most
from generator.validation.tree_index import TreeIndex

RULES = (
    error(
        "KS502",
        "description of a report type has at most 255 characters.",
        "The org refuses a longer one.",
        "Shorten the description.",
        UNBROKEN,
        of="ReportType",
        test=at_most(255, "description"),
        at="description",
        diagnosis="description has {description:length} characters; at most 255 are allowed",
    ),
    error(
        "KS503",
        "A report type has sections.",
        "Its reports have no columns to choose from otherwise.",
        "Add a section with the columns of the report type.",
        UNBROKEN,
        of="ReportType",
        test="m:sections",
        diagnosis="sections is missing; a report type needs one",
    ),
    warning(
        "KS521",
        "The relationships that a report type joins are in the tree.",
        "The deploy fails unless the org has them already.",
        "Write the lookup's relationshipName, with __r behind it.",
        "form of retrieved report types",
    ),
    error(
        "KS522",
        "The columns of a report type name fields that exist, of its object and those joined.",
        "The org refuses the report type.",
        "Correct the field's name, or remove the column.",
        DEPLOYS,
    ),
    error(
        "KS661",
        "After an outer join, a report type has outer joins only.",
        "Records that an outer join leaves empty have nothing to join; the org refuses it.",
        "Set outerJoin to true, or to false in the join before.",
        UNBROKEN,
        evidence="10 keep it, none breaks it",
    ),
)


def check(index: TreeIndex) -> Iterator[Diagnostic]:
    for file in index.of(REPORT_TYPE):
        yield from _report_type(file, index)
        yield from _joins(file)


def _joins(file: MetadataFile) -> Iterator[Diagnostic]:
    for join in file.root.iter(f"{NAMESPACE}join"):
        outer = join.getparent()
        if outer is not None and text(outer, "outerJoin") == "true" != text(join, "outerJoin"):
            message = "outerJoin is false, and true in the join before; it has to be true as well"
            yield file.at("KS661", message, join)


def _report_type(file: MetadataFile, index: TreeIndex) -> Iterator[Diagnostic]:
    table = parent = file.text("baseObject")
    objects = {table: parent}
    for join in file.root.iter(f"{NAMESPACE}join"):  # each lies in the one before
        name = text(join, "relationship")
        lookups = _lookups(parent, name, index)
        own = name.endswith("__r") and name.count("__") == 1
        if own and not lookups and not index.context.single:
            yield file.at("KS521", f"the tree has no relationship {name} to {parent}", join)
        if len({facts.object.casefold() for facts in lookups}) != 1:
            break  # nobody knows what is joined from here on
        table, parent = f"{table}.{name}", lookups[0].object
        objects[table] = parent
    for column in file.root.iter(f"{NAMESPACE}columns"):
        name, field = objects.get(text(column, "table"), ""), text(column, "field")
        if index.lacks_field(name, field):
            yield file.at("KS522", no_field(index, name, field), column)


def _lookups(parent: str, relationship: str, index: TreeIndex) -> list[FieldFacts]:
    """Return the lookups to an object that have a relationship's name, as reports write it."""
    name, r, rest = relationship.casefold().rpartition("__r")
    known = index.relationships.get(parent.casefold(), {})
    return known.get(name, []) if r and not rest else []
