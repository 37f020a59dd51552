"""The keys of a field besides its type and label, from what a table says of it."""

import re
from collections.abc import Callable

from generator.importing import picklist_cells
from generator.importing.attributes import Facts
from generator.importing.cells import flag
from generator.importing.field_draft import Draft
from generator.importing.field_type import Typed
from generator.schema.notes import FillIn
from generator.types.field_notation import DataType
from generator.types.field_types import KEYS_BY_TYPE

_LONGEST = {"description": 1000, "help_text": 510}
_TEXT_TYPES = {"Text", "TextArea", "LongTextArea", "Html", "Email", "Phone", "Url"}
_ON_DELETE = {
    "setnull": "SetNull",
    "clear": "SetNull",
    "clearthevalueofthisfield": "SetNull",
    "restrict": "Restrict",
    "dontallow": "Restrict",
    "cascade": "Cascade",
}
# What a field of a type needs that a table may lack, and the sentence that asks for it.
_NEEDED = {
    "display_format": "the table does not say how the numbers look; write it, as in A-{0000}",
    "formula": "the table does not have the formula; write it",
    "roll_up": "the table does not say how records are summed up; write count, sum, min or max",
    "roll_up_through": (
        "the table does not say by which master-detail field; write it, as in Item__c.Order__c"
    ),
    "values": "the table does not have the values of the picklist; write them as a list",
    "length": "the table does not say how long an external ID can be; write it, as in 20",
    "target_field": "the table does not say by which external ID; write it, as in Number__c",
}
_ROLL_UP = re.compile(r"(count|sum|min|max)\b", re.IGNORECASE)


def fill(draft: Draft, found: Typed, facts: Facts) -> None:
    """Add the keys of a field to its draft, and notes about what was guessed or left out."""
    for key, longest in _LONGEST.items():
        if text := facts.get(key):
            draft.data[key] = _short(str(text), longest)
    if found.row is None and not found.is_formula:
        _flags(draft, None, facts)
        return
    for add in _STEPS:
        add(draft, found, facts)
    if found.row is not None:
        _without_foreign_keys(draft, found)


def _short(text: str, longest: int) -> str | FillIn:
    if len(text) <= longest:
        return text
    return FillIn(f"the table has {len(text)} characters, {longest} are allowed; shorten: {text}")


def _formula(draft: Draft, found: Typed, facts: Facts) -> None:
    if not found.is_formula:
        return
    draft.data["formula"] = facts.get("formula") or FillIn(_NEEDED["formula"])
    if "zero" in str(facts.get("blanks", "")).casefold():
        draft.data["blanks_as_zero"] = True


def _values(draft: Draft, found: Typed, facts: Facts) -> None:
    if found.is_formula or found.row is None or "values" not in found.row.keys:
        if facts.get("values") and not found.is_formula:
            draft.note("type", f"values in the table, left out: {facts['values']!r}")
        return
    said = picklist_cells.read(str(facts.get("values", "")))
    value_set = str(facts.get("value_set") or said.value_set)
    if value_set:
        draft.data["value_set"] = value_set.removesuffix("__gvs")
    else:
        draft.note("values", *said.notes)
        draft.data["values"] = _with_default(draft, said.values, facts) or FillIn(
            _NEEDED["values"]
        )
    if facts.get("restricted"):
        draft.data["restricted"] = facts["restricted"]


def _with_default(draft: Draft, values: tuple[str | FillIn, ...], facts: Facts) -> list[object]:
    """Return the values, with the one that new records have; a default that is none is noted."""
    default = str(facts.pop("default", "")).strip("\"'")
    if facts.get("first_is_default") is True and values and not default:
        default = str(values[0])
    if default and default not in values:
        draft.note("values", f"the default in the table is none of them, left out: {default!r}")
    return [{"value": each, "default": True} if each == default else each for each in values]


def _default(draft: Draft, found: Typed, facts: Facts) -> None:
    text = str(facts.get("default", "")).strip()
    if not text or found.is_formula or found.row is None:
        return
    if found.row.name == "Checkbox":
        answer = flag(text, "checked")
        is_off = flag(text, "unchecked") if answer is None else None
        if answer is None and is_off is None:
            draft.data["default"] = FillIn(f"the table says {text!r}; write true or false")
        elif answer:
            draft.data["default"] = True
        return
    if found.row.name in _TEXT_TYPES and not re.search(r"[\"'()$&]", text):
        draft.note("default", f"the table says {text}; a text is written in two kinds of quotes")
        text = f'"{text}"'
    draft.data["default"] = text


def _flags(draft: Draft, found: Typed | None, facts: Facts) -> None:
    for key in ("required", "external_id"):
        if facts.get(key):
            draft.data[key] = facts[key]
    unique = facts.get("unique")
    is_number = found is not None and found.row is not None and found.row.name == "Number"
    if unique is True and not is_number:
        unique = "case-sensitive" if facts.get("case_sensitive") is True else "case-insensitive"
        if "case_sensitive" not in facts:
            draft.note(
                "unique", "the table does not say whether capitals count; Setup proposes this"
            )
    if unique:
        draft.data["unique"] = unique


def _relationship(draft: Draft, found: Typed, facts: Facts) -> None:
    row = found.row
    if row is None or "child_relationship_name" not in row.keys or found.is_formula:
        return
    if name := str(facts.get("child_name", "")):
        draft.data["child_relationship_name"] = name.removesuffix("__r")
    if label := facts.get("related_list_label"):
        draft.data["related_list_label"] = label
    said = re.sub(r"[^a-z]", "", str(facts.get("on_delete", "")).casefold())
    if "on_delete" in row.keys and said:
        kept = next((word for start, word in _ON_DELETE.items() if said.startswith(start)), "")
        draft.data["on_delete"] = kept or FillIn(
            f"the table says {facts['on_delete']!r}; write SetNull, Restrict or Cascade"
        )
    if "on_delete" in row.keys and not said and facts.get("required") is True:
        draft.data["on_delete"] = "Restrict"
        draft.note("on_delete", "a required lookup needs it; Setup proposes this")
    if facts.get("reads_master") is True:
        draft.data["sharing_setting"] = "Read Only"
    if facts.get("reparents") is True:
        draft.data["allow_reparenting"] = True


def _of_the_type(draft: Draft, found: Typed, facts: Facts) -> None:
    """Add what a type needs, as a marker if the table does not have it."""
    row = found.row
    if row is None or found.is_formula:
        return
    keys = {"display_format", "roll_up", "roll_up_through", "target_field"} & row.keys
    if row.name in {"ExternalLookup", "IndirectLookup"}:
        keys = keys | {"length"}
    for key in sorted(keys):
        value = facts.get(key)
        if key == "roll_up" and (match := _ROLL_UP.match(str(value or ""))):
            value = match[1].lower()
        draft.data[key] = value or FillIn(_NEEDED[key])
    if (form := facts.get("display_format")) and "display_format" not in keys:
        draft.note("type", f"display format in the table, left out: {form!r}")
    if row.name == "Summary" and facts.get("roll_up"):
        draft.note("roll_up", f"the table says {facts['roll_up']!r}")
    if "visible_lines" in row.keys and facts.get("visible_lines"):
        draft.data["visible_lines"] = facts["visible_lines"]


def _without_foreign_keys(draft: Draft, found: Typed) -> None:
    """Take out what a field of the type cannot say, with a note."""
    assert found.row is not None  # noqa: S101  (asked before)
    kind = DataType(found.row, {}, found.is_formula)
    for key in [each for each in draft.data if each in KEYS_BY_TYPE and each not in kind.keys]:
        value = draft.data.pop(key)
        draft.notes.pop(key, None)
        what = key.replace("_", " ")
        said = what if key in _SAID_BY_A_WORD else f"{what} {_shown(value)}"
        draft.note("type", f"the table says {said}; {kind} fields have no such setting")


def _shown(value: object) -> object:
    return value.sentence if isinstance(value, FillIn) else value


_SAID_BY_A_WORD = {"required", "unique", "external_id", "restricted"}
_STEPS: tuple[Callable[[Draft, Typed, Facts], None], ...] = (
    *(_formula, _values, _default, _flags, _relationship, _of_the_type),
)
