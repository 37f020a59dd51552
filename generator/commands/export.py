"""The command `export`."""

from pathlib import Path
from typing import Annotated

import typer

from generator.commands.options import SchemaName, errors_shown, named_path
from generator.names import DEFAULT_SCHEMA
from generator.output import console
from generator.tables.formats import WrittenFormat


def command(
    schema: SchemaName = DEFAULT_SCHEMA,
    format_: Annotated[
        WrittenFormat, typer.Option("--format", help="The format of the table.")
    ] = WrittenFormat.CSV,
    output: Annotated[
        Path | None,
        typer.Option(
            parser=named_path,
            metavar="FILE",
            help="The file to write. Default: standard output; a workbook needs a file.",
            show_default=False,
        ),
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Overwrite the file.")] = False,
) -> None:
    """Write the fields of SCHEMA as a table, to read and edit in Excel; import reads it back."""
    from generator.exporting.export import ExportRequest, export

    with errors_shown():
        table = export(ExportRequest(schema, format_, output, force))
    if output is None:
        console.out(table.decode("utf-8-sig").rstrip("\r\n"))
