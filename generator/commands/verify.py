"""The command `verify`."""

from enum import StrEnum
from typing import Annotated

import typer

from generator.commands.options import (
    DefaultOrg,
    ExpectOrg,
    SchemaName,
    Timeout,
    errors_shown,
    org_of,
)
from generator.diagnostics import Diagnostic
from generator.errors import UsageError
from generator.names import DEFAULT_SCHEMA
from generator.output import console


class Format(StrEnum):
    TEXT = "text"
    JSON = "json"


def command(
    schema: SchemaName = DEFAULT_SCHEMA,
    target_org: Annotated[
        str | None,
        typer.Option(
            metavar="[ALIAS]",
            help="The org to check, through sf; without a value, the default org of sf. Required.",
            show_default=False,
        ),
    ] = None,
    default_org: DefaultOrg = False,
    expect_org: ExpectOrg = None,
    campaign: Annotated[
        str | None,
        typer.Option(
            metavar="ID",
            help="Check the statuses of this campaign only. Default: of each campaign that is "
            "ticked for the flow which adds statuses.",
            show_default=False,
        ),
    ] = None,
    format_: Annotated[
        Format, typer.Option("--format", help="How the result is printed.")
    ] = Format.TEXT,
    timeout: Timeout = 60,
) -> None:
    """Check whether an org is ready for SCHEMA, and say what to do if not; change nothing."""
    from generator.output import verify_report
    from generator.readiness.verify import VerifyRequest, verify

    with errors_shown(as_json=format_ is Format.JSON):
        org = org_of(target_org, timeout, expect_org, default_org=default_org)
        if org is None:
            raise UsageError(
                Diagnostic("--target-org", "is missing; name the org to check by its alias")
            )
        with console.steps() as step:
            result = verify(VerifyRequest(schema, org, campaign, step))
    console.coloured(verify_report.FORMATS[format_.value](result))
    raise typer.Exit(result.status)
