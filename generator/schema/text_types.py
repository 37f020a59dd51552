"""The kinds of text in a schema: which lengths, characters and names Salesforce allows."""

import re
from collections.abc import Iterable, Sequence
from typing import Annotated

from pydantic import StringConstraints
from pydantic_core import PydanticCustomError

from generator.schema import patterns
from generator.schema.patterns import Checked

# Patterns that few schemas need are texts: a run compiles those that it uses.
# The characters that XML forbids, escaped or not (XML 1.0, section 2.2).
_FORBIDDEN = "[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]"
_TRIMMED = r"^[\s\ufeff]+|[\s\ufeff]+$"
_NAME = re.compile(r"[A-Za-z](?:_?[A-Za-z0-9])*")
_NAME_LENGTH = 40
_LONG_NAME_LENGTH = 80
_OF_PACKAGE = rf"[A-Za-z][A-Za-z0-9]*(?:_[A-Za-z0-9]+)*__{_NAME.pattern}__[cx]"
_NAME_PATTERN = rf"(?=[A-Za-z0-9_]{{1,{_NAME_LENGTH}}}(?:__c)?$){_NAME.pattern}"
_SUFFIX_OF_ORG = r"__[cx]\Z"
_NO_NAME = (
    "is not an API name; use letters, digits and single underscores, with a letter first and no "
    "underscore last"
)
_PREFIXED = r"([A-Za-z][A-Za-z0-9_]*?)__([A-Za-z]\w*)__c"
_NOT_CUSTOM = "does not end with __c; add it, as in Size__c"
_SEVERAL_LINES = "has several lines; write it on one line"

Place = tuple[int | str, ...]
SEVERAL = "several"
EMPTY = "is empty; write at least one character"


def diagnostics_at(found: Sequence[tuple[Place, str]]) -> PydanticCustomError:
    """Return one pydantic error for several diagnostics, each a place and a message.

    The places begin at the value that is validated.
    """
    return PydanticCustomError(SEVERAL, "{found}", {"found": found})


def shown(value: object) -> str:
    """Return how a message names a value of YAML."""
    if value is None:
        return "empty"
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, int | str):
        return repr(value)
    return "a list" if isinstance(value, list) else "a mapping"


def repeated(names: Iterable[str]) -> list[str]:
    """Return each name that the list has earlier as well; capitals do not count."""
    seen: set[str] = set()
    result = []
    for name in names:
        if name.casefold() in seen:
            result.append(name)
        seen.add(name.casefold())
    return result


def _printable(text: str) -> str:
    if text.isprintable():  # most texts are; what is below can only be wrong with others
        return text
    if match := re.search(_FORBIDDEN, text):
        raise ValueError(
            f"contains the character U+{ord(match[0]):04X}, which XML does not allow; remove it"
        )
    if "\ufeff" in text:  # `sf` trims it as white space; Python does not
        text = re.sub(_TRIMMED, "", text)
        if not text:
            raise ValueError(EMPTY)
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _one_line(text: str) -> str:
    if "\n" in text:
        raise ValueError(_SEVERAL_LINES)
    return text


def _identifier(name: str, length: int = _NAME_LENGTH) -> str:
    if not _NAME.fullmatch(name):
        raise ValueError(f"{name!r} {_NO_NAME}")
    if len(name) > length:
        raise ValueError(f"length is {len(name)}; an API name allows 1 to {length} characters")
    return name


def _long_name(name: str) -> str:
    return _identifier(name, _LONG_NAME_LENGTH)


def _custom_name(name: str) -> str:
    if name.count("__") > 1 and (found := re.fullmatch(_PREFIXED, name)):
        raise ValueError(
            f"{name} has the prefix of a package. If {found[1]} is the namespace of this schema, "
            f"write {found[2]}__c. Nobody makes an object or field of another package: an object "
            "to which you add fields stands under standard_objects; a field needs no entry"
        )
    if not name.endswith("__c"):
        raise ValueError(f"{name!r} {_NOT_CUSTOM}")
    _identifier(name.removesuffix("__c"))
    return name


def _object_of_org(name: str) -> str:
    if not re.fullmatch(_OF_PACKAGE, name):
        _identifier(re.sub(_SUFFIX_OF_ORG, "", name))
    return name


def _value_set(name: str) -> str:
    _identifier(name.removesuffix("__gvs"))
    return name


def at_most(length: int) -> Checked:
    """Return a validator that refuses a text of more characters."""

    def check(text: str) -> str:
        if len(text) > length:
            raise ValueError(f"length is {len(text)}; {allowed}")
        return text

    allowed = f"Salesforce allows 1 to {length} characters"
    return Checked(check, patterns.at_most(length), f"is longer; {allowed}")


def formed(pattern: str, form: str) -> Checked:
    """Return a validator that refuses a text which does not match; `form` says what is allowed."""

    def check(text: str) -> str:
        if not re.fullmatch(pattern, text):  # compiled when it is first used
            raise ValueError(f"{text!r} is not {form}")
        return text

    return Checked(check, pattern, f"is not {form}")


Text = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1),
    Checked(_printable, r"\S[\s\S]*", EMPTY),
]
Line = Annotated[Text, Checked(_one_line, r"[^\r\n]+", _SEVERAL_LINES)]
Label = Annotated[Line, at_most(40)]
LongLabel = Annotated[Line, at_most(80)]  # some labels are that long in files that orgs have
Description = Annotated[Text, at_most(1000)]
ShortDescription = Annotated[Line, at_most(255)]
HelpText = Annotated[Text, at_most(510)]
Identifier = Annotated[str, Checked(_identifier, _NAME_PATTERN, _NO_NAME)]
# The API name of what is neither an object nor a field; those of real files are longer.
LongName = Annotated[
    str,
    Checked(
        _long_name,
        rf"(?=[A-Za-z0-9_]{{1,{_LONG_NAME_LENGTH}}}$){_NAME.pattern}",
        _NO_NAME,
    ),
]
CustomName = Annotated[str, Checked(_custom_name, f"{_NAME_PATTERN}__c", _NOT_CUSTOM)]
# The API name of an object that an org has before the schema comes: standard, external, of a
# package, or one that somebody else made.
ObjectOfOrg = Annotated[
    str,
    Checked(
        _object_of_org,
        rf"(?=[A-Za-z0-9_]{{1,{_NAME_LENGTH}}}(?:__[cx])?$){_NAME.pattern}(?:__[cx])?"
        f"|{_OF_PACKAGE}",
        _NO_NAME,
    ),
]
# The API name of a global value set; those that were made at API 57.0 or later end with __gvs.
ValueSetName = Annotated[
    str,
    Checked(
        _value_set,
        rf"(?=[A-Za-z0-9_]{{1,{_NAME_LENGTH}}}(?:__gvs)?$){_NAME.pattern}(?:__gvs)?",
        _NO_NAME,
    ),
]
# The API name of an object or field that an org has already: standard, custom or of a package.
ApiName = Annotated[
    str,
    formed(
        "[A-Za-z][A-Za-z0-9_]*",
        "an API name; use letters, digits and underscores, with a letter first",
    ),
]
NumberFormat = Annotated[
    Line, formed(r".*\{0+\}.*", "a display format; write zeros in braces, as in USE-{00000000}")
]
ObjectField = Annotated[
    str,
    formed(
        r"[A-Za-z][A-Za-z0-9_]*\.[A-Za-z][A-Za-z0-9_]*",
        "a field of an object; write both, as in Lead.Name",
    ),
]
