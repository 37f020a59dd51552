"""The command `import`."""

from collections.abc import Callable
from pathlib import Path
from typing import Annotated

import typer
from typer.models import OptionInfo

from generator.commands.options import (
    DIFFERENCES,
    DefaultOrg,
    ExpectOrg,
    Timeout,
    errors_shown,
    given,
    named_path,
    org_of,
)
from generator.diagnostics import Diagnostic
from generator.errors import UsageError
from generator.output import console
from generator.tables.formats import Format


def _names(values: list[str] | None) -> tuple[str, ...]:
    """Return names that an option gives, several times or with commas between them."""
    texts = (name.strip() for value in values or () for name in value.split(","))
    return tuple(name for name in texts if name)


def _text(metavar: str, explained: str, *names: str) -> OptionInfo:
    """Return an option that takes a text; its name is that of the parameter unless given."""
    found: OptionInfo = typer.Option(
        *names, parser=given, metavar=metavar, help=explained, show_default=False
    )
    return found


def _fields(what: str) -> OptionInfo:
    return _text("NAME", f"The fields that are {what}, by API name or label.")


def command(
    paths: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="PATH...",
            help="Files or folders of metadata, a zip of a retrieve, or one file with a table; - "
            "is a table on standard input.",
            show_default=False,
        ),
    ] = None,
    objects: Annotated[
        list[str] | None,
        _text(
            "NAME",
            "Only this object, by API name; for a table that names none, the object that its "
            "fields are of. Several with commas.",
            "--object",
        ),
    ] = None,
    output: Annotated[
        Path | None,
        typer.Option(
            parser=named_path,
            metavar="FILE",
            help="The schema file to write. Default: standard output.",
            show_default=False,
        ),
    ] = None,
    update: Annotated[
        Path | None,
        typer.Option(
            parser=named_path,
            metavar="SCHEMA",
            help="Change this schema file instead, where the import says something else. Its "
            "comments, its order and what it extends stay.",
            show_default=False,
        ),
    ] = None,
    diff: Annotated[
        bool,
        typer.Option(
            "--diff", help="With --update: show what would change, and write nothing; exit with 1."
        ),
    ] = False,
    prune: Annotated[
        bool,
        typer.Option(
            "--prune",
            help="With --update: take out what the objects that are imported no longer have.",
        ),
    ] = False,
    force: Annotated[
        bool,
        typer.Option(
            "--force", help="Overwrite the file of --output; with --update, ask nothing."
        ),
    ] = False,
    target_org: Annotated[
        str | None,
        typer.Option(
            metavar="[ALIAS]",
            help="Import the objects of --object from this org, through sf; without a value, from "
            "the default org of sf.",
            show_default=False,
        ),
    ] = None,
    default_org: DefaultOrg = False,
    expect_org: ExpectOrg = None,
    timeout: Timeout = 120,
    format_: Annotated[
        Format | None,
        typer.Option(
            "--format",
            help="The format of a table. Default: found by its content.",
            show_default=False,
        ),
    ] = None,
    table: Annotated[
        str | None, _text("NUMBER|TITLE", "The table to import, if there are several.")
    ] = None,
    columns: Annotated[
        list[str] | None,
        _text(
            "NAME=COLUMN",
            'Where a column is: by number, letter or header, as in "API Name=2". Several '
            "with commas.",
        ),
    ] = None,
    namespace: Annotated[
        str | None, _text("NAME", "Take the fields of this package, without its prefix.")
    ] = None,
    label: Annotated[str | None, _text("LABEL", "The label of the object.")] = None,
    plural_label: Annotated[str | None, _text("LABEL", "Its label for several records.")] = None,
    record_name: Annotated[str | None, _text("LABEL", "The label of its Name field.")] = None,
    required: Annotated[list[str] | None, _fields("required")] = None,
    unique: Annotated[list[str] | None, _fields("unique")] = None,
    external_id: Annotated[list[str] | None, _fields("external IDs")] = None,
    verbose: Annotated[
        bool, typer.Option("--verbose", help="List every file that is left alone.")
    ] = False,
) -> None:
    """Make a schema of metadata, or of a table of fields.

    Exits with 1 if a value is left to fill in: the schema says where, and what to write.
    """
    from generator.importing.from_table import TableRequest
    from generator.importing.from_tree import TreeRequest
    from generator.importing.import_schema import ImportRequest, import_schema, write
    from generator.output import import_report

    names, ask = _names(objects), console.asker()
    with errors_shown():
        org = org_of(target_org, timeout, expect_org, default_org=default_org)
        request = ImportRequest(
            tuple(paths or ()),
            TableRequest(
                "",
                b"",
                format_,
                names,
                columns=_named(columns),
                table=table or "",
                label=label or "",
                plural_label=plural_label or "",
                record_name=record_name or "",
                required=_names(required),
                unique=_names(unique),
                external_id=_names(external_id),
                namespace=namespace or "",
            ),
            TreeRequest((), names),
            console.read_input,
            org,
            output,
            force,
            update,
            prune,
            ask,
        )
        result = import_schema(request)
        changes = result.update.diff if result.update else ""
        console.out(changes.removesuffix("\n"))
        is_written = not diff and (not changes or force or _agreed(ask, update))
        if is_written:
            write(request, result)
    if output and is_written:
        console.coloured(f"created {output}")
    elif update and is_written:
        console.coloured(f"{'updated' if changes else 'unchanged'} {update}")
    elif not update:
        console.out(result.text.removesuffix("\n"))
    for line in import_report.lines(result, every=verbose):
        console.note(line)
    if result.open or (changes and not is_written):
        raise typer.Exit(DIFFERENCES)


def _agreed(ask: Callable[[str], str] | None, update: Path | None) -> bool:
    """Whether the changes may be written; where nobody can be asked, they may."""
    return ask is None or ask(f"Write this to {update}? (y/n)").casefold() in {"y", "yes"}


def _named(columns: list[str] | None) -> dict[str, str]:
    """Return the columns by what they hold: `API Name=2` as {"API Name": "2"}."""
    pairs = (each.partition("=") for each in _names(columns))
    found = {name.strip(): column.strip() for name, _, column in pairs}
    if wrong := [name for name, column in found.items() if not (name and column)]:
        message = f"is {wrong[0]!r}; write it as in API Name=2"
        raise UsageError(Diagnostic("--columns", message))
    return found
