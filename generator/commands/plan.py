"""The command `plan`."""

from enum import StrEnum
from typing import Annotated

import typer

from generator.commands.options import (
    ERROR,
    ERROR_WITH_EXIT_CODE,
    ApiVersion,
    DefaultOrg,
    ExpectOrg,
    ProjectDir,
    SchemaName,
    Timeout,
    errors_shown,
    given,
    org_of,
)
from generator.diagnostics import Diagnostic
from generator.errors import UsageError
from generator.names import DEFAULT_SCHEMA
from generator.output import console


class Format(StrEnum):
    TEXT = "text"
    JSON = "json"
    MARKDOWN = "markdown"
    HTML = "html"


def command(
    schema: SchemaName = DEFAULT_SCHEMA,
    project_dir: ProjectDir = None,
    against: Annotated[
        str | None,
        typer.Option(
            parser=given,
            metavar="FOLDER|REV",
            help="Compare with this folder or git revision. Default: the working tree.",
            show_default=False,
        ),
    ] = None,
    target_org: Annotated[
        str | None,
        typer.Option(
            metavar="[ALIAS]",
            help="Compare with this org, through sf; without a value, with the default org of sf.",
            show_default=False,
        ),
    ] = None,
    default_org: DefaultOrg = False,
    expect_org: ExpectOrg = None,
    timeout: Timeout = 120,
    accept_delete: Annotated[
        list[str] | None,
        typer.Option(
            parser=given,
            metavar="NAME",
            help="Write manifests that delete this component (as in Object__c.Field__c); all "
            "means each component that the schema no longer has.",
        ),
    ] = None,
    format_: Annotated[
        Format, typer.Option("--format", help="How the plan is printed.")
    ] = Format.TEXT,
    exit_code: Annotated[
        bool,
        typer.Option(
            "--exit-code", help="Exit with 0 for no change, 2 for changes, 1 for an error."
        ),
    ] = False,
    api_version: ApiVersion = None,
) -> None:
    """Show what SCHEMA would change, value by value, and the risk of each change."""
    from generator.output import plan_report
    from generator.planning.plan import plan
    from generator.planning.request import PlanRequest

    status = ERROR_WITH_EXIT_CODE if exit_code else ERROR
    with errors_shown(as_json=format_ is Format.JSON, status=status):
        org = org_of(target_org, timeout, expect_org, default_org=default_org)
        if against is not None and org is not None:
            message = "is given together with --target-org; leave out one of the two"
            raise UsageError(Diagnostic("--against", message))
        with console.steps() as step:
            request = PlanRequest(
                schema,
                project_dir,
                api_version,
                against,
                org,
                tuple(accept_delete or ()),
                exit_code,
                timeout,
                console.progress,
                step,
            )
            result = plan(request)
            if result.deletes.manifests:
                from generator.planning import delete_manifests

                delete_manifests.write(request, result)
    for warning in result.warnings:
        console.warning(warning)
    if format_ is Format.HTML:
        from generator.output import plan_html

        console.out(plan_html.page(result).removesuffix("\n"))
    else:
        console.coloured(plan_report.FORMATS[format_.value](result))
    raise typer.Exit(result.status)
