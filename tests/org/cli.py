"""The real `sf` command line, pointed at a stand-in org."""

import json
from dataclasses import dataclass
from pathlib import Path
from subprocess import CompletedProcess
from typing import Any

from conftest import execute
from sf import PINNED, QUIET, Command, Installation, run_all

from org.server import TOKEN, Org


@dataclass
class Cli:
    """Runs commands in a project, as a user with a home of their own."""

    org: Org
    project: Path
    home: Path
    installation: Installation = PINNED

    def __call__(self, *arguments: str | Path, fails: bool = False) -> Any:
        """Return the result of a command in the org, or, if it `fails`, all of its JSON."""
        answer = self.run(*arguments, "--target-org", TOKEN, "--json")
        assert (answer.returncode != 0) == fails, answer.stdout + answer.stderr
        parsed = json.loads(answer.stdout)
        return parsed if fails else parsed["result"]

    def all(self, *commands: tuple[str | Path, ...]) -> list[Any]:
        """Return the results of commands in the org, which share one start of `sf`.

        Of a command that fails it is all of its JSON.
        """
        org = ("--target-org", TOKEN, "--json")
        todo = [Command(self.project, (*map(str, each), *org)) for each in commands]
        answers = run_all(todo, self.environment(), self.installation)
        parsed = [(json.loads(each.stdout), each.status) for each in answers]
        return [found if status else found["result"] for found, status in parsed]

    def login(self, alias: str) -> None:
        """Let commands that `run` name the org by an alias."""
        login = ("org", "login", "access-token", "--no-prompt", "--alias", alias)
        answer = self.run(*login, "--instance-url", self.org.url, SF_ACCESS_TOKEN=TOKEN)
        assert answer.returncode == 0, answer.stdout + answer.stderr

    def run(self, *arguments: str | Path, **environment: str) -> CompletedProcess[str]:
        """Run a command as it stands."""
        everything = {**self.environment(), **environment}
        return execute(self.installation.sf, *arguments, cwd=self.project, environment=everything)

    def environment(
        self, temporary: Path | None = None, path: str | None = None
    ) -> dict[str, str]:
        """Return what leads a program of ours to `sf`, and `sf` to the org."""
        return {
            **QUIET,
            "HOME": str(self.home),
            "PATH": self.installation.path if path is None else path,
            "SF_ORG_INSTANCE_URL": self.org.url,
            **({"TMPDIR": str(temporary)} if temporary else {}),
        }
