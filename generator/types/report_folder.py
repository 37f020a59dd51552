"""Folders of reports and of dashboards, with what they hold.

An org refuses a report together with a new report type. So reports and dashboards have a package
directory of their own, which is deployed later.
"""

from collections.abc import Iterator, Mapping
from typing import Annotated, ClassVar

from pydantic import Field

from generator.metadata.elements import Elements, nested
from generator.metadata.registry import (
    DASHBOARD,
    DASHBOARD_FOLDER,
    REPORT,
    REPORT_FOLDER,
    Component,
    MetadataType,
)
from generator.schema.text_types import Description, Identifier, Label, Place
from generator.types import dashboard, report
from generator.types.comparison import Addition, Comparison
from generator.types.dashboard import Dashboard
from generator.types.keys import element
from generator.types.report import Report
from generator.types.report_type import ReportType, Tables
from generator.types.requirement import asks_nothing
from generator.types.risk import Risk
from generator.types.table import Context, Table, write
from generator.types.target import Target

_SHARE = {
    "accessLevel": "View",
    "sharedTo": "AllInternalUsers",
    "sharedToType": "Organization",
}


class Reports(Table):
    """A folder of reports, and a folder of dashboards of the same name and with the same elements.

    All internal users may view both, unless `metadata` says otherwise.
    """

    type_name: ClassVar = "ReportFolder"
    comparison: ClassVar = Comparison(
        identity={"folderShares": ("sharedTo", "sharedToType")},
        added=(
            # The user who creates a folder may manage it.
            Addition(
                r"folderShares\[[^\]]*, User\]",
                seen="76 of 271 folders",
                values={"accessLevel": "Manage"},
                is_one=True,
            ),
        ),
        risks={"folderShares": Risk.ACCESS},
    )
    asks: ClassVar = asks_nothing

    folder: Identifier
    """The API name of the folder."""
    label: Annotated[Label, element("name", Risk.SAFE)]
    """The name of the folder, as people see it."""
    description: Description | None = None
    """What the folder is for, for readers of the schema; no file has it."""
    reports: Annotated[dict[Identifier, Report], Field(min_length=1)]
    """The reports of the folder, by API name."""
    dashboards: dict[Identifier, Dashboard] = {}
    """Dashboards over these reports, by API name."""

    @classmethod
    def defaults(cls, elements: Elements, context: Context) -> Elements:
        del elements, context
        return {"folderShares": [_SHARE]}


def diagnostics(folder: Reports, types: Mapping[str, ReportType]) -> Iterator[tuple[Place, str]]:
    """Yield what is wrong with the reports and dashboards of a folder."""
    for name, each in folder.reports.items():
        for key, message in report.diagnostics(each, types):
            yield ("reports", "reports", name, *key), message
    for name, shown in folder.dashboards.items():
        for key, message in dashboard.diagnostics(shown, folder.reports):
            yield ("reports", "dashboards", name, *key), message


def components(
    folder: Reports, types: Mapping[str, Tables], target: Target
) -> Iterator[Component]:
    """Yield a folder with what it holds; `types` has how each report type names fields."""
    named = {name: types[each.report_type] for name, each in folder.reports.items()}
    yield _folder(REPORT_FOLDER, folder, target)
    for name, each in folder.reports.items():
        elements = report.elements(name, each, named[name])
        yield _member(REPORT, folder.folder, name, target, elements)
    if folder.dashboards:
        yield _folder(DASHBOARD_FOLDER, folder, target)
    for name, shown in folder.dashboards.items():
        elements = dashboard.elements(name, shown, folder.folder, named)
        yield _member(DASHBOARD, folder.folder, name, target, elements)


def _folder(metadata_type: MetadataType, folder: Reports, target: Target) -> Component:
    path = metadata_type.path(target.package_directory, folder.folder)
    elements = nested(write(Reports, folder, Context(folder.folder, "", target.api_version)))
    return Component(metadata_type, folder.folder, path, elements, ("reports",))


def _member(
    metadata_type: MetadataType, folder: str, name: str, target: Target, elements: Elements
) -> Component:
    key = f"{metadata_type.name.lower()}s"
    path = metadata_type.path(target.package_directory, name, folder)
    return Component(metadata_type, f"{folder}/{name}", path, elements, ("reports", key, name))
