"""The flow that fills the key of a campaign member, run in memory on the records of a campaign."""

import pytest
from event_campaigns import CONTACT, CONTACT_15, LEAD, LEAD_15, SHIPPED, campaign, org
from flow_interpreter.nodes import OrgError, Record
from flow_interpreter.org import Org


@pytest.fixture
def shipped() -> Org:
    return org()


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
