"""The kinds of text that a schema may hold: lengths, characters and API names as an org has them.

Lengths and the rules of names are Salesforce's; the errors say them as the org would.
"""

import re
from collections.abc import Iterable, Sequence
from typing import Annotated

from pydantic import AfterValidator, StringConstraints
from pydantic_core import PydanticCustomError

# XML 1.0, section 2.2: no other character can stand in a document, escaped or not.
_FORBIDDEN = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_TRIMMED = re.compile(r"^[\s\ufeff]+|[\s\ufeff]+$")
_NAME = re.compile(r"[A-Za-z](?:_?[A-Za-z0-9])*")
_NAME_LENGTH = 40

Place = tuple[int | str, ...]
SEVERAL = "several"


def diagnostics_at(found: Sequence[tuple[Place, str]]) -> PydanticCustomError:
    """Make one error of several diagnostics, each with its place below the validated value."""
    return PydanticCustomError(SEVERAL, "{found}", {"found": found})


def clashes(names: Iterable[str]) -> list[str]:
    """Return the names that an org takes for an earlier one: capitals do not count."""
    seen: set[str] = set()
    result = []
    for name in names:
        if name.casefold() in seen:
            result.append(name)
        seen.add(name.casefold())
    return result


def _printable(text: str) -> str:
    if match := _FORBIDDEN.search(text):
        raise ValueError(f"holds the character U+{ord(match[0]):04X}, which XML cannot carry")
    if "\ufeff" in text:  # the client trims it as white space, Python does not
        text = _TRIMMED.sub("", text)
        if not text:
            raise ValueError("is empty")
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _one_line(text: str) -> str:
    if "\n" in text:
        raise ValueError("has to stand on one line")
    return text


def _identifier(name: str) -> str:
    if not _NAME.fullmatch(name):
        raise ValueError(
            f"{name!r} is not an API name: it can hold only letters, digits and single "
            "underscores, has to begin with a letter and cannot end with an underscore"
        )
    if len(name) > _NAME_LENGTH:
        raise ValueError(
            f"the API name is {len(name)} characters long; Salesforce allows {_NAME_LENGTH}"
        )
    return name


def _custom_name(name: str) -> str:
    if not name.endswith("__c"):
        raise ValueError(f"{name!r} has to end with __c, as every custom API name does")
    _identifier(name.removesuffix("__c"))
    return name


def at_most(length: int) -> AfterValidator:
    """Return a validator of the longest text that Salesforce takes in a place."""

    def check(text: str) -> str:
        if len(text) > length:
            raise ValueError(f"is {len(text)} characters long; Salesforce allows {length}")
        return text

    return AfterValidator(check)


Text = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1), AfterValidator(_printable)
]
Line = Annotated[Text, AfterValidator(_one_line)]
Label = Annotated[Line, at_most(40)]
Description = Annotated[Text, at_most(1000)]
HelpText = Annotated[Text, at_most(510)]
Identifier = Annotated[str, AfterValidator(_identifier)]
CustomName = Annotated[str, AfterValidator(_custom_name)]
# The API name of what an org has already: an object or field, standard, custom or of a package.
ApiName = Annotated[str, StringConstraints(pattern=r"^[A-Za-z][A-Za-z0-9_]*$")]
