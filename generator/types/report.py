"""Reports over the report types of a schema. A field is written as Lead.Name."""

from collections.abc import Iterator, Mapping
from typing import Annotated, ClassVar, Literal

from pydantic import Field, StrictBool

from generator.metadata.elements import Elements, nested
from generator.schema.text_types import Identifier, Label, ObjectField, Place, ShortDescription
from generator.types.comparison import Addition, Comparison
from generator.types.filters import OPERATION, Condition
from generator.types.keys import element
from generator.types.report_type import ReportType, Tables
from generator.types.requirement import asks_nothing
from generator.types.risk import Risk
from generator.types.table import Context, Table, write

Summary = Literal["Sum", "Average", "Maximum", "Minimum"]


class Report(Table):
    """A report over a report type of this schema."""

    type_name: ClassVar = "Report"
    asks: ClassVar = asks_nothing
    # Its name is unique in an org, and a deploy moves it into the folder of its file. Source:
    # https://github.com/hardisgroupcom/sfdx-hardis/pull/2057
    comparison: ClassVar = Comparison(
        identity={"params": ("name",)},
        as_one=("columns",),
        added=(
            Addition(r"params\[co\]", seen="365 of 365 summary reports over custom report types"),
        ),
        moves=True,
        otherwise=Risk.SAFE,
    )
    computed: ClassVar = frozenset(
        {
            *("columns", "filter", "format", "groupingsDown", "reportType"),
            *("sortColumn", "sortOrder", "timeFrameFilter"),
        }
    )

    label: Annotated[Label, element("name", Risk.SAFE)]
    """The name of the report."""
    description: Annotated[ShortDescription, element("description", Risk.SAFE)]
    """What the report shows."""
    report_type: Identifier
    """The API name of the report type, one of report_types."""
    columns: tuple[ObjectField, ...]
    """The fields that the report shows, as in Lead.Name, from left to right."""
    summaries: dict[ObjectField, Summary] = {}
    """How columns are summed up, by field."""
    group_by: Annotated[tuple[ObjectField, ...], Field(max_length=3)] = ()
    """The fields by which rows are grouped, at most three."""
    sort_by: ObjectField | None = None
    """The column by which rows are sorted, the highest value first."""
    filters: tuple[Condition, ...] = ()
    """The conditions that a record has to meet to be in the report."""
    show_records: Annotated[StrictBool, element("showDetails", Risk.SAFE)] = True
    """Whether the report shows records, or only their groups."""

    @classmethod
    def defaults(cls, elements: Elements, context: Context) -> Elements:
        del elements, context
        return {
            "scope": "organization",
            **dict.fromkeys(("showDetails", "showGrandTotal", "showSubTotals"), True),
        }


def diagnostics(report: Report, types: Mapping[str, ReportType]) -> Iterator[tuple[Place, str]]:
    """Yield what is wrong with a report, each at its place in the report."""
    report_type = types.get(report.report_type)
    if report_type is None:
        yield (
            ("report_type",),
            f"{report.report_type} is not one of the report_types; add it there",
        )
        return
    offered = {field for section in report_type.sections for field in section.fields}
    for key, field in _named(report):
        if field not in offered:
            yield (
                key,
                f"{field} is in no section of {report.report_type}; add it to one",
            )
    child = report_type.joined_by.partition(".")[0]
    if f"{child}.CreatedDate" not in offered:
        message = (
            f"{report.report_type} lacks {child}.CreatedDate, the report's date; add it there"
        )
        yield ("report_type",), message
    yield from _of_columns(report)


def _of_columns(report: Report) -> Iterator[tuple[Place, str]]:
    for key, fields in (("columns", report.columns), ("group_by", report.group_by)):
        for index, field in enumerate(fields):
            if field in fields[:index]:
                yield (key, index), f"{field} is written twice; keep one"
    for index, field in enumerate(report.columns):
        if field in report.group_by:
            yield ("columns", index), f"{field} is in group_by as well; keep one"
    for field in report.summaries:
        if field not in report.columns:
            yield ("summaries", field), f"{field} is not one of the columns; add it there"
    if report.sort_by and report.sort_by not in report.columns:
        yield ("sort_by",), f"{report.sort_by} is not one of the columns; add it there"
    if not (report.show_records or report.group_by):
        yield (
            ("show_records",),
            "is false, and without group_by a report shows nothing else; write true",
        )


def _named(report: Report) -> Iterator[tuple[Place, str]]:
    yield from ((("columns", index), field) for index, field in enumerate(report.columns))
    yield from ((("group_by", index), field) for index, field in enumerate(report.group_by))
    yield from (
        (("filters", index, "field"), each.field) for index, each in enumerate(report.filters)
    )
    if report.sort_by:
        yield ("sort_by",), report.sort_by


def elements(name: str, report: Report, named: Tables) -> Elements:
    """Return the elements of a report."""
    more: Elements = {
        "columns": [_column(field, report, named) for field in report.columns],
        "format": "Summary" if report.group_by else "Tabular",
        "groupingsDown": [
            {"dateGranularity": "Day", "field": named.column(field), "sortOrder": "Asc"}
            for field in report.group_by
        ],
        "reportType": f"{report.report_type}__c",
        "timeFrameFilter.dateColumn": f"{named.child}$CreatedDate",
        "timeFrameFilter.interval": "INTERVAL_CUSTOM",
    }
    if report.filters:
        more["filter.criteriaItems"] = [_criteria(each, named) for each in report.filters]
    if report.sort_by:
        more |= {"sortColumn": named.column(report.sort_by), "sortOrder": "Desc"}
    return nested(write(Report, report, Context(name), more))


def _column(field: str, report: Report, named: Tables) -> Elements:
    summary = report.summaries.get(field)
    summed = {"aggregateTypes": [summary]} if summary else {}
    return summed | {"field": named.column(field)}


def _criteria(condition: Condition, named: Tables) -> Elements:
    return {
        "column": named.column(condition.field),
        "columnToColumn": False,
        "isUnlocked": True,
        "operator": OPERATION[condition.operator],
        "value": condition.value,
    }
