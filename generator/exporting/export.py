"""The command `export`: the table of the fields of a schema, with who may see and edit them."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from generator.diagnostics import Diagnostic
from generator.errors import UsageError
from generator.exporting.field_table import (
    ACCESS,
    ALWAYS,
    OTHER_KEYS,
    cells_of,
    fields,
    header,
)
from generator.schema import yaml_source
from generator.schema.loader import checked
from generator.schema.overlay import merged
from generator.tables.formats import WrittenFormat
from generator.tables.writing import Written, written
from generator.types import object_access
from generator.types.object_access import is_always_granted
from generator.types.schema import Schema
from generator.workspace.new_files import write_file


@dataclass(frozen=True, slots=True)
class ExportRequest:
    """The schema, by its name or path, and the format of the table.

    `output` is the file to write; `force` overwrites one that is there.
    """

    schema: str
    form: WrittenFormat
    output: Path | None = None
    force: bool = False


def export(request: ExportRequest) -> bytes:
    """Return the table of the fields of a schema, and write it if there is a file to write.

    Raises UsageError for a workbook without a file, SchemaError if the schema is wrong, WriteError
    if the file is there or cannot be written.
    """
    if request.form is WrittenFormat.XLSX and request.output is None:
        raise UsageError(Diagnostic("--format", "is xlsx; name the file as well, with --output"))
    content = merged(yaml_source.read(request.schema), Schema)
    schema, _ = checked(content, Schema)
    data: Mapping[str, Any] = content.data if isinstance(content.data, dict) else {}
    table = written([_fields(data, schema)], request.form)
    if request.output is not None:
        write_file(request.output, table, force=request.force)
    return table


def _fields(data: Mapping[str, Any], schema: Schema) -> Written:
    rows = [cells_of(*each) | dict(_access(schema, *each[:2])) for each in fields(data)]
    sets = [f"{ACCESS}{name}" for name, each in schema.permission_sets.items() if each.access]
    other = [OTHER_KEYS] if any(row[OTHER_KEYS] for row in rows) else []
    columns = (*header(rows), *sets, *other)
    return Written("Fields", columns, [[row.get(each, "") for each in columns] for row in rows])


def _access(schema: Schema, sobject: str, name: str) -> Iterator[tuple[str, str]]:
    """Yield the cells of the permission sets that show a field."""
    field = schema.fields.get(sobject, {}).get(name)
    for set_name, permission_set in schema.permission_sets.items():
        access = permission_set.access.get(sobject)
        if field is None or access is None:
            continue
        level = object_access.with_fields({sobject: access}, schema.fields)[sobject].fields
        said = ALWAYS if is_always_granted(field) else level.get(name, "none")
        yield f"{ACCESS}{set_name}", "" if said == "none" else said
