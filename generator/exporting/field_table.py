"""The table of the fields of a schema: its columns, each written and read.

What has no column stands in the last one as JSON, so that a table that is read gives the same
fields again.
"""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from generator.exporting import values_cell
from generator.types.custom_field import CustomField

OBJECT = "Object"
API_NAME = "API Name"
LABEL = "Field Label"
TYPE = "Data Type"
OTHER_KEYS = "Other Keys"
ACCESS = "Access: "  # and the API name of a permission set
# What a cell below a permission set says of a field that everybody has who has the object.
ALWAYS = "always"
NO_BREAK = "\u00a0"  # in a cell, a space that Markdown would drop
LEVELS = ("write", "read", ALWAYS, "")
_YES = "yes"
_TRUE, _FALSE = {_YES, "true", "x", "1"}, {"no", "false", "0"}  # as people write them in Excel


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its header, the key of a field that it says, and how the cell is made and read.

    `write` returns None where a cell cannot say the value, and `read` where a cell says nothing.
    """

    header: str
    key: str
    write: Callable[[Any], str | None]
    read: Callable[[str, str], Any] = lambda text, _notation: text


def _text(value: Any) -> str | None:
    is_plain = isinstance(value, str) and value == value.strip() and NO_BREAK not in value
    return value if is_plain else None


def _yes(value: Any) -> str | None:
    return {True: _YES, False: ""}.get(value) if isinstance(value, bool) else None


def _unique(value: Any) -> str | None:
    return value if isinstance(value, str) else _yes(value)


def _default(value: Any) -> str | None:
    return json.dumps(value) if isinstance(value, bool | int) else _text(value)


def _values(value: Any) -> str | None:
    return values_cell.text_of(value) if isinstance(value, list) else None


def _read_values(text: str, _notation: str) -> Any:
    return values_cell.values_of(text)


def _list(value: Any) -> str | None:
    return "; ".join(value) if isinstance(value, list) else None


def _read_list(text: str, _notation: str) -> Any:
    return [each.strip() for each in text.split(";")]


def _read_yes(text: str, _notation: str) -> Any:
    said = text.casefold()
    return True if said in _TRUE else None if said in _FALSE else text


def _read_default(text: str, notation: str) -> Any:
    is_checkbox = notation.casefold() == "checkbox" and text.casefold() in {"true", "false"}
    return text.casefold() == "true" if is_checkbox else text


COLUMNS = (
    Column(LABEL, "label", _text),
    Column(TYPE, "type", _text),
    Column("Required", "required", _yes, _read_yes),
    Column("Unique", "unique", _unique, _read_yes),
    Column("External ID", "external_id", _yes, _read_yes),
    Column("Default Value", "default", _default, _read_default),
    Column("Picklist Values", "values", _values, _read_values),
    Column("Help Text", "help_text", _text),
    Column("Description", "description", _text),
    # Columns from here on stand in a table only if a field fills them.
    Column("Global Value Set", "value_set", _text),
    Column("Formula", "formula", _text),
    Column("Child Relationship Name", "child_relationship_name", _text),
    Column("Related List Label", "related_list_label", _text),
    Column("What to do if the lookup record is deleted", "on_delete", _text),
    Column("Field Usage", "field_usage", _text),
    Column("Data Sensitivity Level", "data_sensitivity_level", _text),
    Column("Compliance Categorization", "compliance_categorization", _list, _read_list),
)
_USUAL = 9  # columns, in every table
USUAL_HEADER = (OBJECT, API_NAME, *(each.header for each in COLUMNS[:_USUAL]))
KEYS = {each.header: each.key for each in COLUMNS}


def header(rows: Iterable[Mapping[str, str]]) -> list[str]:
    """Return the header of a table with these rows: the usual columns, and those they fill."""
    filled = {each for row in rows for each, text in row.items() if text}
    own = [each.header for each in COLUMNS[:_USUAL]]
    more = [each.header for each in COLUMNS[_USUAL:]]
    return [OBJECT, own[0], API_NAME, *own[1:], *(each for each in more if each in filled)]


def cells_of(sobject: str, name: str, field: object) -> dict[str, str]:
    """Return the cells of a field, by header; `field` is its data in a schema."""
    data = field if isinstance(field, Mapping) else {CustomField.short: field}
    written = {
        column.key: column.write(data[column.key]) for column in COLUMNS if column.key in data
    }
    said = {key for key, text in written.items() if text or (text == "" and data[key] is False)}
    rest = {key: value for key, value in data.items() if key not in said}
    cells = {each.header: written.get(each.key) or "" for each in COLUMNS}
    other = json.dumps(rest, ensure_ascii=False).replace(NO_BREAK, r"\u00a0") if rest else ""
    return {OBJECT: sobject, API_NAME: name, OTHER_KEYS: other, **cells}


def field_of(cells: Mapping[str, str]) -> dict[str, Any]:
    """Return the data of a field from its cells, by header.

    Raises ValueError if the column of other keys holds no JSON object.
    """
    notation = cells.get(TYPE, "")
    read = {
        each.key: value
        for each in COLUMNS
        if (text := cells.get(each.header)) and (value := each.read(text, notation)) is not None
    }
    return read | _other_keys(cells.get(OTHER_KEYS, ""))


def _other_keys(text: str) -> dict[str, Any]:
    if not text:
        return {}
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        found = None
    if isinstance(found, dict):
        return found
    raise ValueError('is not a JSON object; write it as in {"track_history": true}')


def fields(data: Mapping[str, Any]) -> Iterator[tuple[str, str, object]]:
    """Yield each field of a schema's data: its object, its API name, and its own data."""
    for kind in KINDS:
        for sobject, each in (data.get(kind) or {}).items():
            for name, field in (each.get("fields") or {}).items():
                yield sobject, name, field


# The keys of a schema whose objects have fields, in its order.
KINDS = (
    *("custom_objects", "standard_objects"),
    *("custom_metadata_types", "custom_settings", "platform_events"),
)
