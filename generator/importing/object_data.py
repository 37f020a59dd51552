"""The objects of a schema, from the fields of tables and what a page says of each object."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from generator.diagnostics import Diagnostic
from generator.importing import api_names, filled_in, notations
from generator.importing.table_fields import Placed
from generator.importing.table_objects import ObjectSaid
from generator.importing.table_rows import Entry
from generator.schema.notes import FillIn
from generator.schema.text_types import Place
from generator.types.custom_object import CustomObject

_KINDS = {
    "__c": "custom_objects",
    "__mdt": "custom_metadata_types",
    "__e": "platform_events",
}
_STANDARD = "standard_objects"
_CHILD_NAME = "child_relationship_name"
_LONGEST = 40


@dataclass(slots=True)
class Objects:
    """The objects by kind, as a schema has them, with what was guessed of their values."""

    data: dict[str, dict[str, dict[str, object]]] = field(default_factory=dict)
    notes: dict[Place, list[str]] = field(default_factory=dict)
    guessed: list[Diagnostic] = field(default_factory=list)

    def note(self, place: Place, sentence: str, file: str, line: int | None = None) -> None:
        self.notes.setdefault(place, []).append(sentence)
        self.guessed.append(Diagnostic(file, sentence, line, ".".join(map(str, place))))

    def note_of(self, entry: Entry, place: Place, sentence: str) -> None:
        """Note what comes from a row of a table."""
        self.note(place, sentence, entry.table.file, entry.row.number)


def objects(
    fields: Sequence[Placed],
    said: Mapping[str, ObjectSaid],
    given: ObjectSaid,
    found: Sequence[tuple[Entry, str]],
) -> Objects:
    """Return the objects of the fields. `said` is what pages say of them, `given` what a person.

    `found` are all fields of the tables, also standard ones: that of the record's name is used.
    """
    result = Objects()
    by_object: dict[str, list[Placed]] = {}
    for each in fields:
        by_object.setdefault(each.sobject, []).append(each)
    rows: dict[str, list[Entry]] = {}
    for entry, sobject in found:
        rows.setdefault(sobject, []).append(entry)
    for sobject, own in by_object.items():
        kind = next((k for end, k in _KINDS.items() if sobject.endswith(end)), _STANDARD)
        place = (kind, sobject)
        about = said.get(sobject, ObjectSaid(sobject))
        data: dict[str, object] = {}
        if kind != _STANDARD:
            data = _own_keys(result, place, about, given, rows[sobject])
        data["fields"] = _fields(result, place, own, _plural(sobject, data.get("plural_label")))
        result.data.setdefault(kind, {})[sobject] = data
    return result


def _plural(sobject: str, label: object) -> str:
    """Return the plural label of an object, as far as that is known."""
    return label if isinstance(label, str) else api_names.plural(api_names.words(sobject))


def _own_keys(
    result: Objects, place: Place, about: ObjectSaid, given: ObjectSaid, entries: Sequence[Entry]
) -> dict[str, object]:
    """Return the keys of an object of our own; what nobody says is derived, with a note."""
    name, file = str(place[-1]), entries[0].table.file
    label = given.label or about.label
    plural = given.plural_label or about.plural_label
    if not label:
        label = api_names.words(name)
        result.note((*place, "label"), "derived from the API name of the object", file)
    if not plural:
        plural = api_names.plural(label)
        result.note((*place, "plural_label"), "derived from the label", file)
    data: dict[str, object] = {"label": _short(label), "plural_label": _short(plural)}
    if about.description:
        data["description"] = about.description
    if place[0] == "custom_objects":
        name = given.record_name or about.record_name
        record_name = _record_name(result, (*place, "record_name"), name, label, entries)
        data["record_name"] = record_name | _numbered(about.record_type)
        return filled_in.marked(data, CustomObject, {"label": "A", "plural_label": "A"})
    return data


def _short(label: str) -> str | FillIn:
    if len(label) <= _LONGEST:
        return label
    return FillIn(f"it has {len(label)} characters, {_LONGEST} are allowed; shorten: {label}")


def _numbered(record_type: str) -> dict[str, object]:
    """Return the keys of a record name that is numbered, as a page says it."""
    if not record_type.casefold().startswith("auto"):
        return {}
    form = re.search(r"\S*\{0+\}[^\s,;]*", record_type)
    missing = FillIn("the page does not say how the numbers look; write it, as in A-{0000}")
    return {"type": "Auto Number", "display_format": form[0] if form else missing}


def _record_name(
    result: Objects, at: Place, name: str, label: str, entries: Sequence[Entry]
) -> dict[str, object]:
    """Return the Name field: as it is said, or as a row of the table has it, or as usual."""
    row = next((each for each in entries if each.name == "Name" and not each.is_derived), None)
    name = name or (row.label if row else "")
    if not name:
        name = f"{label} Name"
        sentence = "nothing is said of the record name; this is what Setup proposes"
        result.note(at, sentence, entries[0].table.file)
    elif row is not None:
        sentence = f"from the standard field Name in line {row.row.number}"
        result.note_of(row, at, sentence)
    if row is not None and str(row.draft.data.get("type", "")).startswith("Auto Number"):
        form = row.draft.data["display_format"]
        return {"label": _short(name), "type": "Auto Number", "display_format": form}
    return {"label": _short(name), "type": "Text"}


def _fields(
    result: Objects, place: Place, fields: Sequence[Placed], plural: str
) -> dict[str, object]:
    data: dict[str, object] = {}
    taken: set[tuple[str, str]] = set()
    are_plain = [each for each in fields if not api_names.is_custom(each.entry.name)]
    if are_plain and not all(each.entry.is_derived for each in are_plain):
        sentence = "the names in the table have no __c; it is added, as Setup does"
        result.note_of(are_plain[0].entry, (*place, "fields"), sentence)
    if prefixed := [each for each in fields if each.entry.has_namespace]:
        sentence = "the namespace before the names in the table is left out"
        result.note_of(prefixed[0].entry, (*place, "fields"), sentence)
    if moved := [each for each in fields if each.said != each.sobject]:
        sentence = f"the custom fields of {moved[0].said} are those of {place[-1]}"
        result.note_of(moved[0].entry, (*place, "fields"), sentence)
    for each in fields:
        at = (*place, "fields", each.name)
        own = each.draft.ordered()
        own = _with_child_name(each, own, taken, plural)
        for key, sentences in each.draft.notes.items():
            where = (*at, key) if key in own else at
            for sentence in dict.fromkeys(sentences):
                result.note_of(each.entry, where, sentence)
        data[each.name] = filled_in.marked_field(own, each.draft.example)
    return data


def _with_child_name(
    each: Placed, own: dict[str, object], taken: set[tuple[str, str]], plural: str
) -> dict[str, object]:
    """Return the keys of a field, with the name of the relationship that Setup proposes."""
    said = notations.read(str(own.get("type", "")))
    if said is None or _CHILD_NAME not in said.keys or said.is_formula:
        return own
    target = str(said.facts.get("target", ""))
    if _CHILD_NAME not in own:
        name = api_names.derived(plural)
        if (target, name) in taken:
            name = f"{name}_{each.name.removesuffix('__c')}"[:_LONGEST].rstrip("_")
        own[_CHILD_NAME] = name
        each.draft.note(_CHILD_NAME, "derived from the plural label, as Setup proposes it")
    taken.add((target, str(own[_CHILD_NAME])))
    return each.draft.in_order(own)
