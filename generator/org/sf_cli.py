"""What an org has, asked through the Salesforce CLI: the only module that runs `sf`.

Everything is retrieved into a temporary folder, which is gone when the call returns, however it
returns. Only `access` asks `sf` for a token, which is in nothing that is shown or written.
"""

import json
import os
import re
import shutil
import signal
import subprocess
import tempfile
import threading
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from generator.diagnostics import Diagnostic
from generator.errors import OrgError, WriteError
from generator.metadata.api_version import ApiVersion
from generator.metadata.document import member_of, type_of
from generator.metadata.registry import MANIFEST, PACKAGE, package
from generator.metadata.render import environment, render
from generator.workspace.project import FILE

_OLDEST = (2, 60)  # the oldest `sf` whose answers were compared with what is read here
_INSTALL = "Install it with: npm install --global @salesforce/cli"
_LOGIN = "Log in with: sf org login web --alias my-org"
_UPDATE = "Update it with: npm install --global @salesforce/cli"
_ROOM = "Make room in the folder for temporary files, or name another in the variable TMPDIR."
REACH = "Are you online, and does a firewall or proxy let you through?"
ADDRESS = "Look at the address with: sf org display"
LIMITS = "Wait, and try again; Setup, Company Information has the API limits."
INCIDENTS = "Try again; https://status.salesforce.com tells of incidents and maintenance."
# What `sf` says, what that means where it is not plain, and what helps besides its own advice.
_SAYINGS = (
    (re.compile(r"Auth|NoDefaultEnv|NamedOrgNotFound|Session|NoOrgFound"), "", _LOGIN),
    (re.compile(r"ENOSPC"), "", _ROOM),
    (
        re.compile(r"fetch failed|terminated|other side closed|ECONN|ENOTFOUND|EAI_|ETIMEDOUT"),
        "cannot be reached, or broke the connection off",
        REACH,
    ),
    (
        re.compile(r"missing a job ID|Unexpected token|<html", re.IGNORECASE),
        "gave an answer that is not one of an org; is a login page or a proxy in the way?",
        ADDRESS,
    ),
    (re.compile(r"LIMIT_EXCEEDED"), "", LIMITS),
    (re.compile(r"NOT_FOUND"), "", ADDRESS),
    (re.compile(r"UNKNOWN_EXCEPTION|SERVER_UNAVAILABLE"), "", INCIDENTS),
)
_ERROR = re.compile(r"^\w*Error\b.*", re.MULTILINE)
_TOKEN = re.compile(r"[A-Za-z0-9!._~+/=-]+")  # what may stand in a header
_TOKENS = re.compile(
    r'"accessToken"\s*:\s*"[^"]*"?|00D\w{12,15}![\w.~+/=-]*|eyJ[\w-]+\.[\w-]+\.[\w-]*'
)
_NO_COMMAND = re.compile(r"is not a sf command|list of available commands")
_NOT_FOUND = re.compile(r"cannot be found|was not found|named in package\.xml", re.IGNORECASE)
_INSIDE = "main/default/"
_NOT_IN_FULL = "is not told of in full by sf org display"
_QUIET = {
    "NO_COLOR": "1",
    "SF_AUTOUPDATE_DISABLE": "true",  # for the program, and the next for its plugin
    "SF_DISABLE_AUTOUPDATE": "true",
    "SF_SKIP_NEW_VERSION_CHECK": "true",
}
# Spares a second start of `sf` for the token, as long as versions of `sf` know of it: since the
# one of May 2026 hides tokens without it (https://github.com/forcedotcom/cli/issues/3560).
_WITH_TOKEN = {"SF_TEMP_SHOW_SECRETS": "true"}

Step = Callable[[str], None]  # takes the step that a long call is at


@dataclass(frozen=True, slots=True)
class Org:
    """An org as `sf` knows it: an alias or username, or the default of `sf` where it is empty.

    A call may take `timeout` seconds. `expected` is what the org has to be, if that was said: its
    alias, username, ID or address.
    """

    target: str
    timeout: float
    expected: str | None = None

    @property
    def name(self) -> str:
        return _masked(self.target) or "the default org of sf"


@dataclass(frozen=True, slots=True)
class Access:
    """Where an org is, and what lets its user in. The token is for one header and nothing else."""

    instance_url: str
    token: str = field(repr=False)
    username: str


@contextmanager
def _masking() -> Iterator[None]:
    """Keep tokens out of what is said, whatever `sf` put into its messages."""
    try:
        yield
    except OrgError as error:
        diagnostics = [
            Diagnostic(_masked(each.file), _masked(each.message)) for each in error.diagnostics
        ]
        raise OrgError(*diagnostics, actions=tuple(map(_masked, error.actions))) from None


@_masking()
def access(org: Org) -> Access:
    """Return how to reach an org over REST, as `sf` would.

    Raises OrgError if `sf` knows no such org, it is another one than expected, or no token is
    given. No token is in the error, whatever `sf` said.
    """
    result = _display(org, Path.cwd(), _QUIET | _WITH_TOKEN)
    token = result.get("accessToken")
    if not _is_token(token):
        token = _shown_token(org)
    url, username = result.get("instanceUrl"), _username(org, result)
    if not isinstance(url, str):
        raise OrgError(Diagnostic(org.name, _NOT_IN_FULL))
    return Access(url.rstrip("/"), str(token), _masked(username))


@_masking()
def resolved(org: Org, root: Path) -> Org:
    """Return an org by a name that means it wherever `sf` runs.

    The default org of `sf` may be that of a project, which is at `root`. Raises OrgError if there
    is none, or if the org is another one than expected.
    """
    if org.target and org.expected is None:
        return org
    result = _display(org, root if root.is_dir() else Path.cwd())
    return Org(org.target or _username(org, result), org.timeout)


@_masking()
def retrieve(org: Org, paths: Iterable[str], api_version: ApiVersion) -> dict[str, bytes]:
    """Return the files at these paths, from the project's root, as the org has them.

    What the org lacks is left out. Raises OrgError if the org cannot be asked, or gives an answer
    that is not whole.
    """
    wanted = {member_of(path): path for path in paths if type_of(path) not in (None, PACKAGE)}
    with _temporary() as root:
        _make_project(root, wanted, api_version)
        manifest = ("--manifest", MANIFEST)
        answer = _sf(org, "project", "retrieve", "start", *manifest, *_target(org), cwd=root)
        files = {_place(each.as_posix()): each.read_bytes() for each in root.rglob("*.xml")}
    found = {path: files[_place(path)] for path in wanted.values() if _place(path) in files}
    _refuse_partial(answer, [name for name, path in wanted.items() if path not in found], org)
    return found


@contextmanager
def _temporary() -> Iterator[Path]:
    """Make a folder that is gone afterwards; raises WriteError if its disk is full."""
    try:
        with tempfile.TemporaryDirectory(prefix="kaltura-sfdx-") as folder:
            yield Path(folder)
    except OSError as error:
        message = f"takes no more of what the org has: {error.strerror}"
        place = error.filename or "the temporary folder"
        raise WriteError(Diagnostic(str(place), message), actions=(_ROOM,)) from error


def _make_project(
    root: Path, wanted: Collection[tuple[str, str]], api_version: ApiVersion
) -> None:
    config = {
        "packageDirectories": [{"path": "force-app", "default": True}],
        "sfdcLoginUrl": "https://login.salesforce.com",
        "sourceApiVersion": str(api_version),
    }
    (root / "force-app").mkdir()
    (root / "manifest").mkdir()
    (root / FILE).write_text(json.dumps(config), encoding="utf-8")
    for document in render([package(MANIFEST, wanted, api_version)], environment()):
        (root / document.path).write_bytes(document.content)


def _place(path: str) -> str:
    """Return where a file lies in a package directory, in whatever way its name is spelt.

    An org gives names in its own capitals, and escapes signs in those of layouts.
    """
    return unquote(path.rpartition(_INSIDE)[2]).casefold()


def _target(org: Org) -> tuple[str, ...]:
    return ("--target-org", org.target) if org.target else ()


def _display(org: Org, cwd: Path, environment: Mapping[str, str] = _QUIET) -> dict[str, Any]:
    """Return what `sf` knows of an org; raises OrgError if it is another one than expected."""
    command = ("org", "display", *_target(org))
    result = _result(org, _sf(org, *command, cwd=cwd, environment=environment))
    if org.expected is not None:
        _refuse_other(org, org.expected, result)
    return result


def _username(org: Org, result: Mapping[str, Any]) -> str:
    username = result.get("username")
    if not isinstance(username, str):
        raise OrgError(Diagnostic(org.name, _NOT_IN_FULL))
    return username


def _result(org: Org, answer: Mapping[str, Any]) -> dict[str, Any]:
    result = answer.get("result")
    if not isinstance(result, dict):
        raise OrgError(Diagnostic(org.name, "gave an answer of sf that has no result"))
    return result


def _refuse_other(org: Org, expected: str, result: Mapping[str, Any]) -> None:
    keys = ("alias", "username", "id", "instanceUrl")
    names = {str(result[key]) for key in keys if result.get(key)}
    short = str(result.get("id"))[:15]
    if expected.rstrip("/") not in {*names, short}:
        known = result.get("alias") or result.get("username")
        message = f"is {known}, not {expected}, as --expect-org wants it"
        raise OrgError(Diagnostic(org.name, message))


def _shown_token(org: Org) -> str:
    """Ask for the token by the command that newer versions of `sf` have for it."""
    try:
        answer = _sf(org, "org", "auth", "show-access-token", *_target(org), cwd=Path.cwd())
    except OrgError as error:
        if not _NO_COMMAND.search(str(error)):
            raise
        answer = {}
    result = answer.get("result")
    token = result.get("accessToken") if isinstance(result, dict) else None
    if not _is_token(token):
        message = "sf hides the access token, and has no command that shows it"
        raise OrgError(Diagnostic(org.name, message), actions=(_UPDATE, _LOGIN))
    return str(token)


def _is_token(value: object) -> bool:
    return isinstance(value, str) and _TOKEN.fullmatch(value) is not None


def _masked(text: str) -> str:
    return _TOKENS.sub("(a token)", text)


def _refuse_partial(answer: Mapping[str, Any], absent: list[tuple[str, str]], org: Org) -> None:
    """Raise OrgError if something is absent of which the org did not say that it lacks it."""
    result = _result(org, answer)
    told = [each for key in ("messages", "files") for each in _texts(result.get(key))]
    silent = [member for member in absent if not any(_says_no(text, member) for text in told)]
    if silent:
        names = [name for _, name in silent]
        about = [text for text in told if any(_speaks_of(text, name) for name in names)]
        why = (
            f"it says: {about[0]}" if about else f"nothing in it speaks of {', '.join(names[:5])}"
        )
        message = f"gave an answer that is not whole: {why}"
        raise OrgError(Diagnostic(org.name, message), actions=("Try again.",))


def _texts(answers: object) -> Iterator[str]:
    """Yield what a retrieve says of each component that it could not get."""
    for each in answers if isinstance(answers, list) else ():
        if isinstance(each, dict):
            yield from (str(each[key]) for key in ("problem", "error") if each.get(key))


def _says_no(text: str, member: tuple[str, str]) -> bool:
    """Whether an org says that it lacks a component, or the folder in which that would be."""
    kind, name = member
    text, name = unquote(text), unquote(name)
    told = re.search(r"of type '(\w+)'", text)
    is_other = told is not None and kind not in (told[1], told[1].removesuffix("Folder"))
    folder = name.rpartition("/")[0]
    return bool(
        not is_other
        and _NOT_FOUND.search(text)
        and (_speaks_of(text, name) or (folder and _speaks_of(text, folder)))
    )


def _speaks_of(text: str, name: str) -> bool:
    """Whether a text has a name as a whole, not as a part of another one."""
    whole = rf"(?<![^\s'\":]){re.escape(name)}(?![^\s'\",;])"
    return re.search(whole, text, re.IGNORECASE) is not None


def _sf(
    org: Org, *arguments: str, cwd: Path, environment: Mapping[str, str] = _QUIET
) -> dict[str, Any]:
    """Run a command of `sf`; return its JSON, which says that it succeeded."""
    program = shutil.which("sf")
    if program is None:
        raise OrgError(
            Diagnostic("sf", "the Salesforce CLI is not installed"), actions=(_INSTALL,)
        )
    try:
        output, errors, code = _run(
            org, program, *arguments, "--json", cwd=cwd, environment=environment
        )
    except OSError as error:
        message = f"the Salesforce CLI cannot be started: {error.strerror}"
        raise OrgError(
            Diagnostic(program, message), actions=(f"Repair it. {_INSTALL}",)
        ) from error
    try:
        answer = json.loads(output)
    except ValueError as error:
        raise _unreadable(org, program, errors or output, code) from error
    if not isinstance(answer, dict):
        raise _unreadable(org, program, output, code)
    if answer.get("status") != 0:
        raise _failed(org, answer)
    return answer


def _run(
    org: Org, program: str, *arguments: str, cwd: Path, environment: Mapping[str, str]
) -> tuple[str, str, int]:
    """Run a program in a process group of its own, so that a time limit ends all of it."""
    process: subprocess.Popen[str] | None = None
    try:
        with _uninterrupted():  # until the program is known that an end of this run has to end
            process = subprocess.Popen(  # noqa: S603  (no shell)
                [program, *arguments],
                cwd=cwd,
                env={**os.environ, **environment},
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                text=True,
                encoding="utf-8",
                errors="replace",
                start_new_session=True,
            )
        output, errors = process.communicate(timeout=org.timeout)
    except BaseException as error:
        if process is not None:
            with _uninterrupted():
                _end(process)
        if not isinstance(error, subprocess.TimeoutExpired):
            raise
        message = f"did not answer within {org.timeout:g} seconds"
        hint = "Try again, or allow more time with --timeout."
        raise OrgError(Diagnostic(org.name, message), actions=(hint,)) from error
    return output, errors, process.returncode


@contextmanager
def _uninterrupted() -> Iterator[None]:
    """Hold back what would end this run, and let it happen afterwards."""
    if threading.current_thread() is not threading.main_thread():
        yield  # signals are told to the main thread only
        return
    held: list[int] = []
    before = {
        each: signal.signal(each, lambda number, _frame: held.append(number))
        for each in (signal.SIGINT, signal.SIGTERM)
    }
    try:
        yield
    finally:
        for each, handler in before.items():
            signal.signal(each, handler)
        for number in held:
            signal.raise_signal(number)


def _end(process: "subprocess.Popen[str]") -> None:
    """End a program with all that it started, and forget its streams."""
    if hasattr(os, "killpg"):
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
    else:
        process.kill()
    process.wait()
    for stream in (process.stdout, process.stderr):
        if stream is not None:
            stream.close()


def _unreadable(org: Org, program: str, said: str, code: int) -> OrgError:
    """Return what to say of a run of `sf` that printed no JSON: it is old, or it broke off."""
    version = _version(program)
    if version is not None and version < _OLDEST:
        wanted = ".".join(map(str, _OLDEST))
        message = f"the Salesforce CLI is too old: {'.'.join(map(str, version))} before {wanted}"
        return OrgError(Diagnostic("sf", message), actions=(_INSTALL,))
    error = _ERROR.search(said)
    told = (error[0] if error else said.strip().rpartition("\n")[2] or "nothing")[:300]
    meaning, hints = _understood(said)
    if meaning:
        return OrgError(Diagnostic(org.name, f"{meaning}; sf broke off: {told}"), actions=hints)
    message = f"the Salesforce CLI broke off (exit code {code}); it said: {told}"
    return OrgError(Diagnostic("sf", message), actions=(f"Update or repair it. {_INSTALL}",))


def _version(program: str) -> tuple[int, ...] | None:
    try:
        answer = subprocess.run(  # noqa: S603  (no shell)
            [program, "--version"], capture_output=True, text=True, timeout=20, check=False
        )
    except (OSError, subprocess.TimeoutExpired):
        return None
    found = re.search(r"cli/(\d+)\.(\d+)", answer.stdout)
    return tuple(map(int, found.groups())) if found else None


def _failed(org: Org, answer: Mapping[str, Any]) -> OrgError:
    name = str(answer.get("name", ""))
    message = " ".join(str(answer.get("message", "gave no reason")).split())
    actions = answer.get("actions")
    told = tuple(map(str, actions)) if isinstance(actions, list) else ()
    meaning, hints = _understood(name + message)
    said = f"{name}: {message}".removeprefix(": ")
    whole = f"{meaning}; sf says: {said}" if meaning else said
    return OrgError(Diagnostic(org.name, whole), actions=told + hints)


def _understood(said: str) -> tuple[str, tuple[str, ...]]:
    """Return what something that `sf` says means, where it is not plain, and what helps."""
    known = [row for row in _SAYINGS if row[0].search(said)]
    meanings = (meaning for _, meaning, _ in known if meaning)
    return next(meanings, ""), tuple(hint for _, _, hint in known)
