"""Run a command of the Salesforce CLI and read its JSON: the only module that runs `sf`."""

import re
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from pydantic import ValidationError

from generator import programs
from generator.diagnostics import Diagnostic
from generator.errors import OrgError
from generator.org.sf_answers import Answer, Failure, Status, explained

A = TypeVar("A", bound=Answer)

_OLDEST = (2, 60)  # the oldest `sf` whose answers were compared with what is read here
LOGIN = "Log in with: sf org login web --alias my-org"
INSTALL = "Install it with: npm install --global @salesforce/cli"
UPDATE = "Update the Salesforce CLI with: npm install --global @salesforce/cli"
_REPAIR = f"Update or repair it. {INSTALL}"
ROOM = "Make room in the folder for temporary files, or name another in the variable TMPDIR."
REACH = "Are you online, and does a firewall or proxy let you through?"
ADDRESS = "Check the instance URL with: sf org display"
LIMITS = "Wait, and try again; Setup, Company Information has the API limits."
INCIDENTS = "Try again; https://status.salesforce.com lists incidents and maintenance."
SLOW = "Try again, or allow more time with --timeout."
# What `sf` says, the reason in plain words where `sf` does not say it, and a hint that `sf` lacks.
_SAYINGS = (
    (re.compile(r"Auth|NoDefaultEnv|NamedOrgNotFound|Session|NoOrgFound"), "", LOGIN),
    (re.compile(r"ENOSPC"), "", ROOM),
    (
        re.compile(r"fetch failed|terminated|other side closed|ECONN|ENOTFOUND|EAI_|ETIMEDOUT"),
        "cannot be reached, or the connection broke",
        REACH,
    ),
    (
        re.compile(r"missing a job ID|Unexpected token|<html", re.IGNORECASE),
        "unexpected response, which is not of an org; does a login page or a proxy answer?",
        ADDRESS,
    ),
    (re.compile(r"LIMIT_EXCEEDED"), "", LIMITS),
    (re.compile(r"NOT_FOUND"), "", ADDRESS),
    (re.compile(r"UNKNOWN_EXCEPTION|SERVER_UNAVAILABLE"), "", INCIDENTS),
)
_ERROR = re.compile(r"^\w*Error\b.*", re.MULTILINE)
_TOKENS = re.compile(
    r'"accessToken"\s*:\s*"[^"]*"?|00D\w{12,15}![\w.~+/=-]*|eyJ[\w-]+\.[\w-]+\.[\w-]*'
)
QUIET = {
    "NO_COLOR": "1",
    "SF_AUTOUPDATE_DISABLE": "true",  # for the program, and the next for its plugin
    "SF_DISABLE_AUTOUPDATE": "true",
    "SF_DISABLE_TELEMETRY": "true",  # else a program that outlives `sf` sends it
    "SF_SKIP_NEW_VERSION_CHECK": "true",
}


@dataclass(frozen=True, slots=True)
class Org:
    """An org as `sf` knows it: an alias or username, or the default of `sf` where it is empty.

    A call may take `timeout` seconds. `expected` is the alias, username, ID or instance URL that
    the org has to have; None allows any org.
    """

    target: str
    timeout: float
    expected: str | None = None

    @property
    def name(self) -> str:
        return masked(self.target) or "the default org of sf"

    @property
    def options(self) -> tuple[str, ...]:
        """Return the options that make a command of `sf` use this org."""
        return ("--target-org", self.target) if self.target else ()


def masked(text: str) -> str:
    """Return a text with each access token in it replaced."""
    return _TOKENS.sub("(a token)", text)


@contextmanager
def masking() -> Iterator[None]:
    """Keep access tokens out of errors, whatever `sf` put into its messages."""
    try:
        yield
    except OrgError as error:
        diagnostics = [
            Diagnostic(masked(each.file), masked(each.message)) for each in error.diagnostics
        ]
        raise OrgError(*diagnostics, actions=tuple(map(masked, error.actions))) from None


def run(
    org: Org, answer: type[A], *command: str, cwd: Path, environment: Mapping[str, str] = QUIET
) -> A:
    """Run a command of `sf` for an org; return the JSON that it prints as the model `answer`.

    Raises OrgError if `sf` is not installed or too old, fails, takes longer than the org's
    timeout, or prints another JSON than the model describes.
    """
    program = programs.find("sf")
    if program is None:
        message = "the Salesforce CLI is not installed"
        raise OrgError(Diagnostic("sf", message), actions=(INSTALL,))
    words = (*command, *org.options, "--json")
    output, errors, code = _run(org, program, *words, cwd=cwd, environment=environment)
    try:
        if Status.model_validate_json(output).status:
            raise _failed(org, Failure.model_validate_json(output))
    except ValidationError as error:
        raise _unreadable(org, program, errors or output, code) from error
    try:
        return answer.model_validate_json(output)
    except ValidationError as error:
        message = f"unexpected response of sf {' '.join(command)}: {explained(error)}"
        raise OrgError(Diagnostic(org.name, message), actions=(UPDATE,)) from error


def _run(
    org: Org, program: str, *words: str, cwd: Path, environment: Mapping[str, str]
) -> tuple[str, str, int]:
    """Return what `sf` prints, on both of its streams, and its exit code."""
    try:
        done = programs.run(program, *words, timeout=org.timeout, cwd=cwd, environment=environment)
    except OSError as error:
        message = f"the Salesforce CLI cannot be started: {error.strerror}"
        raise OrgError(Diagnostic(program, message), actions=(_REPAIR,)) from error
    except subprocess.TimeoutExpired as error:
        message = f"did not answer within {org.timeout:g} seconds"
        raise OrgError(Diagnostic(org.name, message), actions=(SLOW,)) from error
    output, errors = (stream.decode(errors="replace") for stream in (done.stdout, done.stderr))
    return output, errors, done.returncode


def _unreadable(org: Org, program: str, said: str, code: int) -> OrgError:
    """Return the error for a run of `sf` that printed no JSON: it is too old, or it failed."""
    version = _version(program)
    if version is not None and version < _OLDEST:
        found, oldest = (".".join(map(str, each)) for each in (version, _OLDEST))
        message = f"the version of the Salesforce CLI is {found}; {oldest} or later is required"
        return OrgError(Diagnostic("sf", message), actions=(UPDATE,))
    error = _ERROR.search(said)
    last = (error[0] if error else said.strip().rpartition("\n")[2] or "no output")[:300]
    reason, hints = _understood(said)
    if reason:
        message = f"{reason}; sf stopped without a result: {last}"
        return OrgError(Diagnostic(org.name, message), actions=hints)
    message = f"the Salesforce CLI stopped without a result (exit code {code}): {last}"
    return OrgError(Diagnostic("sf", message), actions=(_REPAIR,))


def _version(program: str) -> tuple[int, ...] | None:
    try:
        answer = programs.run(program, "--version", timeout=20, environment=QUIET)
    except (OSError, subprocess.TimeoutExpired):
        return None
    found = re.search(rb"cli/(\d+)\.(\d+)", answer.stdout)
    return tuple(map(int, found.groups())) if found else None


def _failed(org: Org, failure: Failure) -> OrgError:
    """Return the error for a command that `sf` says has failed."""
    message = " ".join(failure.message.split())
    reason, hints = _understood(failure.name + message)
    said = f"{failure.name}: {message}".removeprefix(": ")
    text = f"{reason}; sf says: {said}" if reason else said
    return OrgError(Diagnostic(org.name, text), actions=(*failure.actions, *hints))


def _understood(said: str) -> tuple[str, tuple[str, ...]]:
    """Return the reason behind a message of `sf`, if known, and hints on what to do."""
    known = [row for row in _SAYINGS if row[0].search(said)]
    reasons = (reason for _, reason, _ in known if reason)
    return next(reasons, ""), tuple(hint for _, _, hint in known)
