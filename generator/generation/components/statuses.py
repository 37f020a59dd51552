"""The value set of campaign member statuses."""

from collections.abc import Iterator

from generator.metadata.registry import STANDARD_VALUE_SET, Component
from generator.schema.model.schema import Schema
from generator.workspace.project import Project

_NAME = "CampaignMemberStatus"


def status_value_set(schema: Schema, project: Project) -> Iterator[Component]:
    """Yield the value set, if the schema has statuses."""
    if statuses := schema.campaign_member_statuses:
        path = STANDARD_VALUE_SET.path(project.package_directory, _NAME)
        place = ("campaign_member_statuses",)
        yield Component(STANDARD_VALUE_SET, _NAME, path, {"labels": statuses.labels}, place)
