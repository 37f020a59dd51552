"""What several commands share: their options, and how they fail."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from typer.core import TyperCommand, TyperGroup, TyperOption

from generator.commands.values import WithValues
from generator.diagnostics import Diagnostic
from generator.errors import GeneratorError, UsageError
from generator.names import PROGRAM
from generator.output import console

if TYPE_CHECKING:
    from generator.org.sf_cli import Org

DIFFERENCES = 1
CONFLICTS = 1
ERROR = 2
ERROR_WITH_EXIT_CODE = 1  # of plan --exit-code, where 2 means changes, as terraform has it


def shipped() -> list[str]:
    """Return the names of the shipped schemas, to complete a call."""
    from generator.schema import yaml_source

    return yaml_source.shipped()


def given(value: str) -> str:
    """Return the text that an option has. Raises BadParameter for an empty text.

    An unset shell variable gives an empty text, which begins the code of every rule.
    """
    if not value:
        raise typer.BadParameter("has an empty value")
    return value


def named_path(value: str) -> Path:
    """Return the path that an option has. Raises BadParameter for an empty text.

    An unset shell variable gives an empty text, which Path would take for the current folder.
    """
    if not value:
        raise typer.BadParameter("has an empty value; name a file or folder")
    return Path(value)


SchemaName = Annotated[
    str,
    typer.Argument(
        metavar="SCHEMA",
        help="A YAML file, or the name of a shipped schema.",
        autocompletion=shipped,
    ),
]
ProjectDir = Annotated[
    Path | None,
    typer.Option(
        parser=named_path,
        metavar="<path>",
        help="The folder of the Salesforce DX project. Default: the nearest folder upward with a "
        "sfdx-project.json; without one, the current folder becomes a project.",
        show_default=False,
    ),
]
ApiVersion = Annotated[
    str | None,
    typer.Option(
        help="Write for this API version. Default: the project's sourceApiVersion.",
        show_default=False,
    ),
]
ExpectOrg = Annotated[
    str | None,
    typer.Option(
        parser=given,
        metavar="NAME",
        help="Stop unless the org has this alias, username, ID or instance URL.",
        show_default=False,
    ),
]
_MOST_SECONDS = 86_400
Timeout = Annotated[
    int,
    typer.Option(
        min=1,
        max=_MOST_SECONDS,
        metavar="SECONDS",
        help="How long to wait in each step: for an org, for git, or for another run in the "
        "project.",
    ),
]
Wait = Annotated[
    int,
    typer.Option(
        "--timeout",
        min=0,
        max=_MOST_SECONDS,
        metavar="SECONDS",
        help="How long to wait for another run in the same project.",
    ),
]
# `--target-org` without a value is read as this flag; see Command.
DefaultOrg = Annotated[bool, typer.Option("--default-org", hidden=True)]


class _Help:
    """A `--help` that the console prints, so that a closed pipe or a full disk is no traceback."""

    def get_help_option(self, ctx: Any) -> TyperOption | None:
        option: TyperOption | None = super().get_help_option(ctx)  # type: ignore[misc]  # a mixin
        if option is not None:
            option.callback = _show_help
        return option


class Group(WithValues, _Help, TyperGroup):
    """The program, with its commands."""


class Command(WithValues, _Help, TyperCommand):
    """A command in which `--target-org` may stand without a value, for the default org of `sf`.

    A wrong call is reported in the format that the call names: text or JSON.
    """

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        called_with = list(args)
        try:
            return super().parse_args(ctx, _with_default_org(args))
        except typer.TyperException as error:
            if ctx.resilient_parsing:  # a shell completes a call that is not finished
                raise
            wrong = UsageError(
                Diagnostic("", error.format_message()),
                actions=(f"See {PROGRAM} {self.name} --help.",),
            )
            status = ERROR_WITH_EXIT_CODE if "--exit-code" in called_with else ERROR
            console.failure(wrong, as_json=_wants_json(called_with), status=status)
            raise typer.Exit(status) from error


def _show_help(ctx: Any, _option: object, requested: bool) -> None:
    if requested and not ctx.resilient_parsing:
        console.out(ctx.get_help())
        ctx.exit()


@contextmanager
def errors_shown(*, as_json: bool = False, status: int = ERROR) -> Iterator[None]:
    """Print a GeneratorError, and end the command with a status."""
    try:
        yield
    except GeneratorError as error:
        console.failure(error, as_json=as_json, status=status)
        raise typer.Exit(status) from error


def org_of(
    target_org: str | None, timeout: float, expect_org: str | None, *, default_org: bool
) -> "Org | None":
    """Return the org that a call names; None if the call names no org.

    Raises UsageError if the name is empty, as with an unset shell variable, or if only
    `expect_org` is given.
    """
    if target_org is None and not default_org:
        if expect_org is not None:
            message = "is given without --target-org; add that option"
            raise UsageError(Diagnostic("--expect-org", message))
        return None
    if target_org is not None and not target_org.strip():
        message = "has an empty value; name the org by its alias or username"
        hint = "For the default org of sf, give --target-org without a value."
        raise UsageError(Diagnostic("--target-org", message), actions=(hint,))
    from generator.org.sf_cli import Org

    return Org(target_org or "", timeout, expect_org)


def _with_default_org(args: Sequence[str]) -> list[str]:
    following = (*args[1:], "-")
    return [
        "--default-org" if word == "--target-org" and after.startswith("-") else word
        for word, after in zip(args, following, strict=False)
    ]


def _wants_json(args: Sequence[str]) -> bool:
    words = {*args, *map("=".join, pairwise(args))}
    return not words.isdisjoint(("--json", "--format=json"))
