"""Choices in a JSON Schema between values of different kinds, so that an editor tells the fault.

For a value that fits no choice of `anyOf`, yaml-language-server shows what the first choice lacks.
Of `oneOf` it takes the choice of the value's kind, if a mapping stands first.
"""

from collections.abc import Mapping
from typing import Any

from generator.schema.patterns import DEFINITIONS, JsonSchema

_KINDS = {str: "string", bool: "boolean", int: "integer", float: "number", type(None): "null"}


def by_kind(part: Any, definitions: Mapping[str, JsonSchema]) -> Any:
    """Return a part of a JSON Schema with `oneOf` where a mapping or a word may stand."""
    if isinstance(part, list):
        return [by_kind(each, definitions) for each in part]
    if not isinstance(part, dict):
        return part
    result = {key: by_kind(each, definitions) for key, each in part.items()}
    kinds = [_kinds(each, definitions) for each in part.get("anyOf", ())]
    if {"object"} in kinds and _differ(kinds) and set().union(*kinds) != {"object", "null"}:
        choices = zip(kinds, result.pop("anyOf"), strict=True)
        ordered = sorted(choices, key=lambda choice: choice[0] != {"object"})
        result["oneOf"] = [choice for _, choice in ordered]
    return result


def _differ(kinds: list[set[str]]) -> bool:
    """Whether the kinds are known, and no value is of two."""
    return all(kinds) and sum(map(len, kinds)) == len(set().union(*kinds))


def _kinds(part: JsonSchema, definitions: Mapping[str, JsonSchema]) -> set[str]:
    """Return the kinds of values that a part takes; nothing if they are not known."""
    if "$ref" in part:
        return _kinds(definitions[part["$ref"].removeprefix(DEFINITIONS)], definitions)
    if "type" in part:
        return {part["type"]}
    if "const" in part:
        return {_KINDS[type(part["const"])]}
    if "enum" in part:
        return {_KINDS[type(each)] for each in part["enum"]}
    own = [_kinds(each, definitions) for each in part.get("anyOf", ())]
    return set().union(*own) if all(own) else set()
