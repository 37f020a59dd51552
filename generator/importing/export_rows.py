"""The rows of a table that `export` wrote, perhaps edited since: fields, and who may see them.

Each column says one key, so nothing is guessed.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from generator.diagnostics import Diagnostic
from generator.exporting.field_table import (
    ACCESS,
    ALWAYS,
    API_NAME,
    KEYS,
    LABEL,
    LEVELS,
    NO_BREAK,
    OBJECT,
    OTHER_KEYS,
    USUAL_HEADER,
    field_of,
)
from generator.importing import filled_in
from generator.importing.cells import foreign
from generator.importing.field_draft import Draft
from generator.importing.table_rows import Entry, Findings, without_header
from generator.schema.notes import FillIn, fill_ins
from generator.tables.formula_cells import unguarded
from generator.tables.grid import Row, Table
from generator.types.custom_field import CustomField

_OWN = {OBJECT, API_NAME, OTHER_KEYS, *KEYS}
_NEEDED = (("type", "a type, as in Text(80)"), ("label", "a label"))
_HEADERS = {key: header for header, key in KEYS.items()}


def is_export(table: Table) -> bool:
    """Whether a table has the columns that `export` writes, perhaps without some of them."""
    headers = set(_headers(table)) if table.rows else set()
    if not headers.issuperset({OBJECT, API_NAME}):
        return False
    is_whole = headers.issuperset(USUAL_HEADER)
    return is_whole or OTHER_KEYS in headers or any(map(_is_access, headers))


def entries(table: Table, findings: Findings) -> Iterator[Entry]:
    """Yield the fields of a table that `export` wrote, and note what it says besides."""
    headers = _headers(table)
    findings.errors += _repeated(table, headers)
    findings.keys.update(KEYS[each] for each in headers if each in KEYS)
    unused = [each for each in headers if each and each not in _OWN and not _is_access(each)]
    if unused:
        message = f"not used, the columns {', '.join(unused)}"
        findings.left_alone.append(Diagnostic(table.file, message, table.rows[0].number))
    for row in table.rows[1:]:
        cells = _cells(headers, row)
        entry = _entry(table, headers, row, cells)
        if message := _fault(entry) or without_header(row, len(headers)):
            findings.errors.append(entry.at(message))
            continue
        try:
            entry.draft.data |= field_of(cells)
        except ValueError as error:
            place = headers.index(OTHER_KEYS) + 1
            findings.errors.append(Diagnostic(table.file, str(error), row.number, column=place))
            continue
        findings.keys.update(entry.draft.data)
        for key, form in _NEEDED:
            entry.draft.data.setdefault(key, FillIn(f"the table says nothing; write {form}"))
        findings.errors += _refused(entry, headers)
        findings.errors += _noted_access(entry, headers, cells, findings)
        yield entry


def _repeated(table: Table, headers: Sequence[str]) -> Iterator[Diagnostic]:
    """Yield the columns whose header stands in the table twice: one of them would not count."""
    for index, header in enumerate(headers):
        if header and header in headers[:index]:
            message = f"{header!r} is the header of two columns; take one out"
            yield Diagnostic(table.file, message, table.rows[0].number, column=index + 1)


def _refused(entry: Entry, headers: Sequence[str]) -> Iterator[Diagnostic]:
    """Yield what cells say that a schema refuses, so that nothing which was edited is lost."""
    for key, value in filled_in.marked_field(entry.draft.data, entry.draft.example).items():
        header = _HEADERS.get(key, OTHER_KEYS)
        for _, sentence in fill_ins(value) if header in headers else ():
            column = headers.index(header) + 1
            yield replace(entry.at(sentence), column=column)
    for key in entry.draft.data.keys() - CustomField.model_fields.keys():
        column = headers.index(OTHER_KEYS) + 1
        yield replace(entry.at(f"{key!r} is not a key of a field; take it out"), column=column)


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


def _entry(table: Table, headers: Sequence[str], row: Row, cells: Mapping[str, str]) -> Entry:
    return Entry(
        table,
        row,
        headers.index(API_NAME) + 1,
        cells.get(OBJECT, ""),
        cells.get(API_NAME, ""),
        cells.get(LABEL, ""),
        Draft(),
    )


def _noted_access(
    entry: Entry, headers: Sequence[str], cells: Mapping[str, str], findings: Findings
) -> Iterator[Diagnostic]:
    """Note the access to a field; yield what is no level of access."""
    for column in filter(_is_access, headers):
        level = cells.get(column, "").casefold()
        if level not in LEVELS:
            message = f"is {level!r}; write read, write, or nothing"
            place = headers.index(column) + 1
            yield Diagnostic(entry.table.file, message, entry.row.number, column=place)
        elif level != ALWAYS:
            of_set = findings.access.setdefault(column.removeprefix(ACCESS).strip(), {})
            of_set.setdefault(entry.sobject, {})[entry.name] = level


def _headers(table: Table) -> list[str]:
    return [cell.strip() for cell in table.rows[0].cells]


def _cells(headers: Sequence[str], row: Row) -> dict[str, str]:
    return {header: _text(cell) for header, cell in zip(headers, row.cells, strict=False)}


def _text(cell: str) -> str:
    return unguarded(cell.replace("\r\n", "\n").replace(NO_BREAK, " ").strip())


def _is_access(column: str) -> bool:
    return column.startswith(ACCESS)


def _fault(entry: Entry) -> str:
    if not entry.name or not entry.sobject:
        return f"has no {OBJECT if entry.name else API_NAME}; add it, or take the row out"
    return foreign(entry.name)
