"""Which fields look as if they hold data of persons, by their type, name or label."""

import re
from collections.abc import Sequence

from generator.dictionary.entries import Field
from generator.importing.api_names import words

_TYPES = ("Email", "Phone")
# The types of fields whose name can say so, as Setup's notation of them begins.
_NAMED_TYPES = (
    "Date",
    "Formula(Text",
    "Geolocation",
    "Long Text",
    "Picklist",
    "Rich Text",
    "Text",
)
_OTHER_TYPES = ("Date/Time",)
# Words that stand one after the other in the name or label of such a field.
_WORDS = tuple(
    tuple(each.split())
    for each in (
        *("email", "e mail", "phone", "telephone", "mobile", "fax"),
        *("first name", "firstname", "last name", "lastname", "middle name", "full name"),
        *("surname", "maiden name", "street", "address", "zip", "zip code", "postal code"),
        *("birthdate", "birthday", "birth date", "date of birth", "dob", "gender", "ethnicity"),
        *("nationality", "religion", "marital status", "ssn", "social security", "passport"),
        *("national id", "tax id", "iban", "bank account", "credit card"),
    )
)
_MAYBE = re.compile("|".join(dict.fromkeys(each[0] for each in _WORDS)))


def is_personal(field: Field) -> bool:
    """Whether a field holds data of persons, as far as its type and English words say it."""
    if field.type.startswith(_TYPES):
        return True
    if not field.type.startswith(_NAMED_TYPES) or field.type.startswith(_OTHER_TYPES):
        return False
    if not _MAYBE.search(f"{field.name} {field.label}".casefold()):  # most fields, and soon said
        return False
    return _says_so(field.name) or _says_so(field.label)


def _says_so(text: str) -> bool:
    said = words(text).casefold().replace("-", " ").split()
    return any(_has(said, each) for each in _WORDS if each[0] in said)


def _has(said: Sequence[str], wanted: Sequence[str]) -> bool:
    size = len(wanted)
    return any(tuple(said[i : i + size]) == tuple(wanted) for i in range(len(said) - size + 1))
