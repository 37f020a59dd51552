"""`kaltura-sfdx validate`."""

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from generator.commands.options import errors_shown, given, named_path
from generator.diagnostics import Severity
from generator.output import console


class Format(StrEnum):
    TEXT = "text"
    JSON = "json"
    SARIF = "sarif"
    GITHUB = "github"


def command(
    paths: Annotated[
        list[Path] | None,
        typer.Argument(
            parser=named_path,
            metavar="PATH",
            help="Files, folders or projects. Default: the project's package directories.",
            show_default=False,
        ),
    ] = None,
    format_: Annotated[
        Format, typer.Option("--format", help="How diagnostics are printed.")
    ] = Format.TEXT,
    select: Annotated[
        list[str] | None,
        typer.Option(parser=given, metavar="CODE", help="Only these rules, by code or prefix."),
    ] = None,
    ignore: Annotated[
        list[str] | None,
        typer.Option(parser=given, metavar="CODE", help="Not these rules, by code or prefix."),
    ] = None,
    severity: Annotated[
        Severity, typer.Option(help="Leave out diagnostics that are less severe.")
    ] = Severity.WARNING,
    strict: Annotated[
        bool, typer.Option("--strict", help="Exit with 1 for warnings as well.")
    ] = False,
    api_version: Annotated[
        str | None,
        typer.Option(
            help="Check for this API version. Default: the project's.", show_default=False
        ),
    ] = None,
) -> None:
    """Check a source tree, without an org, for what an org would refuse."""
    from generator.output import validation_report
    from generator.validation.validate import ValidateRequest, validate

    request = ValidateRequest(
        tuple(paths or ()),
        select=tuple(select or ()),
        ignore=tuple(ignore or ()),
        severity=severity,
        api_version=api_version,
        strict=strict,
        progress=console.progress,
    )
    with errors_shown(as_json=format_ is Format.JSON):
        result = validate(request)
    console.out(validation_report.FORMATS[format_.value](result))
    raise typer.Exit(result.status)
