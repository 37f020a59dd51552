"""Which object a table is about, and what a page says of the object itself."""

import re
from collections.abc import Sequence
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
    "labelsingular": "label",
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
_IN_PARENTHESES = re.compile(r"\([`\"']?([A-Za-z]\w*)[`\"']?\)")
_OF_OBJECT = re.compile(
    r"\b([A-Z]\w*)[`\"']?\s+(?:(?:custom|standard)\s+)?(?:s?object|page|record)s?\b"
)
_PAIR = re.compile(r"(?:[-*•]\s*|[0-9]+[.)]\s*)?([A-Z][A-Za-z /]{2,30}?)\s*:\s+(\S.*)")
_NAME_AND_TYPE = re.compile(r"(.+?)\s*\(((?:text|auto).*)\)", re.IGNORECASE)
_MOST_COLUMNS = 2
_NEAR = 6  # lines above a table


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
    pairs: list[tuple[str, str]] = []
    for row in table.rows:
        cells = [one_line(cell) for cell in row.cells if cell.strip()]
        if len(cells) > _MOST_COLUMNS:
            return None
        if len(cells) == _MOST_COLUMNS:
            pairs.append((cells[0], cells[1]))
    said = _said(pairs)
    is_said = said.name and (said.label or said.plural_label or said.record_name)
    return said if is_said and " " not in said.name else None


def described_above(table: Table) -> ObjectSaid:
    """Return what lines above a table say of its object, as in `Plural Label: Visits`."""
    parts = [part for line in table.above.splitlines() for part in line.split(" | ")]
    pairs = [match.groups() for part in parts if (match := _PAIR.fullmatch(one_line(part)))]
    return _said([(key, value) for key, value in pairs])


def _said(pairs: Sequence[tuple[str, str]]) -> ObjectSaid:
    """Return what pairs of a word and a value say of an object."""
    said: dict[str, str] = {}
    for word, value in pairs:
        if (key := _KEYS.get(folded(word))) and value:
            said[key] = value
    if match := _NAME_AND_TYPE.fullmatch(said.get("record_name", "")):
        said["record_name"], said["record_type"] = match.groups()
    short = without_namespace(said.pop("short_name", ""))
    name = without_namespace(said.pop("name", ""))
    if not name and short and " " not in short:
        is_new = {"plural_label", "record_name"} & said.keys() or not _is_standard(short)
        name = api_names.custom(short) if is_new else short
    return replace(ObjectSaid(name), **said)


def titled(table: Table) -> tuple[str, ...]:
    """Return the objects that the title of a table names, or the text above it.

    The nearest line that names one counts.
    """
    lines = table.above.splitlines()
    near = lines[-_NEAR:] if lines else []
    for text in (*reversed(near), table.title, *reversed(lines)):
        if names := _in_text(text, is_near=text in near):
            return names
    return ()


def _in_text(text: str, *, is_near: bool) -> tuple[str, ...]:
    """Return the object that a line names. One sentence of many counts only near the table."""
    if (match := _IN_PARENTHESES.search(text)) and _is_object(match[1]):
        return (match[1],)
    if match := _SAID.search(text):
        name = match[2]
        is_new = match[1] or not _is_standard(name)
        return (api_names.custom(name) if is_new and "__" not in name else name,)
    if names := _in_words(text):
        return names
    found = dict.fromkeys(match[1] for match in _OF_OBJECT.finditer(text) if _is_object(match[1]))
    return tuple(found) if is_near and len(found) == 1 else ()


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


def _is_object(name: str) -> bool:
    return _is_standard(name) or _API_NAME.fullmatch(name) is not None


def _is_standard(name: str) -> bool:
    return name in standard_objects()
