"""`verify` asks an org that fails: exit 2, a sentence and what to do, and no verdict."""

import socket
import time
from base64 import b64encode
from collections.abc import Callable
from typing import Any

import pytest
from org import TOKEN, Org
from org.rest import Answer, refusal
from org.script import ScriptedSf
from typer.testing import Result
from verifying import ENGAGEMENT, Verify, bad

ELSEWHERE = "https://my.example.com"


def failed(result: Result, *words: str) -> None:
    assert result.exit_code == 2, result.output
    assert result.stdout == ""
    assert result.stderr.startswith("error: ")
    assert len(result.stderr.splitlines()) > 1
    assert not [word for word in words if word not in result.stderr], result.stderr
    assert "Traceback" not in result.stderr


@pytest.mark.parametrize(
    ("status", "words"),
    [
        (401, ("session", "sf org login web", "HTTP 401; INVALID_SESSION_ID")),
        (403, ("refuses", "API Enabled", "API limits")),
        (404, ("no REST API", "sf org display")),
        (429, ("too many requests", "API limits")),
        (500, ("internal error", "status.salesforce.com")),
        (503, ("busy", "status.salesforce.com")),
        (302, ("has moved", "sf org login web", "HTTP 302")),
        (502, ("busy", "status.salesforce.com")),
        (418, ("unexpected response", "HTTP 418")),
    ],
)
def test_a_status(status: int, words: tuple[str, ...], verify: Verify, org: Org) -> None:
    headers = {"Retry-After": "0", "Location": "/elsewhere"}
    org.faults.next(status, times=9, message=f"because of {TOKEN}", headers=headers)

    failed(verify(), *words, "because of (a token)")
    assert len(org.calls) == (4 if status in {429, 503} else 1)


@pytest.mark.parametrize("status", [429, 503])
def test_a_busy_org_is_asked_again_when_it_says_so(status: int, verify: Verify, org: Org) -> None:
    org.faults.next(status, headers={"Retry-After": "1"})
    org.faults.next(503)
    start = time.monotonic()

    assert verify().exit_code == 0
    assert len(org.calls) == 3
    assert time.monotonic() - start > 1


def test_a_wait_that_is_too_long_is_not_waited_for(verify: Verify, org: Org) -> None:
    org.faults.next(429, headers={"Retry-After": "3600"})

    failed(verify(), "requires a wait of 3600 seconds", "--timeout")
    assert len(org.calls) == 1


@pytest.mark.parametrize("when", ["Fri, 31 Dec 99999999999 23:59:59 GMT", "soon"])
def test_a_wait_that_nobody_understands_is_no_wait(when: str, verify: Verify, org: Org) -> None:
    org.faults.next(503, headers={"Retry-After": when})

    assert verify().exit_code == 0


@pytest.mark.parametrize(
    "code", ["REQUEST_LIMIT_EXCEEDED", "API_DISABLED_FOR_ORG", "API_CURRENTLY_DISABLED"]
)
def test_a_refusal_of_all_in_the_answer_to_one(code: str, verify: Verify, org: Org) -> None:
    org.rest.instead["COUNT()"] = refusal(403, code)

    failed(verify(), code)


def test_an_error_of_the_org_in_the_answer_to_one(verify: Verify, org: Org) -> None:
    org.rest.instead["COUNT()"] = refusal(500, "UNKNOWN_EXCEPTION")

    failed(verify(), "UNKNOWN_EXCEPTION")


def test_a_session_that_ends_between_two_questions(verify: Verify, org: Org) -> None:
    del org.metadata.stored["CustomField", f"{ENGAGEMENT}.plays__c"]
    org.faults.next(401, where="tooling/")

    failed(verify(), "the session has expired")


@pytest.mark.parametrize("fault", ["reset", "close", "hang up"])
def test_a_connection_that_breaks(fault: str, verify: Verify, org: Org) -> None:
    org.faults.next(fault)

    failed(verify(), "broke before the response was complete", "Try again")


def test_an_answer_that_is_not_json(verify: Verify, org: Org) -> None:
    org.faults.next("text")

    failed(verify(), "not JSON", "sf org display")


@pytest.mark.parametrize("fault", ["silence", "drip"])
def test_silence_ends_at_the_time_limit(fault: str, verify: Verify, org: Org) -> None:
    org.faults.next(fault)
    start = time.monotonic()

    failed(verify("--timeout", "1"), "no complete response", "--timeout")
    assert time.monotonic() - start < 10


def last(body: object) -> Callable[[list[Any]], object]:
    """Give another answer to the last request of a batch."""
    return lambda results: {"results": [*results[:-1], {"statusCode": 200, "result": body}]}


NEXT = {"totalSize": 2, "done": False, "records": [], "nextRecordsUrl": "https://example.com/"}


@pytest.mark.parametrize(
    "spoilt",
    [
        lambda results: {"results": results[:-1]},
        lambda results: {"results": len(results)},
        lambda results: results,
        lambda results: {"results": [*results[:-1], None]},
        last(None),
        last({}),
        lambda results: {"results": [{"statusCode": 200, "result": {"name": "X"}}, *results[1:]]},
        last({"totalSize": 2, "done": True, "records": [1]}),
        last(NEXT),
    ],
    ids=[
        *("one is missing", "no list", "no mapping", "null", "a result of null"),
        *("a result of nothing", "another result", "a record that is none", "a page elsewhere"),
    ],
)
def test_a_partial_answer_is_not_shown_as_a_whole_one(
    spoilt: Callable[[list[Any]], object], verify: Verify, org: Org
) -> None:
    org.rest.spoilt = spoilt

    failed(verify(), "incomplete response")


def test_missing_records_are_a_partial_answer(verify: Verify, org: Org) -> None:
    cut = {"totalSize": 18, "done": True, "records": []}
    org.rest.instead["FROM CampaignMemberStatus"] = Answer(200, cut)

    failed(verify(), "incomplete response")


def test_a_describe_of_another_form_breaks_nothing(verify: Verify, org: Org) -> None:
    status = {"name": "Status", "picklistValues": "x"}
    lead = {"name": "Lead__c", "type": "reference", "referenceTo": 5}
    org.rest.instead["CampaignMember/describe"] = Answer(200, {"fields": [status]})
    org.rest.instead[f"{ENGAGEMENT}/describe"] = Answer(200, {"fields": [lead, {}]})

    found = bad(verify("--format", "json").stdout)

    assert found["value set", "CampaignMemberStatus"][0] == "unknown"
    assert found["field", f"{ENGAGEMENT}.Lead__c"][0] == "fail"


# The way to the org.


def test_nobody_listens(verify: Verify, sf: ScriptedSf) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    sf.shows_org(instanceUrl=f"http://127.0.0.1:{port}")

    failed(verify(), f"no connection to 127.0.0.1:{port}")


def test_the_token_is_not_sent_unencrypted(verify: Verify, sf: ScriptedSf) -> None:
    sf.shows_org(instanceUrl="http://example.com")

    failed(verify(), "https is required")


def test_an_address_that_is_none(verify: Verify, sf: ScriptedSf) -> None:
    sf.shows_org(instanceUrl="https://[bad")

    failed(verify(), "invalid instance URL: https://[bad")


@pytest.fixture
def proxy(sf: ScriptedSf, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """Let an org elsewhere be reached through a proxy, and through nothing else."""
    sf.shows_org(instanceUrl=ELSEWHERE)
    monkeypatch.delenv("no_proxy", raising=False)
    monkeypatch.delenv("NO_PROXY", raising=False)
    return lambda address: monkeypatch.setenv("https_proxy", address)


def test_a_proxy_of_the_environment_is_used(
    verify: Verify, org: Org, proxy: Callable[[str], None]
) -> None:
    """It refuses to be a tunnel, so nothing leaves this machine."""
    proxy(org.url)

    failed(verify(), "proxy")
    assert org.tunnels == [None]


@pytest.mark.parametrize("address", ["socks5://127.0.0.1:1", "http://[bad", "ftp://127.0.0.1"])
def test_a_proxy_that_cannot_be_used(
    address: str, verify: Verify, proxy: Callable[[str], None]
) -> None:
    proxy(address)

    failed(verify(), "https_proxy: invalid address of a proxy", "http://host:port")


def test_a_proxy_gets_its_name_and_password(
    verify: Verify, org: Org, proxy: Callable[[str], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    proxy(f"user:p%40ss@{org.url.removeprefix('http://')}")

    failed(verify(), "through the proxy", "name and password")
    assert org.tunnels == [f"Basic {b64encode(b'user:p@ss').decode()}"]

    monkeypatch.setenv("no_proxy", "my.example.com")
    failed(verify("--timeout", "5"))
    assert len(org.tunnels) == 1
