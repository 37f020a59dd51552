"""`kaltura-sfdx backfill`."""

from typing import Annotated

import typer

from generator.commands.options import CONFLICTS, errors_shown
from generator.output import console


def command(
    members: Annotated[
        str,
        typer.Argument(
            metavar="MEMBERS",
            help="The CSV file of sf data export bulk; - is the standard input.",
            show_default=False,
        ),
    ],
) -> None:
    """Print the keys that campaign members lack, as a table for sf data update bulk."""
    from generator.campaigns.backfill import backfill

    with errors_shown():
        result = backfill(members)
    if result.clashes:
        console.diagnostics(result.clashes)
        raise typer.Exit(CONFLICTS)
    console.out(result.table())
    console.note(result.summary())
