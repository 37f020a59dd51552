"""The stand-in org refuses what it does not know, and fails when a test wants it to."""

import json
from contextlib import closing
from http.client import HTTPConnection, HTTPException
from typing import Any
from urllib.parse import urlsplit

import pytest
from lxml import etree
from org import Org
from org.changes import LEAD, VALUE_SET
from org.columns import Record, Refused
from org.metadata import NS, Key, values_of
from org.rest import Request
from org.server import CLOSE, CODES, DRIP, HANG_UP, RESET, SILENCE, TEXT
from org.soql import query
from verifying import BATCH, ENGAGEMENT, LABELS


def call(org: Org, address: str = "/services/data", timeout: float = 10) -> tuple[int, bytes]:
    with closing(HTTPConnection(urlsplit(org.url).netloc, timeout=timeout)) as connection:
        connection.request("GET", address)
        answer = connection.getresponse()
        return answer.status, answer.read()


def test_a_call_without_the_token_is_refused(org: Org) -> None:
    assert call(org, "/services/data/v67.0/sobjects/Lead/describe")[0] == 401


@pytest.mark.parametrize("status", CODES)
def test_a_fault_answers_one_call_with_a_status(org: Org, status: int) -> None:
    org.faults.next(status)

    code, body = call(org)

    assert (code, json.loads(body)[0]["errorCode"]) == (status, CODES[status][0])
    assert call(org)[0] == 200


def test_the_other_faults(org: Org) -> None:
    faults = org.faults
    faults.next(TEXT)
    assert call(org)[1].startswith(b"<html>")
    for kind in (RESET, CLOSE, HANG_UP):
        faults.next(kind)
        with pytest.raises((OSError, HTTPException)):
            call(org)
    for kind in (SILENCE, DRIP):
        faults.next(kind)
        with pytest.raises(TimeoutError):
            call(org, timeout=0.1)
    assert call(org)[0] == 200


@pytest.mark.parametrize(
    ("values", "code"),
    [
        ({"nothing__c": "x"}, "INVALID_FIELD"),
        ({"plays__c": "many"}, "JSON_PARSER_ERROR"),
        ({"plays__c": 10**18}, "NUMBER_OUTSIDE_VALID_RANGE"),
        ({"email__c": "nobody"}, "INVALID_EMAIL_ADDRESS"),
        ({"entry_name__c": 1}, "JSON_PARSER_ERROR"),
        ({"Lead__c": "00Q000000000001AAA"}, "INVALID_CROSS_REFERENCE_KEY"),
    ],
)
def test_a_record_that_does_not_fit_is_refused(
    org: Org, values: dict[str, object], code: str
) -> None:
    with pytest.raises(Refused) as refused:
        org.data.create(ENGAGEMENT, values)

    assert refused.value.code == code


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("SELECT Id FROM Nothing__c", "INVALID_TYPE"),
        ("SELECT Nothing__c FROM Lead", "INVALID_FIELD"),
        ("SELECT Id FROM Lead WHERE Name LIKE 'x%'", "MALFORMED_QUERY"),
        ("SELECT Id FROM Lead GROUP BY Id", "MALFORMED_QUERY"),
        ("SELECT Id FROM Flow", "INVALID_TYPE"),
        ("SELECT Id FROM Lead WHERE Id IN (1, 2)", "MALFORMED_QUERY"),
        ("SELECT Id FROM Lead WHERE Id IN (SELECT Label FROM PermissionSet)", "MALFORMED_QUERY"),
        ("SELECT Id FROM Lead WHERE Id IN (SELECT Id, Name FROM Campaign)", "MALFORMED_QUERY"),
        ("SELECT Id FROM Lead WHERE Id IN (SELECT Id FROM Nothing__c)", "INVALID_TYPE"),
        ("SELECT Id FROM CustomField", "INVALID_TYPE"),
        ("SELECT Id FROM Campaign WHERE Kaltura_Event__c = 'true'", "INVALID_FIELD"),
        ("SELECT Id FROM Campaign WHERE Name = true", "INVALID_FIELD"),
        ("SELECT Id FROM PermissionSetAssignment WHERE Assignee.Age = 1", "INVALID_FIELD"),
    ],
)
def test_a_query_that_is_not_known_is_refused(org: Org, text: str, code: str) -> None:
    with pytest.raises(Refused) as refused:
        query(org.data, text)

    assert refused.value.code == code


def test_a_member_needs_a_key_of_its_own(org: Org) -> None:
    data = org.data
    campaign, lead = data.create("Campaign", {"Name": "Event"}), data.create("Lead", LEAD)
    member = {"CampaignId": campaign, "LeadId": lead}
    second = {"CampaignId": campaign, "LeadId": data.create("Lead", LEAD)}

    with pytest.raises(Refused, match="missing"):
        data.create("CampaignMember", member)
    key = data.create("CampaignMember", {**member, "external_id__c": "key", "Status": "None"})
    for again in ({**second, "external_id__c": "KEY"}, {**member, "external_id__c": "other"}):
        with pytest.raises(Refused, match="duplicate"):
            data.create("CampaignMember", again)

    assert len(data.tables["CampaignMember"]) == 2, "with the one that was there"
    assert data.get("CampaignMember", key)["Status"] == "Sent"  # as an org does, without a word


def batch(org: Org, *calls: dict[str, str]) -> tuple[int, Any]:
    address = BATCH.removeprefix("POST ")
    return org.rest.answer(Request("POST", address, {"batchRequests": [*calls]}))


def get(resource: str) -> dict[str, str]:
    return {"method": "GET", "url": f"v62.0/{resource}"}


def test_a_batch_answers_each_call(org: Org) -> None:
    lead, nothing = get("sobjects/Lead/describe"), get("sobjects/No__c/describe")

    status, body = batch(org, lead, nothing)

    assert status == 200
    assert body["hasErrors"] is True
    good, wrong = body["results"]
    assert (good["statusCode"], good["result"]["name"]) == (200, "Lead")
    assert (wrong["statusCode"], wrong["result"][0]["errorCode"]) == (404, "NOT_FOUND")
    assert batch(org, lead)[1]["hasErrors"] is False


@pytest.mark.parametrize(
    "calls",
    [
        [],
        [get("sobjects/Lead/describe")] * 26,
        [{**get("sobjects/Lead"), "method": "POST"}],
        [get("tooling/query?q=SELECT+Id+FROM+Flow")],
        [get("composite/batch")],
    ],
    ids=["none", "many", "POST", "tooling", "batch"],
)
def test_a_batch_that_is_not_known_is_refused(org: Org, calls: list[dict[str, str]]) -> None:
    assert batch(org, *calls)[0] == 400


def described(org: Org, name: str) -> Record:
    sobject, _, own = name.partition(".")
    (found,) = [each for each in org.data.describe(sobject)["fields"] if each["name"] == own]
    return dict(found)


PICKLIST = """<?xml version="1.0" encoding="UTF-8"?>
<CustomField xmlns="http://soap.sforce.com/2006/04/metadata">
    <fullName>Mood__c</fullName>
    <label>Mood</label>
    <required>false</required>
    <trackTrending>false</trackTrending>
    <type>Picklist</type>
    <valueSet>
        <valueSetDefinition>
            <sorted>false</sorted>
{}        </valueSetDefinition>
    </valueSet>
</CustomField>
"""


def picklist(*names: str, default: str = "") -> str:
    def is_default(name: str) -> str:
        return str(name == default).lower()

    return PICKLIST.format(
        "".join(
            f"            <value>\n                <fullName>{name}</fullName>\n"
            f"                <default>{is_default(name)}</default>\n"
            f"                <label>{name}</label>\n            </value>\n"
            for name in names
        )
    )


def put(org: Org, key: Key, content: bytes) -> str:
    """Deploy a component; return what became of it."""
    (outcome,) = org.metadata.put({key: content})
    return outcome.state


def test_a_value_that_a_deploy_leaves_out_stays_and_is_inactive(org: Org) -> None:
    """No deploy deletes a value of a picklist."""
    name = f"{ENGAGEMENT}.Mood__c"
    key = ("CustomField", name)

    assert put(org, key, picklist("Glad", "Calm", "Sad", default="Sad").encode()) == "created"
    assert put(org, key, picklist("Glad", "Calm").encode()) == "changed"
    assert put(org, key, picklist("Glad", "Calm").encode()) == "unchanged"

    given_back = picklist("Glad", "Calm", "Sad")
    label = "                <label>Sad"
    inactive = "                <isActive>false</isActive>\n"
    assert org.metadata.stored[key].decode() == given_back.replace(label, inactive + label)
    values = described(org, name)["picklistValues"]
    active = {value["value"]: value["active"] for value in values}
    assert active == {"Glad": True, "Calm": True, "Sad": False}
    assert not any(value["defaultValue"] for value in values)


def test_a_list_of_statuses_that_is_deployed_unmerged_deactivates_the_others(org: Org) -> None:
    root = etree.fromstring(org.metadata.stored[VALUE_SET])
    for value in values_of(VALUE_SET[0], root):
        if value.findtext(f"{NS}fullName") in {"Sent", "Blocked"}:
            root.remove(value)

    assert put(org, VALUE_SET, etree.tostring(root)) == "changed"

    values = described(org, "CampaignMember.Status")["picklistValues"]
    assert [each["label"] for each in values if not each["active"]] == ["Sent", "Blocked"]
    assert [each["label"] for each in values] == [
        *("Responded", *(name for name in LABELS if name != "Blocked"), "Sent", "Blocked")
    ]
