"""Report types, reports and dashboards, whose fields are named through their relationships."""

from collections.abc import Iterator

from generator.generation.components.screens import filter_item
from generator.metadata.registry import (
    DASHBOARD,
    DASHBOARD_FOLDER,
    REPORT,
    REPORT_FOLDER,
    REPORT_TYPE,
    Component,
    MetadataType,
)
from generator.schema.model.reports import Chart, Dashboard, Report, Reports, ReportType
from generator.schema.model.schema import Schema
from generator.workspace.project import Project

Elements = dict[str, object]

_WIDTH = 12  # columns of a dashboard's grid
_HEIGHT = 8  # rows of a chart


def reports(schema: Schema, project: Project) -> Iterator[Component]:
    directory = project.package_directory
    for name, report_type in schema.report_types.items():
        path = REPORT_TYPE.path(directory, name)
        elements = _report_type(report_type, _table(report_type, schema))
        yield Component(REPORT_TYPE, name, path, elements, ("report_types", name))
    if schema.reports:
        yield from _folder(schema.reports, schema, directory)


def _folder(folder: Reports, schema: Schema, directory: str) -> Iterator[Component]:
    yield _folder_of(REPORT_FOLDER, folder, directory)
    for name, report in folder.reports.items():
        report_type = schema.report_types[report.report_type]
        elements = _report(report, report_type, _table(report_type, schema))
        yield _member(REPORT, folder.folder, name, directory, elements)
    if folder.dashboards:
        yield _folder_of(DASHBOARD_FOLDER, folder, directory)
    for name, dashboard in folder.dashboards.items():
        elements = _dashboard(dashboard, folder, schema)
        yield _member(DASHBOARD, folder.folder, name, directory, elements)


def _folder_of(metadata_type: MetadataType, folder: Reports, directory: str) -> Component:
    path = metadata_type.path(directory, folder.folder)
    return Component(metadata_type, folder.folder, path, {"name": folder.label}, ("reports",))


def _member(
    metadata_type: MetadataType,
    folder: str,
    name: str,
    directory: str,
    elements: Elements,
) -> Component:
    key = f"{metadata_type.name.lower()}s"
    path = metadata_type.path(directory, name, folder)
    return Component(metadata_type, f"{folder}/{name}", path, elements, ("reports", key, name))


def _table(report_type: ReportType, schema: Schema) -> str:
    """Return the name of the child's table, as in Lead.Engagements__r."""
    child, _, lookup = report_type.joined_by.partition(".")
    relationship = schema.fields[child][lookup].child_relationship_name
    return f"{report_type.base}.{relationship}__r"


def _in(report_type: ReportType, table: str, field: str) -> tuple[str, str]:
    """Return the table and the name of a field, which the schema has as Object.Field."""
    parent, _, own = field.partition(".")
    return (report_type.base if parent == report_type.base else table), own


def _report_type(report_type: ReportType, table: str) -> Elements:
    sections = [
        {
            "columns": [
                (field in report_type.shown_at_first, *_in(report_type, table, field))
                for field in section.fields
            ],
            "masterLabel": section.label,
        }
        for section in report_type.sections
    ]
    return {
        "baseObject": report_type.base,
        "category": report_type.category,
        "description": report_type.description,
        "label": report_type.label,
        "outerJoin": report_type.with_or_without,
        "relationship": table.rpartition(".")[2],
        "sections": sections,
    }


def _report(report: Report, report_type: ReportType, table: str) -> Elements:
    def column(field: str) -> str:
        return "$".join(_in(report_type, table, field))

    sort = {"sortColumn": column(report.sort_by)} if report.sort_by else {}
    return sort | {
        "columns": [(report.summaries.get(field), column(field)) for field in report.columns],
        "dateColumn": f"{table}$CreatedDate",
        "description": report.description,
        "filters": [filter_item(each, column(each.field)) for each in report.filters],
        "format": "Summary" if report.group_by else "Tabular",
        "groupingsDown": [column(field) for field in report.group_by],
        "name": report.label,
        "reportType": f"{report.report_type}__c",
        "showDetails": report.show_records,
    }


def _dashboard(dashboard: Dashboard, folder: Reports, schema: Schema) -> Elements:
    return {
        "charts": [
            _chart(chart, number, folder, schema) for number, chart in enumerate(dashboard.charts)
        ],
        "description": dashboard.description,
        "title": dashboard.title,
    }


def _chart(chart: Chart, number: int, folder: Reports, schema: Schema) -> Elements:
    report_type = schema.report_types[folder.reports[chart.report].report_type]
    table = _table(report_type, schema)
    half = _WIDTH // 2
    return {
        "aggregate": chart.summary,
        "colSpan": half,
        "column": "$".join(_in(report_type, table, chart.value)),
        "columnIndex": number % 2 * half,
        "componentType": chart.chart,
        "groupingColumn": "$".join(_in(report_type, table, chart.group_by)),
        "header": chart.title,
        "report": f"{folder.folder}/{chart.report}",
        "rowIndex": number // 2 * _HEIGHT,
        "rowSpan": _HEIGHT,
    }
