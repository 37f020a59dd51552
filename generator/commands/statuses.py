"""`kaltura-sfdx statuses`."""

from enum import StrEnum
from typing import Annotated

import typer

from generator.commands.options import SchemaName, errors_shown, given
from generator.output import console


class Format(StrEnum):
    TREE = "tree"
    CSV = "csv"


def command(
    campaign: Annotated[str, typer.Option(metavar="ID", help="The campaign's ID.")],
    schema: SchemaName = "kaltura",
    present: Annotated[
        str | None,
        typer.Option(
            parser=given,
            metavar="FILE",
            help="The statuses of the campaign, as sf data query --json printed them; - is the "
            "standard input. Default: those of a new campaign.",
            show_default=False,
        ),
    ] = None,
    format_: Annotated[
        Format,
        typer.Option("--format", help="tree is for sf data import tree, csv for import bulk."),
    ] = Format.TREE,
) -> None:
    """Print the member statuses of SCHEMA that a campaign lacks, as records to import."""
    from generator.campaigns.statuses import StatusesRequest, statuses
    from generator.output import statuses_report

    with errors_shown():
        result = statuses(StatusesRequest(campaign, schema, present))
    console.out(statuses_report.FORMATS[format_.value](result))
    for note in result.notes:
        console.note(note)
