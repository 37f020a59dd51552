"""From a table of fields to schema data."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import PurePath

from generator.diagnostics import Diagnostic
from generator.errors import TableError
from generator.importing import (
    columns,
    export_rows,
    object_data,
    table_fields,
    table_objects,
    table_rows,
)
from generator.importing.cells import foreign
from generator.importing.column_headers import Role
from generator.importing.columns import Columns, NotFields
from generator.importing.field_type import object_name
from generator.importing.imported import Imported
from generator.importing.table_access import Levels
from generator.importing.table_fields import Placed
from generator.importing.table_objects import ObjectSaid
from generator.importing.table_rows import Entry, Findings
from generator.tables.formats import Format
from generator.tables.grid import Table
from generator.tables.read import read

_NO_SLUG = re.compile(r"[^a-z0-9]+")
_LONGEST = 40
STANDARD_INPUT = "standard input"  # as the name of a file


@dataclass(frozen=True, slots=True)
class TableRequest:
    """A file with a table of fields, and what a person says besides.

    - `objects` are those of tables that name none; where tables do, only these are imported.
    - `columns` says where a column is, as in {"API Name": "2"}: by number, letter or header.
    - `table` is the number of the table to take, or its title.
    - `required`, `unique` and `external_id` are fields, by API name or label.
    - `namespace` is that of a package whose names are taken without it.
    - `label`, `plural_label` and `record_name` are those of the custom object.
    - `schema_name` and `schema_label` are the name and label of the schema.
    """

    file: str
    content: bytes
    form: Format | None = None
    objects: tuple[str, ...] = ()
    columns: Mapping[str, str] = field(default_factory=dict)
    table: str = ""
    label: str = ""
    plural_label: str = ""
    record_name: str = ""
    required: tuple[str, ...] = ()
    unique: tuple[str, ...] = ()
    external_id: tuple[str, ...] = ()
    namespace: str = ""
    schema_name: str = ""
    schema_label: str = ""


def imported(request: TableRequest) -> Imported:
    """Return the schema data of the fields in a file.

    Raises TableError with everything that is wrong, each with its row and column.
    """
    reading = read(request.file, request.content, request.form)
    findings = Findings(left_alone=list(reading.remarks))
    tables = _chosen(request, reading.tables)
    roles, wrong = columns.mapping(request.columns, tables, "--columns")
    if wrong:
        raise TableError(*wrong)
    said: dict[str, ObjectSaid] = {}
    found = [*_entries(request, tables, roles, said, findings)]
    fields = table_fields.placed(found, findings)
    unknown = table_fields.with_flags(fields, _flags(request))
    findings.errors += [
        Diagnostic(request.file, f"no field is named so in the table: --{each}")
        for each in unknown
    ]
    if not fields and not findings.errors:
        findings.errors.append(Diagnostic(request.file, _NO_FIELD))
        findings.errors += [each for each in findings.left_alone if each.key]
    if findings.errors:
        raise TableError(*findings.errors)
    if not findings.keys:  # what `export` wrote is whole
        table_fields.mark_cut(fields, _texts(tables))
        table_fields.mark_prose(fields)
    objects = object_data.objects(fields, said, _names(request), found)
    sources = export_rows.sources(each.draft.data for each in fields)
    data = {**_head(request, fields[0].sobject), **sources, **objects.data}
    return Imported(
        data,
        objects.notes,
        (*findings.guessed, *objects.guessed),
        tuple(findings.left_alone),
        keys=frozenset(findings.keys or _said_keys(fields)),
        access=_access(findings, fields),
    )


def _access(findings: Findings, fields: Iterable[Placed]) -> Levels:
    """Return the access to the fields that are imported: no set can name others."""
    taken = {(each.entry.sobject, each.entry.name) for each in fields}
    return {
        name: {
            sobject: {own: level for own, level in levels.items() if (sobject, own) in taken}
            for sobject, levels in of_set.items()
        }
        for name, of_set in findings.access.items()
    }


def _said_keys(fields: Iterable[Placed]) -> set[str]:
    """Return the keys of fields of which a table speaks: those that one of its rows fills."""
    return {key for each in fields for key in each.draft.data}


_NO_FIELD = "has no field to import"
_NOTHING = (
    "has no table; copy the table with its header, as CSV, TSV, Markdown or HTML, or from a sheet"
)


def _chosen(request: TableRequest, tables: Sequence[Table]) -> list[Table]:
    """Return the tables that a person chose, or all."""
    if not tables:
        raise TableError(Diagnostic(request.file, _NOTHING))
    if not request.table:
        return list(tables)
    by_title = [each for each in tables if each.title.casefold() == request.table.casefold()]
    if by_title:
        return by_title
    if request.table.isdecimal() and 1 <= int(request.table) <= len(tables):
        return [tables[int(request.table) - 1]]
    titles = ", ".join(f"{n} ({each.title})" for n, each in enumerate(tables, 1))
    message = f"no table is {request.table!r}; the tables of {request.file}: {titles}"
    raise TableError(Diagnostic("--table", message))


def _entries(
    request: TableRequest,
    tables: Sequence[Table],
    roles: Mapping[Role, int],
    said: dict[str, ObjectSaid],
    findings: Findings,
) -> Iterator[tuple[Entry, str]]:
    """Yield the fields of all tables, each with its object."""
    above = ""
    refused: list[Diagnostic] = []
    is_any = False
    for number, table in enumerate(tables, 1):
        if (description := table_objects.described(table)) is not None:
            above = description.name
            said[above] = description
            continue
        if export_rows.is_export(table) and not roles:
            is_any = True
            yield from _of_objects(request, export_rows.entries(table, findings), findings)
            continue
        found = columns.found(table, roles)
        if isinstance(found, NotFields):
            refused.append(_left(table, number, found))
            continue
        is_any = True
        _note_columns(table, found, findings)
        about = table_objects.described_above(table)
        fields = list(_with_objects(request, table, found, about.name or above, findings))
        for entry, sobject in fields:
            label = about.label or entry.object_label
            said.setdefault(sobject, replace(about, name=sobject, label=label))
        if any(sobject == "" for _, sobject in fields):
            findings.errors.append(_without_object(table, number))
        yield from (each for each in fields if each[1])
    if is_any:
        findings.left_alone += refused
    else:
        findings.errors += refused or [Diagnostic(request.file, _NOTHING)]


def _left(table: Table, number: int, found: NotFields) -> Diagnostic:
    line = table.rows[0].number if table.rows else None
    hint = f"; say which it is, as in {_EXAMPLE}" if found.is_near else ""
    message = f"{_name(table, number)} is left out: {found.why}{hint}"
    return Diagnostic(table.file, message, line)


_EXAMPLE = "--columns 'API Name=2,Type=3'"


def _name(table: Table, number: int) -> str:
    return f"table {number}" + (f" ({table.title})" if table.title else "")


def _note_columns(table: Table, found: Columns, findings: Findings) -> None:
    line = table.rows[0].number
    findings.guessed += [Diagnostic(table.file, each, line) for each in found.notes]
    if found.unused:
        message = f"not used, the columns {', '.join(found.unused)}"
        findings.left_alone.append(Diagnostic(table.file, message, line))
    for row in found.skipped:
        text = " ".join(filter(None, (cell.strip() for cell in row.cells)))
        message = f"{text!r} stands above the header; it is left out"
        findings.left_alone.append(Diagnostic(table.file, message, row.number))


def _with_objects(
    request: TableRequest, table: Table, found: Columns, above: str, findings: Findings
) -> Iterator[tuple[Entry, str]]:
    objects = tuple(map(_object_option, request.objects))
    general = table_objects.titled(table) or ((above,) if above else ())
    named = objects or general
    findings.errors += [
        Diagnostic(table.file, wrong, table.rows[0].number) for n in named if (wrong := foreign(n))
    ]
    if named is general and named:
        message = f"the fields are taken as those of {', '.join(named)}, by the text above them"
        findings.guessed.append(Diagnostic(table.file, message, table.rows[0].number))
    for entry in table_rows.entries(table, found, request.namespace, findings):
        if entry.sobject:
            yield from _of_objects(request, [entry], findings)
            continue
        for sobject in named or ("",):
            yield replace(entry, draft=entry.draft.copy()), sobject


def _without_object(table: Table, number: int) -> Diagnostic:
    near = ",".join(table_objects.mentioned(table))
    message = (
        f"{_name(table, number)} does not say which object the fields are of; name it, as in "
        f"--object {near or 'Lead'}; to import another table alone, choose it with --table"
    )
    return Diagnostic(table.file, message, table.rows[0].number)


def _of_objects(
    request: TableRequest, entries: Iterable[Entry], findings: Findings
) -> Iterator[tuple[Entry, str]]:
    """Yield the entries whose rows name their object: all, or those that are asked for."""
    objects = tuple(map(_object_option, request.objects))
    for entry in entries:
        own = _named(entry, findings)
        if own and (not objects or own in objects):
            yield entry, own
        elif own:
            findings.left_alone.append(entry.at(f"is of {own}, which --object does not name"))


def _object_option(name: str) -> str:
    return object_name(name.strip(), [])


def _named(entry: Entry, findings: Findings) -> str:
    """Return the object that a cell names; empty if it is no name."""
    if entry.sobject not in findings.objects:
        notes: list[str] = []
        findings.objects[entry.sobject] = object_name(entry.sobject, notes)
        findings.guessed += map(entry.at, notes)
    name = findings.objects[entry.sobject]
    if not re.fullmatch(r"[A-Za-z]\w*", name, re.ASCII):
        message = f"{entry.sobject!r} is not the API name of an object; write it, as in Invoice__c"
        findings.errors.append(entry.at(message))
        return ""
    return name


def _flags(request: TableRequest) -> dict[str, Sequence[str]]:
    return {
        "required": request.required,
        "unique": request.unique,
        "external_id": request.external_id,
    }


def _names(request: TableRequest) -> ObjectSaid:
    return ObjectSaid("", request.label, request.plural_label, request.record_name)


def _texts(tables: Sequence[Table]) -> Iterator[str]:
    for table in tables:
        yield table.above
        for row in table.rows:
            yield from (cell.replace("_", " ") for cell in row.cells)


def _head(request: TableRequest, sobject: str) -> dict[str, object]:
    """Return the keys at the top of a schema, from the name of the file."""
    stem = PurePath(request.file).stem if request.file != STANDARD_INPUT else sobject
    slug = _NO_SLUG.sub("-", stem.casefold()).strip("-")
    name = slug if slug[:1].isalpha() else f"table-{slug}"
    source = PurePath(request.file).name if request.file != STANDARD_INPUT else "a table"
    return {
        "name": request.schema_name or name[:_LONGEST].strip("-"),
        "label": request.schema_label or stem[:_LONGEST].strip(),
        "description": f"Fields that were imported from {source}.",
    }
