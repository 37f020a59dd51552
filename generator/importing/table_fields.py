"""The fields of all tables of a file, by object, with the names that an org gives them."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from generator.importing import api_names, cut_texts
from generator.importing.cells import one_line
from generator.importing.field_draft import Draft
from generator.importing.table_rows import Entry, Findings
from generator.metadata.standard_names import is_standard_field

_STANDARD_NAMES = (
    "id name owner ownerid createdby createdbyid createddate lastmodifiedby lastmodifiedbyid "
    "lastmodifieddate systemmodstamp isdeleted recordtype recordtypeid currencyisocode "
    "lastactivitydate lastvieweddate lastreferenceddate connectionreceivedid "
    "connectionsentid"
)
# Nobody makes fields of these names: a table that has one lists the fields that an org has.
_OF_SYSTEM = frozenset({"createdbyid", "lastmodifiedbyid", "systemmodstamp", "isdeleted"})
# Objects whose custom fields are those of another one: real files of both have none of their own.
_OWNERS = {"Task": "Activity", "Event": "Activity"}
_STANDARD = frozenset(_STANDARD_NAMES.split())


@dataclass(frozen=True, slots=True)
class Placed:
    """A field with its object and API name; `said` is the object that the table says."""

    sobject: str
    name: str
    entry: Entry
    said: str

    @property
    def draft(self) -> Draft:
        return self.entry.draft


def placed(found: Sequence[tuple[Entry, str]], findings: Findings) -> list[Placed]:
    """Return the custom fields among the entries, each with its object.

    Standard fields are left alone. A name without __c gets it, unless other names of the table
    have it: then it is that of a standard field.
    """
    are_marked = any(
        api_names.is_custom(entry.name) and not entry.is_derived for entry, _ in found
    )
    are_marked = are_marked or any(entry.name.casefold() in _OF_SYSTEM for entry, _ in found)
    result: dict[tuple[str, str], Placed] = {}
    for entry, sobject in found:
        if _is_standard(entry, sobject, are_marked=are_marked):
            findings.left_alone.append(entry.at("is a standard field, which the org has already"))
            continue
        name = api_names.custom(entry.name)
        if wrong := api_names.fault(name):
            findings.errors.append(entry.at(wrong))
            continue
        owner = _OWNERS.get(sobject, sobject)
        key = owner.casefold(), name.casefold()
        if key in result:
            _again(entry, result[key], findings)
            continue
        result[key] = Placed(owner, name, entry, sobject)
    return list(result.values())


def _is_standard(entry: Entry, sobject: str, *, are_marked: bool) -> bool:
    if api_names.is_custom(entry.name) and not entry.is_derived:
        return False
    if entry.is_custom is not None:
        return not entry.is_custom
    if are_marked and not entry.is_derived:
        return True
    if sobject.endswith(("__c", "__mdt", "__e")):
        return entry.name.casefold() in _STANDARD
    return is_standard_field(sobject, entry.name)


def _again(entry: Entry, first: Placed, findings: Findings) -> None:
    """Leave a field alone that stands twice, if both say the same; else it is a mistake."""
    if entry.draft.data == first.draft.data:
        line = first.entry.row.number
        findings.left_alone.append(
            entry.at(f"stands in line {line} already, with the same content")
        )
        return
    message = (
        f"stands in line {first.entry.row.number} already, with another content; take one out, or "
        "choose one table with --table"
    )
    findings.errors.append(entry.at(message))


def mark_cut(fields: Sequence[Placed], page: Iterable[str]) -> None:
    """Add a note to each description that the page seems to cut off."""
    words = cut_texts.words_in(page)
    for key in ("description", "help_text"):
        having = [each for each in fields if isinstance(each.draft.data.get(key), str)]
        unique = list({id(each.entry): each for each in having}.values())
        values = [str(each.draft.data[key]) for each in unique]
        for index, sign in cut_texts.cut(values, words):
            unique[index].draft.note(key, sign)


def mark_prose(fields: Sequence[Placed]) -> None:
    """Add what the text above a table says of a field being required or unique, as a note."""
    by_word: dict[tuple[int, str], list[Placed]] = {}
    demands: dict[int, list[str]] = {}
    for each in fields:
        table = each.entry.table
        if id(table) not in demands:
            lines = table.above[-_MOST_ABOVE:].splitlines()
            demands[id(table)] = [line for line in lines if _DEMAND.search(line)]
        for word in {each.name.removesuffix("__c"), each.entry.label} - {""}:
            by_word.setdefault((id(table), word), []).append(each)
    for (of_table, word), named in by_word.items():
        for line in demands[of_table]:
            if word in line and re.search(rf"(?<!\w){re.escape(word)}(?!\w)", line):
                for each in named:
                    each.draft.note("", f"the text above the table says: {one_line(line)}")


_MOST_ABOVE = 20_000  # characters above a table in which fields are looked for
_DEMAND = re.compile(r"\b(?:unique|required|mandatory|external[ -]id)\b", re.IGNORECASE)


def with_flags(fields: Sequence[Placed], said: Mapping[str, Sequence[str]]) -> Sequence[str]:
    """Add the flags that a person said besides the table; return the names that fit no field.

    `said` has for each key the fields by API name, with or without __c, or by label.
    """
    unknown = []
    for key, names in said.items():
        for name in names:
            fitting = [each for each in fields if _fits(each, name)]
            if not fitting:
                unknown.append(f"{key.replace('_', '-')} {name}")
            for each in fitting:
                each.draft.data[key] = _flag(each, key)
    return unknown


def _fits(placed_field: Placed, name: str) -> bool:
    sobject, _, field = name.rpartition(".")
    owners = {placed_field.sobject.casefold(), placed_field.said.casefold()}
    if sobject and sobject.casefold() not in owners:
        return False
    names = {
        placed_field.name.casefold(),
        placed_field.name.removesuffix("__c").casefold(),
        one_line(placed_field.entry.label).casefold(),
    }
    return field.casefold() in names


def _flag(placed_field: Placed, key: str) -> object:
    is_number = str(placed_field.draft.data.get("type", "")).startswith("Number")
    return "case-insensitive" if key == "unique" and not is_number else True
