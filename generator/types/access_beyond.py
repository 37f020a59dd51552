"""What a permission set that was read has to say beyond what follows from a schema."""

from collections.abc import Collection, Mapping
from itertools import product
from typing import Any, get_args

from generator.types.custom_field import CustomField
from generator.types.object_access import (
    FOLLOWS,
    Level,
    ObjectAccess,
    is_always_granted,
    usual_level,
)

_NONE: Level = "none"


def with_hidden_tabs(said: dict[str, Any], tabs: Collection[str]) -> dict[str, Any]:
    """Return what a permission set says, with the tabs of a schema that it does not show."""
    access, shown = said.get("access", {}), said.get("tabs", {})
    if "tabSettings" in said.get("metadata", {}):
        return said
    hidden = [each for each in tabs if each in access and each not in shown]
    hidden = [each for each in hidden if access[each]["object"] != "none"]
    return said | {"tabs": shown | dict.fromkeys(hidden, "none")} if hidden else said


def shortened(
    said: dict[str, Any], fields: Mapping[str, Mapping[str, CustomField]], tabs: Collection[str]
) -> dict[str, Any]:
    """Return what a permission set says in as few words as a schema with these fields needs."""
    access = said.get("access", {})
    short = {
        name: _shortened(each, fields.get(name, {}), _levels(name, access))
        for name, each in access.items()
    }
    shown = {
        name: visibility
        for name, visibility in said.get("tabs", {}).items()
        if visibility != "visible"
        or name not in tabs
        or access.get(name, {"object": "none"})["object"] == "none"
    }
    keys = said | ({"access": short} if access else {}) | {"tabs": shown}
    return {key: value for key, value in keys.items() if key != "tabs" or value}


def _levels(name: str, access: Mapping[str, Mapping[str, Any]]) -> tuple[Level, ...]:
    """Return the levels that give an object what it has; any, where another object gives it."""
    follows = access.get(FOLLOWS.get(name, ""), {"object": "none"})["object"] != "none"
    own: Level = access[name]["object"]
    return (own, *_SHOWING) if follows and own == "none" else (own,)


_SHOWING: tuple[Level, ...] = ("write", "read")


def _shortened(
    given: Mapping[str, Any], fields: Mapping[str, CustomField], levels: tuple[Level, ...]
) -> Any:
    """Return the access to an object: its level, and the fields whose access differs."""
    own = {name: each for name, each in fields.items() if not is_always_granted(each)}
    wanted: dict[str, Level] = {**dict.fromkeys(own, _NONE), **given.get("fields", {})}
    choices = []
    for level, other in product(levels, (None, *get_args(Level))):
        kept = {**given, "object": level, "fields": {}, "other_fields": other}
        if other is None:
            del kept["other_fields"]
        usual = other or ObjectAccess.model_validate(kept).level
        implied = {name: usual_level(usual, each) for name, each in own.items()}
        kept["fields"] = {n: each for n, each in wanted.items() if implied.get(n, _NONE) != each}
        if kept["fields"] or level != "none" or given.get("also"):
            choices.append(kept)
    short = min(choices, key=lambda each: (len(each["fields"]), "other_fields" in each))
    short = {key: each for key, each in short.items() if each}
    return short["object"] if list(short) == ["object"] else short
