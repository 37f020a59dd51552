"""Which column of a table says what of a field: by its header, and by what its cells hold."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from generator.diagnostics import Diagnostic
from generator.importing.cells import one_line, without_namespace
from generator.importing.column_cells import (
    MOST,
    are_labels,
    is_custom_name,
    is_identifier,
    is_type,
    share,
)
from generator.importing.column_headers import Role, folded, is_header, role_of, role_said, shown
from generator.tables.grid import Row, Table, column_of

_SEARCHED = 20  # rows in which the header is looked for
_SAMPLE = 400  # rows by whose cells a column is known
_LONGEST_HEADER = 200  # that a message shows


@dataclass(frozen=True, slots=True)
class Columns:
    """The columns of a table of fields, and its rows without the header.

    `notes` say what was guessed; `unused` are the headers of columns that nothing was read from,
    and `skipped` the rows above the header. `is_wider` is whether most rows have more cells than
    the header.
    """

    roles: Mapping[Role, int]
    rows: tuple[Row, ...]
    headers: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    is_wider: bool = False
    unused: tuple[str, ...] = ()
    skipped: tuple[Row, ...] = ()


@dataclass(frozen=True, slots=True)
class NotFields:
    """Why a table is not taken for one of fields. `is_near` if it has names of fields."""

    why: str
    is_near: bool = False


def found(table: Table, said: Mapping[Role, int]) -> Columns | NotFields:
    """Return the columns of a table of fields, or why it is none.

    `said` are columns that a person named, from 0.
    """
    header = _header(table.rows)
    if header is None and table.rows and _looks_like_header(table.rows, said):
        header = 0
    rows = table.rows[header + 1 :] if header is not None else table.rows
    headers = tuple(map(one_line, table.rows[header].cells)) if header is not None else ()
    cells = _by_column(rows)
    roles = dict(said) | _by_header(headers, cells, said)
    if several := _several_names(headers, cells, roles):
        return NotFields(f"several columns have API names ({', '.join(several)})", is_near=True)
    roles |= _by_content(headers, cells, roles)
    names = {Role.NAME, Role.LABEL} & roles.keys()
    if Role.TYPE not in roles or not names or not rows:
        first = table.rows[0].cells if table.rows else ()
        return _why_not(roles, cells, headers or tuple(map(one_line, first)))
    notes = [
        f"column {shown(headers[column])!r} is taken as {role}, by what its cells hold"
        for role, column in roles.items()
        if role not in said and column < len(headers) and _is_guess(headers[column], role, cells)
    ]
    if not headers:
        order = ", ".join(role for role, _ in sorted(roles.items(), key=lambda each: each[1]))
        notes.append(f"the table has no header; its columns are taken as {order}")
    used = set(roles.values())
    unused = tuple(
        shown(headers[each]) if each < len(headers) and headers[each] else f"number {each + 1}"
        for each in sorted(cells.keys() | {n for n, header in enumerate(headers) if header})
        if each not in used
    )
    wider = sum(any(map(str.strip, row.cells[len(headers) :])) for row in rows)
    is_wider = 2 * wider > len(rows)
    return Columns(roles, rows, headers, tuple(notes), is_wider, unused, table.rows[: header or 0])


def mapping(
    said: Mapping[str, str], tables: Sequence[Table], at: str
) -> tuple[dict[Role, int], list[Diagnostic]]:
    """Return the columns that a person named, by role, from 0.

    A column is named by its number, its letter as in a spreadsheet, or its header.
    """
    roles: dict[Role, int] = {}
    found_wrong = []
    for word, column in said.items():
        role = role_said(word)
        number = _number(column.strip(), tables)
        if role is None:
            allowed = ", ".join(Role)
            found_wrong.append(Diagnostic(at, f"{word!r} is no column; allowed: {allowed}"))
        elif number is None:
            message = (
                f"{word}: no table has a column {column!r}; write its number, its letter or its "
                "header"
            )
            found_wrong.append(Diagnostic(at, message))
        else:
            roles[Role.NAME if role is Role.FIELD else role] = number
    return roles, found_wrong


def _number(column: str, tables: Sequence[Table]) -> int | None:
    if re.fullmatch(r"[1-9][0-9]{0,3}", column):
        return int(column) - 1
    for table in tables:
        for row in table.rows[:_SEARCHED]:
            same = [i for i, cell in enumerate(row.cells) if folded(cell) == folded(column) != ""]
            if same:
                return same[0]
    if re.fullmatch(r"[A-Za-z]{1,2}", column):
        return column_of(column)
    return None


def _header(rows: Sequence[Row]) -> int | None:
    """Return the row with the most known headers: two or more, one of them a name or a type."""
    best, most = None, 1
    for index, row in enumerate(rows[:_SEARCHED]):
        cells = [one_line(cell) for cell in row.cells]
        known = sum(is_header(cell) for cell in cells if cell)
        roles = {role_of(cell) for cell in cells}
        if known > most and roles & {Role.NAME, Role.LABEL, Role.FIELD, Role.TYPE}:
            best, most = index, known
    return best


def _looks_like_header(rows: Sequence[Row], said: Mapping[Role, int]) -> bool:
    """Whether the first row has words over types or names: a header in another language.

    Where a person said which column has the types, a word that is none is enough.
    """
    below = _by_column(rows[1:])
    for column, cell in enumerate(rows[0].cells):
        word, cells = one_line(cell), below.get(column, [])
        if said.get(Role.TYPE) == column and not is_type(word):
            return True
        for fits in (is_type, is_custom_name):
            if share(cells, fits) >= MOST and not fits(word):
                return True
    return False


def _by_column(rows: Sequence[Row]) -> dict[int, list[str]]:
    """Return the cells of each column that are not blank."""
    cells: dict[int, list[str]] = {}
    for row in rows[:_SAMPLE]:
        for column, cell in enumerate(row.cells):
            if (text := without_namespace(one_line(cell))) != "":
                cells.setdefault(column, []).append(text)
    return cells


def _by_header(
    headers: Sequence[str], cells: Mapping[int, list[str]], said: Mapping[Role, int]
) -> dict[Role, int]:
    """Return the columns whose headers tell their role, and whose cells do not deny it."""
    roles: dict[Role, int] = {}
    denied: dict[Role, int] = {}
    for column, header in enumerate(headers):
        role = role_of(header)
        if role is None or role in said or role in roles or column in said.values():
            continue
        if role in _DENIED and cells.get(column) and _DENIED[role](cells[column]):
            denied[role] = column
            continue
        roles[role] = column
    have_names, have_types = _have(cells, is_custom_name), _have(cells, is_type)
    if Role.NAME in denied and not have_names:
        roles.setdefault(Role.NAME, denied[Role.NAME])
    if Role.TYPE in denied and (have_names or Role.NAME in roles) and not have_types:
        roles.setdefault(Role.TYPE, denied[Role.TYPE])  # each cell will say what is wrong with it
    return roles


def _have(cells: Mapping[int, list[str]], fits: Callable[[str], bool]) -> bool:
    """Whether there is a column most of whose cells fit."""
    return any(share(each, fits) >= MOST for each in cells.values())


# What the cells of a column with this header never are.
_DENIED: Mapping[Role, Callable[[list[str]], bool]] = {
    Role.TYPE: lambda cells: share(cells, is_type) < 1 - MOST,
    Role.NAME: lambda cells: share(cells, is_identifier) < 1 - MOST,
    Role.LABEL: lambda cells: share(cells, is_custom_name) > MOST,
}


def _several_names(
    headers: Sequence[str], cells: Mapping[int, list[str]], known: Mapping[Role, int]
) -> list[str]:
    """Return the columns of API names if there are several, and no header tells which counts."""
    if Role.NAME in known:
        return []
    columns = [each for each in cells if share(cells[each], is_custom_name) >= MOST]
    said = known.get(Role.FIELD)
    names = [headers[each] if each < len(headers) else str(each + 1) for each in columns]
    return names if len(columns) > 1 and said not in columns else []


def _by_content(
    headers: Sequence[str], cells: Mapping[int, list[str]], known: Mapping[Role, int]
) -> dict[Role, int]:
    """Return the name, the type and the label where the headers do not tell them."""
    roles = dict(known)
    free = [each for each in cells if each not in roles.values() or each == roles.get(Role.FIELD)]
    if Role.TYPE not in roles:
        _add_best(roles, Role.TYPE, free, cells, is_type)
    if Role.NAME not in roles:
        _add_best(roles, Role.NAME, free, cells, is_custom_name)
    field = roles.pop(Role.FIELD, None)
    if field is not None and field not in roles.values():
        is_name = Role.NAME not in roles and share(cells.get(field, []), is_identifier) >= MOST
        role = Role.NAME if is_name else Role.LABEL
        roles.setdefault(role, field)
    if not headers and Role.TYPE in roles:
        _add_first(roles, cells)
    elif Role.LABEL not in roles and Role.TYPE in roles:
        taken = set(roles.values())
        unknown = [
            each
            for each in free
            if each not in taken and not _has_role(headers, each) and are_labels(cells[each])
        ]
        if len(unknown) == 1:
            roles[Role.LABEL] = unknown[0]
    return roles


def _add_best(
    roles: dict[Role, int],
    role: Role,
    free: Sequence[int],
    cells: Mapping[int, list[str]],
    fits: Callable[[str], bool],
) -> None:
    taken = {column for other, column in roles.items() if other is not Role.FIELD}
    shares = {each: share(cells[each], fits) for each in free if each not in taken}
    best = max(shares, key=lambda each: shares[each], default=None)
    if best is not None and shares[best] >= MOST:
        roles[role] = best


def _add_first(roles: dict[Role, int], cells: Mapping[int, list[str]]) -> None:
    """Add label and name of a table without a header: Label, API name, Type."""
    left = [each for each in sorted(cells) if each not in roles.values()]
    if Role.NAME not in roles:
        names = [each for each in left if share(cells[each], is_identifier) >= MOST]
        if names:
            roles[Role.NAME] = names[-1] if len(left) > 1 else names[0]
            left.remove(roles[Role.NAME])
    if Role.LABEL not in roles and left:
        roles[Role.LABEL] = left[0]


def _why_not(
    roles: Mapping[Role, int], cells: Mapping[int, list[str]], headers: Sequence[str]
) -> NotFields:
    columns = ", ".join(filter(None, headers))[:_LONGEST_HEADER]
    has_names = Role.NAME in roles or _have(cells, is_custom_name)
    if Role.TYPE in roles and cells:
        why = f"no column has the labels or API names of fields ({columns})"
        return NotFields(why, is_near=True)
    if has_names or Role.LABEL in roles:
        return NotFields(f"no column has the types of fields ({columns})", is_near=has_names)
    return NotFields(f"no column has the names and types of fields ({columns})")


def _is_guess(header: str, role: Role, cells: Mapping[int, list[str]]) -> bool:
    """Whether the header does not tell the role, nor the cells beyond doubt."""
    said = role_of(header)
    is_certain = role is Role.NAME and _have(cells, is_custom_name)
    return said is not role and not (said is Role.FIELD and is_certain)


def _has_role(headers: Sequence[str], column: int) -> bool:
    """Whether the header of a column is known, and no type stands there where it says so."""
    if column >= len(headers) or not is_header(headers[column]):
        return False
    return role_of(headers[column]) is not Role.TYPE
