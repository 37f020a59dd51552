"""The type of a field, in Setup's notation, from all that a row of a table says."""

import re
from dataclasses import dataclass
from functools import cache

from generator.importing.api_names import IDENTIFIER
from generator.importing.attributes import Facts
from generator.importing.notations import TypeSaid
from generator.metadata.standard_names import standard_objects
from generator.schema.notes import FillIn
from generator.types.field_notation import data_type
from generator.types.field_types import DIGITS, MAX_DIGITS, TARGET, FieldType, Number

_LONGEST_TEXT = 255
_EXAMPLES = {
    "Text": "Text(80)",
    "LongTextArea": "Long Text Area(32768)",
    "Html": "Rich Text Area(32768)",
    "EncryptedText": "Text (Encrypted)(80)",
    "Location": "Geolocation(5)",
}


@dataclass(frozen=True, slots=True)
class Typed:
    """The value of the key `type`, what is known of the type, and what was guessed."""

    value: str | FillIn
    row: FieldType | None
    is_formula: bool = False
    notes: tuple[str, ...] = ()


def typed(said: TypeSaid | None, text: str, facts: Facts) -> Typed:
    """Return the type of a field. `text` is what its cell says, `facts` what the others say.

    Facts are `length`, `digits` and `decimals` in Setup's arithmetic, `precision` as the API
    counts, both together, and `target`, the object of a lookup.
    """
    if said is None or said.row is None:
        return _unknown(said, text)
    row, notes = said.row, []
    if row.name == "TextArea" and _int(facts, "length") > _LONGEST_TEXT:
        row = _LONG_TEXT
        notes.append(f"the table says {text!r} of {facts['length']} characters")
    notation = _notation(row, said.is_formula, facts, notes)
    if isinstance(notation, FillIn):
        return Typed(notation, row, said.is_formula, tuple(notes))
    try:
        data_type(notation)
    except ValueError as error:
        sentence = f"the table says {_shown(text, facts)}: {error}"
        return Typed(FillIn(sentence), row, said.is_formula, tuple(notes))
    return Typed(notation, row, said.is_formula, tuple(notes))


_LONG_TEXT = data_type("Long Text Area(32768)").row


def _unknown(said: TypeSaid | None, text: str) -> Typed:
    if said is not None and said.is_formula:
        sentence = (
            "the table does not say what the formula returns; write it, as in Formula(Text) or "
            "Formula(Number, 2)"
        )
        return Typed(FillIn(sentence), None, is_formula=True)
    what = (
        f"the table says {text!r}, which is no type that is known"
        if text
        else ("the table says no type")
    )
    return Typed(FillIn(f"{what}; write it as Setup does, as in Text(80) or Lookup(Lead)"), None)


def _notation(row: FieldType, is_formula: bool, facts: Facts, notes: list[str]) -> str | FillIn:
    if row.parameters == DIGITS:
        return _of_digits(row, is_formula, facts, notes)
    if is_formula:
        return f"Formula({row.setup})"
    if row.parameters == TARGET:
        return _of_target(row, facts, notes)
    if not row.parameters:
        return row.setup
    key = "decimals" if row.name == "Location" else "length"
    size = facts.get(key)
    if not size:
        (allowed,) = row.parameters
        span = f", {allowed.low} to {allowed.high}" if isinstance(allowed, Number) else ""
        return FillIn(
            f"the table does not say the {key} of {row.setup}{span}; write it, as in "
            f"{_EXAMPLES.get(row.name, row.setup)}"
        )
    return f"{row.setup}({size})"


def _of_digits(row: FieldType, is_formula: bool, facts: Facts, notes: list[str]) -> str | FillIn:
    digits, decimals = _digits(facts, [] if is_formula else notes)  # a formula has no digits
    if is_formula and decimals is not None:
        return f"Formula({row.setup}, {decimals})"
    if digits is not None and decimals is None and digits == MAX_DIGITS:
        decimals = 0  # no more digits are left
    if digits is not None and decimals is not None and not is_formula:
        return f"{row.setup}({digits}, {decimals})"
    form = f"Formula({row.setup}, 2)" if is_formula else f"{row.setup}(16, 2)"
    missing = "decimals" if is_formula or digits is not None else "digits before the point"
    missing = (
        missing if decimals is not None or missing == "decimals" else f"{missing} and decimals"
    )
    return FillIn(f"the table does not say the {missing} of {row.setup}; write it as in {form}")


def _digits(facts: Facts, notes: list[str]) -> tuple[int | None, int | None]:
    """Return the digits before the point and the decimals, as Setup counts."""
    decimals = facts.get("decimals")
    scale = decimals if isinstance(decimals, int) else None
    for key in ("digits", "length"):
        if _int(facts, key):
            return _int(facts, key), scale
    if _int(facts, "precision") and scale is not None:
        digits = _int(facts, "precision") - scale
        if facts.get("is_precision_unsure"):
            notes.append(
                f"precision {facts['precision']} is taken as all digits, so {digits} before the "
                "point"
            )
        return digits, scale
    return None, scale


def _of_target(row: FieldType, facts: Facts, notes: list[str]) -> str | FillIn:
    text = str(facts.get("target", "")).strip()
    if not text:
        return FillIn(
            f"the table does not say to which object the field leads; write it, as in "
            f"{row.setup}(Lead)"
        )
    if re.search(r"[,;/\n]|\bor\b|\band\b", text):
        return FillIn(
            f"the table says {row.setup}({text}); a custom field leads to one object; write it, "
            f"as in {row.setup}(Lead)"
        )
    return f"{row.setup}({object_name(text, notes)})"


def example(row: FieldType, *, is_formula: bool) -> str:
    """Return a type of a row as a schema has it, with sizes that it allows."""
    if is_formula:
        return f"Formula({row.setup})"
    sizes = {DIGITS: "16, 2", TARGET: "Lead"}.get(row.parameters, "")
    for each in row.parameters:
        sizes = sizes or (str(each.high) if isinstance(each, Number) else "")
    return f"{row.setup}({sizes})" if sizes else row.setup


def object_name(text: str, notes: list[str]) -> str:
    """Return the API name of an object that a table names, perhaps by its label."""
    squeezed = re.sub(r"[\s_]+", "", text).casefold()
    known = _standard()
    if squeezed in known:
        if known[squeezed] != text:
            notes.append(f"{text!r} is taken as the object {known[squeezed]}")
        return known[squeezed]
    if "__" not in text and IDENTIFIER.fullmatch(text):
        notes.append(
            f"{text} is not a standard object that is known; if it is a custom one, write "
            f"{text}__c"
        )
    return text


@cache
def _standard() -> dict[str, str]:
    """Return the standard objects by their names in small letters."""
    return {name.casefold(): name for name in standard_objects()}


def _int(facts: Facts, key: str) -> int:
    value = facts.get(key)
    return value if isinstance(value, int) else 0


def _shown(text: str, facts: Facts) -> str:
    """Return what a table says of a type, with the sizes that stand in other columns."""
    keys = ("length", "precision", "digits", "decimals")
    sizes = [
        f"{key} {facts[key]}" for key in keys if facts.get(key) and str(facts[key]) not in text
    ]
    return ", ".join([repr(text), *sizes])
