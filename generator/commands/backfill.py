"""The command `backfill`."""

from typing import Annotated

import typer

from generator.commands.options import CONFLICTS, SchemaName, errors_shown, given
from generator.names import DEFAULT_SCHEMA
from generator.output import console


def command(
    members: Annotated[
        str,
        typer.Argument(
            parser=given,
            metavar="MEMBERS",
            help="The CSV file of sf data export bulk; - is the standard input.",
            show_default=False,
        ),
    ],
    schema: SchemaName = DEFAULT_SCHEMA,
) -> None:
    """Print the keys of SCHEMA that campaign members lack, as a table for sf data update bulk."""
    from generator.campaigns.backfill import BackfillRequest, backfill

    with errors_shown():
        result = backfill(BackfillRequest(members, schema))
    if result.conflicts:
        console.diagnostics(result.conflicts)
        raise typer.Exit(CONFLICTS)
    for part in result.table:
        console.out(part)
    console.note(result.summary())
