"""The two flows: run in memory on the records of a campaign, and looked at as files.

They are run by flow_interpreter.py, whose first words say what that does not prove. What the org
of its own accord does is in its class Org.
"""

import json
from dataclasses import astuple
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from conftest import ROOT, Wsdl, execute
from flow_interpreter import (
    NAMED,
    RECORDS,
    Flow,
    Node,
    Org,
    OrgError,
    Record,
    UnhandledError,
    UnknownError,
    body,
    case_safe,
    child,
    connectors,
    reachable,
    tag,
    targets,
    text,
)
from hypothesis import given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner

from generator.campaigns import statuses as lacking
from generator.cli import app
from generator.metadata.canonical import parse, serialize
from generator.schema.loader import load
from generator.schema.model.statuses import CampaignMemberStatus
from generator.schema.yaml_source import Source

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
    found = load(Source("kaltura", SHIPPED)).campaign_member_statuses
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


@pytest.fixture
def shipped() -> Org:
    return org()


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


# ---- Add campaign statuses


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


# ---- Fill campaign member key


def member(org: Org, **record: object) -> Record:
    """Insert a member of a new campaign, and return it as it was saved."""
    record.setdefault("CampaignId", campaign(org))
    (key,) = org.insert("CampaignMember", record)
    (row,) = org.rows("CampaignMember", Id=key)
    return row


@pytest.mark.parametrize(
    ("record", "who"),
    [
        pytest.param({"LeadId": LEAD}, LEAD, id="lead"),
        pytest.param({"ContactId": CONTACT}, CONTACT, id="contact"),
        pytest.param({"LeadId": LEAD, "ContactId": CONTACT}, LEAD, id="both"),
        pytest.param({"LeadId": LEAD_15}, LEAD, id="lead of 15 characters"),
        pytest.param({"ContactId": CONTACT_15}, CONTACT, id="contact of 15 characters"),
        pytest.param({"LeadId": LEAD, "external_id__c": ""}, LEAD, id="with a blank key"),
    ],
)
def test_a_member_gets_its_key(shipped: Org, record: Record, who: str) -> None:
    row = member(shipped, **record)

    assert row["external_id__c"] == f"{row['CampaignId']}_{who}"
    assert len(row["external_id__c"]) == 37
    assert (shipped.queries, shipped.writes) == ([], [])


def test_a_campaign_of_15_characters_gets_all_18_in_the_key(shipped: Org) -> None:
    key = campaign(shipped)

    row = member(shipped, CampaignId=key[:15], LeadId=LEAD_15)

    assert row["external_id__c"] == f"{key}_{LEAD}"


def test_a_key_that_is_there_stays(shipped: Org) -> None:
    row = member(shipped, LeadId=LEAD, external_id__c="theirs")

    shipped.update("CampaignMember", row["Id"], Status="Responded")

    (after,) = shipped.rows("CampaignMember")
    assert (after["external_id__c"], after["Status"]) == ("theirs", "Responded")


@pytest.mark.parametrize("blank", ["", None])
def test_a_key_that_is_blanked_later_is_filled_again(shipped: Org, blank: str | None) -> None:
    row = member(shipped, LeadId=LEAD, external_id__c="theirs")

    shipped.update("CampaignMember", row["Id"], external_id__c=blank)

    (after,) = shipped.rows("CampaignMember")
    assert after["external_id__c"] == f"{row['CampaignId']}_{LEAD}"


def test_a_member_that_is_neither_gets_no_key_and_is_refused(shipped: Org) -> None:
    with pytest.raises(OrgError, match="REQUIRED_FIELD_MISSING: external_id__c"):
        member(shipped)

    assert shipped.rows("CampaignMember") == []


def test_a_person_is_a_member_of_a_campaign_once(shipped: Org) -> None:
    row = member(shipped, LeadId=LEAD)

    with pytest.raises(OrgError, match="DUPLICATE_VALUE: external_id__c"):
        member(shipped, CampaignId=row["CampaignId"], LeadId=LEAD)

    assert len(shipped.rows("CampaignMember")) == 1


def test_two_hundred_members_get_each_their_own(shipped: Org) -> None:
    key = campaign(shipped)
    people = [f"00Q0300000Acz{number:03}AA" for number in range(200)]

    shipped.insert("CampaignMember", *({"CampaignId": key, "LeadId": each} for each in people))

    rows = shipped.rows("CampaignMember")
    assert [row["external_id__c"] for row in rows] == [f"{key}_{each}" for each in people]


def test_a_member_with_a_status_that_the_campaign_lacks_gets_the_default(shipped: Org) -> None:
    """Which is why the statuses are added, and why Created has to be the default."""
    key = campaign(shipped)
    shipped.settle()

    assert member(shipped, CampaignId=key, LeadId=LEAD, Status="attended")["Status"] == "Attended"
    assert member(shipped, CampaignId=key, ContactId=CONTACT, Status="?")["Status"] == "Created"


def test_a_flow_that_is_switched_off_does_nothing() -> None:
    does = "does: fill campaign member key"
    off = org(SHIPPED.replace(does, f"{does}\n    active: false"))

    with pytest.raises(OrgError, match="REQUIRED_FIELD_MISSING: external_id__c"):
        member(off, LeadId=LEAD)


# ---- The interpreter


@pytest.mark.parametrize(
    ("ours", "other"),
    [
        ("<operator>Contains", "<operator>StartsWith"),
        ("<operator>Add", "<operator>Subtract"),
        ("<iterationOrder>Asc", "<iterationOrder>Desc"),
        ("<pathType>AsyncAfterCommit</pathType>", "<label>Later</label>"),
        ("<status>", "<runInMode>SystemModeWithoutSharing</runInMode><status>"),
        ("<sortOrder>Asc", "<sortOrder>Desc"),
    ],
)
def test_what_the_interpreter_does_not_know_it_refuses(ours: str, other: str) -> None:
    content = generated(SHIPPED)[STATUSES]
    assert ours.encode() in content

    with pytest.raises(UnknownError):
        Flow(content.replace(ours.encode(), other.encode()))


@pytest.mark.parametrize(
    ("ours", "other"),
    [
        ("UPPER(", "LOWER("),
        (" &amp; ", " + "),
        ("Each_Status.Label", "Each_Status.HasResponded"),
        ("$Record.OwnerId", "$Record.Owner"),
        ("<stringValue>Created", "<stringValue>{!$Record.Name}"),
    ],
)
def test_what_it_can_refuse_only_in_running_it_refuses_then(ours: str, other: str) -> None:
    content = generated(SHIPPED)[STATUSES]
    assert ours.encode() in content
    changed = Org(content.replace(ours.encode(), other.encode()))
    changed.refuse("insert", "CampaignMemberStatus", "no access")
    campaign(changed)

    with pytest.raises(UnknownError):
        changed.settle()


@pytest.mark.parametrize(
    ("short", "long"),
    [("70103000000cnFX", "70103000000cnFXAAY"), ("00Q0300000Aczgf", "00Q0300000AczgfEAB")],
)
def test_an_id_is_made_long_as_salesforce_does(short: str, long: str) -> None:
    """The setup article's own example."""
    assert (case_safe(short), case_safe(long)) == (long, long)


# ---- The files

each_flow = pytest.mark.parametrize("name", [STATUSES, KEY])
each_schema = pytest.mark.parametrize("schema", SCHEMAS.values(), ids=SCHEMAS)


@each_schema
@each_flow
def test_every_connector_leads_somewhere_and_every_element_is_reached(
    schema: str, name: str
) -> None:
    flow = Flow(generated(schema)[name])
    led_to = {each for node in flow.elements.values() for each in targets(node)}

    assert led_to | {flow.first} == set(flow.elements)
    assert reachable(flow, flow.first) == set(flow.elements)


@each_schema
@each_flow
def test_no_loop_asks_the_org_anything(schema: str, name: str) -> None:
    flow = Flow(generated(schema)[name])

    for loop in flow.all("loops"):
        inside = body(flow, loop)
        assert inside
        assert not {tag(flow.elements[each]) for each in inside} & set(RECORDS)


@each_schema
@each_flow
def test_every_question_to_the_org_has_a_fault_path(schema: str, name: str) -> None:
    """But for the task: whom to tell that nobody could be told? And a record about to be saved."""
    flow = Flow(generated(schema)[name])

    without = {
        name
        for name, node in flow.elements.items()
        if tag(node) in RECORDS and child(node, "faultConnector") is None
    }

    assert without == ({"Tell_Owner"} if name == STATUSES else {"Set_Key"})


@each_schema
@each_flow
def test_elements_are_sorted_by_name_whatever_its_capitals(schema: str, name: str) -> None:
    flow = Flow(generated(schema)[name])

    for kind in NAMED:
        names = [text(node, "name").casefold() for node in flow.all(kind)]
        assert names == sorted(names)
        assert len(names) == len(set(names))
    kinds = [tag(node) for node in flow.root]
    assert kinds == sorted(kinds)


@each_schema
@each_flow
def test_the_canvas_is_tidy(schema: str, name: str) -> None:
    """No two elements share a place, and every way leads down, or aside; but back to a loop."""
    flow = Flow(generated(schema)[name])
    places = {each: _place(node) for each, node in flow.elements.items()}

    assert len(set(places.values())) == len(places)
    for each, node in flow.elements.items():
        for connector in connectors(node):
            to = text(connector, "targetReference")
            back = tag(flow.elements[to]) == "loops" and each in body(flow, flow.elements[to])
            if not back and child(connector, "isGoTo") is None:
                assert places[each] < places[to]
    assert places[flow.first] == min(places.values())


def _place(node: Node) -> tuple[int, int]:
    return int(text(node, "locationY")), int(text(node, "locationX"))


@each_schema
@each_flow
def test_all_names_are_used(schema: str, name: str) -> None:
    content = generated(schema)[name].decode()
    flow = Flow(content.encode())

    for each in (*flow.formulas, *flow.variables):
        uses = (f"{{!{each}}}", f"Reference>{each}<", f"Reference>{each}.")
        assert any(use in content for use in uses), each


@each_schema
@each_flow
def test_the_wsdl_takes_it_and_its_bytes_are_those_of_a_retrieve(
    schema: str, name: str, wsdl: Wsdl
) -> None:
    content = generated(schema)[name]

    assert wsdl.refusals(content) == []
    assert serialize(parse(content.decode()), decomposed=False) == content


# ---- The flow scanner

SCANNER = ROOT / "node_modules/@flow-scanner/lightning-flow-scanner-core"
# Diagnostics that do not apply, each with the reason.
ACCEPTED = {
    # The rule is about a second write of the record. Before saving, an update of $Record is none:
    # it is how Flow Builder itself saves "Update triggering record", and what our own rule KS901
    # looks for.
    (KEY, "SameRecordFieldUpdates", "warning", "Set_Key"),
}
SCAN = f"""
const core = require({json.dumps(str(SCANNER))});
core.parse(process.argv.slice(2)).then((parsed) => {{
    const results = core.scan(parsed, {{ betaMode: true }});
    const rules = results.flatMap((result) =>
        result.ruleResults.map((rule) => ({{ flow: result.flow.name, ...rule }})));
    const found = rules.flatMap((rule) =>
        rule.details.map((detail) => [rule.flow, rule.ruleName, rule.severity, detail.name]));
    const failed = rules.filter((rule) => rule.errorMessage).map((rule) => rule.errorMessage);
    const ran = [...new Set(rules.map((rule) => rule.ruleName))];
    console.log(JSON.stringify({{ found, failed, ran }}));
}});
"""


@each_schema
def test_the_flow_scanner_finds_nothing_else(schema: str, tmp_path: Path) -> None:
    """All its rules as they come, those it calls beta included."""
    assert SCANNER.exists(), "the scanner is not installed: run `make test`, which installs it"
    script = tmp_path / "scan.cjs"
    script.write_text(SCAN, encoding="utf-8")
    files = []
    for name, content in generated(schema).items():
        files.append(tmp_path / f"{name}.flow-meta.xml")
        files[-1].write_bytes(content)

    result = execute("node", script, *files)

    scan = json.loads(result.stdout)
    assert {tuple(each) for each in scan["found"]} == ACCEPTED, result.stderr
    assert scan["failed"] == []
    assert len(scan["ran"]) == 24
