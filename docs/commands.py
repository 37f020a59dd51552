"""Write docs/commands.md from the commands: each with what its `--help` prints."""

import io
import os
from contextlib import redirect_stdout
from pathlib import Path

import typer

from generator.cli import app
from generator.names import PROGRAM

TARGET = Path(__file__).with_suffix(".md")
_INTRODUCTION = f"""# Commands

What `{PROGRAM} COMMAND --help` prints for each command, made from the code by `make docs`. SCHEMA
is a YAML file, or the name of a shipped schema."""
_END = f"""## What a command leaves behind

Exit codes: 0 done, nothing to do, or nothing found; 1 differences found by `--check` or `--diff`,
errors found by `validate`, conflicts found by `backfill`, or an org that `verify` finds not ready;
2 the command could not run. With `plan --exit-code`, 2 means changes and 1 means that the command
could not run, as in terraform.

`--json` prints one object of the shape that `sf --json` prints: `status`, `result` and `warnings`,
or on an error `name`, `message` and `actions`.

`{PROGRAM} --install-completion` sets up completion for your shell. With `NO_COLOR` set, nothing
is printed in colour."""


def page() -> str:
    """Return the page: a section for each command."""
    commands = typer.main.get_command(app).commands
    parts = [f"## {name}\n\n```text\n{_help(name)}```" for name in commands]
    return "\n\n".join([_INTRODUCTION, *parts, _END]) + "\n"


def _help(name: str) -> str:
    """Return what `--help` prints for a command on a terminal of 80 columns."""
    os.environ["COLUMNS"] = "80"
    printed = io.StringIO()
    with redirect_stdout(printed):
        app([name, "--help"], prog_name=PROGRAM, standalone_mode=False)
    return printed.getvalue()


if __name__ == "__main__":
    TARGET.write_text(page(), encoding="utf-8")
