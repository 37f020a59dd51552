"""The real Salesforce CLI: where it lies, what keeps it quiet, and how it is started.

A start of `sf` takes two seconds, so tests of many commands give them to one start.
"""

import json
import shlex
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
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


def run_all(commands: Iterable[Command], environment: Mapping[str, str]) -> list[Answer]:
    """Run commands of the real CLI one after another, all in one process."""
    assert SF.exists(), "the Salesforce CLI is not installed: run `make test`, which installs it"
    todo = [{"folder": str(each.folder), "words": each.words} for each in commands]
    quiet = {**QUIET, **environment}
    result = execute("node", "--eval", _RUN_ALL, CLI, json.dumps(todo), environment=quiet)
    assert result.returncode == 0, result.stderr
    *parts, rest = result.stdout.split("\0")
    answers = [Answer(*each) for each in zip(parts[::2], map(int, parts[1::2]), strict=True)]
    assert (len(answers), rest) == (len(todo), ""), result.stdout + result.stderr
    return answers


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
