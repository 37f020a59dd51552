"""The command `show`."""

from enum import StrEnum
from typing import Annotated

import typer

from generator.commands.options import SchemaName, errors_shown
from generator.names import DEFAULT_SCHEMA
from generator.output import console


class Format(StrEnum):
    TEXT = "text"
    JSON = "json"


def command(
    schema: SchemaName = DEFAULT_SCHEMA,
    format_: Annotated[
        Format, typer.Option("--format", help="How the schema, or the list, is printed.")
    ] = Format.TEXT,
    list_: Annotated[
        bool, typer.Option("--list", help="Print the names of the shipped schemas instead.")
    ] = False,
    json_schema: Annotated[
        bool,
        typer.Option(
            "--json-schema",
            help="Print the JSON Schema of schema files, by which an editor completes and checks.",
        ),
    ] = False,
) -> None:
    """Print SCHEMA with all that it extends: each value with its file and line."""
    from generator.output import schema_report
    from generator.resources import JSON_SCHEMA
    from generator.schema import yaml_source
    from generator.schema.loader import checked
    from generator.schema.overlay import merged
    from generator.types.schema import Schema

    with errors_shown(as_json=format_ is Format.JSON):
        if json_schema:
            console.out(JSON_SCHEMA.read_text(encoding="utf-8"))
        elif list_:
            console.out(schema_report.LISTS[format_.value](yaml_source.labels()))
        else:
            content = merged(yaml_source.read(schema), Schema)
            checked(content, Schema)
            console.out(schema_report.FORMATS[format_.value](content))
