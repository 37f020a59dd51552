"""The HTTP server of the stand-in org, and the faults that a test can ask of it."""

import gzip
import json
import socket
import struct
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from copy import deepcopy
from dataclasses import dataclass, field
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import NamedTuple, Self

from org.columns import Record
from org.data import Data
from org.metadata import Key, Metadata, Refusals
from org.rest import Request, Rest
from org.soap import FaultError, Jobs, fault

TOKEN = "00DFK0000000001!AQ.anything"  # noqa: S105  (only this stand-in takes it)
CODES = {
    302: ("MOVED", "Found"),
    401: ("INVALID_SESSION_ID", "Session expired or invalid"),
    403: ("REQUEST_LIMIT_EXCEEDED", "TotalRequests Limit exceeded."),
    404: ("NOT_FOUND", "The requested resource does not exist"),
    418: ("TEAPOT", "Nobody knows this status."),
    429: ("REQUEST_LIMIT_EXCEEDED", "Too many requests"),
    500: ("UNKNOWN_EXCEPTION", "An unexpected error occurred."),
    502: ("BAD_GATEWAY", "Bad gateway"),
    503: ("SERVER_UNAVAILABLE", "Server is too busy."),
}
# Besides the statuses: a connection that is reset or closed in the middle of an answer, or closed
# without one; an answer that is no JSON, one that never ends, and none at all.
RESET, CLOSE, HANG_UP, TEXT, DRIP, SILENCE = "reset", "close", "hang up", "text", "drip", "silence"


class Fault(NamedTuple):
    """A status or a fault, the part of an address that it is for, and what it sends besides."""

    kind: int | str
    where: str = ""
    message: str = ""
    headers: tuple[tuple[str, str], ...] = ()


@dataclass
class Faults:
    """Faults that wait for a call, in order; each serves the first call that it is meant for."""

    waiting: list[Fault] = field(default_factory=list)

    def next(
        self,
        kind: int | str,
        where: str = "",
        times: int = 1,
        *,
        message: str = "",
        headers: Mapping[str, str] | None = None,
    ) -> None:
        """Answer the next calls, whose address has `where` in it, with a status or a fault."""
        if kind not in (*CODES, RESET, CLOSE, HANG_UP, TEXT, DRIP, SILENCE):
            raise ValueError(f"no such fault: {kind}")
        self.waiting += [Fault(kind, where, message, tuple((headers or {}).items()))] * times

    def take(self, address: str) -> Fault | None:
        for fault_of in self.waiting:
            if fault_of.where in address:
                self.waiting.remove(fault_of)
                return fault_of
        return None


class Org:
    """A running org, as a context manager.

    `calls` lists each call as its method and address; `tunnels` what the org was given as a name
    and password where it was taken for a proxy, which it refuses to be.
    """

    def __init__(self, refusals: Refusals) -> None:
        self.metadata = Metadata(refusals)
        self.data = Data(self.metadata)
        self.rest = Rest(self.data)
        self.jobs = Jobs(self.metadata)
        self.faults = Faults()
        self.calls: list[str] = []
        self.tunnels: list[str | None] = []
        self.lock = threading.Lock()
        self.closing = threading.Event()
        self._server = _Server(self)
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.05,))

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_port}"

    @contextmanager
    def undone(self) -> Iterator[Self]:
        """Undo at the end what is done within: tests may share an org and be alone in it."""
        before = self.state()
        yield self
        self.metadata.stored, self.metadata.versions, self.data.tables = before
        self.data.hidden.clear()
        self.data.namespace = ""
        self.metadata.withheld.clear()
        self.rest = Rest(self.data)
        self.faults.waiting.clear()
        self.calls.clear()
        self.tunnels.clear()

    def state(self) -> tuple[dict[Key, bytes], dict[str, int], dict[str, dict[str, Record]]]:
        """Return a copy of all that the org keeps."""
        return deepcopy((self.metadata.stored, self.metadata.versions, self.data.tables))

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.closing.set()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False

    def __init__(self, org: Org) -> None:
        self.org = org
        super().__init__(("127.0.0.1", 0), _Handler)

    def handle_error(self, request: object, client_address: object) -> None:
        """Say nothing of a client that went away."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: _Server

    def _handle(self) -> None:
        org = self.server.org
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        with org.lock:
            org.calls.append(f"{self.command} {self.path}")
            fault_of = org.faults.take(self.path)
            if fault_of is None:
                self._answer(org, body)
        if fault_of is not None:
            self._fail(fault_of)

    do_GET = do_POST = do_PATCH = do_DELETE = _handle  # noqa: N815  (http.server's names)

    def do_CONNECT(self) -> None:
        """Be a proxy that lets nobody through."""
        self.server.org.tunnels.append(self.headers["Proxy-Authorization"])
        self._send(HTTPStatus.PROXY_AUTHENTICATION_REQUIRED, b"")

    def log_message(self, *_: object) -> None:
        """Write no log: `Org.calls` has it."""

    def _answer(self, org: Org, body: bytes) -> None:
        try:
            self._answer_well(org, body)
        except Exception as error:  # noqa: BLE001  (the client shows it, and does not try again)
            self._send_error(400, ("STAND_IN_ERROR", repr(error)))

    def _answer_well(self, org: Org, body: bytes) -> None:
        is_soap = "/services/Soap/" in self.path
        if not self._is_ours(body, is_soap=is_soap):
            self._send_error(401, CODES[401])
        elif is_soap:
            try:
                self._send(200, org.jobs.answer(body), "text/xml; charset=UTF-8")
            except FaultError as error:
                self._send_error(500, (error.code, str(error)))
        else:
            sent = json.loads(body) if body else None
            status, answer = org.rest.answer(Request(self.command, self.path, sent))
            self._send(status, b"" if answer is None else json.dumps(answer).encode())

    def _is_ours(self, body: bytes, *, is_soap: bool) -> bool:
        """Whether a call bears the token; the list of versions needs none."""
        token = TOKEN.encode() in body if is_soap else self.headers.get("Authorization")
        return self.path.rstrip("/") == "/services/data" or token in (True, f"Bearer {TOKEN}")

    def _fail(self, fault_of: Fault) -> None:
        kind = fault_of.kind
        if isinstance(kind, int):
            code, message = CODES[kind]
            self._send_error(kind, (code, fault_of.message or message), dict(fault_of.headers))
        elif kind == TEXT:
            self._send(200, b"<html>Down for maintenance</html>", "text/html")
        else:
            self.close_connection = True
            self._break_off(str(kind))

    def _break_off(self, kind: str) -> None:
        closing = self.server.org.closing
        if kind == SILENCE:
            closing.wait()
        if kind in {RESET, CLOSE, DRIP}:
            self.wfile.write(b'HTTP/1.1 200 OK\r\nContent-Length: 999\r\n\r\n{"results')
            self.wfile.flush()
        if kind == RESET:
            time.sleep(0.1)  # else what was written may be lost, and nothing has begun
            linger = struct.pack("ii", 1, 0)
            self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
        while kind == DRIP and not closing.wait(0.2):
            self.wfile.write(b" ")
            self.wfile.flush()

    def _send_error(
        self, status: int, error: tuple[str, str], headers: Mapping[str, str] | None = None
    ) -> None:
        code, message = error
        if "/services/Soap/" in self.path:
            # SOAP has one status for all that the org says; only what stands before it has others.
            status = 500 if status == HTTPStatus.UNAUTHORIZED else status
            self._send(status, fault(code, message), "text/xml; charset=UTF-8")
        else:
            body = json.dumps([{"errorCode": code, "message": message}]).encode()
            self._send(status, body, headers=headers)

    def _send(
        self,
        status: int,
        body: bytes,
        kind: str = "application/json",
        headers: Mapping[str, str] | None = None,
    ) -> None:
        more = {"Retry-After": "1"} if status == HTTPStatus.TOO_MANY_REQUESTS else {}
        if status != HTTPStatus.NO_CONTENT:
            if "gzip" in (self.headers["Accept-Encoding"] or ""):
                body = gzip.compress(body)
                more["Content-Encoding"] = "gzip"
            more |= {"Content-Type": kind, "Content-Length": str(len(body))}
        self.send_response(status)
        for name, value in {**more, **(headers or {})}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)
