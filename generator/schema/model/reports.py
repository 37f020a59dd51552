"""Report types, reports and dashboards. A field is written as Lead.Name.

An org refuses a report together with a new report type. So reports and dashboards have a package
directory of their own, which is deployed later.
"""

from collections.abc import Collection, Iterator, Mapping
from typing import Annotated, Literal

from pydantic import Field, StrictBool

from generator.schema.model.base import Model
from generator.schema.model.screens import Filter
from generator.schema.text_types import (
    ApiName,
    Description,
    Identifier,
    Label,
    Line,
    Place,
    ShortDescription,
    at_most,
    formed,
)

ObjectField = Annotated[
    str,
    formed(
        r"[A-Za-z][A-Za-z0-9_]*\.[A-Za-z][A-Za-z0-9_]*",
        "a field of an object; write both, as in Lead.Name",
    ),
]
Summary = Literal["Sum", "Average", "Maximum", "Minimum"]
# The standard fields of every object.
_EVERYWHERE = ("Id", "Name", "CreatedDate", "LastModifiedDate")


class ReportTypeSection(Model):
    """A section of a report type: its label, and the fields that a report can use."""

    label: Label
    fields: Annotated[tuple[ObjectField, ...], Field(min_length=1)]


class ReportType(Model):
    """Records of `base`, each with the records that look it up by `joined_by`."""

    label: Annotated[Line, at_most(50)]
    description: ShortDescription
    category: Literal["accounts", "activities", "campaigns", "leads", "other"] = "other"
    base: ApiName
    joined_by: ObjectField
    with_or_without: StrictBool = False
    shown_at_first: tuple[ObjectField, ...] = ()
    sections: Annotated[tuple[ReportTypeSection, ...], Field(min_length=1)]


class Report(Model):
    """A report over a report type of this schema."""

    label: Label
    description: ShortDescription
    report_type: Identifier
    columns: tuple[ObjectField, ...]
    summaries: dict[ObjectField, Summary] = {}
    group_by: Annotated[tuple[ObjectField, ...], Field(max_length=3)] = ()
    sort_by: ObjectField | None = None
    filters: tuple[Filter, ...] = ()
    show_records: StrictBool = True


class Chart(Model):
    """A chart of a dashboard: one value of a report, summed up for each group."""

    title: Label
    report: Identifier
    chart: Literal["Bar", "Column", "Donut", "Line"] = "Bar"
    value: ObjectField
    group_by: ObjectField
    summary: Summary = "Sum"


class Dashboard(Model):
    title: Annotated[Line, at_most(80)]
    description: ShortDescription
    charts: Annotated[tuple[Chart, ...], Field(min_length=1, max_length=20)]


class Reports(Model):
    """A folder of reports, and a folder of dashboards of the same name."""

    folder: Identifier
    label: Label
    description: Description | None = None
    reports: Annotated[dict[Identifier, Report], Field(min_length=1)]
    dashboards: dict[Identifier, Dashboard] = {}


def type_diagnostics(
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


def report_diagnostics(
    folder: Reports, types: Mapping[str, ReportType]
) -> Iterator[tuple[Place, str]]:
    """Yield what is wrong with the reports and dashboards of a folder."""
    for name, report in folder.reports.items():
        for key, message in _of_report(report, types):
            yield ("reports", "reports", name, *key), message
    for name, dashboard in folder.dashboards.items():
        for index, chart in enumerate(dashboard.charts):
            for key, message in _of_chart(chart, folder):
                yield ("reports", "dashboards", name, "charts", index, *key), message


def _of_report(report: Report, types: Mapping[str, ReportType]) -> Iterator[tuple[Place, str]]:
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


def _of_chart(chart: Chart, folder: Reports) -> Iterator[tuple[Place, str]]:
    shown = folder.reports.get(chart.report)
    if shown is None:
        yield ("report",), f"{chart.report} is not one of the reports; add it there"
    elif chart.group_by not in shown.group_by:
        yield (
            ("group_by",),
            f"{chart.report} is not grouped by {chart.group_by}; add it to group_by there",
        )
    elif shown.summaries.get(chart.value) != chart.summary:
        yield (
            ("value",),
            f"{chart.report} has no {chart.summary} of {chart.value}; add it to summaries there",
        )


def _named(report: Report) -> Iterator[tuple[Place, str]]:
    yield from ((("columns", index), field) for index, field in enumerate(report.columns))
    yield from ((("group_by", index), field) for index, field in enumerate(report.group_by))
    yield from (
        (("filters", index, "field"), each.field) for index, each in enumerate(report.filters)
    )
    if report.sort_by:
        yield ("sort_by",), report.sort_by


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
