"""An org that is set up as the documents say, without a start of `sf`.

Another test proves that `sf`, with the commands of the documents, leaves an org in this state.
"""

from pathlib import Path

from typer.testing import CliRunner

from generator.cli import app
from generator.schema.loader import load
from generator.schema.yaml_source import read
from generator.types.registry import components
from generator.types.schema import Schema
from generator.workspace.project import find
from org.changes import LEAD, VALUE_SET, campaign_named, one, ticked
from org.data import USER
from org.server import Org

SCHEMA = load(read("kaltura"), Schema)
VALUE_SET_FILE = (
    "unpackaged/main/default/standardValueSets/CampaignMemberStatus.standardValueSet-meta.xml"
)


def generate(project: Path, *options: str | Path) -> None:
    words = ["generate", "--project-dir", project, *options]
    result = CliRunner().invoke(app, [str(word) for word in words], catch_exceptions=False)
    assert result.exit_code == 0, result.output


def put_tree(org: Org, project: Path, *folders: str, schema: Schema = SCHEMA) -> None:
    """Put the components that a schema has in folders of a project into an org."""
    found = {
        (each.type.name, each.full_name): (project / each.path).read_bytes()
        for each in components(schema, find(project, None))
        if each.path.startswith(tuple(f"{folder}/" for folder in folders))
    }
    outcomes = org.metadata.put(found)
    assert {outcome.state for outcome in outcomes} <= {"created", "changed", "unchanged"}, outcomes


def make_ready(org: Org, project: Path) -> None:
    """Generate into a project, and do in an org what the documents say."""
    generate(project)
    put_tree(org, project, "force-app", "reports")
    put_value_set(org, project)
    for name in SCHEMA.permission_sets:
        permission_set = one(org, "PermissionSet", Name=name)["Id"]
        given = {"AssigneeId": USER, "PermissionSetId": permission_set}
        org.data.create("PermissionSetAssignment", given)
    org.data.update("User", USER, {"UserPermissionsMarketingUser": True})
    add_statuses(org, ticked(org, "Summit"))
    add_members(org)


def put_value_set(org: Org, project: Path) -> None:
    """Merge our labels into the org's, in the project, and put both into the org."""
    file = project / VALUE_SET_FILE
    content = org.metadata.content(VALUE_SET)
    assert content is not None
    file.write_bytes(content)
    generate(project, "--merge-values", file)
    put_tree(org, project, "unpackaged")


def add_statuses(org: Org, campaign: str) -> None:
    assert SCHEMA.campaign_member_statuses is not None
    for number, status in enumerate(SCHEMA.campaign_member_statuses.values, start=3):
        values = {"CampaignId": campaign, "Label": status.label, "SortOrder": number}
        org.data.create("CampaignMemberStatus", values)


def add_members(org: Org) -> None:
    """Add a campaign that is not ours, and a member, with its key, to the one that is."""
    org.data.create("Campaign", {"Name": "Not of ours"})
    campaign, lead = campaign_named(org, "Summit"), org.data.create("Lead", LEAD)
    member = {"CampaignId": campaign, "LeadId": lead, "external_id__c": f"{campaign}_{lead}"}
    org.data.create("CampaignMember", member)
