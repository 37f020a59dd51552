"""Questions to an org over REST: many in one call, each answered in full, or an OrgError.

Nothing here changes an org. The token is in one header, and in nothing that is said.
"""

import json
import time
from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from http import HTTPStatus
from itertools import islice
from typing import Any
from urllib.parse import quote, unquote, urlsplit
from urllib.request import getproxies, proxy_bypass

import urllib3
from urllib3.exceptions import (
    HTTPError,
    InvalidHeader,
    NameResolutionError,
    NewConnectionError,
    ProxyError,
    SSLError,
    TimeoutError,  # noqa: A004  (urllib3's name)
)

from generator.diagnostics import Diagnostic
from generator.errors import OrgError
from generator.org.sf_cli import ADDRESS, INCIDENTS, LIMITS, REACH, Access

_VERSION = "v62.0"  # every org answers it, and the shape of an answer goes with the version
_ROOT = f"/services/data/{_VERSION}/"
_TOOLING = "tooling/"
_BATCHED = ("sobjects/", "query?")
_MOST_AT_ONCE = 25  # what an org takes in one batch
_MOST_TRIES = 4
_MOST_BYTES = 64 * 2**20
_PIECE = 2**16
_COUNT = quote("COUNT()")
_BUSY = (HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.SERVICE_UNAVAILABLE)
_ABOUT_ONE_QUESTION = (HTTPStatus.BAD_REQUEST, HTTPStatus.FORBIDDEN, HTTPStatus.NOT_FOUND)
_ABOUT_ALL = {"API_CURRENTLY_DISABLED", "API_DISABLED_FOR_ORG", "REQUEST_LIMIT_EXCEEDED"}
_ON_THIS_MACHINE = {"127.0.0.1", "localhost", "::1"}
_AGAIN = "Try again."
_SLOW = "Try again, or allow more time with --timeout."
_LOG_IN = "Log in again with: sf org login web --alias my-org"
_LONGER = "Or allow more time with --timeout."

# By HTTP status: what an org did, and what to do.
_STATUSES = {
    **dict.fromkeys((301, 302, 303, 307, 308), ("has moved to another address", _LOG_IN)),
    401: ("does not take the session of sf any more", _LOG_IN),
    403: (
        "refuses to be asked over REST",
        "Look at the user's permission API Enabled, and at the API limits in Setup.",
    ),
    404: (f"has no REST API {_VERSION} at the address that sf has for it", ADDRESS),
    429: ("gets too many requests", LIMITS),
    500: ("failed at its end", INCIDENTS),
    **dict.fromkeys((502, 503, 504), ("is too busy, or down for maintenance", INCIDENTS)),
}


@dataclass(frozen=True, slots=True)
class Refused:
    """What an org says to one question that it does not answer."""

    code: str
    message: str

    def __str__(self) -> str:
        return f"{self.code}: {self.message}"


Answer = Mapping[str, Any] | Refused


@dataclass(frozen=True, slots=True)
class Link:
    """A way to an org, which closes at its deadline, on the clock of `time.monotonic`."""

    access: Access
    pool: urllib3.PoolManager
    deadline: float


def describe(sobject: str) -> str:
    """Return the question what an object is like."""
    return f"sobjects/{quote(sobject)}/describe"


def query(soql: str) -> str:
    """Return the question that a query asks."""
    return f"query?q={quote(soql)}"


def tooling(soql: str) -> str:
    """Return the question that a query asks of the Tooling API, which shows all that is set up."""
    return _TOOLING + query(soql)


@contextmanager
def link(access: Access, timeout: float) -> Iterator[Link]:
    """Open a way to an org for a number of seconds at most."""
    try:
        url = urlsplit(access.instance_url)
    except ValueError as error:
        message = f"has an address that is none: {access.instance_url}"
        raise OrgError(Diagnostic(access.username, message), actions=(ADDRESS,)) from error
    if url.scheme != "https" and url.hostname not in _ON_THIS_MACHINE:
        message = f"has an address that is not https: {access.instance_url}"
        hint = "A session is not sent unencrypted; log in with: sf org login web --alias my-org"
        raise OrgError(Diagnostic(access.username, message), actions=(hint,))
    with _pool(url.scheme, url.hostname or "") as pool:
        yield Link(access, pool, time.monotonic() + timeout)


def ask(way: Link, questions: Iterable[str]) -> dict[str, Answer]:
    """Return the answer to each question; raises OrgError if the org gives no whole answer."""
    answers: dict[str, Answer] = {}
    waiting = {question: question for question in questions}
    while waiting:
        following = {}
        for question, answer in zip(waiting, _read(way, waiting.values()), strict=True):
            answers[question] = _joined(answers.get(question), answer)
            if rest := _rest(way, answer):
                following[question] = rest
        waiting = following
    for question, answer in answers.items():
        if not isinstance(answer, Refused) and not _is_whole(question, answer):
            raise _partial(way)
    return answers


def _pool(scheme: str, host: str) -> urllib3.PoolManager:
    """Return a pool that goes through the proxy which the environment names for this host."""
    proxy = getproxies().get(scheme)
    if proxy is None or host in _ON_THIS_MACHINE or proxy_bypass(host):
        return urllib3.PoolManager()
    try:
        address = urllib3.util.parse_url(proxy if "://" in proxy else f"http://{proxy}")
        user = unquote(address.auth) if address.auth else None
        headers = urllib3.make_headers(proxy_basic_auth=user) if user else None
        return urllib3.ProxyManager(address.url, proxy_headers=headers)
    except HTTPError as error:
        message = "cannot be used, with the address that your environment has for it"
        hint = f"Set {scheme}_proxy to http://host:port."
        raise OrgError(Diagnostic(f"the proxy for {scheme}", message), actions=(hint,)) from error


def _read(way: Link, resources: Collection[str]) -> list[Answer]:
    """Return what there is at each resource; a batch takes no Tooling API and no further page."""
    batched = iter([each for each in resources if each.startswith(_BATCHED)])
    found: dict[str, Answer] = {}
    while group := list(islice(batched, _MOST_AT_ONCE)):
        found |= zip(group, _batch(way, group), strict=True)
    for resource in resources:
        if resource not in found:
            found[resource] = _answer(way, *_send(way, "GET", resource))
    return [found[resource] for resource in resources]


def _batch(way: Link, resources: list[str]) -> Iterator[Answer]:
    requests = [{"method": "GET", "url": f"{_VERSION}/{resource}"} for resource in resources]
    status, body = _send(way, "POST", "composite/batch", {"batchRequests": requests})
    if status != HTTPStatus.OK:
        raise _failed(way, status, body)
    results = body.get("results") if isinstance(body, dict) else None
    if not isinstance(results, list) or len(results) != len(resources):
        raise _partial(way)
    for result in results:
        if not isinstance(result, dict):
            raise _partial(way)
        yield _answer(way, result.get("statusCode"), result.get("result"))


def _answer(way: Link, status: object, body: object) -> Answer:
    if status == HTTPStatus.OK and isinstance(body, dict):
        return body
    code, message = _said(way, body)
    if status in _ABOUT_ONE_QUESTION and code and code not in _ABOUT_ALL:
        return Refused(code, message)
    if status == HTTPStatus.OK or not isinstance(status, int):
        raise _partial(way)
    raise _failed(way, status, body)


def _rest(way: Link, answer: Answer) -> str:
    """Return the resource that has the rest of an answer, or nothing."""
    if isinstance(answer, Refused) or answer.get("done") is not False:
        return ""
    found = answer.get("nextRecordsUrl")
    if not isinstance(found, str) or not found.startswith(_ROOT):
        raise _partial(way)
    return found.removeprefix(_ROOT)


def _joined(before: Answer | None, answer: Answer) -> Answer:
    if before is None or isinstance(before, Refused) or isinstance(answer, Refused):
        return answer
    return {**answer, "records": [*before.get("records", ()), *answer.get("records", ())]}


def _is_whole(question: str, answer: Mapping[str, Any]) -> bool:
    """Whether an answer has the shape of its question, and all the records that it counts."""
    is_query = "query?q=" in question
    rows = answer.get("records" if is_query else "fields")
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        return False
    total = answer.get("totalSize")
    if not is_query:
        return True
    return isinstance(total, int) and (_COUNT in question or len(rows) == total)


def _send(way: Link, method: str, resource: str, body: object = None) -> tuple[int, object]:
    """Send a request, again while the org is busy; return the status and the JSON."""
    for attempt in range(_MOST_TRIES):
        response, content = _exchange(way, method, resource, body)
        if response.status not in _BUSY or attempt + 1 == _MOST_TRIES:
            break
        _wait(way, response, attempt)
    return response.status, _parsed(way, response.status, content)


def _exchange(
    way: Link, method: str, resource: str, body: object
) -> tuple[urllib3.BaseHTTPResponse, bytes]:
    headers = {
        "Authorization": f"Bearer {way.access.token}",
        "Accept": "application/json",
        "Accept-Encoding": "gzip",
        "Content-Type": "application/json",
    }
    try:
        response = way.pool.request(
            method,
            f"{way.access.instance_url}{_ROOT}{resource}",
            body=None if body is None else json.dumps(body).encode(),
            headers=headers,
            timeout=urllib3.Timeout(total=_left(way)),
            retries=False,
            redirect=False,
            preload_content=False,
        )
        with closing(response):
            return response, _content(way, response)
    except HTTPError as error:
        raise _cut(way, error) from error


def _content(way: Link, response: urllib3.BaseHTTPResponse) -> bytes:
    """Read an answer piece by piece, so that one which drips ends at the deadline as well."""
    content = bytearray()
    while piece := response.read1(_PIECE, decode_content=True):
        content += piece
        _left(way)
        if len(content) > _MOST_BYTES:
            raise _partial(way)
    response.release_conn()
    return bytes(content)


def _left(way: Link) -> float:
    """Return how many seconds are left; raises OrgError if none are."""
    left = way.deadline - time.monotonic()
    if left <= 0:
        raise _silent(way)
    return left


def _wait(way: Link, response: urllib3.BaseHTTPResponse, attempt: int) -> None:
    """Wait as long as the org asks for, or else longer each time."""
    try:
        seconds = urllib3.Retry().get_retry_after(response)
    except (InvalidHeader, ValueError, OverflowError):
        seconds = None
    if seconds is None:
        seconds = 0.5 * 2**attempt
    if seconds >= _left(way):
        what, hint = _STATUSES[response.status]
        message = (
            f"{what} (HTTP {response.status}), and is not to be asked for {seconds:g} seconds"
        )
        raise OrgError(Diagnostic(way.access.username, message), actions=(hint, _LONGER))
    time.sleep(seconds)


def _parsed(way: Link, status: int, content: bytes) -> object:
    try:
        return json.loads(content)
    except (ValueError, RecursionError) as error:
        if status != HTTPStatus.OK:
            return None  # the status says enough
        message = "gave an answer that is not JSON; is a login page or a proxy in the way?"
        hint = "Look at the address with: sf org display"
        raise OrgError(Diagnostic(way.access.username, message), actions=(hint,)) from error


def _said(way: Link, body: object) -> tuple[str, str]:
    """Return the code and the message of an error that an org tells of, without the token."""
    first = body[0] if isinstance(body, list) and body else body
    if not isinstance(first, dict):
        return "", ""
    code, message = (str(first.get(key) or "") for key in ("errorCode", "message"))
    words = " ".join(message.replace(way.access.token, "(a token)").split())
    return code.replace(way.access.token, "(a token)"), words[:300]


def _failed(way: Link, status: int, body: object) -> OrgError:
    what, hint = _STATUSES.get(status, ("gave an answer that nobody expects", _AGAIN))
    said = ": ".join(part for part in _said(way, body) if part)
    message = f"{what} (HTTP {status}{'; ' if said else ''}{said})"
    return OrgError(Diagnostic(way.access.username, message), actions=(hint,))


def _partial(way: Link) -> OrgError:
    message = "gave an answer that is not whole, so nothing of it is shown"
    return OrgError(Diagnostic(way.access.username, message), actions=(_AGAIN,))


def _silent(way: Link) -> OrgError:
    message = "did not answer in full within the time that --timeout allows"
    return OrgError(Diagnostic(way.access.username, message), actions=(_SLOW,))


def _cut(way: Link, error: HTTPError) -> OrgError:
    """Return what to say of a request that no whole answer came to."""
    host = urlsplit(way.access.instance_url).netloc
    rows: tuple[tuple[type[HTTPError], str, str], ...] = (
        (NameResolutionError, f"has an address that is not known: {host}", "Are you online?"),
        (
            ProxyError,
            "cannot be reached through the proxy that your environment names",
            "Look at its address, and at the name and password that it may want.",
        ),
        (
            NewConnectionError,
            f"takes no connection at {host}",
            REACH,
        ),
        (
            SSLError,
            f"is behind a certificate that is not trusted, at {host}",
            "If a proxy of yours signs for others, name its certificate in SSL_CERT_FILE.",
        ),
    )
    if isinstance(error, TimeoutError) and not isinstance(error, NewConnectionError):
        return _silent(way)
    for kind, message, hint in rows:
        if isinstance(error, kind):
            return OrgError(Diagnostic(way.access.username, message), actions=(hint,))
    message = f"broke the connection off before its answer was whole, at {host}"
    return OrgError(Diagnostic(way.access.username, message), actions=(_AGAIN,))
