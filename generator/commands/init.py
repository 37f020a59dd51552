"""The command `init`."""

from pathlib import Path
from typing import Annotated

import typer

from generator.commands.options import errors_shown, given, named_path, shipped
from generator.names import DEFAULT_SCHEMA, PROGRAM
from generator.output import console


def command(
    file: Annotated[
        Path, typer.Argument(parser=named_path, metavar="FILE", help="The file to write.")
    ] = Path("schema.yaml"),
    extends: Annotated[
        str,
        typer.Option(
            parser=given,
            metavar="SCHEMA",
            help="What it extends: a YAML file, or the name of a shipped schema.",
            autocompletion=shipped,
        ),
    ] = DEFAULT_SCHEMA,
) -> None:
    """Write a small schema to begin with, which extends another; for what differs in your org."""
    from generator.generation.first_schema import InitRequest, init

    with errors_shown():
        result = init(InitRequest(file, extends))
    for each in result.files:
        console.coloured(f"created {each}")
    console.hint(f"Next: edit it, then {PROGRAM} plan {file}")
