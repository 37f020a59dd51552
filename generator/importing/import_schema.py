"""The command `import`: from a tree, an org or a table to the text of a schema."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path, PurePath
from typing import TYPE_CHECKING, Any

from generator.diagnostics import Diagnostic
from generator.errors import UsageError
from generator.importing import table_access
from generator.importing.answers import Ask, answered
from generator.importing.imported import Imported
from generator.schema.notes import fill_ins
from generator.schema.text_types import Place
from generator.workspace.new_files import refuse_existing, write_file

if TYPE_CHECKING:
    from generator.importing.from_table import TableRequest
    from generator.importing.from_tree import TreeRequest
    from generator.importing.update import Updated
    from generator.org.sf_cli import Org

STDIN = "-"  # as a path
_API_NAME = re.compile(r"[A-Za-z]\w*", re.ASCII)
_TABLES = {
    *(".csv", ".tsv", ".tab", ".txt", ".xlsx", ".xlsm", ".xls"),
    *(".md", ".markdown", ".html", ".htm"),
}


@dataclass(frozen=True, slots=True)
class ImportRequest:
    """What to import, and where it goes.

    - `paths` are files and folders of metadata, or one file with a table; `-` is what `read_input`
      returns, a table.
    - `table` and `tree` hold what a person says of either, without the paths.
    - `org` is the org to ask instead, for the objects of `tree`.
    - `output` is the schema file to write, over one that is there only with `force`; `update` is
      the schema file to change instead. With `prune`, what it has besides is taken out, of the
      objects that are imported.
    - `ask` gets a question about a value that cannot be known, and returns the answer, or an empty
      text; without it, nobody is asked.
    """

    paths: tuple[str, ...]
    table: "TableRequest"
    tree: "TreeRequest"
    read_input: Callable[[], bytes]
    org: "Org | None" = None
    output: Path | None = None
    force: bool = False
    update: Path | None = None
    prune: bool = False
    ask: Ask | None = None


@dataclass(frozen=True, slots=True)
class ImportResult:
    """The schema as text, or what an existing one becomes, and what has to be known of it.

    `open` are the values that a person has to fill in, by place.
    """

    text: str
    imported: Imported
    open: Mapping[Place, str]
    update: "Updated | None" = None


def import_schema(request: ImportRequest) -> ImportResult:
    """Return the schema of what is to be imported. Writes nothing.

    Raises UsageError, DataError, TableError, OrgError or SchemaError with all that is wrong.
    """
    _refuse_options(request)
    found = _imported(request)
    if request.update is not None:
        return _updated(request.update, found, request.ask, prune=request.prune)
    if found.access:
        sets = {"permission_sets": table_access.permission_sets(found.access)}
        found = replace(found, data={**found.data, **sets})
    if request.ask:
        found = replace(found, data=answered(found.data, request.ask))
    return ImportResult(_text(found), found, dict(fill_ins(found.data)))


def _refuse_options(request: ImportRequest) -> None:
    if request.update and request.output:
        raise UsageError(Diagnostic("--output", "is given, and so is --update; give one of both"))
    if request.prune and not request.update:
        raise UsageError(Diagnostic("--prune", "is only for --update; leave it out"))
    if request.update and not request.update.is_file():
        raise UsageError(Diagnostic(str(request.update), "is not a schema file"))
    if request.output and not request.force:
        refuse_existing(request.output, "overwrite it with --force")


def _updated(path: Path, found: Imported, ask: Ask | None, *, prune: bool) -> ImportResult:
    from generator.importing.blend import Scope  # noqa: PLC0415  (these are only for an update)
    from generator.importing.update import updated  # noqa: PLC0415
    from generator.schema import yaml_source  # noqa: PLC0415
    from generator.schema.loader import checked  # noqa: PLC0415
    from generator.schema.overlay import merged  # noqa: PLC0415
    from generator.types.schema import Schema  # noqa: PLC0415

    source = yaml_source.read(str(path))
    content, data = merged(source, Schema), found.data
    if found.access:
        schema, _ = checked(content, Schema)
        there: Any = content.data
        sets = table_access.changed_sets(found.access, schema, there, data)
        data = {**data, "permission_sets": sets} if sets else data
    scope = Scope(found.keys, prune, found.api_version)
    result = updated(source, data, found.notes, scope)
    still_open = dict(fill_ins(result.data))
    if ask and still_open:
        data = answered(data, ask, still_open)
        result = updated(source, data, found.notes, scope)
        still_open = dict(fill_ins(result.data))
    stays = [
        content.lines.at(place, f"stays as it is: {sentence}")
        for place, sentence in fill_ins(data)
        if place not in still_open and _is_in(content.data, place)
    ]
    result = replace(result, kept=(*result.kept, *stays))
    new = (each for each in found.guessed if not _is_in(content.data, each.key.split(".")))
    return ImportResult(result.text, replace(found, guessed=tuple(new)), still_open, result)


def _is_in(data: object, place: Sequence[str | int]) -> bool:
    """Whether a schema says something at a place already, which a guess does not replace."""
    for step in place:
        if not isinstance(data, Mapping) or step not in data:
            return False
        data = data[step]
    return True


def write(request: ImportRequest, result: ImportResult) -> None:
    """Write the schema file that a request names, if it names one.

    Raises WriteError if it cannot be written, or if it was changed since it was read.
    """
    if result.update is not None and request.update is not None:
        from generator.importing import update  # noqa: PLC0415

        update.write(request.update, result.update)
    elif request.output is not None:
        write_file(request.output, result.text.encode(), force=request.force)


def _text(found: Imported) -> str:
    from generator.schema import yaml_writer  # noqa: PLC0415
    from generator.types.schema import Schema  # noqa: PLC0415

    return yaml_writer.text(found.data, Schema, found.notes)


def _imported(request: ImportRequest) -> Imported:
    tables = [each for each in request.paths if _is_table(each)]
    if tables and (len(request.paths) > 1 or request.org):
        message = "is a table; import it alone"
        raise UsageError(*(Diagnostic(each, message) for each in tables))
    if tables:
        from generator.importing import from_table  # noqa: PLC0415

        name, content = _read_table(tables[0], request.read_input)
        return from_table.imported(replace(request.table, file=name, content=content))
    return _of_metadata(request)


def _of_metadata(request: ImportRequest) -> Imported:
    from generator.importing import from_tree  # noqa: PLC0415

    if request.org is None:
        if not request.paths:
            message = (
                "is missing; name files or a folder, a table, or - for a table that is pasted"
            )
            raise UsageError(Diagnostic("PATH", message))
        paths = tuple(map(Path, request.paths))
        return from_tree.imported(replace(request.tree, paths=paths))
    if request.paths:
        raise UsageError(
            Diagnostic("--target-org", "is given, and so are paths; give one of both")
        )
    return _of_org(request.org, request.tree)


def _of_org(org: "Org", tree: "TreeRequest") -> Imported:
    from generator.importing import from_tree  # noqa: PLC0415
    from generator.org.access import resolved  # noqa: PLC0415
    from generator.org.retrieve import objects  # noqa: PLC0415
    from generator.workspace import project  # noqa: PLC0415

    if not tree.objects:
        raise UsageError(Diagnostic("--object", "is missing; name the objects to ask the org for"))
    if wrong := [name for name in tree.objects if not _API_NAME.fullmatch(name)]:
        message = "is {!r}, which is not the API name of an object; as in Lead or Visit__c"
        raise UsageError(*(Diagnostic("--object", message.format(name)) for name in wrong))
    here = project.find(None, None)
    contents = objects(resolved(org, here.root), tree.objects, here.api_version)
    return from_tree.of_contents(replace(tree, api_version=here.api_version), contents)


def _is_table(path: str) -> bool:
    return path == STDIN or PurePath(path).suffix.lower() in _TABLES


def _read_table(path: str, read_input: Callable[[], bytes]) -> tuple[str, bytes]:
    if path == STDIN:
        from generator.importing.from_table import STANDARD_INPUT  # noqa: PLC0415

        return STANDARD_INPUT, read_input()
    from generator import files  # noqa: PLC0415
    from generator.tables.read import MAX_BYTES  # noqa: PLC0415

    try:
        return path, files.read(path, limit=MAX_BYTES)
    except OSError as error:
        raise UsageError(Diagnostic(path, f"cannot be read: {error.strerror}")) from error
