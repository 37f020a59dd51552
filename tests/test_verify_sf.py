"""`verify` and `sf`: which org it has, its session, its faults; and what a signal ends.

A script answers for `sf`; the last test starts the real one.
"""

import json
import os
import shlex
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import ROOT, Run, Wsdl, execute, has_ended, plain_environment, program
from org import TOKEN, Org
from org.data import ORGANIZATION, USERNAME
from org.script import HIDDEN, ScriptedSf
from sf import QUIET, Installation, each_installation
from test_cli import call
from test_verify_faults import failed
from verifying import Verify

from generator.errors import OrgError
from generator.org.access import access
from generator.org.sf_cli import Org as Target


def test_a_token_that_sf_shows_at_once_is_not_asked_for_again(
    verify: Verify, sf: ScriptedSf
) -> None:
    sf.shows_org(accessToken=TOKEN)

    assert verify().exit_code == 0
    assert sf.calls == ["org display --target-org my-org --json"]


def test_a_bare_target_org_is_the_default_of_sf(run: Run, sf: ScriptedSf) -> None:
    assert run("verify", "--target-org").exit_code == 0
    assert sf.calls[0] == "org display --json"


def test_the_wrong_org_is_refused(verify: Verify, org: Org) -> None:
    failed_words = ("my-org: is my-org; --expect-org requires production",)
    result = verify("--expect-org", "production")

    assert result.exit_code == 2
    assert all(word in result.stderr for word in failed_words)
    assert org.calls == []
    for name in (USERNAME, "my-org", ORGANIZATION, f"{org.url}/"):
        assert verify("--expect-org", name).exit_code == 0, name
    assert verify("--expect-org", f"{ORGANIZATION[:15]}AAA").exit_code == 2
    assert verify("--expect-org", "None").exit_code == 2


def test_not_logged_in(verify: Verify, sf: ScriptedSf) -> None:
    sf.says("org display", {"status": 1, "name": "NamedOrgNotFoundError", "message": "No auth"})

    failed(verify(), "NamedOrgNotFoundError: No auth", "sf org login web")


def test_a_cli_that_hides_the_token_and_does_not_show_it(verify: Verify, sf: ScriptedSf) -> None:
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
    answer: object, verify: Verify, sf: ScriptedSf, org: Org
) -> None:
    sf.says("org auth show-access-token", answer)

    failed(verify(), "hides the access token")
    assert org.calls == []


def test_a_cli_that_breaks_off_in_the_middle_of_the_token(verify: Verify, sf: ScriptedSf) -> None:
    sf.says("org auth show-access-token", '{"status": 0, "result": {"accessToken": "' + TOKEN)

    failed(verify(), "stopped without a result", "(a token)")


def test_an_answer_of_sf_without_a_result(verify: Verify, sf: ScriptedSf) -> None:
    sf.says("org display", {"status": 0})

    result = verify()
    assert result.exit_code == 2
    assert "unexpected response of sf org display: result: Field required" in result.stderr


@pytest.mark.parametrize("missing", ["instanceUrl", "username"])
def test_an_answer_of_sf_that_lacks_something(
    missing: str, verify: Verify, sf: ScriptedSf
) -> None:
    sf.shows_org(**{missing: None})

    result = verify()
    assert result.exit_code == 2
    assert f"response of sf org display: result.{missing}" in result.stderr


def test_an_error_as_json(verify: Verify, org: Org) -> None:
    org.faults.next(401)

    result = verify("--format", "json")

    assert result.exit_code == 2
    whole = json.loads(result.stdout)
    assert whole["status"] == 2
    assert whole["name"] == "OrgError"
    assert whole["actions"] == ["Log in again with: sf org login web --alias my-org"]


@pytest.mark.parametrize(
    ("campaign", "message"),
    [("00Q0300000AczgfEAB", "not the id of a Campaign"), ("x'", "is not a Salesforce id")],
)
def test_a_wrong_campaign_asks_nobody(
    campaign: str, message: str, run: Run, sf: ScriptedSf
) -> None:
    result = run("verify", "--target-org", "my-org", "--campaign", campaign)

    assert result.exit_code == 2
    assert message in result.stderr
    assert sf.calls == []


def test_without_an_org_there_is_nothing_to_verify() -> None:
    result = call("verify")

    assert result.returncode == 2
    assert "--target-org" in result.stderr


def test_a_token_does_not_show(sf: ScriptedSf) -> None:
    del sf
    known = access(Target("my-org", 20))

    assert known.token == TOKEN
    assert TOKEN not in repr(known)


@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_an_end_from_outside_ends_sf_as_well(
    number: signal.Signals, code: int, sf: ScriptedSf
) -> None:
    started = sf.folder / "started"
    sf.becomes(f"echo $$ >{shlex.quote(str(started))}; exec sleep 60")

    errors = end(number, code, lambda: started.exists() and started.read_text() != "")

    assert errors == ""
    assert has_ended(started.read_text().strip())


@pytest.mark.usefixtures("sf")
@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_an_end_while_the_org_is_silent(number: signal.Signals, code: int, org: Org) -> None:
    org.faults.next("silence")

    assert end(number, code, lambda: bool(org.calls)) == ""


def test_a_time_limit_ends_what_sf_has_started(sf: ScriptedSf) -> None:
    started = sf.folder / "started"
    sf.becomes(f"sleep 60 &\necho $! >{shlex.quote(str(started))}")

    with pytest.raises(OrgError, match="did not answer within 3 seconds"):
        access(Target("my-org", 3))

    assert has_ended(started.read_text().strip())


def test_an_interrupt_while_the_program_is_loaded(tmp_path: Path) -> None:
    (tmp_path / "typer.py").write_text("raise KeyboardInterrupt", encoding="utf-8")
    call = (sys.executable, "-m", "generator", "--version")

    result = execute(*call, environment={"PYTHONPATH": str(tmp_path)})

    assert (result.returncode, result.stdout, result.stderr) == (130, "", "")


def end(number: signal.Signals, code: int, is_time: Callable[[], bool]) -> str:
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
        process.send_signal(number)
        output, errors = process.communicate(timeout=60)
    assert (process.returncode, output) == (code, "")
    return errors


@each_installation
def test_the_real_cli_gives_access(
    installation: Installation, wsdl: Wsdl, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls = tmp_path / "calls"
    folder = program(tmp_path / "bin/sf", f'echo "$*" >>{calls}\nexec {installation.sf} "$@"')
    monkeypatch.setenv("PATH", f"{folder}{os.pathsep}{installation.path}")
    monkeypatch.setenv("HOME", str(tmp_path))
    for name, value in QUIET.items():
        if "UPDATE" not in name:  # that `sf` does not update itself is for us to see to
            monkeypatch.setenv(name, value)
    for name in ("http_proxy", "https_proxy", "HTTP_PROXY", "HTTPS_PROXY"):
        monkeypatch.delenv(name, raising=False)
    with Org(wsdl.refusals) as org:
        sf = installation.sf
        login = ("org", "login", "access-token", "--no-prompt", "--alias", "stand-in")
        environment = {**QUIET, "HOME": str(tmp_path), "SF_ACCESS_TOKEN": TOKEN}
        answer = execute(sf, *login, "--instance-url", org.url, environment=environment)
        assert answer.returncode == 0, answer.stdout + answer.stderr

        known = access(Target("stand-in", 60, "stand-in"))
        assert calls.read_text(encoding="utf-8").splitlines() == [
            "org display --target-org stand-in --json"  # one start of sf, the token with it
        ]
        with pytest.raises(OrgError, match="--expect-org"):
            access(Target("stand-in", 60, "another"))
        monkeypatch.setenv("SF_TARGET_ORG", "stand-in")
        assert access(Target("", 60)) == known

        assert (known.instance_url, known.token) == (org.url, TOKEN)
        assert known.username == USERNAME
