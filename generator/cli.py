"""The command line, assembled from its commands.

Exit codes: 0 done, or nothing to do; 1 for what a person has to look at (differences of generate
--check and --diff, a page that docs --check finds not current, errors of validate, conflicts of
backfill, an org that verify finds not ready); 2 an error.
`plan --exit-code` has 2 for changes and 1 for an error.
"""

from typing import Annotated

import typer

from generator import __version__
from generator.commands import (
    backfill,
    docs,
    export,
    generate,
    import_,
    init,
    plan,
    show,
    statuses,
    validate,
    verify,
)
from generator.commands.options import ERROR, Command, Group
from generator.diagnostics import Diagnostic
from generator.errors import UsageError
from generator.names import PROGRAM
from generator.output import console

app = typer.Typer(cls=Group, pretty_exceptions_enable=False, rich_markup_mode=None)
COMMANDS = (
    *(init, show, generate, validate, plan, verify, docs),
    *(import_, export, statuses, backfill),
)
for module in COMMANDS:
    app.command(module.__name__.rpartition(".")[2].strip("_"), cls=Command)(module.command)


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
