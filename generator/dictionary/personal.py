"""Which fields look as if they hold data of persons, by their type, name or label."""

import re

from generator.dictionary.entries import Field
from generator.importing.api_names import words

_TYPES = ("Email", "Phone")
# The types of fields whose name can say so, as Setup's notation of them begins; for a list of
# values, only what persons are, and not how to reach them.
_TEXTS = ("Date", "Formula(Text", "Geolocation", "Long Text", "Rich Text", "Text")
_LIST = "Picklist"
_NO_TEXT = "Date/Time"
_CONTACT = (
    *("email", "e mail", "phone", "telephone", "mobile", "fax", "street", "address", "addresses"),
    *("zip", "postal code", "birthdate", "birthday", "birth date", "date of birth", "dob"),
    *("first name", "firstname", "last name", "lastname", "middle name", "full name", "surname"),
    *("maiden name", "ssn", "social security", "passport", "national id", "tax id"),
    *("iban", "bank account", "credit card"),
)
_TRAITS = ("gender", "ethnicity", "nationality", "religion", "marital status")
# The last words of names that say something about such data, as in Email Status.
_ABOUT = "calls|count|enabled|invocations|selection|settings|status|template|type"


def _pattern(said: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile(rf"\b(?:{'|'.join(said)})\b(?!.*\b(?:{_ABOUT})$)")


_IN_TEXTS, _IN_LISTS = _pattern((*_CONTACT, *_TRAITS)), _pattern(_TRAITS)


def is_personal(field: Field) -> bool:
    """Whether a field holds data of persons, as far as its type and English words say it."""
    if field.type.startswith(_TYPES):
        return True
    if field.type.startswith(_LIST):
        return _says_so(field, _IN_LISTS)
    is_text = field.type.startswith(_TEXTS) and not field.type.startswith(_NO_TEXT)
    return is_text and _says_so(field, _IN_TEXTS)


def _says_so(field: Field, pattern: re.Pattern[str]) -> bool:
    return any(
        pattern.search(words(each).casefold().replace("-", " "))
        for each in (field.name, field.label)
    )
