"""The HTTP server of the stand-in org, and the faults that a test can ask of it."""

import json
import socket
import struct
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from copy import deepcopy
from dataclasses import dataclass, field
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Self

from org.data import Data
from org.metadata import Metadata, Refusals
from org.rest import Request, Rest
from org.soap import FaultError, Jobs, fault

TOKEN = "00DFK0000000001!AQ.anything"  # noqa: S105  (only this stand-in takes it)
CODES = {
    401: ("INVALID_SESSION_ID", "Session expired or invalid"),
    403: ("REQUEST_LIMIT_EXCEEDED", "TotalRequests Limit exceeded."),
    404: ("NOT_FOUND", "The requested resource does not exist"),
    429: ("REQUEST_LIMIT_EXCEEDED", "Too many requests"),
    500: ("UNKNOWN_EXCEPTION", "An unexpected error occurred."),
    503: ("SERVER_UNAVAILABLE", "Server is too busy."),
}
# Besides the statuses: a connection cut in the middle, an answer that is no JSON, and none at all.
RESET, TEXT, SILENCE = "reset", "text", "silence"


@dataclass
class Faults:
    """Faults that wait for a call, in order; each serves the first call that it is meant for."""

    waiting: list[tuple[int | str, str]] = field(default_factory=list)

    def next(self, kind: int | str, where: str = "", times: int = 1) -> None:
        """Answer the next calls, whose address has `where` in it, with a status or a fault."""
        if kind not in (*CODES, RESET, TEXT, SILENCE):
            raise ValueError(f"no such fault: {kind}")
        self.waiting += [(kind, where)] * times

    def take(self, address: str) -> int | str | None:
        for fault_of in self.waiting:
            if fault_of[1] in address:
                self.waiting.remove(fault_of)
                return fault_of[0]
        return None


class Org:
    """A running org, as a context manager; `calls` lists each call as its method and address."""

    def __init__(self, refusals: Refusals) -> None:
        self.metadata = Metadata(refusals)
        self.data = Data(self.metadata)
        self.rest = Rest(self.data)
        self.jobs = Jobs(self.metadata)
        self.faults = Faults()
        self.calls: list[str] = []
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
        before = deepcopy((self.metadata.stored, self.metadata.versions, self.data.tables))
        yield self
        self.metadata.stored, self.metadata.versions, self.data.tables = before
        self.faults.waiting.clear()
        self.calls.clear()

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
            kind = org.faults.take(self.path)
            if kind is None:
                self._answer(org, body)
        if kind is not None:
            self._fail(kind)

    do_GET = do_POST = do_PATCH = do_DELETE = _handle  # noqa: N815  (http.server's names)

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

    def _fail(self, kind: int | str) -> None:
        if isinstance(kind, int):
            self._send_error(kind, CODES[kind])
        elif kind == TEXT:
            self._send(200, b"<html>Down for maintenance</html>", "text/html")
        elif kind == RESET:
            self.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n[{")
            self.wfile.flush()
            linger = struct.pack("ii", 1, 0)
            self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
            self.close_connection = True
        else:
            self.server.org.closing.wait()
            self.close_connection = True

    def _send_error(self, status: int, error: tuple[str, str]) -> None:
        code, message = error
        if "/services/Soap/" in self.path:
            # SOAP has one status for all that the org says; only what stands before it has others.
            status = 500 if status == HTTPStatus.UNAUTHORIZED else status
            self._send(status, fault(code, message), "text/xml; charset=UTF-8")
        else:
            body = json.dumps([{"errorCode": code, "message": message}]).encode()
            self._send(status, body)

    def _send(self, status: int, body: bytes, kind: str = "application/json") -> None:
        self.send_response(status)
        if status == HTTPStatus.TOO_MANY_REQUESTS:
            self.send_header("Retry-After", "1")
        if status != HTTPStatus.NO_CONTENT:
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)
