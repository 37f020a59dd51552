"""How `verify` prints what it finds: lines, JSON, commands that help, colours."""

import json
import re
import shlex
from pathlib import Path

from conftest import Run
from org import Org
from org.changes import (
    campaign_named,
    field,
    gone,
    keyless,
    label,
    status_gone,
    unassigned,
)
from org.data import USERNAME
from org.rest import refusal
from org.script import ScriptedSf
from test_cli import on_a_terminal
from verifying import BATCH, ENGAGEMENT, KEY, LINES, Verify, not_passed, not_ready

from generator.schema.yaml_source import read

TARGET = f" --target-org {USERNAME}"
EXPORT = (
    'sf data export bulk --query "SELECT Id, CampaignId, LeadId, ContactId, external_id__c FROM '
    'CampaignMember WHERE LeadId != null OR ContactId != null" --output-file members.csv '
    "--result-format csv --wait 10"
)
UPDATE = "sf data update bulk --sobject CampaignMember --file keys.csv --wait 10"


def test_an_org_that_has_all_is_ready_after_one_call(
    verify: Verify, org: Org, sf: ScriptedSf
) -> None:
    result = verify()

    assert result.exit_code == 0, result.output
    *lines, empty, verdict = result.stdout.splitlines()
    assert len(lines) == len(LINES) + 1
    assert all(line.startswith("pass") for line in lines)
    assert empty == ""
    assert verdict == f"Ready: {USERNAME} at {org.url}: {len(lines)} pass."
    assert re.search(r"field +\S+\.live_minutes_viewed__c +Number\(16, 2\)\n", result.stdout)
    assert org.calls == [BATCH]
    assert sf.calls == [
        "org display --target-org my-org --json",
        "org auth show-access-token --target-org my-org --json",
    ]


def test_more_questions_than_a_batch_takes(
    run: Run, sf: ScriptedSf, org: Org, tmp_path: Path
) -> None:
    del sf
    names = [f"Set_{number}" for number in range(20)]
    schema = tmp_path / "many.yaml"
    lines = [f"  {name}: {{label: {name}, access: {{Lead: read}}}}" for name in names]
    head = ("name: many", "label: Many", "description: Many sets.", "permission_sets:")
    schema.write_text("\n".join([*head, *lines]), encoding="utf-8")

    result = run("verify", schema, "--target-org")

    assert len(not_ready(result)) == len(names)
    assert org.calls == [BATCH] * 3


def test_answers_of_many_pages_are_read_to_their_end(verify: Verify, org: Org) -> None:
    org.rest.page = 7

    result = verify()

    assert result.exit_code == 0, result.output
    more = [call for call in org.calls if call != BATCH]
    assert org.calls[0] == BATCH, "a batch, and what it had no room for"
    assert len(more) == len(org.calls) - 1 > 2


def test_json(verify: Verify, org: Org) -> None:
    keyless(org)

    result = verify("--format", "json")

    assert result.exit_code == 1
    answer = json.loads(result.stdout)
    assert answer["status"] == 1
    assert answer["result"]["isReady"] is False
    assert answer["result"]["username"] == USERNAME
    (wrong,) = [r for r in answer["result"]["requirements"] if r["verdict"] != "pass"]
    assert wrong == {
        "kind": "campaign member keys",
        "name": "CampaignMember.external_id__c",
        "verdict": "fail",
        "isOptional": False,
        "reason": "1 campaign member has no key",
        "fixes": [
            EXPORT + TARGET,
            "kaltura-sfdx backfill members.csv kaltura > keys.csv",
            UPDATE + TARGET,
        ],
    }


def test_below_what_fails_stands_what_helps(verify: Verify, org: Org) -> None:
    field(KEY, "unique", "true", "false")(org)
    unassigned("Kaltura_Integration")(org)
    status_gone("Summit", "Blocked")(org)
    campaign = campaign_named(org, "Summit")

    result = verify()

    assert not_ready(result) == [
        ("fail", "field", KEY),
        ("fail", "permission set", "Kaltura_Integration"),
        ("fail", "campaign statuses", f"{campaign} Summit"),
    ]
    commands = [line.strip() for line in result.stdout.splitlines() if line.startswith(" " * 9)]
    assert commands[:2] == [
        f"sf project deploy start --metadata CustomField:{KEY}{TARGET}",
        # Not to whoever runs it.
        f"sf org assign permset --name Kaltura_Integration --on-behalf-of USERNAME{TARGET}",
    ]
    assert f"kaltura-sfdx statuses kaltura --campaign {campaign} --present" in commands[3]


def test_what_is_optional_is_said_to_be(verify: Verify, org: Org) -> None:
    label("Blocked", inactive=False)(org)

    result = verify()

    assert result.exit_code == 0
    assert not_passed(result) == [("fail", "value set", "CampaignMemberStatus")]
    assert "lacks Blocked (optional)\n" in result.stdout
    counts = f"{len(LINES)} pass, 1 fail (optional)"
    assert result.stdout.endswith(f"Ready: {USERNAME} at {org.url}: {counts}.\n")
    assert "kaltura-sfdx generate kaltura --merge-values" in result.stdout


def test_some_of_those_who_have_a_permission_set_are_named(verify: Verify, org: Org) -> None:
    for given in org.data.rows("PermissionSetAssignment").values():
        permission_set = given["PermissionSetId"]
    for letter in "abc":
        user = org.data.create("User", {"Username": f"{letter}@x.com", "IsActive": True})
        given = {"AssigneeId": user, "PermissionSetId": permission_set}
        org.data.create("PermissionSetAssignment", given)

    names = f"{USERNAME}, a@x.com, b@x.com and others"
    assert f"is assigned to {names}\n" in verify().stdout


def test_no_campaign_that_is_ticked_is_nothing_wrong(verify: Verify, org: Org) -> None:
    for campaign in org.data.rows("Campaign").values():
        campaign["Kaltura_Event__c"] = False

    result = verify()

    assert result.exit_code == 0
    assert "no campaign that the user of sf sees is ticked" in result.stdout


def test_an_org_cannot_write_on_the_terminal(verify: Verify, org: Org) -> None:
    """The sign would turn the direction; a sequence of escape is taken out by Typer as well."""
    org.rest.instead["COUNT()"] = refusal(400, "X", "\u202ereason")
    status_gone("Summit", "Blocked")(org)
    org.data.rows("Campaign")[campaign_named(org, "Summit")]["Name"] = "\u202ename \ud800"

    text, as_json = verify().output, verify("--format", "json").output

    for output in (text, as_json):
        assert "\u202e" not in output
        assert "\\u202ereason" in output
        assert "\\u202ename" in output
    assert json.loads(as_json)["result"]["isReady"] is False


def test_what_is_filled_into_commands_is_quoted_once(
    verify: Verify, org: Org, sf: ScriptedSf, tmp_path: Path
) -> None:
    schema = tmp_path / "my {org} schema.yaml"
    schema.write_text(read("kaltura").text, encoding="utf-8")
    user = "it's@example.com"
    sf.shows_org(username=user)
    label("Blocked", inactive=False)(org)
    status_gone("Summit", "Blocked")(org)

    result = verify(schema)

    commands = [line.strip() for line in result.stdout.splitlines() if line.startswith(" " * 9)]
    words = [shlex.split(each) for each in commands]
    assert [each[2] for each in words if each[:2] == ["kaltura-sfdx", "generate"]] == [str(schema)]
    assert {each[-1] for each in words if "--target-org" in each and ">" not in each} == {user}


def test_a_terminal_sees_the_step_and_colours_and_a_pipe_sees_neither(
    verify: Verify, org: Org
) -> None:
    gone("CustomField", f"{ENGAGEMENT}.plays__c")(org)

    plain = on_a_terminal("verify", "--target-org", "my-org", NO_COLOR="1")
    shown = on_a_terminal("verify", "--target-org", "my-org")
    piped = verify()

    for text in (plain, shown):
        assert f"Checking {len(LINES) + 1} requirements as {USERNAME}" in text
    assert "\x1b[31mfail" in shown
    assert "\x1b[31m" not in plain
    assert "Checking" not in piped.output
    assert "\x1b" not in piped.output
    assert piped.stdout.replace("\n", "\r\n") in plain
