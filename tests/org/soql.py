"""Answers queries of the simplest form: SELECT, FROM, WHERE with =, != and IN, AND, LIMIT.

An OR may stand within brackets.
"""

import re
from itertools import chain
from typing import NamedTuple

from org.columns import Column, Record, Refused
from org.data import Data

_QUERY = re.compile(
    r"SELECT\s+(?P<fields>.+?)\s+FROM\s+(?P<sobject>\w+)"
    r"(?:\s+WHERE\s+(?P<where>.+?))?(?:\s+LIMIT\s+(?P<limit>\d+))?",
    re.IGNORECASE | re.DOTALL,
)
_CONDITION = re.compile(
    r"([\w.]+)\s*(?:(!?=)\s*('(?:[^'\\]|\\.)*'|[\w.-]+)"
    r"|\s+IN\s*\((?:(SELECT\s[^()]+)|('[^()]*'))\))"
    r"\s*(?:\bAND\s+|$)",
    re.IGNORECASE,
)
_EITHER = re.compile(r"\(([^()]+)\)\s*(?:\bAND\s+|$)", re.IGNORECASE)
_IDS = ("id", "reference")
_WORDS: dict[str, object] = {"true": True, "false": False, "null": None}


class _Condition(NamedTuple):
    """What a field has to be: one of the values, or, if not `equal`, none of them."""

    name: str
    equal: bool
    values: list[object]


def query(data: Data, text: str, *, tooling: bool = False) -> Record:
    """Return the records that a query asks for. Raises Refused for any that is not so simple."""
    match = _QUERY.fullmatch(text.strip())
    if match is None:
        raise Refused("MALFORMED_QUERY", f"not understood: {text}")
    sobject, names = match["sobject"], names_of(text)
    columns = data.columns(sobject, tooling=tooling)
    conditions = _conditions(data, match["where"] or "")
    counts = names == ["COUNT()"]
    for name in [] if counts else names:
        _column(data, columns, name)
    for condition in chain.from_iterable(conditions):
        _check(_column(data, columns, condition.name), condition)
    records = [
        record
        for record in data.rows(sobject).values()
        if all(
            any(_meets(_value(data, columns, record, each.name), each) for each in either)
            for either in conditions
        )
    ]
    records = records[: int(match["limit"])] if match["limit"] else records
    selected = [] if counts else [_selected(data, sobject, record, names) for record in records]
    return {"totalSize": len(records), "done": True, "records": selected}


def names_of(text: str) -> list[str]:
    """Return what stands between SELECT and FROM."""
    fields = re.split(r"\s+FROM\s", text.strip(), maxsplit=1, flags=re.IGNORECASE)[0]
    names = [name.strip() for name in fields[len("SELECT") :].split(",")]
    return ["COUNT()"] if names[0].upper() == "COUNT()" else names


def metadata_of(names: list[str]) -> list[Record]:
    """Return what `columns=true` asks for; the field of a parent is a column within a column."""
    columns: dict[str, list[str]] = {}
    for name in names:
        head, _, tail = name.partition(".")
        columns.setdefault(head, []).extend([tail] if tail else [])
    return [
        {
            "columnName": name,
            "displayName": name,
            "aggregate": False,
            "joinColumns": metadata_of(inner),
        }
        for name, inner in columns.items()
    ]


def _selected(data: Data, sobject: str, record: Record, names: list[str]) -> Record:
    selected: Record = {"attributes": {"type": sobject}}
    columns = data.columns(sobject, tooling=True)
    for name in names:
        head, _, tail = name.partition(".")
        value = _value(data, columns, record, name)
        if tail:
            selected.setdefault(head, {})[tail] = value
        else:
            selected[_step(columns, name)[0].name] = value
    return selected


def _value(data: Data, columns: dict[str, Column], record: Record, name: str) -> object:
    """Return a value of a record; a name with a dot leads to the record that a lookup names."""
    column, tail = _step(columns, name)
    value = record.get(column.name)
    if not tail:
        return value
    parent = data.rows(column.reference).get(str(value), {})
    return _value(data, data.columns(column.reference, tooling=True), parent, tail)


def _column(data: Data, columns: dict[str, Column], name: str) -> Column:
    """Return the column that a name leads to."""
    column, tail = _step(columns, name)
    if not tail:
        return column
    return _column(data, data.columns(column.reference, tooling=True), tail)


def _step(columns: dict[str, Column], name: str) -> tuple[Column, str]:
    """Return the column that a name begins with, and what follows it there."""
    head, _, tail = name.partition(".")
    lookup = re.sub("__r$", "__c", head) if head.endswith("__r") else f"{head}Id"
    wanted = (lookup if tail else head).lower()
    column = next((each for own, each in columns.items() if own.lower() == wanted), None)
    if column is None or (tail and not column.reference):
        raise Refused("INVALID_FIELD", f"No such column '{name}'.")
    return column, tail


def _check(column: Column, condition: _Condition) -> None:
    """Refuse values of another kind than the column's; null fits each."""
    kind = bool if column.type == "boolean" else float if column.is_number else str
    for value in condition.values:
        if value is not None and not isinstance(value, kind):
            message = f"{column.name}: {value!r} is no {kind.__name__}"
            raise Refused("INVALID_FIELD", message, column.name)


def _conditions(data: Data, where: str) -> list[list[_Condition]]:
    """Return what has to hold: of each list, one condition."""
    found: list[list[_Condition]] = []
    place = 0
    while place < len(where):
        if either := _EITHER.match(where, place):
            parts = re.split(r"\s+OR\s+", either[1], flags=re.IGNORECASE)
            found.append([_condition(data, part)[0] for part in parts])
            place = either.end()
        else:
            condition, length = _condition(data, where[place:])
            found.append([condition])
            place += length
    return found


def _condition(data: Data, text: str) -> tuple[_Condition, int]:
    """Return the condition with which a text begins, and its length."""
    match = _CONDITION.match(text)
    if match is None:
        raise Refused("MALFORMED_QUERY", f"not understood: {text}")
    if match[4]:
        return _Condition(match[1], equal=True, values=_ids(data, match[4])), match.end()
    if match[5]:
        values = [_literal(each) for each in re.findall(r"'(?:[^'\\]|\\.)*'", match[5])]
        return _Condition(match[1], equal=True, values=values), match.end()
    values = [_literal(match[3])]
    return _Condition(match[1], equal=match[2] == "=", values=values), match.end()


def _ids(data: Data, text: str) -> list[object]:
    """Return the ids that a query within a query finds; it may select nothing else."""
    records = query(data, text)["records"]
    match = _QUERY.fullmatch(text.strip())
    columns = data.columns(match["sobject"]) if match else {}
    names = names_of(text)
    if len(names) > 1 or names[0] not in columns or columns[names[0]].type not in _IDS:
        raise Refused("MALFORMED_QUERY", f"not one id: {text}")
    return [record[names[0]] for record in records if record[names[0]] is not None]


def _literal(text: str) -> object:
    if text.startswith("'"):
        return re.sub(r"\\(.)", r"\1", text[1:-1])
    try:
        return _WORDS[text.lower()] if text.lower() in _WORDS else float(text)
    except ValueError as error:
        raise Refused("MALFORMED_QUERY", f"not understood: {text}") from error


def _meets(value: object, condition: _Condition) -> bool:
    return any(_is(value, wanted) for wanted in condition.values) is condition.equal


def _is(value: object, wanted: object) -> bool:
    """Whether a value is the wanted one; capitals never count, and an id may be short."""
    if isinstance(value, str) and isinstance(wanted, str):
        return wanted.lower() in (value.lower(), value[:15].lower() if len(value) == 18 else None)
    return value == wanted
