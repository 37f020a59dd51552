"""Which object a table is about, and what a page says of the object itself."""

import re
from dataclasses import dataclass, replace

from generator.importing import api_names
from generator.importing.cells import one_line, without_namespace
from generator.importing.column_headers import folded
from generator.metadata.standard_names import standard_objects
from generator.tables.grid import Table

_KEYS = {
    "label": "label",
    "objectlabel": "label",
    "singularlabel": "label",
    "plurallabel": "plural_label",
    "objectplurallabel": "plural_label",
    "plural": "plural_label",
    "apiname": "name",
    "objectapiname": "name",
    "customobjectapiname": "name",
    "objectname": "short_name",
    "customobjectname": "short_name",
    "recordname": "record_name",
    "recordnamelabel": "record_name",
    "recordnamefieldlabel": "record_name",
    "description": "description",
    "objectdescription": "description",
}
_SAID = re.compile(
    r"\b(custom\s+)?object(?:\s+api)?(?:\s+name)?\s*[:=]\s*[\"'`]?([A-Za-z]\w*)", re.IGNORECASE
)
_API_NAME = re.compile(r"\b[A-Za-z]\w*__(?:c|mdt|e|x)\b")
_WORD = re.compile(r"[A-Za-z]\w*")
# Words of a title that name no object.
_OTHER_WORDS = frozenset(
    {
        *("object", "objects", "field", "fields", "custom", "standard", "the", "on", "of", "for"),
        *("and", "in", "a", "to", "table", "list", "salesforce", "new", "name", "sobject"),
    }
)
_MOST_COLUMNS = 2
_FEWEST_KEYS = 2


@dataclass(frozen=True, slots=True)
class ObjectSaid:
    """What a page says of an object; texts are empty where it says nothing."""

    name: str
    label: str = ""
    plural_label: str = ""
    record_name: str = ""
    record_type: str = ""
    description: str = ""


def described(table: Table) -> ObjectSaid | None:
    """Return what a table of two columns says of an object: its label, its API name."""
    said: dict[str, str] = {}
    for row in table.rows:
        cells = [one_line(cell) for cell in row.cells if cell.strip()]
        if len(cells) > _MOST_COLUMNS:
            return None
        if len(cells) == _MOST_COLUMNS and (key := _KEYS.get(folded(cells[0]))):
            said.setdefault(key, cells[1])
    short = without_namespace(said.pop("short_name", ""))
    name = without_namespace(said.pop("name", ""))
    if not name and short:
        is_new = {"plural_label", "record_name"} & said.keys() or not _is_standard(short)
        name = api_names.custom(short) if is_new else short
    if not name or len(said) + 1 < _FEWEST_KEYS or " " in name:
        return None
    return replace(ObjectSaid(name), **said)


def titled(table: Table) -> tuple[str, ...]:
    """Return the objects that the title of a table names, or the text above it."""
    for text in (table.title, *reversed(table.above.splitlines())):
        if match := _SAID.search(text):
            name = match[2]
            is_new = match[1] or not _is_standard(name)
            return (api_names.custom(name) if is_new and "__" not in name else name,)
        if names := _in_words(text):
            return names
    return ()


def mentioned(table: Table) -> tuple[str, ...]:
    """Return the standard objects that stand among other words of the title or the text above."""
    words = _WORD.findall(f"{table.title} {table.above}")
    return tuple(dict.fromkeys(filter(_is_standard, words)))


def _in_words(text: str) -> tuple[str, ...]:
    """Return the objects of a title that has no other words: `Lead`, `Fields on Invoice__c`."""
    if names := tuple(dict.fromkeys(_API_NAME.findall(text))):
        return names if len(names) == 1 else ()
    words = [each for each in _WORD.findall(text) if each.casefold() not in _OTHER_WORDS]
    joined = "".join(words)
    if words and all(map(_is_standard, words)):
        return tuple(dict.fromkeys(words))
    return (joined,) if words and _is_standard(joined) else ()


def _is_standard(name: str) -> bool:
    return name in standard_objects()
