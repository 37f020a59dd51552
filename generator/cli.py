"""The command line: the only module that prints, and the only one that exits.

Exit codes: 0 done, or nothing to do; 1 differences found by --check or --diff; 2 an error.
"""

import gc
import json
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Annotated, Any, NoReturn

import typer

from generator import __version__, report, source
from generator.errors import GeneratorError
from generator.metadata import Component
from generator.pipeline import Plan, Request, generate, plan

_DIFFERENCES = 1
_ERROR = 2
_INTERRUPTED = 130
_LONG = 2_000  # components; below, a run is over before a bar could be read

app = typer.Typer(no_args_is_help=True, pretty_exceptions_enable=False, rich_markup_mode=None)

SchemaName = Annotated[
    str,
    typer.Argument(
        metavar="[SCHEMA]",
        help="A YAML file, or the name of a shipped schema.",
        autocompletion=lambda: source.shipped(),  # noqa: PLW0108  (typer looks at its signature)
    ),
]
ProjectDir = Annotated[
    Path | None,
    typer.Option(
        help="The Salesforce DX project. Default: the nearest folder upward that is one, else "
        "the current folder, which then becomes one.",
        show_default=False,
    ),
]
Check = Annotated[
    bool, typer.Option("--check", help="Write nothing; exit 1 if anything would change.")
]
Diff = Annotated[
    bool, typer.Option("--diff", help="Write nothing; print what would change, exit 1 if any.")
]
Prune = Annotated[
    bool,
    typer.Option("--prune", help="Remove generated files that the schema no longer asks for."),
]
Force = Annotated[
    bool, typer.Option("--force", help="Overwrite files that were edited or are not ours.")
]
ApiVersion = Annotated[
    str | None,
    typer.Option(
        help="Write for this API version. Default: the project's sourceApiVersion.",
        show_default=False,
    ),
]
MergeValues = Annotated[
    Path | None,
    typer.Option(
        metavar="FILE",
        help="A value set retrieved from an org: keep all that it holds, and append our values.",
        show_default=False,
    ),
]
Json = Annotated[bool, typer.Option("--json", help="Print one JSON object, as sf does.")]


def _version(asked: bool) -> None:
    if asked:
        typer.echo(f"kaltura-sfdx {__version__}")
        raise typer.Exit


@app.callback()
def options(
    version: Annotated[
        bool,
        typer.Option("--version", callback=_version, is_eager=True, help="Print the version."),
    ] = False,
) -> None:
    """Salesforce metadata for Kaltura data sharing, from one schema file."""
    del version


@app.command("generate")
def generate_command(  # noqa: PLR0913, PLR0917  (one parameter an option)
    schema: SchemaName = "kaltura",
    project_dir: ProjectDir = None,
    check: Check = False,
    diff: Diff = False,
    prune: Prune = False,
    force: Force = False,
    api_version: ApiVersion = None,
    merge_values: MergeValues = None,
    json_: Json = False,
) -> None:
    """Write the metadata that SCHEMA describes into a Salesforce DX project."""
    request = Request(schema, project_dir, api_version, merge_values, prune, force, _progress)
    writes = not (check or diff)
    try:
        outcome = generate(request) if writes else plan(request)
    except GeneratorError as error:
        _fail(error, as_json=json_)
    status = _DIFFERENCES if outcome.changes.changes and not writes else 0
    if json_:
        _print_json(report.result(outcome, status=status, diff=diff))
    else:
        _print(outcome, done=writes, diff=diff)
    raise typer.Exit(status)


def main() -> None:
    """Run the command line; a run that is interrupted exits with 130 and leaves no mess."""
    gc.disable()  # a run is short, and makes many objects that live until its end
    try:
        app()
    except KeyboardInterrupt:
        sys.exit(_INTERRUPTED)


def _print(outcome: Plan, *, done: bool, diff: bool) -> None:
    if diff:
        typer.echo("".join(change.diff() for change in outcome.changes.changes), nl=False)
        return
    for warning in report.warnings(outcome):
        typer.echo(f"warning: {warning}", err=True)
    for line in report.lines(outcome, done=done):
        typer.echo(line)
    if done and sys.stdout.isatty():
        typer.echo(f"Deploy with: {report.deploy_command(outcome)}", err=True)


def _fail(error: GeneratorError, *, as_json: bool) -> NoReturn:
    if as_json:
        _print_json(report.failure(error, status=_ERROR))
    else:
        for problem in error.problems:
            typer.echo(f"error: {problem}", err=True)
        for action in error.actions:
            typer.echo(action, err=True)
    raise typer.Exit(_ERROR) from error


def _print_json(data: dict[str, Any]) -> None:
    typer.echo(json.dumps(data, indent=2, ensure_ascii=False))


def _progress(components: list[Component]) -> Iterable[Component]:
    """Show a bar on a terminal, if there is enough to do for one."""
    if len(components) < _LONG or not sys.stderr.isatty():
        yield from components
        return
    with typer.progressbar(components, label="Rendering", file=sys.stderr) as bar:
        yield from bar
