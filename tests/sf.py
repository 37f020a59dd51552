"""The real Salesforce CLI: where it lies, what keeps it quiet, and how it is started.

A start of `sf` takes two seconds, so tests of many commands give them to one start.
"""

import json
import shlex
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from subprocess import CompletedProcess
from typing import Any, NamedTuple

from conftest import ROOT, execute

MODULES = ROOT / "node_modules"
SF = MODULES / ".bin/sf"
CLI = MODULES / "@salesforce/cli"
SCHEMAS = MODULES / "@salesforce/schemas"
QUIET = {
    "CI": "true",
    "SF_AUTOUPDATE_DISABLE": "true",
    "SF_DISABLE_AUTOUPDATE": "true",
    "SF_DISABLE_LOG_FILE": "true",
    "SF_DISABLE_TELEMETRY": "true",
    "SF_SKIP_NEW_VERSION_CHECK": "true",
}
# What `sf` itself does with one command, for each of several.
_RUN_ALL = """
const { createRequire } = require("node:module");
const { Config, run } = createRequire(process.argv[1] + "/package.json")("@oclif/core");
(async () => {
  const config = await Config.load({ root: process.argv[1] });
  for (const { folder, words } of JSON.parse(process.argv[2])) {
    process.chdir(folder);
    await run(words, config);
  }
})().catch((error) => { console.error(process.cwd(), error); process.exitCode = 1; });
"""


class Command(NamedTuple):
    """The words of a command, and the folder in which it runs."""

    folder: Path
    words: tuple[str, ...]


def run_all(commands: Iterable[Command], home: Path) -> CompletedProcess[str]:
    """Run commands of the real CLI one after another, all in one process; each has to succeed."""
    assert SF.exists(), "the Salesforce CLI is not installed: run `make test`, which installs it"
    todo = [{"folder": str(each.folder), "words": each.words} for each in commands]
    environment = {**QUIET, "HOME": str(home)}
    result = execute("node", "--eval", _RUN_ALL, CLI, json.dumps(todo), environment=environment)
    assert result.returncode == 0, result.stdout + result.stderr
    return result


@cache
def commands() -> dict[str, dict[str, Any]]:
    """Return the commands of the plugins that the CLI is made of, by their words."""
    plugins = json.loads((CLI / "package.json").read_bytes())["oclif"]["plugins"]
    manifests = [MODULES / plugin / "oclif.manifest.json" for plugin in plugins]
    return {
        identity.replace(":", " "): command
        for manifest in manifests
        for identity, command in json.loads(manifest.read_bytes())["commands"].items()
    }


def unknown_options(line: str) -> list[str]:
    """Return the options in a command line of `sf` that its command does not have."""
    words = shlex.split(line)[1:]
    options = [word for word in words if word.startswith("--")]
    known = commands()[" ".join(words[: words.index(options[0])])]["flags"]
    return [option for option in options if option[2:].partition("=")[0] not in known]
