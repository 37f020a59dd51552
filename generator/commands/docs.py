"""The command `docs`."""

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from generator.commands.options import (
    DIFFERENCES,
    ApiVersion,
    ProjectDir,
    errors_shown,
    given,
    shipped,
)
from generator.diagnostics import Diagnostic
from generator.errors import UsageError, WriteError
from generator.names import DEFAULT_SCHEMA
from generator.output import console

if TYPE_CHECKING:
    from generator.dictionary.dictionary import Dictionary

_STANDARD_OUTPUT = "-"


class Format(StrEnum):
    HTML = "html"
    MARKDOWN = "markdown"


_FILES = {Format.HTML: "docs/data-dictionary.html", Format.MARKDOWN: "docs/data-dictionary.md"}


def command(
    subject: Annotated[
        str,
        typer.Argument(
            metavar="SCHEMA|PATH",
            help="A schema: a YAML file, or the name of a shipped one. Or metadata: a project, a "
            "folder, a file, or the zip of a retrieve; ./NAME is a folder with the name of a "
            "shipped schema.",
            autocompletion=shipped,
        ),
    ] = DEFAULT_SCHEMA,
    project_dir: ProjectDir = None,
    format_: Annotated[
        Format | None,
        typer.Option(
            "--format",
            help="One HTML page, or Markdown for a wiki or a pull request. Default: markdown for "
            "a FILE that ends in .md, else html.",
            show_default=False,
        ),
    ] = None,
    output: Annotated[
        str | None,
        typer.Option(
            parser=given,
            metavar="FILE",
            help="The file to write; - is standard output. Default: docs/data-dictionary.html or "
            "docs/data-dictionary.md in the project.",
            show_default=False,
        ),
    ] = None,
    force: Annotated[
        bool, typer.Option("--force", help="Overwrite a file that is no data dictionary.")
    ] = False,
    check: Annotated[
        bool, typer.Option("--check", help="Write nothing; exit 1 if the file is not current.")
    ] = False,
    open_: Annotated[bool, typer.Option("--open", help="Open the page in a browser.")] = False,
    api_version: ApiVersion = None,
) -> None:
    """Write a data dictionary of a schema, or of files of metadata: one page to look at."""
    from generator.dictionary.describe import DocsRequest, describe
    from generator.output import docs_report
    from generator.workspace import page_file
    from generator.workspace.page_file import State

    with errors_shown():
        _refuse_together(output, check=check, open_=open_)
        form = format_ or _form(output)
        path = _path(output, project_dir, form)
        dictionary = describe(DocsRequest(subject, project_dir, api_version))
        page = _page(dictionary, form)
        if path is None:
            console.out(page.removesuffix("\n"))
            return
        content = page.encode()
        state = page_file.compare(path, content, force=force)
        is_current = state is State.CURRENT
        if not (is_current or check):
            page_file.write(path, content)
        console.out(docs_report.line(path, state, dictionary, len(content), written=not check))
        if open_:
            _open(path)
    if check and not is_current:
        raise typer.Exit(DIFFERENCES)


def _refuse_together(output: str | None, *, check: bool, open_: bool) -> None:
    """Raise UsageError for options that contradict each other."""
    wrong = [
        ("--open", "--check, which writes nothing", open_ and check),
        ("--open", "--output -, which writes no file", open_ and output == _STANDARD_OUTPUT),
        ("--check", "--output -, which is no file", check and output == _STANDARD_OUTPUT),
    ]
    found = [
        Diagnostic(option, f"is given together with {other}; leave out one of the two")
        for option, other, is_given in wrong
        if is_given
    ]
    if found:
        raise UsageError(*found)


def _form(output: str | None) -> Format:
    """Return the format that the name of the file says."""
    return Format.MARKDOWN if str(output).casefold().endswith(".md") else Format.HTML


def _path(output: str | None, project_dir: Path | None, form: Format) -> Path | None:
    """Return the path of the file to write; None for the standard output."""
    from generator.workspace import page_file, project

    if output is None:
        return page_file.in_project(project.root_of(project_dir), _FILES[form])
    return None if output == _STANDARD_OUTPUT else Path(output)


def _page(dictionary: "Dictionary", form: Format) -> str:
    if form is Format.MARKDOWN:
        from generator.output import dictionary_markdown

        return dictionary_markdown.page(dictionary)
    from generator.output import dictionary_html

    return dictionary_html.page(dictionary)


def _open(path: Path) -> None:
    """Open a file in a browser. Raises WriteError if there is none."""
    import webbrowser

    if not webbrowser.open(path.resolve().as_uri()):
        message = "is written, but no browser was found to open it; open the file yourself"
        raise WriteError(Diagnostic(str(path), message))
