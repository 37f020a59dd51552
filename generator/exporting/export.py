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
from generator.types.custom_field import CustomField
from generator.types.object_access import ObjectAccess, is_always_granted
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
    of_objects = schema.fields
    levels = {
        name: object_access.with_fields(each.access, of_objects)
        for name, each in schema.permission_sets.items()
    }
    rows = []
    for sobject, name, own in fields(data):
        field = of_objects.get(sobject, {}).get(name)
        access = dict(_access(sobject, name, field, levels)) if field else {}
        rows.append(cells_of(sobject, name, own) | access)
    sets = [f"{ACCESS}{name}" for name, each in schema.permission_sets.items() if each.access]
    other = [OTHER_KEYS] if any(row[OTHER_KEYS] for row in rows) else []
    columns = (*header(rows), *sets, *other)
    return Written("Fields", columns, [[row.get(each, "") for each in columns] for row in rows])


def _access(
    sobject: str,
    name: str,
    field: CustomField,
    levels: Mapping[str, Mapping[str, ObjectAccess]],
) -> Iterator[tuple[str, str]]:
    """Yield the cells of a field below the permission sets that show its object.

    `levels` is the access of each set to objects, with every field that it shows.
    """
    for set_name, access in levels.items():
        if sobject in access:
            level = access[sobject].fields.get(name, "none")
            said = ALWAYS if is_always_granted(field) else level
            yield f"{ACCESS}{set_name}", "" if said == "none" else said
