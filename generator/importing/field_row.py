"""A field of a schema, from the row of a table that describes it."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from generator.importing import attributes, field_keys, notations
from generator.importing.attributes import Facts
from generator.importing.cells import cleaned, flag, one_line
from generator.importing.column_headers import Role
from generator.importing.columns import Columns
from generator.importing.field_draft import Draft
from generator.importing.field_type import Typed, example, typed
from generator.schema.notes import FillIn
from generator.tables.grid import Row

# The fact that a column of yes and no says, and the words of its question.
_FLAGS: Mapping[Role, tuple[str, tuple[str, ...]]] = {
    Role.REQUIRED: ("required", ("required", "mandatory")),
    Role.UNIQUE: ("unique", ("unique",)),
    Role.EXTERNAL_ID: ("external_id", ("external id", "external")),
    Role.CASE_SENSITIVE: ("case_sensitive", ("case sensitive",)),
    Role.RESTRICTED: ("restricted", ("restricted",)),
    Role.FIRST_IS_DEFAULT: ("first_is_default", ()),
    Role.SHARING: ("reads_master", ()),
    Role.REPARENTING: ("reparents", ()),
}
_TEXTS = {
    Role.DESCRIPTION: "description",
    Role.HELP_TEXT: "help_text",
    Role.DEFAULT: "default",
    Role.TARGET: "target",
    Role.CHILD_NAME: "child_name",
    Role.LIST_LABEL: "related_list_label",
    Role.ON_DELETE: "on_delete",
    Role.DISPLAY_FORMAT: "display_format",
    Role.VALUE_SET: "value_set",
    Role.VALUES: "values",
    Role.FORMULA: "formula",
    Role.BLANKS: "blanks",
}
_NOTHING = {"-", "\u2013", "\u2014", "n/a", "N/A"}  # what stands in a blank cell
_NUMBERS = {
    Role.LENGTH: "length",
    Role.DIGITS: "digits",
    Role.SCALE: "decimals",
    Role.VISIBLE_LINES: "visible_lines",
}


@dataclass(frozen=True, slots=True)
class RowText:
    """The cells of one row, by role."""

    row: Row
    columns: Columns

    def get(self, role: Role) -> str:
        """Return a cleaned cell; empty if the table has no such column."""
        column = self.columns.roles.get(role)
        if column is None or column >= len(self.row.cells):
            return ""
        text = cleaned(self.row.cells[column])
        return "" if text in _NOTHING else text

    def line(self, role: Role) -> str:
        """Return a cleaned cell on one line."""
        return one_line(self.get(role))

    def spanned(self) -> list[Role]:
        """Return the roles of filled cells that belong to one above, which spans several rows."""
        roles = self.columns.roles.items() if self.row.spanned else ()
        return [role for role, column in roles if column in self.row.spanned and self.get(role)]

    def column(self, role: Role) -> int | None:
        """Return the column of a role, from 1."""
        column = self.columns.roles.get(role)
        return None if column is None else column + 1


def read(text: RowText, form: Mapping[str, bool]) -> Draft:
    """Return the field of a row, without its label.

    `form` says how the table counts: `precision_is_digits`, `precision_is_total`.
    """
    draft = Draft()
    words = text.line(Role.TYPE)
    said = notations.read(words) if words else None
    facts = _facts(text, said, draft, form)
    for role in text.spanned():
        key = "type" if role is Role.TYPE else ""
        draft.note(key, f"the cell of {role} spans several rows; it counts for each")
    is_formula = said is not None and not said.is_formula and _has_formula(said, facts)
    if said is not None and (is_formula or (said.is_formula and said.row is None)):
        said = _of_formula(said, text)
    found = _typed(said, words, facts)
    draft.data["type"] = found.value
    draft.note("type", *found.notes)
    if said is not None:
        draft.note("type", *(f"not understood in the table: {each!r}" for each in said.unread))
    field_keys.fill(draft, found, facts)
    if found.row is not None:
        draft.example = example(found.row, is_formula=found.is_formula)
    return draft


def _has_formula(said: notations.TypeSaid, facts: Facts) -> bool:
    """Whether a table gives the type of the result and the formula in columns of their own."""
    return bool(facts.get("formula")) and "values" not in said.keys


def _of_formula(said: notations.TypeSaid, text: RowText) -> notations.TypeSaid:
    result = notations.read(text.line(Role.RESULT)) if said.row is None else said
    row = result.row if result else None
    return notations.TypeSaid(row, True, said.facts, said.unread)


def _typed(said: notations.TypeSaid | None, words: str, facts: Facts) -> Typed:
    if clash := facts.pop("clash", None):
        sentence = f"the table says {clash}; write the type that is right"
        row = said.row if said else None
        return Typed(FillIn(sentence), row, bool(said and said.is_formula))
    return typed(said, words, facts)


def _facts(
    text: RowText, said: notations.TypeSaid | None, draft: Draft, form: Mapping[str, bool]
) -> Facts:
    """Return what the cells of a row say, those of the type before those of other columns."""
    facts: Facts = {}
    for role, key in _TEXTS.items():
        if value := text.get(role):
            facts[key] = value
    if _is_to_parent(text.line(Role.NAME), facts.get("child_name")):
        del facts["child_name"]
    facts |= _values_or_formula(text, said)
    facts = _of_notes(text, said, draft) | facts
    free = attributes.read(text.get(Role.ATTRIBUTES))
    draft.note("type", *(f"not understood in the table: {each!r}" for each in free.unread))
    sizes = _sizes(text, said, form) | free.facts
    own = said.facts if said else {}
    for key in ("length", "digits", "decimals"):
        is_shown = key == "length" and said and said.row and said.row.shown_length
        if sizes.get(key) and own.get(key, sizes[key]) != sizes[key] and not is_shown:
            facts["clash"] = f"{text.line(Role.TYPE)!r}, and {key} {sizes[key]}"
    return facts | sizes | _flags(text) | own


def _is_to_parent(name: str, child_name: object) -> bool:
    """Whether a cell has the name of the relationship to the parent, as in describe."""
    return name.endswith("__c") and child_name == f"{name.removesuffix('c')}r"


_VALUES_NOTED = re.compile(r"(?:\w+\s+)?(?:values|options)\s*[:\-]\s*(.+)", re.IGNORECASE)
_FORMAT_NOTED = re.compile(r"(?:display\s+)?format\s*[:=]?\s*(\S*\{0+\}\S*)", re.IGNORECASE)


def _of_notes(text: RowText, said: notations.TypeSaid | None, draft: Draft) -> Facts:
    """Return what a column of remarks says: facts, if they are all; else it is a description."""
    notes = text.get(Role.NOTES)
    free = attributes.read(notes)
    if not free.unread:
        return free.facts
    keys = said.keys if said else frozenset()
    if "values" in keys and (match := _VALUES_NOTED.fullmatch(one_line(notes))):
        return {"values": match[1]}
    if "display_format" in keys and (match := _FORMAT_NOTED.search(notes)):
        return {"display_format": match[1]}
    if Role.DESCRIPTION not in text.columns.roles:
        return {"description": notes}
    draft.note("", f"the table notes: {one_line(notes)}")
    return {}


def _values_or_formula(text: RowText, said: notations.TypeSaid | None) -> Facts:
    value = text.get(Role.VALUES_OR_FORMULA)
    if not value:
        return {}
    is_picklist = said is not None and "values" in said.keys
    return {"values" if is_picklist else "formula": value}


def _sizes(text: RowText, said: notations.TypeSaid | None, form: Mapping[str, bool]) -> Facts:
    """Return the sizes in columns of their own; those that are 0 say nothing, but decimals."""
    row = said.row if said else None
    facts: Facts = {}
    for role, key in _NUMBERS.items():
        piece = text.line(role)
        numbers = notations.sizes(row, piece) if row and role is Role.LENGTH else {}
        if set(numbers) == {"digits"} or not numbers:
            numbers = {key: int(piece)} if piece.isascii() and piece.isdigit() else {}
        facts |= {each: n for each, n in numbers.items() if n or each == "decimals"}
    precision = text.line(Role.PRECISION)
    if precision.isascii() and precision.isdigit() and int(precision):
        is_digits = form.get("precision_is_digits", False)
        facts["digits" if is_digits else "precision"] = int(precision)
        is_total = form.get("precision_is_total", False) or (said and said.is_of_describe)
        facts["is_precision_unsure"] = not (is_digits or is_total)
    return facts | _both(text.line(Role.LENGTH_OR_PRECISION))


def _both(piece: str) -> Facts:
    """Return what a column for length and precision says: 80, or 18,2 for 18 digits in all."""
    said = notations.sizes(notations.NUMBER, piece.strip("()"))
    if "decimals" in said:
        return {
            "precision": said["digits"],
            "decimals": said["decimals"],
            "is_precision_unsure": True,
        }
    return {"length": said["digits"]} if said else {}


def _flags(text: RowText) -> Facts:
    facts: Facts = {}
    for role, (key, words) in _FLAGS.items():
        if not (said := text.line(role)):
            continue
        answer = flag(said, *words)
        if answer is None and (found := attributes.fact(said)) is not None:
            facts |= found
        elif answer is None:
            facts[key] = FillIn(f"the table says {said!r}; write true or false")
        elif answer:
            facts[key] = True
    nillable = text.line(Role.NILLABLE)
    if nillable and flag(nillable, "nillable", "optional") is False:
        facts["required"] = True
    return facts
