"""The flow that gives a campaign its statuses, run in memory on the records of a campaign.

`tests/flow_interpreter` runs it; its first words say what that does not prove. What the org does
of its own accord is in its class Org.
"""

import json
from dataclasses import astuple
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from event_campaigns import (
    LEAD,
    ODD,
    ODD_DEFAULT,
    ODD_LABEL,
    OURS,
    OWNER,
    REMOVING,
    SENT_AND_RESPONDED,
    SENT_IS_OURS,
    campaign,
    default,
    labels,
    org,
    settled,
    status,
    statuses,
)
from flow_interpreter.nodes import (
    Record,
    UnhandledError,
)
from flow_interpreter.org import Org
from hypothesis import given, settings
from hypothesis import strategies as st

from generator.campaigns import statuses as lacking
from generator.types.standard_value_set import CampaignMemberStatus


@pytest.fixture
def shipped() -> Org:
    return org()


def assert_complete(org: Org, campaign: str, before: list[str]) -> None:
    """Assert that all of ours were added after what was there, each as the schema has it."""
    rows = statuses(org, campaign)
    assert [row["Label"] for row in rows] == [*before, *OURS]
    ours = rows[len(before) :]
    base = max((row["SortOrder"] for row in rows[: len(before)]), default=0)
    assert [row["SortOrder"] - base for row in ours] == [s.sort_order for s in OURS.values()]
    assert [row["HasResponded"] for row in ours] == [s.responded for s in OURS.values()]
    assert default(org, campaign) == "Created"
    assert org.rows("Task") == []


def test_a_new_campaign_that_is_ticked_gets_all_statuses(shipped: Org) -> None:
    key = campaign(shipped)
    assert labels(shipped, key) == SENT_AND_RESPONDED  # nothing runs before the save is done

    shipped.settle()

    assert_complete(shipped, key, SENT_AND_RESPONDED)
    assert (shipped.queries, shipped.writes) == (["Get_Statuses"], ["Create_Statuses"])


def test_a_campaign_that_is_ticked_later_gets_them_then(shipped: Org) -> None:
    key = campaign(shipped, Kaltura_Event__c=False)
    shipped.settle()
    assert labels(shipped, key) == SENT_AND_RESPONDED

    shipped.update("Campaign", key, Kaltura_Event__c=True)
    shipped.settle()

    assert_complete(shipped, key, SENT_AND_RESPONDED)


@pytest.mark.parametrize("ticked", [False, None])
def test_a_campaign_that_is_not_ticked_gets_nothing(shipped: Org, *, ticked: bool | None) -> None:
    key = campaign(shipped, Kaltura_Event__c=ticked)
    shipped.update("Campaign", key, Name="Other")

    shipped.settle()

    assert labels(shipped, key) == SENT_AND_RESPONDED
    assert default(shipped, key) == "Sent"
    assert shipped.queries == []


def test_a_ticked_campaign_that_is_saved_again_stays_as_it_is(shipped: Org) -> None:
    key = campaign(shipped)
    shipped.settle()
    before = statuses(shipped, key)

    shipped.update("Campaign", key, Name="Other", Kaltura_Event__c=True)
    shipped.settle()

    assert statuses(shipped, key) == before
    assert shipped.queries == ["Get_Statuses"]


def test_a_campaign_that_is_ticked_again_gets_only_what_it_lacks(shipped: Org) -> None:
    key = campaign(shipped)
    shipped.settle()
    before = statuses(shipped, key)

    shipped.update("Campaign", key, Kaltura_Event__c=False)
    shipped.update("Campaign", key, Kaltura_Event__c=True)
    shipped.settle()

    assert statuses(shipped, key) == before
    assert shipped.writes == ["Create_Statuses"]

    row = next(row for row in before if row["Label"] == "Blocked")
    shipped.delete("CampaignMemberStatus", [row["Id"]])
    shipped.update("Campaign", key, Kaltura_Event__c=False)
    shipped.update("Campaign", key, Kaltura_Event__c=True)
    shipped.settle()

    assert sorted(labels(shipped, key)) == sorted(row["Label"] for row in before)
    assert default(shipped, key) == "Created"


def test_statuses_of_people_stay_as_they_are(shipped: Org) -> None:
    """Half of ours are there, in other capitals; the default is theirs; orders are odd."""
    present = [
        status("REGISTERED", 10, responded=True),
        status("Thinking about it", 20, default=True),
        status("attended", 500, responded=True),
        status("Invited by Team Member", 21),
    ]
    key = campaign(shipped)

    rows = settled(shipped, key, *present)

    theirs, added = rows[: len(present)], rows[len(present) :]
    ordered = sorted(present, key=lambda row: int(row["SortOrder"]))
    assert [row | {"CampaignId": key, "Id": row["Id"]} for row in theirs] == theirs
    assert [{name: row[name] for name in ordered[0]} for row in theirs] == ordered
    there = {"Registered", "Attended", "Invited by team member"}
    assert [row["Label"] for row in added] == [label for label in OURS if label not in there]
    assert [row["SortOrder"] for row in added] == [
        500 + OURS[row["Label"]].sort_order for row in added
    ]
    assert default(shipped, key) == "Thinking about it"


@pytest.mark.parametrize(
    ("present", "after"),
    [
        pytest.param("Sent", "Created", id="salesforces"),
        pytest.param("RESPONDED", "Created", id="salesforces in capitals"),
        pytest.param("Sent by us", "Sent by us", id="a persons that begins as salesforces"),
        pytest.param("Blocked", "Blocked", id="ours, chosen by a person"),
        pytest.param("created", "created", id="ours, as it is to be"),
    ],
)
def test_only_the_default_of_salesforce_gives_way(shipped: Org, present: str, after: str) -> None:
    key = campaign(shipped)

    settled(shipped, key, status(present, 7, default=True, responded=True))

    assert default(shipped, key) == after
    assert {label.casefold() for label in labels(shipped, key)} >= set(map(str.casefold, OURS))


@pytest.mark.parametrize("label", ["Confirmed by phone", "Not Attended", "Attended - twice"])
def test_a_label_within_another_is_not_taken_for_it(shipped: Org, label: str) -> None:
    key = campaign(shipped)

    settled(shipped, key, status(label, 1, default=True, responded=True))

    assert labels(shipped, key) == [label, *OURS]


def test_ours_come_after_the_highest_whatever_its_label(shipped: Org) -> None:
    key = campaign(shipped)
    mine = status("A", 0, default=True, responded=True)

    rows = settled(shipped, key, status("B", 999, responded=True), mine)

    assert [row["SortOrder"] for row in rows[:3]] == [0, 999, 1009]


def test_a_campaign_without_any_status_gets_ours(shipped: Org) -> None:
    """Campaigns may have none where they were made by an API before 39.0."""
    key = campaign(shipped)

    settled(shipped, key)

    assert_complete(shipped, key, [])


def test_a_clone_with_its_statuses_gets_no_more(shipped: Org) -> None:
    key = campaign(shipped)
    shipped.settle()
    present = statuses(shipped, key)

    clone = shipped.clone(key, Name="Copy")
    shipped.settle()

    assert [row | {"CampaignId": key, "Id": ""} for row in statuses(shipped, clone)] == [
        row | {"Id": ""} for row in present
    ]
    assert shipped.queries == ["Get_Statuses"] * 2
    assert shipped.writes == ["Create_Statuses"]


def test_a_clone_without_its_statuses_gets_them(shipped: Org) -> None:
    key = campaign(shipped)
    shipped.settle()

    clone = campaign(shipped, Name="Copy")
    shipped.settle()

    assert_complete(shipped, clone, SENT_AND_RESPONDED)
    assert labels(shipped, key) == labels(shipped, clone)


def test_two_hundred_campaigns_take_one_query_and_one_insert(shipped: Org) -> None:
    record = {"Name": "Event", "OwnerId": OWNER, "Kaltura_Event__c": True}
    keys = shipped.insert("Campaign", *(dict(record) for _ in range(200)))
    complete = (_status(each) for each in OURS.values())
    shipped.give(keys[7], *complete)

    shipped.settle()

    assert (shipped.queries, shipped.writes) == (["Get_Statuses"], ["Create_Statuses"])
    for key in keys[:7] + keys[8:]:
        assert_complete(shipped, key, SENT_AND_RESPONDED)
    assert labels(shipped, keys[7]) == list(OURS)


def _status(ours: CampaignMemberStatus) -> Record:
    order, responded = ours.sort_order, ours.responded
    return status(ours.label, order, default=ours.default, responded=responded)


@st.composite
def _present(draw: st.DrawFn) -> list[Record]:
    """Draw statuses as people may have left them: any of ours, in any capitals, and others."""
    known = [*OURS, *SENT_AND_RESPONDED, "Not Attended", "Other"]
    spellings = [*known, *map(str.upper, known), *map(str.lower, known)]
    some = st.lists(st.sampled_from(spellings), min_size=1, unique_by=str.casefold)
    chosen = draw(some)
    count = len(chosen)
    orders = draw(st.lists(st.integers(0, 999), min_size=count, max_size=count, unique=True))
    first = draw(st.sampled_from(chosen))
    return [
        status(label, order, default=label == first, responded=True)
        for label, order in zip(chosen, orders, strict=True)
    ]


@settings(max_examples=50, deadline=None, derandomize=True)
@given(_present())
def test_the_flow_adds_what_the_command_adds(present: list[Record]) -> None:
    """And the rules of the org hold, whatever was there."""
    shipped = org()
    key = campaign(shipped)
    rows = settled(shipped, key, *present)
    there = {row["Label"] for row in present}

    with TemporaryDirectory() as folder:
        path = Path(folder, "present.json")
        records = [row | {"CampaignId": key} for row in present]
        path.write_text(json.dumps({"status": 0, "result": {"records": records, "done": True}}))
        found = lacking.statuses(lacking.StatusesRequest(key, "kaltura", str(path)))

    assert [
        (row["Label"], row["SortOrder"], row["IsDefault"], row["HasResponded"])
        for row in rows
        if row["Label"] not in there
    ] == [astuple(each) for each in found.statuses]
    assert shipped.rows("Task") == []


# ---- Faults


def assert_told(org: Org, campaign: str, subject: str, why: str) -> None:
    """Assert that the campaign is as it was saved, and that its owner has one task."""
    (saved,) = org.rows("Campaign", Id=campaign)
    assert (saved["Name"], saved["Kaltura_Event__c"]) == ("Event", True)
    (task,) = org.rows("Task", WhatId=campaign)
    assert (task["OwnerId"], task["Subject"]) == (OWNER, subject)
    assert why in task["Description"]


@pytest.mark.parametrize("operation", ["query", "insert"])
def test_a_fault_leaves_the_campaign_and_tells_its_owner(shipped: Org, operation: str) -> None:
    shipped.refuse(operation, "CampaignMemberStatus", "no access")
    key = campaign(shipped)

    shipped.settle()

    assert labels(shipped, key) == SENT_AND_RESPONDED
    assert_told(shipped, key, "Campaign member statuses could not be added", "no access")


def test_a_fault_of_one_campaign_is_none_of_the_others(shipped: Org) -> None:
    """A SortOrder has nine digits, and that of one campaign leaves no room below."""
    full, other = campaign(shipped), campaign(shipped)

    settled(shipped, full, status("Last", 999_999_999, default=True, responded=True))

    assert labels(shipped, full) == ["Last"]
    assert_told(shipped, full, "Campaign member statuses could not be added", "SortOrder")
    assert labels(shipped, other) == [*SENT_AND_RESPONDED, *OURS]
    assert shipped.rows("Task", WhatId=other) == []
    assert shipped.writes == ["Create_Statuses", "Tell_Owner"]


def test_without_a_task_the_fault_is_the_administrators(shipped: Org) -> None:
    shipped.refuse("insert", "CampaignMemberStatus", "no access")
    shipped.refuse("insert", "Task", "no tasks")
    key = campaign(shipped)

    with pytest.raises(UnhandledError, match="no tasks"):
        shipped.settle()

    assert labels(shipped, key) == SENT_AND_RESPONDED
    assert shipped.rows("Campaign", Id=key)


# ---- Remove automatic statuses


def test_what_salesforce_made_is_removed_where_no_member_has_it() -> None:
    removing = org(REMOVING)
    key = campaign(removing)

    removing.settle()

    assert labels(removing, key) == list(OURS)
    assert default(removing, key) == "Created"
    assert removing.rows("Task") == []
    assert removing.writes == ["Create_Statuses", "Delete_Automatic"]


def test_what_a_member_has_stays_and_the_owner_is_told() -> None:
    """One campaign of two; what was added to it stays as well."""
    removing = org(REMOVING)
    used, unused = campaign(removing), campaign(removing)
    removing.insert("CampaignMember", {"CampaignId": used, "LeadId": LEAD, "Status": "Sent"})

    removing.settle()

    assert labels(removing, used) == [*SENT_AND_RESPONDED, *OURS]
    assert default(removing, used) == "Created"
    subject = "Campaign member statuses could not be added or removed"
    assert_told(removing, used, subject, "a status that members have")
    (member,) = removing.rows("CampaignMember")
    assert member["Status"] == "Sent"
    assert labels(removing, unused) == list(OURS)
    assert removing.rows("Task", WhatId=unused) == []
    assert removing.writes == ["Create_Statuses", "Delete_Automatic", "Tell_Owner"]


def test_what_a_person_made_is_not_removed() -> None:
    removing = org(REMOVING)
    key = campaign(removing)

    settled(
        removing,
        key,
        status("SENT", 3),
        status("Sent back", 4, default=True),
        status("Not Responded", 5, responded=True),
    )

    assert labels(removing, key) == ["Sent back", "Not Responded", *OURS]
    assert default(removing, key) == "Sent back"


def test_a_default_that_nothing_replaces_is_not_removed() -> None:
    removing = org(REMOVING)
    key = campaign(removing)

    settled(
        removing,
        key,
        status("Sent", 1, default=True),
        status("Responded", 2, responded=True),
        status("Created", 3),
    )

    missing = [label for label in OURS if label != "Created"]
    assert labels(removing, key) == ["Sent", "Created", *missing]
    assert default(removing, key) == "Sent"
    assert removing.rows("Task") == []


def test_ours_is_not_removed_although_salesforce_made_it() -> None:
    removing = org(SENT_IS_OURS)
    key = campaign(removing)

    removing.settle()

    assert labels(removing, key) == ["Sent", *(label for label in OURS if label != "Invited")]
    assert default(removing, key) == "Created"
    assert removing.rows("Task") == []


# ---- Labels that a language could take for its own


def test_labels_with_quotes_and_ampersands_come_out_as_they_are() -> None:
    odd = org(ODD)
    key = campaign(odd)

    settled(odd, key, status(ODD_DEFAULT, 1, default=True, responded=True))

    ours = [ODD_LABEL if label == "Invited" else label for label in OURS]
    expected = [ODD_DEFAULT, *ours]  # kept, and the default that people gave it with it
    assert labels(odd, key) == expected
    assert default(odd, key) == ODD_DEFAULT

    odd.update("Campaign", key, Kaltura_Event__c=False)
    odd.update("Campaign", key, Kaltura_Event__c=True)
    odd.settle()

    assert labels(odd, key) == expected
