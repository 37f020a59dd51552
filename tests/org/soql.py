"""Answers queries of the simplest form: SELECT, FROM, WHERE with = and !=, AND, LIMIT."""

import re

from org.columns import Column, Record, Refused
from org.data import Data

_QUERY = re.compile(
    r"SELECT\s+(?P<fields>.+?)\s+FROM\s+(?P<sobject>\w+)"
    r"(?:\s+WHERE\s+(?P<where>.+?))?(?:\s+LIMIT\s+(?P<limit>\d+))?",
    re.IGNORECASE | re.DOTALL,
)
_CONDITION = re.compile(
    r"([\w.]+)\s*(!?=)\s*('(?:[^'\\]|\\.)*'|[\w.-]+)\s*(?:\bAND\s+|$)", re.IGNORECASE
)
_WORDS: dict[str, object] = {"true": True, "false": False, "null": None}


def query(data: Data, text: str, *, tooling: bool = False) -> Record:
    """Return the records that a query asks for. Raises Refused for any that is not so simple."""
    match = _QUERY.fullmatch(text.strip())
    if match is None:
        raise Refused("MALFORMED_QUERY", f"not understood: {text}")
    sobject, names = match["sobject"], names_of(text)
    columns = data.columns(sobject, tooling=tooling)
    conditions = _conditions(match["where"] or "")
    counts = names == ["COUNT()"]
    for name in [*([] if counts else names), *(name for name, _, _ in conditions)]:
        _value(data, columns, {}, name)
    records = [
        record
        for record in data.rows(sobject).values()
        if all(
            _is(_value(data, columns, record, name), value) is equal
            for name, equal, value in conditions
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
            selected[head] = value
    return selected


def _value(data: Data, columns: dict[str, Column], record: Record, name: str) -> object:
    """Return a value of a record; a name with a dot leads to the record that a lookup names."""
    head, _, tail = name.partition(".")
    lookup = re.sub("__r$", "__c", head) if head.endswith("__r") else f"{head}Id"
    column = columns.get(lookup if tail else head)
    if column is None or (tail and not column.reference):
        raise Refused("INVALID_FIELD", f"No such column '{name}'.")
    value = record.get(column.name)
    if not tail:
        return value
    parent = data.rows(column.reference).get(str(value), {})
    return _value(data, data.columns(column.reference, tooling=True), parent, tail)


def _conditions(where: str) -> list[tuple[str, bool, object]]:
    """Return names, whether they have to be equal, and values."""
    found, place = [], 0
    while place < len(where):
        match = _CONDITION.match(where, place)
        if match is None:
            raise Refused("MALFORMED_QUERY", f"not understood: {where[place:]}")
        found.append((match[1], match[2] == "=", _literal(match[3])))
        place = match.end()
    return found


def _literal(text: str) -> object:
    if text.startswith("'"):
        return re.sub(r"\\(.)", r"\1", text[1:-1])
    try:
        return _WORDS[text.lower()] if text.lower() in _WORDS else float(text)
    except ValueError as error:
        raise Refused("MALFORMED_QUERY", f"not understood: {text}") from error


def _is(value: object, wanted: object) -> bool:
    """Whether a value is the wanted one; capitals never count, and an id may be short."""
    if isinstance(value, str) and isinstance(wanted, str):
        return wanted.lower() in (value.lower(), value[:15].lower() if len(value) == 18 else None)
    return value == wanted
