"""The yaml-language-server of npm, which VS Code runs, over its standard input and output."""

import json
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Timer
from typing import IO, Any

from conftest import ROOT

PROGRAM = ROOT / "node_modules/yaml-language-server/bin/yaml-language-server"
_SETTINGS = {
    "completion": True,
    "hover": True,
    "validate": True,
    "schemaStore": {"enable": False},  # no network
}
_MOST_SECONDS = 120
_CAN = {"completion": {"completionItem": {"snippetSupport": True}}, "hover": {}}


class Server:
    """A running server, and the files that are open in it."""

    def __init__(self, reads: IO[bytes], writes: IO[bytes], folder: Path) -> None:
        self._reads, self._writes, self._folder = reads, writes, folder
        self._asked = 0
        self._diagnostics: dict[str, list[tuple[int, str]]] = {}
        capabilities = {"textDocument": _CAN}
        self._ask("initialize", {"rootUri": folder.as_uri(), "capabilities": capabilities})
        self._tell("initialized", {})
        self._tell("workspace/didChangeConfiguration", {"settings": {"yaml": _SETTINGS}})

    def open(self, name: str, text: str) -> None:
        """Open a file, as an editor does; it need not be on the disk."""
        document = {"uri": self._uri(name), "languageId": "yaml", "version": 1, "text": text}
        self._tell("textDocument/didOpen", {"textDocument": document})

    def diagnostics(self, name: str) -> list[tuple[int, str]]:
        """Return the line (from 1) and the message of each diagnostic of an open file."""
        while self._uri(name) not in self._diagnostics:
            self._handle(self._read())
        return self._diagnostics[self._uri(name)]

    def completions(self, name: str, line: int, column: int) -> dict[str, str]:
        """Return what may be written at a place (both from 1), each with its explanation."""
        found = self._at("completion", name, line, column)
        items = found["items"] if isinstance(found, dict) else found or []
        return {item["label"]: str(item.get("documentation", "")) for item in items}

    def hover(self, name: str, line: int, column: int) -> str:
        """Return the explanation of what stands at a place (both from 1)."""
        return str(self._at("hover", name, line, column)["contents"]["value"])

    def _at(self, what: str, name: str, line: int, column: int) -> Any:
        position = {"line": line - 1, "character": column - 1}
        place = {"textDocument": {"uri": self._uri(name)}, "position": position}
        return self._ask(f"textDocument/{what}", place)

    def _uri(self, name: str) -> str:
        return (self._folder / name).as_uri()

    def _ask(self, method: str, params: object) -> Any:
        self._asked += 1
        self._send({"id": self._asked, "method": method, "params": params})
        while True:
            message = self._read()
            if message.get("id") == self._asked and "method" not in message:
                return message["result"]
            self._handle(message)

    def _handle(self, message: dict[str, Any]) -> None:
        """Keep diagnostics, and answer what the server asks."""
        if message.get("method") == "textDocument/publishDiagnostics":
            params = message["params"]
            found = [
                (each["range"]["start"]["line"] + 1, each["message"])
                for each in params["diagnostics"]
            ]
            self._diagnostics[params["uri"]] = found
        elif "id" in message:
            self._send({"id": message["id"], "result": None})

    def _tell(self, method: str, params: object) -> None:
        self._send({"method": method, "params": params})

    def _send(self, message: dict[str, Any]) -> None:
        content = json.dumps({"jsonrpc": "2.0", **message}).encode()
        self._writes.write(b"Content-Length: %d\r\n\r\n%b" % (len(content), content))
        self._writes.flush()

    def _read(self) -> dict[str, Any]:
        length = 0
        while header := self._reads.readline().strip():
            name, _, value = header.partition(b":")
            length = int(value) if name.lower() == b"content-length" else length
        message: dict[str, Any] = json.loads(self._reads.read(length))
        return message


@contextmanager
def running(folder: Path) -> Iterator[Server]:
    """Run the server for the files of a folder, and end it."""
    assert PROGRAM.exists(), f"{PROGRAM} is missing: run `make test`, which installs it"
    pipe = subprocess.PIPE
    call = ("node", PROGRAM, "--stdio")
    with subprocess.Popen(call, stdin=pipe, stdout=pipe, stderr=subprocess.DEVNULL) as process:
        limit = Timer(_MOST_SECONDS, process.kill)  # a server that says nothing fails the tests
        limit.start()
        try:
            assert process.stdin
            assert process.stdout
            yield Server(process.stdout, process.stdin, folder)
        finally:
            limit.cancel()
            process.kill()
