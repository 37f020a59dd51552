"""The command `show`."""

from typing import Annotated

import typer

from generator.output import console


def command(
    json_schema: Annotated[
        bool,
        typer.Option(
            "--json-schema",
            help="Print the JSON Schema of schema files, by which an editor completes and checks.",
        ),
    ] = False,
) -> None:
    """Print what schemas are made of."""
    del json_schema
    from generator.resources import JSON_SCHEMA

    console.out(JSON_SCHEMA.read_text(encoding="utf-8"))
