"""The type of a field as tables write it: Setup's notation, those of the API, and many more."""

import re
from dataclasses import dataclass, field
from functools import lru_cache

from generator.importing import attributes
from generator.importing.attributes import Facts
from generator.types.field_types import DIGITS, FIELD_TYPES, TARGET, FieldType

_FORMULA = "formula"
_MOST_CHARACTERS = 4_000
_NAME_CHARACTERS = 40
_BETWEEN = " ,:;/->\n\u2013\u2014"  # between a type and its size or its target
_LETTERS = re.compile(r"[^a-z0-9]+")
_ROWS = {row.name: row for row in FIELD_TYPES}
NUMBER = _ROWS["Number"]
# Names of types, letters only, that the table of types does not have.
_OTHER_NAMES = {
    "Text": "string str shorttext singlelinetext textfield varchar char",
    "TextArea": "multilinetext",
    "LongTextArea": "textlong longtextfield",
    "Html": "richtext textrich htmltext",
    "Number": "double decimal numeric float int integer long",
    "Percent": "percentage",
    "DateTime": "timestamp",
    "Url": "hyperlink website weblink",
    "Checkbox": "bool yesno flag",
    "Picklist": "restrictedpicklist dropdown picklistsingleselect singleselectpicklist combobox "
    "selectlist enum",
    "MultiselectPicklist": "multiselect multiplepicklist picklistmulti multiselectlist",
    "Lookup": "reference lookupfield",
    "MasterDetail": "masterdetailfield",
    "Summary": "rollup rollupsummaryfield",
    "EncryptedText": "encryptedstring encrypted",
    "Location": "geo",
    "Hierarchy": "hierarchical",
}
_BEFORE_REST = re.compile(r"^(?:to|(?:with\s+)?values)\b[:\s]*", re.IGNORECASE)
_NO_WORDS = {"field", "only", "type"}  # behind a type they say nothing
_WHOLE = {"int", "integer", "long"}
# What any other words behind a type are.
_KEY_OF_REST = {
    **{row.name: "target" for row in FIELD_TYPES if row.parameters == TARGET},
    **dict.fromkeys(("Picklist", "MultiselectPicklist"), "values"),
    "Summary": "roll_up",
    "AutoNumber": "display_format",
}
_OF_DESCRIBE = {
    *("string", "double", "int", "boolean", "reference", "textarea", "multipicklist", "datetime"),
    *("encryptedstring", "combobox"),
}


def _squeezed(text: str) -> str:
    return _LETTERS.sub("", text.casefold())


_NAMES: dict[str, str] = {
    **{_squeezed(name): row.name for row in FIELD_TYPES for name in row.names},
    **{name: row for row, names in _OTHER_NAMES.items() for name in names.split()},
    _FORMULA: _FORMULA,
}


@dataclass(frozen=True, slots=True)
class TypeSaid:
    """What a cell says of the type of a field.

    `row` is None if the type is not known. `facts` are sizes, flags, values and a target; `unread`
    are the pieces of the text that nobody understood. `is_of_describe` is whether the name is one
    of those that describe has, where a precision counts all digits.
    """

    row: FieldType | None
    is_formula: bool = False
    facts: Facts = field(default_factory=dict)
    unread: tuple[str, ...] = ()
    is_of_describe: bool = False

    @property
    def keys(self) -> frozenset[str]:
        """The keys of the schema for the type; none for a type that is not known."""
        return self.row.keys if self.row else frozenset()


@lru_cache(maxsize=4096)
def read(text: str) -> TypeSaid | None:
    """Return what a cleaned cell says of a type; None if it does not begin with a type."""
    head = _head(text[:_MOST_CHARACTERS])
    if not head:
        return None
    rest = text[len(head) : _MOST_CHARACTERS].strip()
    name = _NAMES[_squeezed(head)]
    if name == _FORMULA:
        return _formula(rest)
    row = _ROWS[name]
    facts: Facts = {"decimals": 0} if _squeezed(head) in _WHOLE else {}
    if _squeezed(head).startswith("restricted"):
        facts["restricted"] = True
    unread: list[str] = []
    for piece in _pieces(rest):
        word = _squeezed(piece)
        if word == _FORMULA:
            facts["is_formula"] = True
        if word == _FORMULA or word in _NO_WORDS or _NAMES.get(word) == name:
            continue
        if word in _NAMES and name not in _KEY_OF_REST:
            return TypeSaid(None)  # two types, as in Number/Text
        found = _facts(row, piece)
        facts |= found.facts
        unread += found.unread
    is_formula = bool(facts.pop("is_formula", False))
    is_of_describe = head.casefold() in _OF_DESCRIBE and head == head.casefold()
    return TypeSaid(row, is_formula, facts, tuple(unread), is_of_describe)


def _head(text: str) -> str:
    """Return the longest beginning of a text that is the name of a type; empty if none is."""
    for end in range(min(len(text), _NAME_CHARACTERS), 0, -1):
        head = text[:end]
        is_whole = end == len(text) or not (text[end].isalnum() and head[-1].isalnum())
        is_closed = head.count("(") == head.count(")") and "[" not in head
        if is_whole and is_closed and _squeezed(head) in _NAMES:
            return head.rstrip(" :-,/")
    return ""


def _formula(rest: str) -> TypeSaid:
    """Return what stands behind the word Formula: the type of its result, and its decimals."""
    inside = rest.strip(" :-,")
    if inside.startswith("(") and inside.endswith(")"):
        inside = inside[1:-1].strip()
    said = read(inside) if inside else None
    if said is None or said.row is None:
        return TypeSaid(None, True, {}, (inside,) if inside else ())
    facts = dict(said.facts)
    if said.row.parameters == DIGITS and "digits" in facts and "decimals" not in facts:
        facts["decimals"] = facts.pop("digits")  # Formula(Number, 2)
    return TypeSaid(said.row, True, facts, said.unread)


def _pieces(rest: str) -> list[str]:
    """Return the parts of a text outside and inside of parentheses, the outermost ones."""
    pieces, depth, start = [], 0, 0
    for index, sign in enumerate(rest):
        if sign in "([":
            if depth == 0:
                pieces.append(rest[start:index])
                start = index + 1
            depth += 1
        elif sign in ")]" and depth:
            depth -= 1
            if depth == 0:
                pieces.append(rest[start:index])
                start = index + 1
    pieces.append(rest[start:])
    return [each for piece in pieces if (each := piece.strip(_BETWEEN))]


def _facts(row: FieldType, piece: str) -> attributes.Said:
    """Return what one part behind a type says."""
    if found := sizes(row, piece):
        return attributes.Said(found)
    said = attributes.read(piece)
    if said.facts:  # 80, unique
        numbers = {each: sizes(row, each) for each in said.unread}
        facts = said.facts
        for found in numbers.values():
            facts = facts | found
        return attributes.Said(facts, tuple(each for each, found in numbers.items() if not found))
    if said.unread and (key := _KEY_OF_REST.get(row.name)):
        return attributes.Said({key: _BEFORE_REST.sub("", piece)})
    return said


def sizes(row: FieldType, piece: str) -> Facts:
    """Return the numbers of a type: a length, or the digits before and after the point."""
    plain = re.sub(r"(?<=[0-9])[, ](?=[0-9]{3}(?![0-9]))", "", piece)
    match = re.fullmatch(r"([0-9]{1,7})(?:\s*[,.;/]\s*([0-9]{1,3}))?", plain)
    if match is None:
        return {}
    if row.parameters == DIGITS:
        digits: Facts = {"digits": int(match[1])}
        return digits | ({"decimals": int(match[2])} if match[2] else {})
    key = "decimals" if row.name == "Location" else "length"
    return {} if match[2] else {key: int(match[1])}
