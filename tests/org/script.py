"""A script in the place of `sf`, which gives the answers of the real one and notes its calls."""

import json
import shlex
from pathlib import Path

from conftest import program

from org.data import ORGANIZATION, USERNAME
from org.server import TOKEN

ALIAS = "my-org"
DISPLAY = {"id": ORGANIZATION, "username": USERNAME, "alias": ALIAS}
HIDDEN = "[REDACTED] Use 'sf org auth show-access-token' to view"


class ScriptedSf:
    """Answers in a folder, by command; the folder is to be in the PATH."""

    def __init__(self, folder: Path, url: str) -> None:
        self.folder = folder
        self.url = url
        folder.mkdir()
        self.shows_org()
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
        """Do something else."""
        program(self.folder / "sf", script)

    def says(self, command: str, answer: object) -> None:
        """Answer a command with a text, or with JSON."""
        text = answer if isinstance(answer, str) else json.dumps(answer)
        (self.folder / command).write_text(text, encoding="utf-8")

    def shows_org(self, **changed: str | None) -> None:
        """Show the org as `sf` does, with something changed, or left out where it is None."""
        shown = {**DISPLAY, "instanceUrl": self.url, "accessToken": HIDDEN, **changed}
        result = {key: value for key, value in shown.items() if value is not None}
        self.says("org display", {"status": 0, "result": result})

    @property
    def calls(self) -> list[str]:
        path = self.folder / "calls"
        return path.read_text(encoding="utf-8").splitlines() if path.exists() else []
