"""The template campaign has the statuses of the specification, and keeps a campaign's rules."""

import json
from pathlib import Path
from typing import Any

import pytest
from conftest import Run
from lxml import etree

TABLE = (
    *("Created", "Invited", "Registered", "Confirmed", "autoConfirmed", "Attended"),
    *("Participated", "Blocked", "Un-registered"),
)
GRANULAR = (
    *("SSO login", "Invited by team member", "Invited by team member to register", "Registered"),
    *("Confirmed email", "Registered no confirmation required", "Pre-event visit"),
    *("During-event visit", "Blocked", "Un-registered"),
)
RESPONDED = {
    *("Registered", "Confirmed", "autoConfirmed", "Attended", "Participated"),
    *("Confirmed email", "Registered no confirmation required"),
    *("Pre-event visit", "During-event visit"),
}


@pytest.fixture
def statuses(project: Path, run: Run) -> list[dict[str, Any]]:
    run("generate", "--project-dir", project)
    path = project / "data/kaltura-CampaignMemberStatus.json"
    records: list[dict[str, Any]] = json.loads(path.read_bytes())["records"]
    return records


def test_all_labels_of_both_lists_are_there_once(statuses: list[dict[str, Any]]) -> None:
    labels = [status["Label"] for status in statuses]

    assert len(labels) == 16
    assert set(labels) == {*TABLE, *GRANULAR}
    assert all(len(label) <= 40 for label in labels)


def test_a_campaigns_rules_are_kept(statuses: list[dict[str, Any]]) -> None:
    orders = [status["SortOrder"] for status in statuses]

    assert len(set(orders)) == len(orders)
    assert orders == sorted(orders)
    assert min(orders) > 2, "a new campaign's Sent and Responded have the first two"
    assert [status["Label"] for status in statuses if status["IsDefault"]] == ["Created"]
    assert {status["Label"] for status in statuses if status["HasResponded"]} == RESPONDED


def test_the_value_set_has_them_and_the_two_of_every_org(
    project: Path, statuses: list[dict[str, Any]]
) -> None:
    path = next(project.glob("unpackaged/**/CampaignMemberStatus.standardValueSet-meta.xml"))
    values = etree.parse(path).getroot().iterfind(".//{*}standardValue")

    labels = [value.findtext("{*}fullName") for value in values]
    assert labels == ["Sent", "Responded", *(status["Label"] for status in statuses)]
