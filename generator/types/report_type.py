"""Report types: which records a report is about. A field is written as Lead.Name."""

from collections.abc import Collection, Iterator, Mapping
from typing import Annotated, ClassVar, Literal, NamedTuple

from pydantic import Field, StrictBool

from generator.metadata.elements import Elements, flat, nested
from generator.metadata.registry import REPORT_TYPE, Component
from generator.schema.base import Model
from generator.schema.text_types import (
    ApiName,
    Label,
    Line,
    ObjectField,
    Place,
    ShortDescription,
    at_most,
)
from generator.types.comparison import Comparison
from generator.types.custom_field import CustomField
from generator.types.keys import element
from generator.types.requirement import asks_nothing
from generator.types.risk import Risk
from generator.types.table import Context, Table, write
from generator.types.target import Target

# The categories of report types. Those of products that few orgs have go under `metadata`.
_People = Literal["accounts", "activities", "campaigns", "cases", "leads"]
_Sales = Literal["forecasts", "opportunities", "products", "quotes"]
_Others = Literal["admin", "content", "other"]
# The standard fields of every object.
_EVERYWHERE = ("Id", "Name", "CreatedDate", "LastModifiedDate")


class ReportTypeSection(Model):
    """A section of a report type: its label, and the fields that a report can use."""

    named_by: ClassVar = "label"

    label: Label
    """The title of the section in the list of fields."""
    fields: Annotated[tuple[ObjectField, ...], Field(min_length=1)]
    """The fields that a report can use, as in Lead.Name."""


class ReportType(Table):
    """Records of `base`, each with the records that look it up by `joined_by`."""

    type_name: ClassVar = "ReportType"
    asks: ClassVar = asks_nothing
    comparison: ClassVar = Comparison(as_one=("columns",), deleted=Risk.BREAKS)
    computed: ClassVar = frozenset({"join", "sections"})

    label: Annotated[Line, at_most(50), element("label", Risk.SAFE)]
    """The label of the report type, as people see it when they make a report."""
    description: Annotated[ShortDescription, element("description", Risk.SAFE)]
    """What the report type is for."""
    category: Annotated[
        Literal[_People, _Sales, _Others],
        element("category", Risk.SAFE),
    ] = "other"
    """Where people find the report type when they make a report."""
    base: Annotated[ApiName, element("baseObject")]
    """The API name of the object whose records a report is about, as in Lead."""
    joined_by: ObjectField
    """The lookup by which other records belong to them, as in Visit__c.Lead__c."""
    with_or_without: StrictBool = False
    """Whether records are shown to which no other record belongs."""
    shown_at_first: tuple[ObjectField, ...] = ()
    """The fields that a new report has as columns."""
    sections: Annotated[tuple[ReportTypeSection, ...], Field(min_length=1)]
    """The sections of the list of fields."""

    @classmethod
    def defaults(cls, elements: Elements, context: Context) -> Elements:
        del elements, context
        return {"category": "other", "deployed": True}


class Tables(NamedTuple):
    """How the files of reports name the fields of a report type.

    `child` is the name of the table of the records that are joined, as in `Lead.Engagements__r`.
    """

    base: str
    child: str

    def field(self, field: str) -> tuple[str, str]:
        """Return the table and the name of a field, which the schema has as Object.Field."""
        parent, _, own = field.partition(".")
        return (self.base if parent == self.base else self.child), own

    def column(self, field: str) -> str:
        """Return the name of a field in the file of a report."""
        return "$".join(self.field(field))


def tables(report_type: ReportType, fields: Mapping[str, Mapping[str, CustomField]]) -> Tables:
    """Return how a report type names fields; `fields` are those of each object of the schema."""
    child, _, lookup = report_type.joined_by.partition(".")
    relationship = fields[child][lookup].child_relationship_name
    return Tables(report_type.base, f"{report_type.base}.{relationship}__r")


def diagnostics(
    types: Mapping[str, ReportType],
    fields: Mapping[str, Mapping[str, str]],
    without_reports: Collection[str],
) -> Iterator[tuple[Place, str]]:
    """Yield what is wrong with report types.

    `fields` has, for each object of the schema, its fields and what they look up, if anything;
    objects `without_reports` have reports switched off.
    """
    for name, report_type in types.items():
        place = ("report_types", name)
        child, _, lookup = report_type.joined_by.partition(".")
        if fields.get(child, {}).get(lookup) != report_type.base:
            yield (
                (*place, "joined_by"),
                (
                    f"{report_type.joined_by} is not a lookup to {report_type.base} "
                    "in this schema; name one that is"
                ),
            )
        if child == report_type.base:
            yield (
                (*place, "joined_by"),
                "joins the object to itself; join another object",
            )
        if silent := {child, report_type.base} & set(without_reports):
            yield (
                (*place, "joined_by"),
                f"{min(silent)} has no reports; write allow_reports: true for it",
            )
        for number, section in enumerate(report_type.sections):
            for index, field in enumerate(section.fields):
                if reason := _unknown(field, (report_type.base, child), fields):
                    yield (*place, "sections", number, "fields", index), reason
        offered = {field for section in report_type.sections for field in section.fields}
        for index, field in enumerate(report_type.shown_at_first):
            if field not in offered:
                yield (
                    (*place, "shown_at_first", index),
                    f"{field} is in none of the sections; add it to one",
                )


def _unknown(
    field: str, objects: tuple[str, str], fields: Mapping[str, Mapping[str, str]]
) -> str | None:
    name, _, own = field.partition(".")
    if name not in objects:
        return f"{field} is a field of neither {objects[0]} nor {objects[1]}; leave it out"
    is_custom = own.endswith("__c") or name.endswith("__c")
    if is_custom and own not in fields.get(name, {}) and own not in _EVERYWHERE:
        return f"{name} has no field {own} in this schema; add it there, or leave it out"
    return None


def components(
    report_types: Mapping[str, ReportType],
    fields: Mapping[str, Mapping[str, CustomField]],
    target: Target,
) -> Iterator[Component]:
    """Yield the report types of a schema; `fields` are those of each of its objects."""
    for name, report_type in report_types.items():
        path = REPORT_TYPE.path(target.package_directory, name)
        more = flat(_elements(report_type, tables(report_type, fields)))
        context = Context(name, "", target.api_version)
        elements = nested(write(ReportType, report_type, context, more))
        yield Component(REPORT_TYPE, name, path, elements, ("report_types", name))


def _elements(report_type: ReportType, named: Tables) -> Elements:
    return {
        "join": {
            "outerJoin": report_type.with_or_without,
            "relationship": named.child.rpartition(".")[2],
        },
        "sections": [
            {
                "columns": [_column(field, report_type, named) for field in section.fields],
                "masterLabel": section.label,
            }
            for section in report_type.sections
        ],
    }


def _column(field: str, report_type: ReportType, named: Tables) -> Elements:
    table, own = named.field(field)
    return {
        "checkedByDefault": field in report_type.shown_at_first,
        "field": own,
        "table": table,
    }
