"""The rows of a table that `export` wrote, perhaps edited since: fields, and who may see them."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from generator.diagnostics import Diagnostic
from generator.exporting.field_table import (
    ACCESS,
    ALWAYS,
    API_NAME,
    COLUMNS,
    OBJECT,
    OTHER_KEYS,
    field_of,
    header,
)
from generator.importing.cells import foreign
from generator.importing.field_draft import Draft
from generator.importing.table_rows import Entry, Findings
from generator.schema.notes import FillIn
from generator.schema.text_types import Place
from generator.tables.formula_cells import unguarded
from generator.tables.grid import Row, Table

_USUAL = frozenset(header(()))
_OWN = _USUAL | {OTHER_KEYS, *(each.header for each in COLUMNS)}
_LEVELS = ("read", "write")


def is_export(table: Table) -> bool:
    """Whether a table has the columns that `export` writes."""
    return bool(table.rows) and set(table.rows[0].cells) >= _USUAL


def entries(table: Table, findings: Findings) -> Iterator[Entry]:
    """Yield the fields of a table that `export` wrote."""
    headers = table.rows[0].cells
    unused = [each for each in headers if each and each not in _OWN and not _is_access(each)]
    if unused:
        message = f"not used, the columns {', '.join(unused)}"
        findings.left_alone.append(Diagnostic(table.file, message, table.rows[0].number))
    for row in table.rows[1:]:
        cells = _cells(headers, row)
        entry = Entry(
            table,
            row,
            headers.index(API_NAME) + 1,
            cells.get(OBJECT, ""),
            cells.get(API_NAME, ""),
            cells.get("Field Label", ""),
            Draft(),
        )
        if message := _fault(entry):
            findings.errors.append(entry.at(message))
            continue
        try:
            entry.draft.data |= field_of(cells)
        except ValueError as error:
            place = headers.index(OTHER_KEYS) + 1
            findings.errors.append(Diagnostic(table.file, str(error), row.number, column=place))
            continue
        for key, form in (("type", "a type, as in Text(80)"), ("label", "a label")):
            entry.draft.data.setdefault(key, FillIn(f"the table says nothing; write {form}"))
        yield entry


def access(
    tables: Sequence[Table], findings: Findings
) -> tuple[dict[str, object], dict[Place, list[str]]]:
    """Return the permission sets that the columns of access describe, and notes by place.

    A table says who may see and edit fields. The access to the object is the most that these need.
    """
    levels: dict[str, dict[str, dict[str, str]]] = {}
    for table in filter(is_export, tables):
        headers = table.rows[0].cells
        for row in table.rows[1:]:
            cells = _cells(headers, row)
            for column in filter(_is_access, headers):
                if level := cells.get(column, "").strip().casefold():
                    of_set = levels.setdefault(column.removeprefix(ACCESS), {})
                    of_set.setdefault(cells.get(OBJECT, ""), {})[cells.get(API_NAME, "")] = level
                    _check(table, row, headers.index(column), level, findings)
    sets: dict[str, object] = {}
    notes: dict[Place, list[str]] = {}
    for name, objects in levels.items():
        sets[name] = {
            "label": name.replace("_", " "),
            "access": {sobject: _of_object(fields) for sobject, fields in objects.items()},
        }
        for sobject in objects:
            sentence = "the access to the object is derived from that to its fields"
            notes["permission_sets", name, "access", sobject] = [sentence]
    return sets, notes


def sources(fields: Iterable[Mapping[str, object]]) -> dict[str, object]:
    """Return the sources that fields name. A table has no more of them than the name."""
    named = [each.get("source", ()) for each in fields]
    names = [
        name
        for each in named
        for name in (each if isinstance(each, list) else [each] if each else [])
    ]
    found = {str(name): {"title": str(name)} for name in names}
    return {"sources": found} if found else {}


def _of_object(fields: Mapping[str, str]) -> dict[str, object]:
    most = "write" if "write" in fields.values() else "read"
    own = {name: level for name, level in fields.items() if level in _LEVELS}
    return {"object": most, "fields": own, "other_fields": "none"} if own else {"object": most}


def _check(table: Table, row: Row, column: int, level: str, findings: Findings) -> None:
    if level not in {*_LEVELS, ALWAYS}:
        message = f"is {level!r}; write read, write, or nothing"
        findings.errors.append(Diagnostic(table.file, message, row.number, column=column + 1))


def _cells(headers: Sequence[str], row: Row) -> dict[str, str]:
    return {h: unguarded(cell) for h, cell in zip(headers, row.cells, strict=False)}


def _is_access(column: str) -> bool:
    return column.startswith(ACCESS)


def _fault(entry: Entry) -> str:
    if not entry.name or not entry.sobject:
        return f"has no {OBJECT if entry.name else API_NAME}; add it, or take the row out"
    return foreign(entry.name)
