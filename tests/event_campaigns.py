"""Campaigns in the org of the flow interpreter, with the flows of a schema that are generated."""

import json
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from conftest import ROOT
from flow_interpreter.nodes import (
    Record,
)
from flow_interpreter.org import Org
from typer.testing import CliRunner

from generator.cli import app
from generator.schema.loader import load
from generator.schema.yaml_source import Source
from generator.types.schema import Schema
from generator.types.standard_value_set import CampaignMemberStatus

SHIPPED = (ROOT / "generator/schemas/kaltura.yaml").read_text("utf-8")
STATUSES, KEY = "Kaltura_Add_Campaign_Statuses", "Kaltura_Fill_Campaign_Member_Key"
KEEP = "automatic_statuses: keep"
REMOVING = SHIPPED.replace(KEEP, "automatic_statuses: remove")
ODD_LABEL = """O'Brien & "Sons" <b>"""
ODD_DEFAULT = """It's "sent" \\ & gone"""
ODD = REMOVING.replace("label: Invited\n", f"label: {json.dumps(ODD_LABEL)}\n").replace(
    "keep: [Sent, Responded]", f"keep: [Sent, Responded, {json.dumps(ODD_DEFAULT)}]"
)
KEEPING = "keep: [Sent, Responded]"
SENT_IS_OURS = REMOVING.replace("label: Invited\n", "label: SENT\n").replace(KEEPING, "keep: []")
SCHEMAS = {"shipped": SHIPPED, "removing": REMOVING, "odd": ODD, "ours": SENT_IS_OURS}
SENT_AND_RESPONDED = ["Sent", "Responded"]
OWNER, LEAD, CONTACT = "005Kd0000000001AAC", "00Q0300000AczgfEAB", "0030300000AczgfAAB"
LEAD_15, CONTACT_15 = LEAD[:15], CONTACT[:15]


def _ours() -> dict[str, CampaignMemberStatus]:
    found = load(Source("kaltura", SHIPPED), Schema).campaign_member_statuses
    assert found
    return {status.label: status for status in found.values}


OURS = _ours()


@cache
def generated(schema: str) -> dict[str, bytes]:
    """Return the flows that `generate` writes for a schema, by their names."""
    with TemporaryDirectory() as folder:
        path = Path(folder, "schema.yaml")
        path.write_text(schema, encoding="utf-8")
        arguments = ["generate", str(path), "--project-dir", folder]
        result = CliRunner().invoke(app, arguments, catch_exceptions=False)
        assert result.exit_code == 0, result.output
        found = Path(folder).rglob("*.flow-meta.xml")
        return {each.name.removesuffix(".flow-meta.xml"): each.read_bytes() for each in found}


def org(schema: str = SHIPPED) -> Org:
    return Org(*generated(schema).values())


def campaign(org: Org, **changes: object) -> str:
    """Insert a Kaltura event; the flow is still to run."""
    record = {"Name": "Event", "OwnerId": OWNER, "Kaltura_Event__c": True}
    (key,) = org.insert("Campaign", record | changes)
    return key


def statuses(org: Org, campaign: str) -> list[Record]:
    """Return the statuses of a campaign in the order in which people see them."""
    rows = org.rows("CampaignMemberStatus", CampaignId=campaign)
    return sorted(rows, key=lambda row: int(row["SortOrder"]))


def labels(org: Org, campaign: str) -> list[str]:
    return [row["Label"] for row in statuses(org, campaign)]


def default(org: Org, campaign: str) -> str:
    (label,) = (row["Label"] for row in statuses(org, campaign) if row["IsDefault"])
    return str(label)


def status(label: str, order: int, *, default: bool = False, responded: bool = False) -> Record:
    return {
        "Label": label,
        "SortOrder": order,
        "IsDefault": default,
        "HasResponded": responded,
    }


def settled(org: Org, campaign: str, *present: Record) -> list[Record]:
    """Give a campaign its statuses, run the flow, and return what the campaign has then."""
    org.give(campaign, *present)
    org.settle()
    return statuses(org, campaign)
