"""What the tests of `verify` share: an org that is ready, a scripted `sf`, and a call of it."""

import json
import logging
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from conftest import Run, Wsdl
from org import TOKEN, Org
from org.ready import SCHEMA, make_ready
from org.script import ALIAS, ScriptedSf
from typer.testing import Result

ENGAGEMENT = "UserSessionEngagement__c"
KEY = "CampaignMember.external_id__c"
TICKED = "Campaign.Kaltura_Event__c"
FIELDS = {f"{parent}.{own}": f for parent, fs in SCHEMA.fields.items() for own, f in fs.items()}
OPTIONAL = ("value set", "CampaignMemberStatus")  # an org is ready without it
assert SCHEMA.campaign_member_statuses is not None
LABELS = [status.label for status in SCHEMA.campaign_member_statuses.values]
BATCH = "POST /services/data/v62.0/composite/batch"
MARKETERS = ("Kaltura_Integration", "Kaltura_Event_Manager")
# The lines of every answer, without those of the campaigns.
LINES = [
    ("object", ENGAGEMENT),
    *(("field", name) for name in FIELDS),
    OPTIONAL,
    *(("permission set", name) for name in SCHEMA.permission_sets),
    *(("marketing users", name) for name in MARKETERS),
    *(("flow", name) for name in SCHEMA.flows),
    ("campaign member keys", KEY),
]

Verify = Callable[..., Result]
Bad = dict[tuple[str, str], tuple[str, str]]  # verdict and reason, by kind and name


@pytest.fixture(scope="session")
def ready_org(wsdl: Wsdl, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Org]:
    """Return an org that has all that the schema needs; each test has `org` instead."""
    with Org(wsdl.refusals) as org:
        make_ready(org, tmp_path_factory.mktemp("ready"))
        yield org


@pytest.fixture
def org(ready_org: Org) -> Iterator[Org]:
    """Return an org that is ready, for this test alone."""
    with ready_org.undone() as org:
        yield org


@pytest.fixture
def sf(org: Org, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ScriptedSf:
    script = ScriptedSf(tmp_path / "bin", org.url)
    monkeypatch.setenv("PATH", str(script.folder), prepend=":")
    return script


@pytest.fixture
def verify(
    org: Org, sf: ScriptedSf, run: Run, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> Iterator[Verify]:
    """Run `verify`; it leaves the org as it is, and the token nowhere."""
    caplog.set_level(logging.DEBUG)
    outputs = []

    def call(*arguments: str | Path) -> Result:
        before = org.state()
        result = run("verify", "--target-org", ALIAS, *arguments)
        assert org.state() == before
        outputs.append(result.output)
        return result

    yield call
    assert outputs
    texts = [*outputs, caplog.text, *sf.calls]
    texts += [
        path.read_text(encoding="utf-8", errors="replace")
        for path in tmp_path.rglob("*")
        if path.is_file() and path.parent != sf.folder
    ]
    assert not [text for text in texts if TOKEN in text]


def requirements(stdout: str) -> list[dict[str, Any]]:
    """Return all requirements; each has to be there, those of campaigns one time at least."""
    found: list[dict[str, Any]] = json.loads(stdout)["result"]["requirements"]
    lines = [(each["kind"], each["name"]) for each in found]
    assert [line for line in lines if line[0] != "campaign statuses"] == LINES
    assert len(lines) > len(LINES)
    return found


def bad(stdout: str) -> Bad:
    """Return what does not pass, from the JSON of an answer."""
    return {
        (each["kind"], each["name"]): (each["verdict"], each["reason"])
        for each in requirements(stdout)
        if each["verdict"] != "pass"
    }


def not_passed(result: Result) -> list[tuple[str, str, str]]:
    """Return the lines of a text that do not pass: verdict, kind and name."""
    rows = (re.split(r"  +", line) for line in result.stdout.splitlines())
    return [(row[0], row[1], row[2]) for row in rows if row[0] in {"fail", "unknown"}]


def not_ready(result: Result) -> list[tuple[str, str, str]]:
    """Return the lines that do not pass, of an org that is not ready."""
    assert result.exit_code == 1, result.output
    return not_passed(result)
