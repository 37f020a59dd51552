"""The fields that the rows of a table describe, each with its name as the table has it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from generator.diagnostics import Diagnostic
from generator.importing import api_names, attributes, field_row
from generator.importing.cells import foreign, has_namespace, one_line, without_namespace
from generator.importing.column_headers import Role
from generator.importing.columns import Columns
from generator.importing.field_draft import Draft
from generator.importing.field_row import RowText
from generator.schema.notes import FillIn
from generator.tables.grid import Row, Table

_LONGEST_LABEL = 40
_WORDS_BEFORE = re.compile(r"\b(?:label|(?:api |field )?name)\s*:\s*", re.IGNORECASE)
_CUSTOM_NAME = re.compile(r"[A-Za-z]\w*__c\b", re.IGNORECASE)


@dataclass(slots=True)
class Findings:
    """What is found on the way: errors, what was guessed, and what is left alone.

    `objects` has the API name of each object by what cells say.
    Of a table that `export` wrote, also the keys of which it speaks, and the access to fields by
    permission set, object and field: write, read, or empty for none.
    """

    errors: list[Diagnostic] = field(default_factory=list)
    guessed: list[Diagnostic] = field(default_factory=list)
    left_alone: list[Diagnostic] = field(default_factory=list)
    objects: dict[str, str] = field(default_factory=dict)
    keys: set[str] = field(default_factory=set)
    access: dict[str, dict[str, dict[str, str]]] = field(default_factory=dict)


@dataclass(slots=True)
class Entry:
    """A field of a table: its object and its name as they stand there, and its keys."""

    table: Table
    row: Row
    column: int | None
    sobject: str
    name: str
    label: str
    draft: Draft
    is_derived: bool = False
    is_custom: bool | None = None
    has_namespace: bool = False
    object_label: str = ""

    def at(self, message: str) -> Diagnostic:
        """Return a diagnostic about the row."""
        return Diagnostic(self.table.file, message, self.row.number, self.name, self.column)


def entries(table: Table, columns: Columns, namespace: str, findings: Findings) -> Iterator[Entry]:
    """Yield the fields of a table; rows that have none are left alone, or errors.

    `namespace` is that of names which are taken without it.
    """
    form = _form(columns)
    sobject = ""
    for row in _joined(columns):
        text = RowText(row, columns)
        has_own = bool(columns.headers) and not columns.is_wider
        if more := without_header(row, len(columns.headers)) if has_own else "":
            findings.errors.append(Diagnostic(table.file, more, row.number, "", len(row.cells)))
            continue
        if not _is_field(text):
            said = " | ".join(one_line(cell) for cell in row.cells if cell.strip())
            why = "has no name and type of a field; the row is left out"
            findings.left_alone.append(Diagnostic(table.file, f"{said!r} {why}", row.number))
            continue
        entry = _entry(table, text, namespace, findings)
        if entry is None:
            continue
        if sobject and not entry.sobject:
            entry.draft.note("", f"the cell of the object is blank; {sobject} stands above it")
        entry.sobject = sobject = entry.sobject or sobject
        draft = field_row.read(text, form)
        draft.data |= entry.draft.data
        for key, sentences in entry.draft.notes.items():
            draft.note(key, *sentences)
        entry.draft = draft
        yield entry


def _joined(columns: Columns) -> list[Row]:
    """Return the rows, with those in one that a line end in a cell has cut in two.

    What a browser copies of a page has such a line end as it stands.
    """
    rows: list[Row] = []
    width = max(len(columns.headers), 2)
    for row in columns.rows:
        last = rows[-1] if rows else None
        if last and _goes_on(columns, last, row, width):
            cells = (*last.cells[:-1], f"{last.cells[-1]}\n{row.cells[0]}", *row.cells[1:])
            rows[-1] = Row(last.number, cells, last.spanned)
        else:
            rows.append(row)
    return rows


def without_header(row: Row, width: int) -> str:
    """Return what is wrong with a row that has more cells than the header: it may be shifted."""
    more = [one_line(cell) for cell in row.cells[width:] if cell.strip()]
    if not more:
        return ""
    return (
        f"the row has {len(row.cells)} cells, the header {width}: {more[0]!r} has no column; "
        "write a cell with the separator in it in quotes, or give each column a header"
    )


def _goes_on(columns: Columns, last: Row, row: Row, width: int) -> bool:
    """Whether a row is the rest of the one above it."""
    if len(last.cells) + len(row.cells) - 1 != width or row.spanned:
        return False
    if len(last.cells) < width:
        return len(row.cells) > 1
    is_last = columns.roles.get(Role.ATTRIBUTES) == width - 1
    return is_last and not attributes.read(row.cells[0]).unread


def _form(columns: Columns) -> dict[str, bool]:
    """Return how a table counts the precision of a number: one tool counts the digits before."""
    headers = {"".join(filter(str.isalpha, each.casefold())) for each in columns.headers}
    is_of_tool = {"fullname", "inlinehelptext"} <= headers or "populateexistingrows" in headers
    return {
        "precision_is_digits": is_of_tool,
        "precision_is_total": Role.DIGITS in columns.roles,
    }


def _is_field(text: RowText) -> bool:
    """Whether a row describes a field: a name, and more than that."""
    has_name = bool(text.line(Role.NAME) or text.line(Role.LABEL))
    filled = sum(1 for cell in text.row.cells if cell.strip())
    is_header = tuple(map(one_line, text.row.cells)) == text.columns.headers
    return has_name and not is_header and (filled > 1 or bool(text.line(Role.TYPE)))


def _entry(table: Table, text: RowText, namespace: str, findings: Findings) -> Entry | None:
    """Return a field with its object, name and label alone; None if it is left alone or wrong."""
    draft = Draft()
    name, label = _name_and_label(text, draft)
    column = text.column(Role.NAME if name else Role.LABEL)
    entry = Entry(table, text.row, column, text.line(Role.OBJECT), name, label, draft)
    entry.object_label = text.line(Role.OBJECT_LABEL)
    if name:
        _clean_name(entry, namespace)
    else:
        _derive_name(entry)
    custom = text.line(Role.CUSTOM).casefold()
    entry.is_custom = {"true": True, "yes": True, "false": False, "no": False}.get(custom)
    wrong = foreign(entry.name) or (
        "" if entry.name else f"the label {label!r} gives no API name; add a column for it"
    )
    of_type = foreign(text.line(Role.TYPE))
    if of_type:
        findings.errors.append(replace(entry.at(of_type), column=text.column(Role.TYPE)))
    if wrong:
        findings.errors.append(entry.at(wrong))
    if wrong or of_type:
        return None
    if found := api_names.namespace(entry.name):
        message = (
            f"belongs to the package with the namespace {found}, which brings it; to make a field "
            f"of your own without it, name the namespace: --namespace {found}"
        )
        findings.left_alone.append(entry.at(message))
        return None
    _label(entry, text)
    return entry


def _name_and_label(text: RowText, draft: Draft) -> tuple[str, str]:
    """Return both; some tables have them in one cell: Size (Size__c)."""
    name, label = text.line(Role.NAME), text.line(Role.LABEL)
    inside = _CUSTOM_NAME.search(label)
    if name or inside is None:
        return name, label
    label = _WORDS_BEFORE.sub("", label.replace(inside[0], "")).strip(" ()[]-:/,")
    draft.note("", "the API name stands in the cell of the label")
    return inside[0], label


def _clean_name(entry: Entry, namespace: str) -> None:
    if has_namespace(entry.name):
        entry.has_namespace = True
        entry.name = without_namespace(entry.name)
    sobject, point, last = entry.name.rpartition(".")
    if point and not entry.sobject:
        entry.sobject, entry.name = sobject, last
    if namespace and api_names.namespace(entry.name).casefold() == namespace.casefold():
        entry.name = api_names.without_namespace(entry.name)
        entry.has_namespace = True


def _derive_name(entry: Entry) -> None:
    entry.name, entry.is_derived = api_names.derived(entry.label), True
    entry.draft.note("", "the table has no API name; it is derived from the label, as Setup does")
    if len(entry.name) < len(entry.label) and len(entry.label) > _LONGEST_LABEL:
        entry.draft.note("", "the name is cut at 40 characters")


def _label(entry: Entry, text: RowText) -> None:
    """Add the label; the table's name if it has no other, as it is typed in Setup."""
    label = entry.label
    if not label:
        header = text.column(Role.NAME)
        is_plain = header is not None and not api_names.is_custom(entry.name)
        label = entry.name if is_plain else api_names.words(entry.name)
        entry.draft.note("label", "the table has no label; this is the name in it")
    entry.draft.data["label"] = (
        label
        if len(label) <= _LONGEST_LABEL
        else FillIn(
            f"the label in the table has {len(label)} characters, {_LONGEST_LABEL} are allowed; "
            f"shorten: {label}"
        )
    )
