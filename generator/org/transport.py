"""One HTTP request to an org: its proxy, its time limit, and repeats while the org is busy.

The token is in one header, and is never shown. Each failure is an OrgError.
"""

import json
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from http import HTTPStatus
from urllib.parse import unquote, urlsplit
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
from generator.org.access import Access
from generator.org.sf_cli import ADDRESS, INCIDENTS, LIMITS, REACH, SLOW

VERSION = "v62.0"  # every org answers it, and the shape of an answer goes with the version
ROOT = f"/services/data/{VERSION}/"
_MOST_TRIES = 4
_MOST_BYTES = 64 * 2**20
_PIECE = 2**16
_BUSY = (HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.SERVICE_UNAVAILABLE)
_ON_THIS_MACHINE = {"127.0.0.1", "localhost", "::1"}
_AGAIN = "Try again."
_LOG_IN = "Log in again with: sf org login web --alias my-org"
_MORE_TIME = "Or allow more time with --timeout."

# By HTTP status: what is wrong, and what to do.
_STATUSES = {
    **dict.fromkeys((301, 302, 303, 307, 308), ("has moved to another address", _LOG_IN)),
    401: ("the session has expired", _LOG_IN),
    403: (
        "refuses access over REST",
        "Check the user's permission API Enabled, and the API limits in Setup.",
    ),
    404: (f"has no REST API {VERSION} at its instance URL", ADDRESS),
    429: ("receives too many requests", LIMITS),
    500: ("reports an internal error", INCIDENTS),
    **dict.fromkeys((502, 503, 504), ("is too busy, or down for maintenance", INCIDENTS)),
}
# By failure of a connection: what is wrong at a host, and what to do.
_FAILURES: tuple[tuple[type[HTTPError], str, str], ...] = (
    (NameResolutionError, "unknown host {}", "Are you online?"),
    (
        ProxyError,
        "{} cannot be reached through the proxy that the environment names",
        "Check its address, and the name and password that it may require.",
    ),
    (NewConnectionError, "no connection to {}", REACH),
    (
        SSLError,
        "the certificate of {} is not trusted",
        "If a proxy of yours signs for others, name its certificate in SSL_CERT_FILE.",
    ),
    (HTTPError, "the connection to {} broke before the response was complete", _AGAIN),
)


@dataclass(frozen=True, slots=True)
class Session:
    """An open connection to an org until its deadline, on the clock of `time.monotonic`."""

    access: Access
    pool: urllib3.PoolManager
    deadline: float


@contextmanager
def open_session(access: Access, timeout: float) -> Iterator[Session]:
    """Connect to an org for `timeout` seconds at most.

    Raises OrgError if the instance URL or the proxy in the environment cannot be used.
    """
    try:
        url = urlsplit(access.instance_url)
        host = url.hostname or ""
    except ValueError as error:
        message = f"invalid instance URL: {access.instance_url}"
        raise OrgError(Diagnostic(access.username, message), actions=(ADDRESS,)) from error
    if url.scheme != "https" and host not in _ON_THIS_MACHINE:
        message = f"invalid instance URL: {access.instance_url}; https is required"
        hint = "A session is not sent unencrypted; log in with: sf org login web --alias my-org"
        raise OrgError(Diagnostic(access.username, message), actions=(hint,))
    with _pool(url.scheme, host) as pool:
        yield Session(access, pool, time.monotonic() + timeout)


def send(session: Session, method: str, resource: str, body: object = None) -> tuple[int, object]:
    """Send a request, again while the org is busy; return the HTTP status and the JSON.

    Raises OrgError if no complete response comes before the deadline, or one that is no JSON.
    """
    for attempt in range(_MOST_TRIES):
        response, content = _exchange(session, method, resource, body)
        if response.status not in _BUSY or attempt + 1 == _MOST_TRIES:
            break
        _wait(session, response, attempt)
    return response.status, _parsed(session, response.status, content)


def error_in(session: Session, body: object) -> tuple[str, str]:
    """Return the code and the message of an error in an org's JSON, without the token."""
    first = body[0] if isinstance(body, list) and body else body
    if not isinstance(first, dict):
        return "", ""
    code, message = (
        str(first.get(key) or "").replace(session.access.token, "(a token)")
        for key in ("errorCode", "message")
    )
    return code, " ".join(message.split())[:300]


def failed(session: Session, status: int, body: object) -> OrgError:
    """Return the error for a request that an org refuses, by its HTTP status and its JSON."""
    what, hint = _STATUSES.get(status, ("unexpected response", _AGAIN))
    said = ": ".join(part for part in error_in(session, body) if part)
    message = f"{what} (HTTP {status}{'; ' if said else ''}{said})"
    return OrgError(Diagnostic(session.access.username, message), actions=(hint,))


def incomplete(session: Session) -> OrgError:
    """Return the error for a response that lacks something; nothing of it may be used."""
    return OrgError(Diagnostic(session.access.username, "incomplete response"), actions=(_AGAIN,))


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
        diagnostic = Diagnostic(f"{scheme}_proxy", "invalid address of a proxy in the environment")
        hint = f"Set {scheme}_proxy to http://host:port."
        raise OrgError(diagnostic, actions=(hint,)) from error


def _exchange(
    session: Session, method: str, resource: str, body: object
) -> tuple[urllib3.BaseHTTPResponse, bytes]:
    headers = {
        "Authorization": f"Bearer {session.access.token}",
        "Accept": "application/json",
        "Accept-Encoding": "gzip",
        "Content-Type": "application/json",
    }
    try:
        response = session.pool.request(
            method,
            f"{session.access.instance_url}{ROOT}{resource}",
            body=None if body is None else json.dumps(body).encode(),
            headers=headers,
            timeout=urllib3.Timeout(total=_seconds_left(session)),
            retries=False,
            redirect=False,
            preload_content=False,
        )
        with closing(response):
            return response, _content(session, response)
    except HTTPError as error:
        raise _unreachable(session, error) from error


def _content(session: Session, response: urllib3.BaseHTTPResponse) -> bytes:
    """Read a response piece by piece, so that a slow one also ends at the deadline."""
    content = bytearray()
    while piece := response.read1(_PIECE, decode_content=True):
        content += piece
        _seconds_left(session)
        if len(content) > _MOST_BYTES:
            raise incomplete(session)
    response.release_conn()
    return bytes(content)


def _seconds_left(session: Session) -> float:
    """Return how many seconds are left; raises OrgError if none are."""
    left = session.deadline - time.monotonic()
    if left <= 0:
        raise _too_slow(session)
    return left


def _wait(session: Session, response: urllib3.BaseHTTPResponse, attempt: int) -> None:
    """Wait as long as the org requires; if it names no time, longer after each attempt."""
    try:
        seconds = urllib3.Retry().get_retry_after(response)
    except (InvalidHeader, ValueError, OverflowError):
        seconds = None
    if seconds is None:
        seconds = 0.5 * 2**attempt
    if seconds >= _seconds_left(session):
        what, hint = _STATUSES[response.status]
        message = (
            f"{what} (HTTP {response.status}), and requires a wait of {seconds:g} seconds, "
            "longer than --timeout allows"
        )
        raise OrgError(Diagnostic(session.access.username, message), actions=(hint, _MORE_TIME))
    time.sleep(seconds)


def _parsed(session: Session, status: int, content: bytes) -> object:
    try:
        return json.loads(content)
    except (ValueError, RecursionError) as error:
        if status != HTTPStatus.OK:
            return None  # the status says enough
        message = "unexpected response, which is not JSON; does a login page or a proxy answer?"
        raise OrgError(Diagnostic(session.access.username, message), actions=(ADDRESS,)) from error


def _too_slow(session: Session) -> OrgError:
    message = "no complete response within the time that --timeout allows"
    return OrgError(Diagnostic(session.access.username, message), actions=(SLOW,))


def _unreachable(session: Session, error: HTTPError) -> OrgError:
    """Return the error for a request to which no complete response came."""
    if isinstance(error, TimeoutError) and not isinstance(error, NewConnectionError):
        return _too_slow(session)
    message, hint = next((what, hint) for kind, what, hint in _FAILURES if isinstance(error, kind))
    host = urlsplit(session.access.instance_url).netloc
    diagnostic = Diagnostic(session.access.username, message.format(host))
    return OrgError(diagnostic, actions=(hint,))
