"""The languages that Salesforce has, by their codes."""

from collections.abc import Iterable
from typing import Annotated

from pydantic import AfterValidator

from generator.metadata import published
from generator.schema.patterns import JsonSchema, Shown, one_of

_UNKNOWN = "is not a language of Salesforce; write its code, as in en_US"


def _codes() -> Iterable[str]:
    return published.values("Language")


def _is_known(code: str) -> str:
    if code not in _codes():
        near = published.did_you_mean(code, _codes())
        hint = f" (did you mean {near}?)" if near else ""
        raise ValueError(f"{code!r} {_UNKNOWN}{hint}")
    return code


def _json_schema() -> JsonSchema:
    return {"type": "string", **one_of(sorted(_codes()), _UNKNOWN)}


Language = Annotated[str, AfterValidator(_is_known), Shown(_json_schema)]
