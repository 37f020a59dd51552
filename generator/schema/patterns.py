"""What the JSON Schema of the language says of texts: patterns, and messages for editors."""

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler
from pydantic_core import CoreSchema, core_schema

JsonSchema = dict[str, Any]
DEFINITIONS = "#/$defs/"  # how the reference to a definition begins
ERROR = "patternErrorMessage"  # what editors show in the place of the pattern


class Checked(NamedTuple):
    """A validator of a text, with the pattern of what it allows.

    The pattern is for the whole text, as the validator gets it. `message` is for every other text.
    """

    check: Callable[[str], str]
    pattern: str
    message: str

    def __get_pydantic_core_schema__(
        self, source: Any, handler: GetCoreSchemaHandler
    ) -> CoreSchema:
        return core_schema.no_info_after_validator_function(self.check, handler(source))

    def __get_pydantic_json_schema__(
        self, core: Mapping[str, Any], handler: GetJsonSchemaHandler
    ) -> JsonSchema:
        space = r"\s*" if _is_trimmed(core) else ""
        own = {"pattern": f"^{space}(?:{self.pattern}){space}$", ERROR: self.message}
        below = handler(core)
        if "pattern" in below:
            return below | {"allOf": [*below.get("allOf", ()), own]}
        return below | own


class Shown(NamedTuple):
    """What the JSON Schema says of a value that its model has in another form."""

    make: Callable[[], JsonSchema]

    def __get_pydantic_json_schema__(self, _core: object, _handler: object) -> JsonSchema:
        return self.make()


def one_of(names: list[str], message: str) -> JsonSchema:
    """Return names that an editor offers; `message` is for every other, in place of the list."""
    return {"enum": names, "errorMessage": message}


def at_most(length: int) -> str:
    """Return a pattern of texts without blanks at their ends that are no longer."""
    return rf"\S(?:[\s\S]{{0,{length - 2}}}\S)?"


def between(low: int, high: int) -> str:
    """Return a pattern of the whole numbers between two, with zeros before them or not."""
    sizes = range(len(str(low)), len(str(high)) + 1)
    least = [max(low, 10 ** (size - 1) if size > 1 else 0) for size in sizes]
    most = [min(high, 10**size - 1) for size in sizes]
    ranges = [_of_one_size(str(a), str(b)) for a, b in zip(least, most, strict=True)]
    return f"0*(?:{'|'.join(ranges)})"


def _of_one_size(low: str, high: str) -> str:
    """Return a pattern of the numbers between two that have as many digits."""
    if not low:
        return ""
    first, last, rest = int(low[0]), int(high[0]), len(low) - 1
    if first == last:
        return low[0] + _of_one_size(low[1:], high[1:])
    ranges = []
    if low[1:] != "0" * rest:
        ranges.append(low[0] + _of_one_size(low[1:], "9" * rest))
        first += 1
    ends = high[1:] != "9" * rest
    if first <= last - ends:
        ranges.append(f"[{first}-{last - ends}]" + "[0-9]" * rest)
    if ends:
        ranges.append(high[0] + _of_one_size("0" * rest, high[1:]))
    return ranges[0] if len(ranges) == 1 else f"(?:{'|'.join(ranges)})"


def _is_trimmed(core: Mapping[str, Any]) -> bool:
    while "schema" in core:
        core = core["schema"]
    return bool(core.get("strip_whitespace"))
