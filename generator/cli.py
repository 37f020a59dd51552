"""The command line: the only module that prints, and the only one that exits.

Exit codes: 0 done, or nothing to do; 1 found what a person has to look at (--check, --diff,
validate, backfill, verify); 2 an error. `plan --exit-code` has 2 for changes and 1 for an error.
Each command imports what it needs when it runs, so that none waits for the modules of another.
"""

import gc
import os
import signal
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from enum import StrEnum
from io import TextIOWrapper
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NoReturn, TypeVar

import typer
from typer.core import TyperCommand

from generator import __version__
from generator.diagnostics import Diagnostic, Severity, visible
from generator.errors import GeneratorError, UsageError

if TYPE_CHECKING:
    from generator.generation.generate import GenerateResult

T = TypeVar("T")

_NAME = "kaltura-sfdx"
_DIFFERENCES = 1
_CLASHES = 1
_ERROR = 2
_ERROR_OF_PLAN = 1  # with --exit-code, where 2 tells of changes
_TERMINATED = 128 + signal.SIGTERM
_DEFAULT_ORG = "\0"  # no name of an org, so that an empty one, of an unset variable, is an error
_LONG = 2_000  # components; below, a run is over before a bar could be read

# By the first word of a line.
_COLOURS = {
    **dict.fromkeys(("create", "+", "pass"), "green"),
    **dict.fromkeys(("update", "~", "unknown"), "yellow"),
    **dict.fromkeys(("delete", "-", "fail"), "red"),
}

app = typer.Typer(pretty_exceptions_enable=False, rich_markup_mode=None)


class Format(StrEnum):
    TEXT = "text"
    JSON = "json"
    SARIF = "sarif"
    GITHUB = "github"


class PlanFormat(StrEnum):
    TEXT = "text"
    JSON = "json"
    MARKDOWN = "markdown"


class VerifyFormat(StrEnum):
    TEXT = "text"
    JSON = "json"


class RecordFormat(StrEnum):
    TREE = "tree"
    CSV = "csv"


SchemaName = Annotated[
    str,
    typer.Argument(
        metavar="SCHEMA",
        help="A YAML file, or the name of a shipped schema.",
        autocompletion=lambda: _shipped(),  # noqa: PLW0108  (defined below)
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
ExpectOrg = Annotated[
    str | None,
    typer.Option(
        metavar="NAME",
        help="Refuse any org but the one of this alias, username, ID or address.",
        show_default=False,
    ),
]
Timeout = Annotated[
    int,
    typer.Option(min=1, max=86400, metavar="SECONDS", help="How long an org may take to answer."),
]
Json = Annotated[bool, typer.Option("--json", help="Print one JSON object, as sf does.")]


def _shipped() -> list[str]:
    from generator.schema import yaml_source

    return yaml_source.shipped()


def _version(asked: bool) -> None:
    if asked:
        typer.echo(f"kaltura-sfdx {__version__}")
        raise typer.Exit


@app.callback(invoke_without_command=True)
def options(
    context: typer.Context,
    version: Annotated[
        bool,
        typer.Option("--version", callback=_version, is_eager=True, help="Print the version."),
    ] = False,
) -> None:
    """Salesforce metadata for Kaltura data sharing, from one schema file."""
    del version
    if context.invoked_subcommand is None:
        typer.echo(context.get_help())


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
    from generator.generation.generate import GenerateRequest, generate, plan
    from generator.output import generate_report

    request = GenerateRequest(
        schema, project_dir, api_version, merge_values, prune, force, _progress
    )
    writes = not (check or diff)
    try:
        outcome = generate(request) if writes else plan(request)
    except GeneratorError as error:
        raise typer.Exit(_fail(error, as_json=json_)) from error
    status = _DIFFERENCES if outcome.changes.changes and not writes else 0
    if json_:
        _out(generate_report.as_json(outcome, status=status, diff=diff))
    else:
        _print(outcome, done=writes, diff=diff)
    raise typer.Exit(status)


@app.command("validate")
def validate_command(  # noqa: PLR0913, PLR0917  (one parameter an option)
    paths: Annotated[
        list[Path] | None,
        typer.Argument(
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
        typer.Option(metavar="CODE", help="Only these rules, by code or prefix."),
    ] = None,
    ignore: Annotated[
        list[str] | None, typer.Option(metavar="CODE", help="Not these rules, by code or prefix.")
    ] = None,
    severity: Annotated[
        Severity, typer.Option(help="Leave out what is less severe.")
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
    """Find what an org would refuse in a source tree, without an org."""
    from generator.output import validation_report
    from generator.validation import validate

    request = validate.ValidateRequest(
        tuple(paths or ()),
        select=tuple(select or ()),
        ignore=tuple(ignore or ()),
        severity=severity,
        api_version=api_version,
        strict=strict,
        progress=_progress,
    )
    try:
        outcome = validate.validate(request)
    except GeneratorError as error:
        raise typer.Exit(_fail(error, as_json=format_ is Format.JSON)) from error
    _out(validation_report.FORMATS[format_.value](outcome))
    raise typer.Exit(outcome.status)


class BareOrg(TyperCommand):
    """A command in which `--target-org` may stand alone, for the default org of `sf`."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        for at in [i for i, word in enumerate(args) if word == "--target-org"][::-1]:
            if at + 1 == len(args) or args[at + 1].startswith("-"):
                args.insert(at + 1, _DEFAULT_ORG)
        return super().parse_args(ctx, args)


@app.command("plan", cls=BareOrg)
def plan_command(  # noqa: PLR0913, PLR0917  (one parameter an option)
    schema: SchemaName = "kaltura",
    project_dir: ProjectDir = None,
    against: Annotated[
        str | None,
        typer.Option(
            metavar="FOLDER|REV",
            help="Compare with this folder or git revision. Default: the working tree.",
            show_default=False,
        ),
    ] = None,
    target_org: Annotated[
        str | None,
        typer.Option(
            metavar="[ALIAS]",
            help="Compare with this org, asked through sf; alone, with the default org of sf.",
            show_default=False,
        ),
    ] = None,
    expect_org: ExpectOrg = None,
    timeout: Timeout = 120,
    accept_delete: Annotated[
        list[str] | None,
        typer.Option(
            metavar="NAME",
            help="Write manifests that delete this component (Object__c.Field__c), or all that "
            "the schema no longer asks for.",
        ),
    ] = None,
    format_: Annotated[
        PlanFormat, typer.Option("--format", help="How the plan is printed.")
    ] = PlanFormat.TEXT,
    exit_code: Annotated[
        bool,
        typer.Option(
            "--exit-code", help="Exit with 0 for no change, 2 for changes, 1 for an error."
        ),
    ] = False,
    api_version: ApiVersion = None,
) -> None:
    """Show what SCHEMA would change, in meaning, and at what risk."""
    from generator.org.sf_cli import Org
    from generator.output import plan_report
    from generator.planning import plan

    accepted = tuple(accept_delete or ())
    try:
        org = None if target_org is None else Org(_target(target_org), timeout, expect_org)
        _refuse_together(against, target_org, expect_org)
        with _steps() as step:
            outcome = plan.plan(
                plan.PlanRequest(
                    *(schema, project_dir, api_version, against, org, accepted, exit_code),
                    progress=_progress,
                    step=step,
                )
            )
        plan.write(outcome)
    except GeneratorError as error:
        status = _ERROR_OF_PLAN if exit_code else _ERROR
        raise typer.Exit(
            _fail(error, as_json=format_ is PlanFormat.JSON, status=status)
        ) from error
    for warning in outcome.warnings:
        _echo(f"warning: {warning}", "yellow", err=True)
    _show(plan_report.FORMATS[format_.value](outcome))
    raise typer.Exit(outcome.status)


def _target(target_org: str) -> str:
    """Return the name of an org for `sf`, empty for its default org."""
    if not target_org.strip():
        hint = "For the default org of sf, give the option alone."
        raise UsageError(Diagnostic("--target-org", "names no org"), actions=(hint,))
    return "" if target_org == _DEFAULT_ORG else target_org


def _refuse_together(against: str | None, target_org: str | None, expect_org: str | None) -> None:
    if against is not None and target_org is not None:
        raise UsageError(Diagnostic("--against", "is for folders and git; leave out --target-org"))
    if expect_org is not None and target_org is None:
        raise UsageError(Diagnostic("--expect-org", "needs --target-org"))


@app.command("verify", cls=BareOrg)
def verify_command(  # noqa: PLR0913, PLR0917  (one parameter an option)
    target_org: Annotated[
        str,
        typer.Option(
            metavar="[ALIAS]",
            help="The org to ask, through sf; alone, the default org of sf.",
            show_default=False,
        ),
    ],
    schema: SchemaName = "kaltura",
    expect_org: ExpectOrg = None,
    campaign: Annotated[
        str | None,
        typer.Option(
            metavar="ID",
            help="The campaign whose statuses to look at. Default: all that are ticked for the "
            "flow that adds them.",
            show_default=False,
        ),
    ] = None,
    format_: Annotated[
        VerifyFormat, typer.Option("--format", help="How the verdict is printed.")
    ] = VerifyFormat.TEXT,
    timeout: Timeout = 60,
) -> None:
    """Say whether an org is ready for SCHEMA, and what to do if not; change nothing."""
    from generator.org.sf_cli import Org
    from generator.readiness import verify

    try:
        org = Org(_target(target_org), timeout, expect_org)
        with _steps() as step:
            outcome = verify.verify(verify.VerifyRequest(schema, org, campaign, step))
    except GeneratorError as error:
        raise typer.Exit(_fail(error, as_json=format_ is VerifyFormat.JSON)) from error
    _show(verify.FORMATS[format_.value](outcome))
    raise typer.Exit(outcome.status)


@app.command("statuses")
def statuses_command(
    campaign: Annotated[str, typer.Option(metavar="ID", help="The campaign's id.")],
    schema: SchemaName = "kaltura",
    present: Annotated[
        str | None,
        typer.Option(
            metavar="FILE",
            help="What the campaign has, as sf data query --json printed it; - is the standard "
            "input. Default: what Salesforce gives a new campaign.",
            show_default=False,
        ),
    ] = None,
    format_: Annotated[
        RecordFormat,
        typer.Option("--format", help="For sf data import tree, or (csv) sf data import bulk."),
    ] = RecordFormat.TREE,
) -> None:
    """Print the member statuses of SCHEMA that a campaign lacks, as records to import."""
    from generator.campaigns import statuses

    try:
        found = statuses.missing(statuses.StatusesRequest(campaign, schema, present))
    except GeneratorError as error:
        raise typer.Exit(_fail(error, as_json=False)) from error
    _out(statuses.FORMATS[format_.value](found))
    for note in found.notes:
        _echo(note, err=True)


@app.command("backfill")
def backfill_command(
    members: Annotated[
        str,
        typer.Argument(
            metavar="MEMBERS",
            help="The CSV file of sf data export bulk; - is the standard input.",
            show_default=False,
        ),
    ],
) -> None:
    """Print the keys that campaign members lack, as a table for sf data update bulk."""
    from generator.campaigns.backfill import backfill

    try:
        found = backfill(members)
    except GeneratorError as error:
        raise typer.Exit(_fail(error, as_json=False)) from error
    if found.clashes:
        _print_diagnostics(found.clashes)
        raise typer.Exit(_CLASHES)
    _out(found.table())
    _echo(found.summary(), err=True)


def main() -> NoReturn:
    """Run the command line, and exit with its code; an interrupted run exits with 130."""
    gc.disable()  # a run is short, and makes many objects that live until its end
    # Pydantic would look through every installed package for plugins, for a tenth of a short run.
    os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")
    for name in ("stdout", "stderr"):
        if getattr(sys, name) is None:  # the caller has closed it
            setattr(sys, name, Path(os.devnull).open("w", encoding="utf-8"))  # noqa: SIM115
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper) and not stream.isatty():
            stream.reconfigure(encoding="utf-8")
    try:
        status = app(prog_name=_NAME, standalone_mode=False)
        with _reader():
            sys.stdout.flush()
        sys.stderr.flush()
        os._exit(status or 0)  # what was printed is out; to free each object takes a tenth longer
    except typer.TyperException as error:  # the words of the call are wrong
        wrong = UsageError(
            Diagnostic("", error.format_message()), actions=(f"See {_NAME} --help.",)
        )
        words = {*sys.argv, *map("=".join, pairwise(sys.argv))}
        as_json = not words.isdisjoint(("--json", "--format=json"))
        status = _ERROR_OF_PLAN if "--exit-code" in words else _ERROR
        status = _fail(wrong, as_json=as_json, status=status)
    sys.exit(status or 0)


def _print(outcome: "GenerateResult", *, done: bool, diff: bool) -> None:
    from generator.output import generate_report

    for warning in generate_report.warnings(outcome):
        _echo(f"warning: {warning}", "yellow", err=True)
    if diff:
        for change in outcome.changes.changes:
            if change.conflict:
                _echo(f"warning: {change.path}: {change.conflict}", "yellow", err=True)
        _out("".join(change.diff() for change in outcome.changes.changes).removesuffix("\n"))
        return
    for action, line in generate_report.lines(outcome, done=done):
        _echo(line, _COLOURS.get(action or ""))
    if done and sys.stdout.isatty():
        _echo(f"Deploy with: {generate_report.deploy_command(outcome)}", err=True)


def _fail(error: GeneratorError, *, as_json: bool, status: int = _ERROR) -> int:
    from generator.output.sf_json import failure

    if as_json:
        _out(failure(error, status))
    else:
        _print_diagnostics(error.diagnostics)
        for action in error.actions:
            _echo(action, err=True)
    return status


def _print_diagnostics(diagnostics: Iterable[Diagnostic]) -> None:
    for diagnostic in diagnostics:
        _echo(f"error: {diagnostic}", "red", err=True)


def _show(text: str) -> None:
    """Print lines; on a terminal, in the colour of what the first word says."""
    if sys.stdout.isatty():
        lines = text.split("\n")
        text = "\n".join(_styled(line, _COLOURS.get(line.partition(" ")[0])) for line in lines)
    _out(text)


def _echo(line: str, colour: str | None = None, *, err: bool = False) -> None:
    _out(_styled(line, colour), err=err)


def _styled(line: str, colour: str | None) -> str:
    """Return a line in colour, unless NO_COLOR asks for none (no-color.org)."""
    return typer.style(line, fg=colour) if colour and not os.environ.get("NO_COLOR") else line


def _out(text: str, *, err: bool = False) -> None:
    if text:
        with _reader():
            typer.echo(text, err=err)


@contextmanager
def _reader() -> Iterator[None]:
    """Guard what is printed. A reader that has seen enough (`| head`) changes no verdict."""
    try:
        yield
    except BrokenPipeError:
        _discard()
    except OSError as error:
        _discard()
        typer.echo(f"error: the output cannot be written: {error.strerror}", err=True)
        sys.exit(_ERROR)


def _discard() -> None:
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


@contextmanager
def _steps() -> Iterator[Callable[[str], None]]:
    """Yield what shows, on a terminal, the step that a run is at, beside something that turns.

    A run that is told to end (SIGTERM) goes the way of an interrupted one, which leaves nothing.
    """
    before = signal.signal(signal.SIGTERM, _terminate)
    try:
        if sys.stderr.isatty():
            with _spinner() as step:
                yield step
        else:
            yield lambda _step: None
    finally:
        signal.signal(signal.SIGTERM, before)


def _terminate(_signal: int, _frame: object) -> NoReturn:
    sys.exit(_TERMINATED)


@contextmanager
def _spinner() -> Iterator[Callable[[str], None]]:
    from rich.console import Console
    from rich.text import Text

    status = Console(stderr=True).status("", spinner="line")

    def step(text: str) -> None:
        status.update(Text(visible(text)))
        status.start()

    try:
        yield step
    finally:
        status.stop()


def _progress(items: list[T], size: int = 1) -> Iterable[T]:
    """Show a bar on a terminal, if there is enough to do for one; an item stands for `size`."""
    if len(items) * size < _LONG or not sys.stderr.isatty():
        yield from items
        return
    with typer.progressbar(items, label="Working", file=sys.stderr) as bar:
        yield from bar
