"""The real Salesforce CLIs: where they are, what keeps them quiet, and how they are started.

The pinned one is the last that runs on Node 20; the newest one brings the Node that it needs.
A start takes two seconds, so tests of many commands give them to one start.
"""

import json
import os
import platform
import re
import shlex
import shutil
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from conftest import ROOT, execute


@dataclass(frozen=True)
class Installation:
    """A Salesforce CLI, in the npm project that installs it."""

    name: str
    project: Path

    @property
    def modules(self) -> Path:
        path = self.project / "node_modules"
        assert (path / ".bin/sf").exists(), (
            f"the {self.name} Salesforce CLI is not installed: run `make test`, which installs it"
        )
        return path

    @property
    def sf(self) -> Path:
        return self.modules / ".bin/sf"

    @property
    def package(self) -> Path:
        return self.modules / "@salesforce/cli"

    @property
    def path(self) -> str:
        """A PATH on which `sf` is this one, and `node` is the one that runs it."""
        node_of(self)
        return f"{self.sf.parent}{os.pathsep}{os.environ['PATH']}"


PINNED = Installation("pinned", ROOT)
NEWEST = Installation("newest", ROOT / "tests/newest-sf")
each_installation = pytest.mark.parametrize(
    "installation", [PINNED, NEWEST], ids=lambda installation: installation.name
)


@cache
def node_of(installation: Installation) -> Path:
    """Return the Node that runs a CLI: the one that npm installed with it, or the system's.

    npm has one for Linux on x64. Elsewhere a test is skipped where the system's is too old.
    """
    own = installation.modules / ".bin/node"
    if own.exists():
        return own
    found = shutil.which("node")
    assert found, "Node is not installed, or not in the PATH"
    if installation is NEWEST:
        here = f"{platform.system()} {platform.machine()}"
        assert here != "Linux x86_64", f"{own} is missing: run `make clean test`"
        version = execute(found, "--version").stdout.strip()
        needed = json.loads((NEWEST.project / "package.json").read_bytes())["engines"]["node"]
        if _numbers(version) < _numbers(needed):
            pytest.skip(f"Node is {version}; the newest Salesforce CLI needs {needed}")
    return Path(found)


def _numbers(version: str) -> list[int]:
    return [int(number) for number in re.findall(r"\d+", version)]


QUIET = {
    "CI": "true",
    "SF_AUTOUPDATE_DISABLE": "true",
    "SF_DISABLE_AUTOUPDATE": "true",
    "SF_DISABLE_LOG_FILE": "true",
    "SF_DISABLE_TELEMETRY": "true",
    "SF_SKIP_NEW_VERSION_CHECK": "true",
}
# What `sf` itself does with one command, for each of several; after its output stands its status.
_RUN_ALL = """
const { createRequire } = require("node:module");
const { Config, run } = createRequire(process.argv[1] + "/package.json")("@oclif/core");
(async () => {
  const config = await Config.load({ root: process.argv[1] });
  for (const { folder, words } of JSON.parse(process.argv[2])) {
    process.chdir(folder);
    process.exitCode = 0;
    await run(words, config).catch((error) => {
      process.exitCode ||= 1;
      console.error(folder, error);
    });
    process.stdout.write(`\\0${process.exitCode}\\0`);
  }
  process.exitCode = 0;
})();
"""


class Command(NamedTuple):
    """The words of a command, and the folder in which it runs."""

    folder: Path
    words: tuple[str, ...]


class Answer(NamedTuple):
    """What a command printed, and its status."""

    stdout: str
    status: int


def run_all(
    commands: Iterable[Command],
    environment: Mapping[str, str],
    installation: Installation = PINNED,
) -> list[Answer]:
    """Run commands of the real CLI one after another, all in one process."""
    todo = [{"folder": str(each.folder), "words": each.words} for each in commands]
    quiet = {**QUIET, **environment}
    call = (node_of(installation), "--eval", _RUN_ALL)
    result = execute(*call, installation.package, json.dumps(todo), environment=quiet)
    assert result.returncode == 0, result.stderr
    *parts, rest = result.stdout.split("\0")
    answers = [Answer(*each) for each in zip(parts[::2], map(int, parts[1::2]), strict=True)]
    assert (len(answers), rest) == (len(todo), ""), result.stdout + result.stderr
    return answers


@cache
def commands(installation: Installation) -> dict[str, dict[str, Any]]:
    """Return the commands of the plugins that a CLI is made of, by their words."""
    plugins = json.loads((installation.package / "package.json").read_bytes())["oclif"]["plugins"]
    manifests = [installation.modules / plugin / "oclif.manifest.json" for plugin in plugins]
    return {
        identity.replace(":", " "): command
        for manifest in manifests
        for identity, command in json.loads(manifest.read_bytes())["commands"].items()
    }


def unknown_options(line: str, installation: Installation) -> list[str]:
    """Return the options in a command line of `sf` that its command does not have in a CLI."""
    words = shlex.split(line)[1:]
    options = [word for word in words if word.startswith("--")]
    known = commands(installation)[" ".join(words[: words.index(options[0])])]["flags"]
    return [option for option in options if option[2:].partition("=")[0] not in known]
