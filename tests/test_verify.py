"""`verify` says whether an org is ready, against a small org of its own on 127.0.0.1.

The org answers what `verify` asks and nothing else; that a real one answers the same is not
proven here. `sf` is a script that gives the answers of the real one; the last test runs that.
"""

import gzip
import json
import logging
import re
import shlex
import signal
import socket
import struct
import subprocess
import sys
import threading
import time
from base64 import b64encode
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

import pytest
from conftest import ROOT, Run, Wsdl, execute, has_ended, plain_environment, program
from org import TOKEN as STAND_IN_TOKEN
from org import Org as StandIn
from sf import QUIET, SF
from test_cli import call, on_a_terminal
from test_plan import SCHEMA as SMALL
from typer.testing import Result

from generator.errors import OrgError
from generator.org.rest import describe
from generator.org.sf_cli import Org, access
from generator.readiness.requirements import _DESCRIBED_TYPE, diagnostics, requirements
from generator.schema.field_types import FIELD_TYPES
from generator.schema.loader import load
from generator.schema.yaml_source import read

TOKEN = "00DFK0000000001!AQ.secret_and.long"  # noqa: S105  (only this org takes it)
ENGAGEMENT = "UserSessionEngagement__c"
CAMPAIGN = "70103000000cnFXAAY"
USER = "admin@example.com"
SCHEMA = load(read("kaltura"))
STATUSES = SCHEMA.campaign_member_statuses
assert STATUSES is not None
LABELS = [status.label for status in STATUSES.values]
Records = list[dict[str, Any]]


def described(name: str) -> dict[str, Any]:
    """Return a field as an org that has our fields describes it."""
    parent, _, own = name.partition(".")
    wanted = SCHEMA.fields[parent][own]
    elements = wanted.type.elements
    return {
        "name": own,
        "type": _DESCRIBED_TYPE[wanted.type.row.name],
        "length": elements.get("length", 0),
        "precision": elements.get("precision", 0),
        "scale": elements.get("scale", 0),
        "nillable": not wanted.required,
        "unique": bool(wanted.unique),
        "caseSensitive": False,
        "externalId": wanted.external_id,
        "referenceTo": [elements["referenceTo"]] if "referenceTo" in elements else [],
    }


def refusal(status: int, code: str, message: str = "no") -> tuple[int, object]:
    return status, [{"errorCode": code, "message": message}]


@dataclass
class State:
    """What the org has; a test takes something away."""

    fields: dict[str, dict[str, Any]] = field(
        default_factory=lambda: {
            f"{parent}.{own}": described(f"{parent}.{own}")
            for parent, fields in SCHEMA.fields.items()
            for own in fields
        }
    )
    hidden: set[str] = field(default_factory=set)
    labels: list[str] = field(default_factory=lambda: ["Sent", "Responded", *LABELS])
    sets: set[str] = field(default_factory=lambda: set(SCHEMA.permission_sets))
    assigned: set[str] = field(default_factory=lambda: set(SCHEMA.permission_sets))
    users: list[str] = field(default_factory=lambda: ["kaltura@example.com"])
    grouped: set[str] = field(default_factory=set)
    flows: dict[str, str | None] = field(
        default_factory=lambda: dict.fromkeys(SCHEMA.flows, "301FK0000000001AAA")
    )
    campaigns: dict[str, list[str]] = field(
        default_factory=lambda: {CAMPAIGN: ["Sent", "Responded", *LABELS]}
    )
    named: str = "Summit"
    blank: int = 0
    refuses: dict[str, tuple[int, object]] = field(default_factory=dict)
    page: int = 2000

    def objects(self) -> set[str]:
        return {name.partition(".")[0] for name in self.fields}

    def answer(self, resource: str) -> tuple[int, object]:
        """Return the status and the JSON of a resource below the version."""
        words = unquote(resource)
        for part, refused in self.refuses.items():
            if part in words:
                return refused
        if resource.startswith("sobjects/"):
            return self._describe(resource.split("/")[1])
        if resource.startswith("query/"):
            text, _, start = resource.removeprefix("query/").rpartition("-")
            return 200, self._page(unquote(text), self._query(unquote(text)), int(start))
        (soql,) = parse_qs(urlsplit(resource).query)["q"]
        if "COUNT()" in soql:
            if "CampaignMember.external_id__c" in self.hidden | ({"x"} - self.fields.keys()):
                return refusal(400, "INVALID_FIELD")
            return 200, {"totalSize": self.blank, "done": True, "records": []}
        return 200, self._page(soql, self._query(soql), 0)

    def _page(self, soql: str, records: Records, start: int) -> dict[str, Any]:
        end = start + self.page
        page = {"totalSize": len(records), "records": records[start:end]}
        if end >= len(records):
            return {**page, "done": True}
        return {
            **page,
            "done": False,
            "nextRecordsUrl": f"/services/data/v62.0/query/{soql}-{end}",
        }

    def _describe(self, sobject: str) -> tuple[int, object]:
        if sobject not in self.objects() or sobject in self.hidden:
            return refusal(404, "NOT_FOUND", "The requested resource does not exist")
        shown = [
            each
            for name, each in self.fields.items()
            if name.startswith(f"{sobject}.") and name not in self.hidden
        ]
        if sobject == "CampaignMember":
            values = [{"value": label, "active": True} for label in self.labels]
            shown.append({"name": "Status", "type": "picklist", "picklistValues": values})
        return 200, {"name": sobject, "fields": shown}

    def _query(self, soql: str) -> Records:
        ((sobject),) = re.findall(r"^SELECT .*? FROM (\w+)", soql)
        names = re.findall(r"'([^']*)'", soql)
        rows: dict[str, Callable[[], Records]] = {
            "PermissionSet": lambda: [{"Id": n, "Name": n} for n in names if n in self.sets],
            "PermissionSetAssignment": lambda: [
                {"Assignee": {"Username": user}}
                for name in names
                if name in self.assigned
                for user in self.users
            ],
            "PermissionSetGroupComponent": lambda: [{"Id": n} for n in names if n in self.grouped],
            "FlowDefinitionView": lambda: [
                {"ApiName": n, "ActiveVersionId": self.flows[n]} for n in names if n in self.flows
            ],
            "Campaign": lambda: [
                {"Id": key, "Name": self.named}
                for key in self.campaigns
                if not names or key in names
            ],
            "CampaignMemberStatus": lambda: [
                {"CampaignId": key, "Label": label}
                for key, labels in self.campaigns.items()
                for label in labels
                if not names or key in names
            ],
            "CustomObject": lambda: [
                {"DeveloperName": name.removesuffix("__c")} for name in self.objects()
            ],
            "CustomField": lambda: [
                {"DeveloperName": name.partition(".")[2].removesuffix("__c")}
                for name in self.fields
                if name.startswith(f"{names[0]}.")
            ],
        }
        return rows[sobject]()


Fault = Callable[["Handler"], None]


class Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.state = State()
        self.calls: list[str] = []
        self.tunnels: list[str | None] = []
        self.asked: list[str] = []
        self.faults: list[Fault] = []
        self.closing = threading.Event()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"

    def handle_error(self, request: object, client_address: object) -> None:
        """Say nothing of a client that went away."""


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: Server

    def _handle(self) -> None:
        server = self.server
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        server.calls.append(f"{self.command} {self.path}")
        if self.headers["Authorization"] != f"Bearer {TOKEN}":
            self.send(*refusal(401, "INVALID_SESSION_ID", "Session expired or invalid"))
        elif server.faults:
            server.faults.pop(0)(self)
        else:
            self.send(*self.answer(body))

    do_GET = do_POST = _handle  # noqa: N815  (http.server's names)

    def do_CONNECT(self) -> None:
        """Be a proxy that lets nobody through."""
        self.server.tunnels.append(self.headers["Proxy-Authorization"])
        self.send(407, b"")

    def answer(self, body: bytes) -> tuple[int, object]:
        resource = self.path.removeprefix("/services/data/v62.0/")
        state = self.server.state
        if resource != "composite/batch":
            assert resource.startswith(("tooling/", "query/")), resource
            self.server.asked.append(resource)
            return state.answer(resource)
        requests = json.loads(body)["batchRequests"]
        assert 0 < len(requests) <= 25
        assert {each["method"] for each in requests} == {"GET"}
        asked = [each["url"].removeprefix("v62.0/") for each in requests]
        self.server.asked += asked
        answers = [state.answer(each) for each in asked]
        results = [{"statusCode": status, "result": result} for status, result in answers]
        return 200, {"hasErrors": False, "results": results}

    def send(self, status: int, body: object, **headers: str) -> None:
        content = body if isinstance(body, bytes) else gzip.compress(json.dumps(body).encode())
        self.send_response(status)
        if not isinstance(body, bytes):
            self.send_header("Content-Encoding", "gzip")
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *_: object) -> None:
        """Write no log."""


@pytest.fixture
def server() -> Iterator[Server]:
    with Server() as running:
        thread = threading.Thread(target=running.serve_forever, args=(0.02,))
        thread.start()
        yield running
        running.closing.set()
        running.shutdown()
        thread.join()


DISPLAY = {"id": "00DFK0000000001", "username": USER, "alias": "my-org"}
HIDDEN = "[REDACTED] Use 'sf org auth show-access-token' to view"


class Cli:
    """A script in the place of `sf`, which notes how it was called."""

    def __init__(self, folder: Path, url: str) -> None:
        self.folder = folder
        self.says("org display", {"status": 0, "result": self.display(url)})
        self.says("org auth show-access-token", {"status": 0, "result": {"accessToken": TOKEN}})
        self.becomes(
            f'cd {shlex.quote(str(folder))}\necho "$*" >>calls\n'
            'case "$*" in\n'
            '"org display"*) cat "org display";;\n'
            '"org auth show-access-token"*) cat "org auth show-access-token";;\n'
            '"--version") echo @salesforce/cli/2.146.3;;\n'
            "esac\n"
        )

    def becomes(self, script: str) -> None:
        program(self.folder / "sf", script)

    def display(self, url: str, token: str = HIDDEN) -> dict[str, str]:
        return {**DISPLAY, "instanceUrl": url, "accessToken": token}

    def says(self, command: str, answer: object) -> None:
        text = answer if isinstance(answer, str) else json.dumps(answer)
        (self.folder / command).write_text(text, encoding="utf-8")

    @property
    def calls(self) -> list[str]:
        return (self.folder / "calls").read_text(encoding="utf-8").splitlines()


@pytest.fixture
def sf(server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Cli:
    folder = tmp_path / "bin"
    folder.mkdir()
    monkeypatch.setenv("PATH", str(folder), prepend=":")
    return Cli(folder, server.url)


Verify = Callable[..., Result]


@pytest.fixture
def verify(
    sf: Cli, run: Run, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> Iterator[Verify]:
    """Run `verify`; afterwards, the token may be nowhere."""
    caplog.set_level(logging.DEBUG)
    outputs = []

    def call(*arguments: str) -> Result:
        result = run("verify", "--target-org", "my-org", *arguments)
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


def bad(result: Result) -> list[tuple[str, str, str]]:
    """Return the lines that do not pass where an org is not ready: verdict, kind and name."""
    assert result.exit_code == 1, result.output
    return not_passed(result)


def not_passed(result: Result) -> list[tuple[str, str, str]]:
    rows = (re.split(r"  +", line) for line in result.stdout.splitlines())
    return [(row[0], row[1], row[2]) for row in rows if row[0] in {"fail", "unknown"}]


def test_an_org_that_has_all_is_ready_after_one_call(
    verify: Verify, server: Server, sf: Cli
) -> None:
    result = verify()

    assert result.exit_code == 0, result.output
    count = 1 + sum(map(len, SCHEMA.fields.values())) + 1 + 3 + 2 + 1 + 1
    *lines, empty, verdict = result.stdout.splitlines()
    assert len(lines) == count
    assert all(line.startswith("pass") for line in lines)
    assert empty == ""
    assert verdict == f"Ready: {USER} at {server.url}: {count} pass."
    assert re.search(r"field +\S+\.live_minutes_viewed__c +Number\(16, 2\)\n", result.stdout)
    assert server.calls == ["POST /services/data/v62.0/composite/batch"]
    assert sf.calls == [
        "org display --target-org my-org --json",
        "org auth show-access-token --target-org my-org --json",
    ]


def test_a_token_that_sf_shows_at_once_is_not_asked_for_again(
    verify: Verify, server: Server, sf: Cli
) -> None:
    sf.says("org display", {"status": 0, "result": sf.display(server.url, TOKEN)})

    assert verify().exit_code == 0
    assert sf.calls == ["org display --target-org my-org --json"]


def test_a_bare_target_org_is_the_default_of_sf(run: Run, sf: Cli) -> None:
    assert run("verify", "--target-org").exit_code == 0
    assert sf.calls[0] == "org display --json"


EXPORT = (
    'sf data export bulk --query "SELECT Id, CampaignId, LeadId, ContactId, external_id__c FROM '
    'CampaignMember WHERE LeadId != null OR ContactId != null" --output-file members.csv '
    "--result-format csv --wait 10"
)
UPDATE = "sf data update bulk --sobject CampaignMember --file keys.csv --wait 10"


def test_json(verify: Verify, server: Server) -> None:
    server.state.blank = 3

    result = verify("--format", "json")

    assert result.exit_code == 1
    whole = json.loads(result.stdout)
    assert whole["status"] == 1
    assert whole["result"]["isReady"] is False
    assert whole["result"]["username"] == USER
    (wrong,) = [r for r in whole["result"]["requirements"] if r["verdict"] != "pass"]
    assert wrong == {
        "kind": "campaign member keys",
        "name": "CampaignMember.external_id__c",
        "verdict": "fail",
        "isOptional": False,
        "reason": "3 campaign members have none",
        "fixes": [
            f"{EXPORT} --target-org {USER}",
            "kaltura-sfdx backfill members.csv > keys.csv",
            f"{UPDATE} --target-org {USER}",
        ],
    }


KEY = "CampaignMember.external_id__c"
MINUTES = f"{ENGAGEMENT}.live_minutes_viewed__c"


@pytest.mark.parametrize(
    ("name", "changed", "reason"),
    [
        (f"{ENGAGEMENT}.plays__c", {"type": "string"}, "is of the type string, not double"),
        (f"{ENGAGEMENT}.entry_id__c", {"length": 10}, "has a length of 10, not 11"),
        (KEY, {"length": 255}, "has a length of 255, and 200 is the most"),
        (MINUTES, {"precision": 16}, "has the precision 16 and scale 2, not 18 and 2"),
        (MINUTES, {"scale": 0}, "has the precision 18 and scale 0, not 18 and 2"),
        (MINUTES, {"scale": 4}, "has the precision 18 and scale 4, not 18 and 2"),
        (KEY, {"nillable": True}, "is not required"),
        (KEY, {"unique": False}, "is not unique"),
        (KEY, {"externalId": False}, "is not an external id"),
        (KEY, {"caseSensitive": True}, "takes notice of capitals, and should not"),
        (f"{ENGAGEMENT}.Lead__c", {"referenceTo": ["Contact"]}, "does not look up Lead"),
    ],
)
def test_a_field_that_is_otherwise_fails_alone(
    name: str, changed: dict[str, Any], reason: str, verify: Verify, server: Server
) -> None:
    server.state.fields[name] |= changed

    result = verify()

    assert bad(result) == [("fail", "field", name)]
    assert f"  {reason}" in result.stdout
    fix = f"sf project deploy start --metadata CustomField:{name} --target-org {USER}\n"
    assert f"\n         {fix}" in result.stdout


def test_a_field_that_holds_more_is_good_enough(verify: Verify, server: Server) -> None:
    server.state.fields[f"{ENGAGEMENT}.entry_id__c"]["length"] = 80

    assert verify().exit_code == 0


def test_more_decimals_are_good_enough(verify: Verify, server: Server) -> None:
    server.state.fields[MINUTES] |= {"precision": 20, "scale": 3}

    assert verify().exit_code == 0


def test_capitals_of_names_mean_nothing(verify: Verify, server: Server) -> None:
    """As in fields that people made by hand."""
    for name in ("CampaignMember.external_id__c", f"{ENGAGEMENT}.plays__c"):
        found = server.state.fields.pop(name)
        parent, _, own = name.partition(".")
        server.state.fields[f"{parent}.{own.title()}"] = {**found, "name": own.title()}

    result = verify("--format", "json")

    requirements = json.loads(result.stdout)["result"]["requirements"]
    assert not [r["name"] for r in requirements if "__c" in r["name"] and r["verdict"] == "fail"]


def test_some_of_those_who_have_a_permission_set_are_named(verify: Verify, server: Server) -> None:
    server.state.users = [f"{letter}@x.com" for letter in "abcd"]

    assert "is assigned to a@x.com, b@x.com, c@x.com and others\n" in verify().stdout


@pytest.mark.parametrize(
    "part", ["FROM PermissionSet ", "FROM PermissionSetAssignment ", "FROM FlowDefinitionView "]
)
def test_what_a_user_without_rights_is_refused_is_unknown(
    part: str, verify: Verify, server: Server
) -> None:
    server.state.refuses[part] = refusal(400, "INVALID_TYPE", "sObject type is not supported")
    server.state.assigned.clear()

    found = bad(verify())

    kind = "flow" if "Flow" in part else "permission set"
    assert {verdict for verdict, each, _ in found if each == kind} == {"unknown"}


def test_a_missing_field_is_told_from_a_hidden_one(verify: Verify, server: Server) -> None:
    del server.state.fields[MINUTES]
    server.state.hidden.add(f"{ENGAGEMENT}.plays__c")

    result = verify()

    assert bad(result) == [
        ("unknown", "field", f"{ENGAGEMENT}.plays__c"),
        ("fail", "field", MINUTES),
    ]
    assert "is there, but the user of sf may not see it" in result.stdout
    show = f"sf org assign permset --name Kaltura_Engagement_Viewer --target-org {USER}\n"
    assert show in result.stdout, "the set that gives the least"
    assert "is not in the org" in result.stdout
    assert len(server.calls) == 2


def test_what_the_tooling_api_does_not_tell_is_unknown(verify: Verify, server: Server) -> None:
    del server.state.fields[MINUTES]
    server.state.refuses["tooling/"] = refusal(403, "INSUFFICIENT_ACCESS", "View Setup")

    result = verify()

    assert bad(result) == [("unknown", "field", MINUTES)]
    assert "may not see it (INSUFFICIENT_ACCESS: View Setup)" in result.stdout


@pytest.mark.parametrize(("hidden", "verdict"), [(False, "fail"), (True, "unknown")])
def test_without_the_object_its_fields_are_unknown(
    hidden: bool, verdict: str, verify: Verify, server: Server
) -> None:
    state = server.state
    if hidden:
        state.hidden.add(ENGAGEMENT)
    else:
        state.fields = {n: f for n, f in state.fields.items() if not n.startswith(ENGAGEMENT)}

    first, *others = bad(verify())

    assert first == (verdict, "object", ENGAGEMENT)
    assert {each[0] for each in others} == {"unknown"}
    assert len(others) == len(SCHEMA.fields[ENGAGEMENT])


def test_labels_that_the_value_set_lacks_are_named_and_optional(
    verify: Verify, server: Server
) -> None:
    server.state.labels.remove("Blocked")

    result = verify()

    assert result.exit_code == 0
    assert not_passed(result) == [("fail", "value set", "CampaignMemberStatus")]
    assert "lacks Blocked (optional)\n" in result.stdout
    assert result.stdout.endswith(f"Ready: {USER} at {server.url}: 32 pass, 1 fail (optional).\n")
    assert "kaltura-sfdx generate kaltura --merge-values" in result.stdout


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (lambda state, name: state.sets.remove(name), "is not in the org"),
        (lambda state, name: state.assigned.remove(name), "is assigned to no active user"),
    ],
)
def test_a_permission_set_has_to_be_there_and_assigned(
    change: Callable[[State, str], None], reason: str, verify: Verify, server: Server
) -> None:
    change(server.state, "Kaltura_Integration")

    result = verify()

    assert bad(result) == [("fail", "permission set", "Kaltura_Integration")]
    assert reason in result.stdout
    assign = "sf org assign permset --name Kaltura_Integration --on-behalf-of USERNAME"
    assert f"{assign} --target-org {USER}" in result.stdout, "not to whoever runs it"


def test_a_permission_set_may_be_assigned_through_a_group(verify: Verify, server: Server) -> None:
    server.state.assigned.remove("Kaltura_Integration")
    server.state.grouped.add("Kaltura_Integration")

    assert verify().exit_code == 0


@pytest.mark.parametrize(
    ("active", "reason"), [(True, "is not in the org"), (False, "is not active")]
)
def test_a_flow_has_to_be_active(
    active: bool, reason: str, verify: Verify, server: Server
) -> None:
    flow = next(iter(SCHEMA.flows))
    if active:
        del server.state.flows[flow]
    else:
        server.state.flows[flow] = None

    result = verify()

    assert bad(result) == [("fail", "flow", flow)]
    assert reason in result.stdout


def test_labels_that_a_campaign_lacks_are_named(verify: Verify, server: Server) -> None:
    server.state.campaigns = {CAMPAIGN: ["Sent", "blocked", *LABELS[2:]]}

    result = verify()

    assert bad(result) == [("fail", "campaign statuses", f"{CAMPAIGN} Summit")]
    assert f"  lacks {LABELS[0]}, {LABELS[1]}\n" in result.stdout
    assert f"kaltura-sfdx statuses kaltura --campaign {CAMPAIGN} --present" in result.stdout


def test_one_campaign_by_its_id(verify: Verify, server: Server) -> None:
    server.state.campaigns["701000000000001AAA"] = []

    assert verify("--campaign", CAMPAIGN[:15]).exit_code == 0
    assert len(bad(verify("--campaign", "701000000000001AAA"))) == 1
    assert len(bad(verify())) == 1
    assert bad(verify("--campaign", "701000000000009AAA"))[0][0] == "unknown"


def test_no_campaign_that_is_ticked_is_nothing_wrong(verify: Verify, server: Server) -> None:
    server.state.campaigns = {}

    result = verify()

    assert result.exit_code == 0
    assert "is ticked on no campaign" in result.stdout


def test_answers_of_many_pages_are_read_to_their_end(verify: Verify, server: Server) -> None:
    server.state.page = 7

    result = verify()

    assert result.exit_code == 0, result.output
    assert len(server.calls) == 3


def test_more_questions_than_a_batch_takes(
    run: Run, sf: Cli, server: Server, tmp_path: Path
) -> None:
    del sf
    sets = {f"Set_{n}" for n in range(20)}
    schema = tmp_path / "many.yaml"
    lines = [f"  {name}: {{label: {name}, access: {{Lead: read}}}}" for name in sorted(sets)]
    head = ("name: many", "label: Many", "description: Many sets.", "permission_sets:")
    schema.write_text("\n".join([*head, *lines]), encoding="utf-8")
    server.state.sets = server.state.assigned = sets

    assert run("verify", schema, "--target-org").exit_code == 0
    assert len(server.calls) == 3


def test_a_refused_question_is_unknown_and_nothing_else(verify: Verify, server: Server) -> None:
    server.state.refuses["COUNT()"] = refusal(400, "QUERY_TIMEOUT", "took too long")
    server.state.refuses["FROM Campaign WHERE"] = refusal(400, "INVALID_FIELD", "No such column")

    result = verify()

    assert bad(result) == [
        ("unknown", "campaign statuses", "Kaltura_Event__c"),
        ("unknown", "campaign member keys", KEY),
    ]
    assert "the org does not say (QUERY_TIMEOUT: took too long)" in result.stdout
    assert "cannot be told without Campaign.Kaltura_Event__c" in result.stdout


def test_a_describe_of_another_form_breaks_nothing(verify: Verify, server: Server) -> None:
    status = {"name": "Status", "picklistValues": "x"}
    lead = {"name": "Lead__c", "type": "reference", "referenceTo": 5}
    server.state.refuses["CampaignMember/describe"] = (200, {"fields": [status]})
    server.state.refuses[f"{ENGAGEMENT}/describe"] = (200, {"fields": [lead, {}]})

    result = verify()

    assert ("unknown", "value set", "CampaignMemberStatus") in bad(result)
    assert ("fail", "field", f"{ENGAGEMENT}.Lead__c") in bad(result)


def test_an_org_cannot_write_on_the_terminal(verify: Verify, server: Server) -> None:
    """The sign would turn the direction; a sequence of escape is taken out by Typer as well."""
    server.state.refuses["COUNT()"] = refusal(400, "X", "\u202ereason")
    server.state.campaigns[CAMPAIGN].remove("Blocked")
    server.state.named = "\u202ename \ud800"

    text, as_json = verify().output, verify("--format", "json").output

    for output in (text, as_json):
        assert "\u202e" not in output
        assert "\\u202ereason" in output
        assert "\\u202ename" in output
    assert json.loads(as_json)["result"]["isReady"] is False


# Faults. In each case: exit 2, a sentence and what to do, and nothing of what was answered.


def failed(result: Result, *words: str) -> None:
    assert result.exit_code == 2, result.output
    assert result.stdout == ""
    assert result.stderr.startswith("error: ")
    assert len(result.stderr.splitlines()) > 1
    assert not [word for word in words if word not in result.stderr], result.stderr
    assert "Traceback" not in result.stderr


def status(code: int, **headers: str) -> Fault:
    def fault(handler: Handler) -> None:
        number, body = refusal(code, "SOME_CODE", f"because of {TOKEN}")
        handler.send(number, body, **headers)

    return fault


@pytest.mark.parametrize(
    ("code", "words"),
    [
        (401, ("session", "sf org login web", "HTTP 401; SOME_CODE")),
        (403, ("refuses", "API Enabled")),
        (404, ("no REST API", "sf org display")),
        (429, ("too many requests",)),
        (500, ("failed at its end", "status.salesforce.com")),
        (503, ("busy", "status.salesforce.com")),
        (302, ("has moved", "sf org login web", "HTTP 302")),
        (502, ("busy", "status.salesforce.com")),
        (418, ("nobody expects", "HTTP 418")),
    ],
)
def test_a_status(code: int, words: tuple[str, ...], verify: Verify, server: Server) -> None:
    server.faults = [status(code, Retry_After="0", Location="/elsewhere")] * 9

    failed(verify(), *words)
    assert len(server.calls) == (4 if code in {429, 503} else 1)


@pytest.mark.parametrize("code", [429, 503])
def test_a_busy_org_is_asked_again_when_it_says_so(
    code: int, verify: Verify, server: Server
) -> None:
    server.faults = [status(code, Retry_After="1"), status(code)]
    start = time.monotonic()

    assert verify().exit_code == 0
    assert len(server.calls) == 3
    assert time.monotonic() - start > 1


def test_a_wait_that_is_too_long_is_not_waited_for(verify: Verify, server: Server) -> None:
    server.faults = [status(429, Retry_After="3600")]

    failed(verify(), "is not to be asked for 3600 seconds", "--timeout")
    assert len(server.calls) == 1


@pytest.mark.parametrize(
    "code", ["REQUEST_LIMIT_EXCEEDED", "API_DISABLED_FOR_ORG", "API_CURRENTLY_DISABLED"]
)
def test_a_refusal_of_all_in_the_answer_to_one(code: str, verify: Verify, server: Server) -> None:
    server.state.refuses["COUNT()"] = refusal(403, code)

    failed(verify(), code)


def test_an_error_of_the_org_in_the_answer_to_one(verify: Verify, server: Server) -> None:
    server.state.refuses["COUNT()"] = refusal(500, "UNKNOWN_EXCEPTION")

    failed(verify(), "UNKNOWN_EXCEPTION")


def reset(handler: Handler) -> None:
    handler.wfile.write(b'HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n{"results')
    handler.wfile.flush()
    time.sleep(0.1)
    handler.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    handler.close_connection = True


def close(handler: Handler) -> None:
    handler.wfile.write(b'HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n{"results')
    handler.close_connection = True


def hang_up(handler: Handler) -> None:
    handler.close_connection = True


@pytest.mark.parametrize("fault", [reset, close, hang_up])
def test_a_connection_that_breaks(fault: Fault, verify: Verify, server: Server) -> None:
    server.faults = [fault]

    failed(verify(), "broke the connection off", "Try again")


def page(handler: Handler) -> None:
    handler.send(200, b"<html>Log in</html>")


def test_an_answer_that_is_not_json(verify: Verify, server: Server) -> None:
    server.faults = [page]

    failed(verify(), "not JSON", "sf org display")


def changed(change: Callable[[Any], object]) -> Fault:
    """Answer the batch with something left out."""

    def fault(handler: Handler) -> None:
        resources = [each for row in BATCH for each in row]
        results = [
            {"statusCode": code, "result": result}
            for code, result in map(handler.server.state.answer, resources)
        ]
        handler.send(200, change(results))

    return fault


BATCH: list[list[str]] = []


@pytest.mark.parametrize(
    "change",
    [
        lambda results: {"results": results[:-1]},
        lambda results: {"results": len(results)},
        lambda results: results,
        lambda results: {"results": [*results[:-1], None]},
        lambda results: {"results": [*results[:-1], {"statusCode": 200, "result": None}]},
        lambda results: {"results": [*results[:-1], {"statusCode": 200, "result": {}}]},
        lambda results: {"results": [{"statusCode": 200, "result": {"name": "X"}}, *results[1:]]},
        lambda results: {
            "results": [
                *results[:-1],
                {"statusCode": 200, "result": {"totalSize": 2, "done": True, "records": [1]}},
            ]
        },
        lambda results: {
            "results": [
                *results[:-1],
                {
                    "statusCode": 200,
                    "result": {
                        "totalSize": 2,
                        "done": False,
                        "records": [],
                        "nextRecordsUrl": "https://example.com/",
                    },
                },
            ]
        },
    ],
)
def test_a_partial_answer_is_not_shown_as_a_whole_one(
    change: Callable[[Any], object], verify: Verify, server: Server
) -> None:
    assert verify().exit_code == 0
    BATCH[:] = [server.asked]
    server.faults = [changed(change)]

    failed(verify(), "not whole")


def test_missing_records_are_a_partial_answer(verify: Verify, server: Server) -> None:
    cut = {"totalSize": 18, "done": True, "records": []}
    server.state.refuses["FROM CampaignMemberStatus"] = (200, cut)

    failed(verify(), "not whole")


def silence(handler: Handler) -> None:
    handler.server.closing.wait(20)
    handler.close_connection = True


def drip(handler: Handler) -> None:
    handler.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Length: 999\r\n\r\n")
    while not handler.server.closing.wait(0.2):
        handler.wfile.write(b" ")
        handler.wfile.flush()


@pytest.mark.parametrize("fault", [silence, drip])
def test_silence_ends_at_the_time_limit(fault: Fault, verify: Verify, server: Server) -> None:
    server.faults = [fault]
    start = time.monotonic()

    failed(verify("--timeout", "1"), "did not answer in full", "--timeout")
    assert time.monotonic() - start < 5


def test_nobody_listens(verify: Verify, sf: Cli) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    sf.says("org display", {"status": 0, "result": sf.display(f"http://127.0.0.1:{port}")})

    failed(verify(), f"takes no connection at 127.0.0.1:{port}")


def test_the_token_is_not_sent_unencrypted(verify: Verify, sf: Cli) -> None:
    sf.says("org display", {"status": 0, "result": sf.display("http://example.com")})

    failed(verify(), "is not https")


def test_a_proxy_of_the_environment_is_used(
    verify: Verify, server: Server, sf: Cli, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It refuses to be a tunnel, so nothing leaves this machine."""
    monkeypatch.setenv("https_proxy", server.url)
    monkeypatch.delenv("no_proxy", raising=False)
    monkeypatch.delenv("NO_PROXY", raising=False)
    sf.says("org display", {"status": 0, "result": sf.display("https://my.example.com")})

    failed(verify(), "proxy")


@pytest.mark.parametrize("address", ["socks5://127.0.0.1:1", "http://[bad", "ftp://127.0.0.1"])
def test_a_proxy_that_cannot_be_used(
    address: str, verify: Verify, sf: Cli, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("https_proxy", address)
    monkeypatch.delenv("no_proxy", raising=False)
    monkeypatch.delenv("NO_PROXY", raising=False)
    sf.says("org display", {"status": 0, "result": sf.display("https://my.example.com")})

    failed(verify(), "the proxy for https: cannot be used", "http://host:port")


def test_a_proxy_gets_its_name_and_password(
    verify: Verify, server: Server, sf: Cli, monkeypatch: pytest.MonkeyPatch
) -> None:
    address = server.url.removeprefix("http://")
    monkeypatch.setenv("https_proxy", f"user:p%40ss@{address}")
    monkeypatch.delenv("no_proxy", raising=False)
    monkeypatch.delenv("NO_PROXY", raising=False)
    sf.says("org display", {"status": 0, "result": sf.display("https://my.example.com")})

    failed(verify(), "through the proxy", "name and password")
    assert server.tunnels == [f"Basic {b64encode(b'user:p@ss').decode()}"]

    monkeypatch.setenv("no_proxy", "my.example.com")
    failed(verify("--timeout", "5"))
    assert len(server.tunnels) == 1


@pytest.mark.parametrize("when", ["Fri, 31 Dec 99999999999 23:59:59 GMT", "soon"])
def test_a_wait_that_nobody_understands_is_no_wait(
    when: str, verify: Verify, server: Server
) -> None:
    server.faults = [status(503, Retry_After=when)]

    assert verify().exit_code == 0


def test_an_address_that_is_none(verify: Verify, sf: Cli) -> None:
    sf.says("org display", {"status": 0, "result": sf.display("https://[bad")})

    failed(verify(), "has an address that is none")


def test_what_is_filled_into_commands_is_quoted_once(
    verify: Verify, server: Server, sf: Cli, tmp_path: Path
) -> None:
    schema = tmp_path / "my {org} schema.yaml"
    schema.write_text(read("kaltura").text, encoding="utf-8")
    user = "it's@example.com"
    shown = {**sf.display(server.url, TOKEN), "username": user}
    sf.says("org display", {"status": 0, "result": shown})
    server.state.labels.remove("Blocked")
    server.state.campaigns[CAMPAIGN].remove("Blocked")

    result = verify(str(schema))

    commands = [line.strip() for line in result.stdout.splitlines() if line.startswith(" " * 9)]
    words = [shlex.split(each) for each in commands]
    assert [each[2] for each in words if each[:2] == ["kaltura-sfdx", "generate"]] == [str(schema)]
    assert {each[-1] for each in words if "--target-org" in each and ">" not in each} == {user}


# What `sf` itself may say.


def test_the_wrong_org_is_refused(verify: Verify, server: Server) -> None:
    failed_words = ("my-org: is my-org, not production", "--expect-org")
    result = verify("--expect-org", "production")

    assert result.exit_code == 2
    assert all(word in result.stderr for word in failed_words)
    assert server.calls == []
    for name in (USER, "my-org", DISPLAY["id"], f"{DISPLAY['id']}AAA"[:18], f"{server.url}/"):
        assert verify("--expect-org", name).exit_code == (0 if "AAA" not in name else 2), name
    assert verify("--expect-org", "None").exit_code == 2


def test_not_logged_in(verify: Verify, sf: Cli) -> None:
    sf.says("org display", {"status": 1, "name": "NamedOrgNotFoundError", "message": "No auth"})

    failed(verify(), "NamedOrgNotFoundError: No auth", "sf org login web")


def test_a_cli_that_hides_the_token_and_does_not_show_it(verify: Verify, sf: Cli) -> None:
    sf.says(
        "org auth show-access-token",
        "Warning: org auth show-access-token is not a sf command.\n"
        "Error: Run sf help org for a list of available commands.",
    )

    failed(verify(), "hides the access token", "npm install --global @salesforce/cli")


@pytest.mark.parametrize(
    "answer",
    [
        {"status": 0, "result": {"accessToken": HIDDEN}},
        {"status": 0, "result": {"accessToken": "with a line\nX: y"}},
        {"status": 0},
    ],
)
def test_what_cannot_be_a_token_is_not_sent(
    answer: object, verify: Verify, sf: Cli, server: Server
) -> None:
    sf.says("org auth show-access-token", answer)

    failed(verify(), "hides the access token")
    assert server.calls == []


def test_a_cli_that_breaks_off_in_the_middle_of_the_token(verify: Verify, sf: Cli) -> None:
    sf.says("org auth show-access-token", '{"status": 0, "result": {"accessToken": "' + TOKEN)

    failed(verify(), "broke off", "(a token)")


def test_an_answer_of_sf_without_a_result(verify: Verify, sf: Cli) -> None:
    sf.says("org display", {"status": 0})

    result = verify()
    assert result.exit_code == 2
    assert "no result" in result.stderr


@pytest.mark.parametrize("missing", ["instanceUrl", "username"])
def test_an_answer_of_sf_that_lacks_something(
    missing: str, verify: Verify, sf: Cli, server: Server
) -> None:
    display = sf.display(server.url)
    del display[missing]
    sf.says("org display", {"status": 0, "result": display})

    result = verify()
    assert result.exit_code == 2
    assert "in full" in result.stderr


def test_an_error_as_json(verify: Verify, server: Server) -> None:
    server.faults = [status(401)]

    result = verify("--format", "json")

    assert result.exit_code == 2
    whole = json.loads(result.stdout)
    assert whole["status"] == 2
    assert whole["name"] == "OrgError"
    assert whole["actions"] == ["Log in again with: sf org login web --alias my-org"]


@pytest.mark.parametrize(
    ("campaign", "message"),
    [("00Q0300000AczgfEAB", "not the id of a Campaign"), ("x'", "no Salesforce id")],
)
def test_a_wrong_campaign_asks_nobody(campaign: str, message: str, run: Run, sf: Cli) -> None:
    result = run("verify", "--target-org", "my-org", "--campaign", campaign)

    assert result.exit_code == 2
    assert message in result.stderr
    assert not (sf.folder / "calls").exists()


def test_without_an_org_there_is_nothing_to_verify() -> None:
    result = call("verify")

    assert result.returncode == 2
    assert "--target-org" in result.stderr


def test_a_token_does_not_show(sf: Cli) -> None:
    del sf
    known = access(Org("my-org", 20))

    assert known.token == TOKEN
    assert TOKEN not in repr(known)


@pytest.mark.parametrize(("told", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_an_end_from_outside_ends_sf_as_well(told: signal.Signals, code: int, sf: Cli) -> None:
    started = sf.folder / "started"
    sf.becomes(f"echo $$ >{shlex.quote(str(started))}; exec sleep 60")

    errors = end(told, code, lambda: started.exists() and started.read_text() != "")

    assert errors == ""
    assert has_ended(started.read_text().strip())


@pytest.mark.usefixtures("sf")
@pytest.mark.parametrize(("told", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_an_end_while_the_org_is_silent(told: signal.Signals, code: int, server: Server) -> None:
    server.faults.append(silence)

    assert end(told, code, lambda: bool(server.calls)) == ""


def test_a_signal_while_sf_starts_ends_it_as_well(
    sf: Cli, monkeypatch: pytest.MonkeyPatch
) -> None:
    started = []

    class Interrupted(subprocess.Popen[str]):
        def __init__(self, *arguments: Any, **options: Any) -> None:
            super().__init__(*arguments, **options)
            started.append(self.pid)
            signal.raise_signal(signal.SIGINT)

    sf.becomes("exec sleep 60")
    monkeypatch.setattr(subprocess, "Popen", Interrupted)

    with pytest.raises(KeyboardInterrupt):
        access(Org("my-org", 60))

    assert [has_ended(pid) for pid in started] == [True]


def test_a_time_limit_ends_what_sf_has_started(sf: Cli) -> None:
    started = sf.folder / "started"
    sf.becomes(f"sleep 60 &\necho $! >{shlex.quote(str(started))}")

    with pytest.raises(OrgError, match="did not answer within 1 seconds"):
        access(Org("my-org", 1))

    assert has_ended(started.read_text().strip())


def test_an_interrupt_while_the_program_is_loaded(tmp_path: Path) -> None:
    (tmp_path / "typer.py").write_text("raise KeyboardInterrupt", encoding="utf-8")
    call = (sys.executable, "-m", "generator", "--version")

    result = execute(*call, environment={"PYTHONPATH": str(tmp_path)})

    assert (result.returncode, result.stdout, result.stderr) == (130, "", "")


def end(told: signal.Signals, code: int, is_time: Callable[[], bool]) -> str:
    """Run `verify`, end it when it is time, and return what it says to that."""
    with subprocess.Popen(
        [sys.executable, "-m", "generator", "verify", "--target-org", "my-org"],
        cwd=ROOT,
        env=plain_environment(),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        deadline = time.monotonic() + 60
        while not is_time():
            assert time.monotonic() < deadline
            time.sleep(0.02)
        process.send_signal(told)
        output, errors = process.communicate(timeout=60)
    assert (process.returncode, output) == (code, "")
    return errors


def test_a_terminal_sees_the_step_and_colours_and_a_pipe_sees_neither(
    verify: Verify, server: Server
) -> None:
    del server.state.fields[f"{ENGAGEMENT}.plays__c"]

    plain = on_a_terminal("verify", "--target-org", "my-org", NO_COLOR="1")
    shown = on_a_terminal("verify", "--target-org", "my-org")
    piped = verify()

    for text in (plain, shown):
        assert f"Asking {USER} about 33 requirements" in text
    assert "\x1b[31mfail" in shown
    assert "\x1b[31m" not in plain
    assert "Asking" not in piped.output
    assert "\x1b" not in piped.output
    assert piped.stdout.replace("\n", "\r\n") in plain


def test_a_schema_without_statuses_has_no_campaign_to_look_at(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "small.yaml"
    path.write_text(SMALL, encoding="utf-8")

    result = run("verify", path, "--target-org", "my-org", "--campaign", CAMPAIGN)

    assert result.exit_code == 2
    assert "error: " in result.stderr


def test_a_flow_that_is_not_to_be_active_has_only_to_be_there(
    verify: Verify, server: Server, tmp_path: Path
) -> None:
    name = "Kaltura_Fill_Campaign_Member_Key"
    path = tmp_path / "draft.yaml"
    text = read("kaltura").text
    path.write_text(text.replace(f"  {name}:\n", f"  {name}:\n    active: false\n"), "utf-8")
    server.state.flows[name] = None

    result = verify(str(path))

    assert result.exit_code == 0, result.output
    assert re.search(rf"pass +flow +{name} +is there\n", result.stdout)
    server.state.flows.pop(name)
    assert bad(verify(str(path))) == [("fail", "flow", name)]


def test_a_picklist_has_to_offer_each_value(tmp_path: Path) -> None:
    path = tmp_path / "small.yaml"
    path.write_text(SMALL, encoding="utf-8")
    rows = [
        row for row in requirements(load(read(str(path))), None) if row.name == "Visit__c.Kind__c"
    ]

    def told(**active: bool) -> str:
        values = [{"value": name, "active": is_active} for name, is_active in active.items()]
        kind = {"name": "Kind__c", "type": "picklist", "picklistValues": values}
        (found,) = diagnostics(rows, {describe("Visit__c"): {"fields": [kind]}})
        return f"{found.verdict}: {found.reason}"

    assert told(Long=True, Short=True, Other=True) == "pass: Picklist"
    assert told(Long=True, Short=False) == "fail: lacks the values Short"
    assert told(Other=True) == "fail: lacks the values Long, Short"


def test_every_type_of_field_has_a_described_type() -> None:
    assert _DESCRIBED_TYPE.keys() == {row.name for row in FIELD_TYPES}


def test_the_real_cli_gives_access(
    wsdl: Wsdl, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert SF.exists(), "the Salesforce CLI is not installed: run `make test`, which installs it"
    calls = tmp_path / "calls"
    folder = program(tmp_path / "bin/sf", f'echo "$*" >>{calls}\nexec {SF} "$@"')
    monkeypatch.setenv("PATH", str(folder), prepend=":")
    monkeypatch.setenv("HOME", str(tmp_path))
    for name, value in QUIET.items():
        if "UPDATE" not in name:  # that `sf` does not update itself is for us to see to
            monkeypatch.setenv(name, value)
    for name in ("http_proxy", "https_proxy", "HTTP_PROXY", "HTTPS_PROXY"):
        monkeypatch.delenv(name, raising=False)
    with StandIn(wsdl.refusals) as org:
        login = ("org", "login", "access-token", "--no-prompt", "--alias", "stand-in")
        environment = {**QUIET, "HOME": str(tmp_path), "SF_ACCESS_TOKEN": STAND_IN_TOKEN}
        answer = execute(SF, *login, "--instance-url", org.url, environment=environment)
        assert answer.returncode == 0, answer.stdout + answer.stderr

        known = access(Org("stand-in", 60, "stand-in"))
        assert calls.read_text(encoding="utf-8").splitlines() == [
            "org display --target-org stand-in --json"  # one start of sf, the token with it
        ]
        with pytest.raises(OrgError, match="--expect-org"):
            access(Org("stand-in", 60, "another"))
        monkeypatch.setenv("SF_TARGET_ORG", "stand-in")
        assert access(Org("", 60)) == known

        assert (known.instance_url, known.token) == (org.url, STAND_IN_TOKEN)
        assert known.username == "stand-in@example.com"
