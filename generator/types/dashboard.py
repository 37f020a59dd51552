"""Dashboards over the reports of a schema."""

from collections.abc import Iterator, Mapping
from typing import Annotated, ClassVar, Literal

from pydantic import Field

from generator.metadata.elements import Elements, flat, nested
from generator.schema.base import Model
from generator.schema.text_types import (
    Identifier,
    Label,
    Line,
    ObjectField,
    Place,
    ShortDescription,
    at_most,
)
from generator.types.comparison import Addition, Comparison
from generator.types.keys import element
from generator.types.report import Report, Summary
from generator.types.report_type import Tables
from generator.types.requirement import asks_nothing
from generator.types.risk import Risk
from generator.types.table import Context, Table, write

_WIDTH = 12  # columns of a dashboard's grid
_HEIGHT = 8  # rows of a chart
_LOOKS: Elements = {
    "backgroundEndColor": "#FFFFFF",
    "backgroundFadeDirection": "Diagonal",
    "backgroundStartColor": "#FFFFFF",
    "chartTheme": "light",
    "colorPalette": "unity",
    "dashboardChartTheme": "light",
    "dashboardColorPalette": "unity",
    "dashboardType": "LoggedInUser",
    "isGridLayout": True,
    "textColor": "#000000",
    "titleColor": "#000000",
    "titleSize": 12,
}


class Chart(Model):
    """A chart of a dashboard: one value of a report, summed up for each group."""

    named_by: ClassVar = "title"

    title: Label
    """The title above the chart."""
    report: Identifier
    """The API name of the report that the chart shows."""
    chart: Literal["Bar", "Column", "Donut", "Line"] = "Bar"
    """The kind of chart."""
    value: ObjectField
    """The field that is summed up, as in Visit__c.Minutes__c."""
    group_by: ObjectField
    """The field of which each value has a bar, a line or a slice, as in Lead.Name."""
    summary: Summary = "Sum"
    """How the field is summed up."""


class Dashboard(Table):
    """A dashboard: its title, and its charts from left to right."""

    type_name: ClassVar = "Dashboard"
    asks: ClassVar = asks_nothing
    # As of a report, its name is unique in an org, and a deploy moves it into another folder.
    comparison: ClassVar = Comparison(
        as_one=("columns",),
        added=(
            Addition("runningUser", seen="91 of 91 dashboards"),
            Addition(r".*\.groupingSortProperties", seen="170 of 176 bar and column charts"),
        ),
        moves=True,
        otherwise=Risk.SAFE,
    )
    computed: ClassVar = frozenset({"dashboardGridLayout"})

    title: Annotated[Line, at_most(80), element("title", Risk.SAFE)]
    """The title of the dashboard."""
    description: Annotated[ShortDescription, element("description", Risk.SAFE)]
    """What the dashboard shows."""
    charts: Annotated[tuple[Chart, ...], Field(min_length=1, max_length=20)]
    """The charts, from left to right, two in a row."""

    @classmethod
    def defaults(cls, elements: Elements, context: Context) -> Elements:
        del elements, context
        return _LOOKS


def diagnostics(
    dashboard: Dashboard, reports: Mapping[str, Report]
) -> Iterator[tuple[Place, str]]:
    """Yield what is wrong with a dashboard over reports, each at its place in the dashboard."""
    for index, chart in enumerate(dashboard.charts):
        for key, message in _of_chart(chart, reports):
            yield ("charts", index, *key), message


def _of_chart(chart: Chart, reports: Mapping[str, Report]) -> Iterator[tuple[Place, str]]:
    shown = reports.get(chart.report)
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


def elements(
    name: str, dashboard: Dashboard, folder: str, named: Mapping[str, Tables]
) -> Elements:
    """Return the elements of a dashboard; `named` has how each report names its fields."""
    charts = [
        _place(chart, number, folder, named[chart.report])
        for number, chart in enumerate(dashboard.charts)
    ]
    grid: Elements = {
        "dashboardGridComponents": charts,
        "numberOfColumns": _WIDTH,
        "rowHeight": 36,
    }
    more = flat({"dashboardGridLayout": grid})
    return nested(write(Dashboard, dashboard, Context(name), more))


def _place(chart: Chart, number: int, folder: str, named: Tables) -> Elements:
    half = _WIDTH // 2
    return {
        "colSpan": half,
        "columnIndex": number % 2 * half,
        "dashboardComponent": _chart(chart, folder, named),
        "rowIndex": number // 2 * _HEIGHT,
        "rowSpan": _HEIGHT,
    }


def _chart(chart: Chart, folder: str, named: Tables) -> Elements:
    summary = {
        "aggregate": chart.summary,
        "axisBinding": "y",
        "column": named.column(chart.value),
    }
    return {
        "autoselectColumnsFromReport": False,
        "chartAxisRange": "Auto",
        "chartSummary": [summary],
        "componentType": chart.chart,
        "displayUnits": "Auto",
        "drillEnabled": False,
        "drillToDetailEnabled": False,
        "enableHover": False,
        "expandOthers": False,
        "groupingColumn": [named.column(chart.group_by)],
        "header": chart.title,
        "legendPosition": "Bottom",
        "maxValuesDisplayed": 15,
        "report": f"{folder}/{chart.report}",
        "showPercentage": False,
        "showValues": True,
        "sortBy": "RowValueDescending",
        "useReportChart": False,
    }
