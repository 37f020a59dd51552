"""The command `generate`."""

from pathlib import Path
from typing import Annotated

import typer

from generator.commands.options import (
    DIFFERENCES,
    ApiVersion,
    ProjectDir,
    SchemaName,
    Wait,
    errors_shown,
    named_path,
)
from generator.names import DEFAULT_SCHEMA
from generator.output import console


def command(
    schema: SchemaName = DEFAULT_SCHEMA,
    project_dir: ProjectDir = None,
    check: Annotated[
        bool, typer.Option("--check", help="Write nothing; exit 1 if anything would change.")
    ] = False,
    diff: Annotated[
        bool,
        typer.Option("--diff", help="Write nothing; print a patch, exit 1 if it is not empty."),
    ] = False,
    prune: Annotated[
        bool,
        typer.Option("--prune", help="Remove generated files that the schema no longer has."),
    ] = False,
    force: Annotated[
        bool,
        typer.Option(
            "--force", help="Overwrite files that were edited, or that the schema did not make."
        ),
    ] = False,
    api_version: ApiVersion = None,
    merge_values: Annotated[
        Path | None,
        typer.Option(
            parser=named_path,
            metavar="FILE",
            help="A value set retrieved from an org: keep all its values, and append those of "
            "the schema.",
            show_default=False,
        ),
    ] = None,
    wait: Wait = 60,
    json_: Annotated[
        bool, typer.Option("--json", help="Print one JSON object, as sf does.")
    ] = False,
) -> None:
    """Write the metadata that SCHEMA describes into a Salesforce DX project."""
    from generator.generation.generate import GenerateRequest, generate, plan
    from generator.output import generate_report

    request = GenerateRequest(
        schema,
        project_dir,
        api_version,
        merge_values,
        prune,
        force,
        progress=console.progress,
        step=console.note,
        timeout=wait,
    )
    writes = not (check or diff)
    with errors_shown(as_json=json_):
        result = generate(request) if writes else plan(request)
    status = DIFFERENCES if result.changes.changes and not writes else 0
    if json_:
        console.out(generate_report.as_json(result, status=status, diff=diff))
    else:
        for warning in generate_report.warnings(result, patch_only=diff):
            console.warning(warning)
        if diff:
            console.out(generate_report.patch(result))
        else:
            console.coloured(generate_report.text(result, done=writes))
        if writes:
            console.hint(f"Deploy with: {generate_report.deploy_command(result)}")
    raise typer.Exit(status)
