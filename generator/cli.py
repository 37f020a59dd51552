"""The command line, assembled from its commands.

Exit codes: 0 done, or nothing to do; 1 for what a person has to look at (differences of generate
--check and --diff, a page that docs --check finds not current, errors of validate, conflicts of
backfill, an org that verify finds not ready); 2 an error. `plan --exit-code` has 2 for changes and
1 for an error.
"""

from collections.abc import Iterator, Mapping
from functools import cache
from importlib import import_module
from typing import Annotated, Any

import typer

from generator import __version__
from generator.commands.options import ERROR, Command, Group
from generator.diagnostics import Diagnostic
from generator.errors import UsageError
from generator.names import PROGRAM
from generator.output import console

_MODULES = (
    *("init", "show", "generate", "validate", "plan", "verify", "docs"),
    *("import_", "export", "statuses", "backfill"),
)


class _Commands(Mapping[str, Any]):
    """The commands by name, in the order of the help; each is imported when it is asked for."""

    def __init__(self) -> None:
        self._modules = {module.strip("_"): module for module in _MODULES}

    def __getitem__(self, name: str) -> Any:
        return _command(name, self._modules[name])

    def __iter__(self) -> Iterator[str]:
        return iter(self._modules)

    def __len__(self) -> int:
        return len(self._modules)


@cache
def _command(name: str, module: str) -> Any:
    alone = typer.Typer(add_completion=False, rich_markup_mode=None)
    alone.command(name, cls=Command)(import_module(f"generator.commands.{module}").command)
    return typer.main.get_command(alone)


class _Program(Group):
    """The program, which imports no command but the one that is called."""

    def __init__(self, **attributes: Any) -> None:
        super().__init__(**attributes)
        self.commands = _Commands()  # type: ignore[assignment]  # nothing is added to it

    def list_commands(self, ctx: Any) -> list[str]:
        del ctx
        return list(self.commands)


app = typer.Typer(cls=_Program, pretty_exceptions_enable=False, rich_markup_mode=None)


def _version(requested: bool) -> None:
    if requested:
        console.out(f"{PROGRAM} {__version__}")
        raise typer.Exit


@app.callback(invoke_without_command=True)
def options(
    context: typer.Context,
    version: Annotated[
        bool,
        typer.Option("--version", callback=_version, is_eager=True, help="Print the version."),
    ] = False,
) -> None:
    """Salesforce metadata that a vendor needs, from one schema file."""
    del version
    if context.invoked_subcommand is None:
        console.out(context.get_help())


def run() -> int:
    """Run the command that the process was called with; return its status."""
    console.set_up()
    try:
        status: int | None = app(prog_name=PROGRAM, standalone_mode=False)
    except typer.TyperException as error:  # no such command
        wrong = UsageError(
            Diagnostic("", error.format_message()), actions=(f"See {PROGRAM} --help.",)
        )
        console.failure(wrong, as_json=False, status=ERROR)
        status = ERROR
    console.flush()
    return status or 0
