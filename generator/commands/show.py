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
    from generator.schema import yaml_source
    from generator.schema.json_schema import as_text
    from generator.types.schema import Schema

    console.out(as_text(Schema, yaml_source.shipped()))
