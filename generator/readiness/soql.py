"""Queries of an org, from fields and values."""

import re
from collections.abc import Iterable

# What stands for these values in a query.
_WORDS = {None: "null", True: "true", False: "false"}


def select(fields: str, sobject: str, *conditions: str) -> str:
    """Return the query of an object's records that meet all conditions."""
    return f"SELECT {fields} FROM {sobject} WHERE {' AND '.join(conditions)}"  # noqa: S608  (only read)


def equal(where: Iterable[tuple[str, str | bool | None]]) -> list[str]:
    """Return the conditions that fields have these values; None is an empty field."""
    return [f"{name} = {_literal(value)}" for name, value in where]


def among(name: str, values: Iterable[str]) -> str:
    """Return the condition that a field has one of these values."""
    return f"{name} IN ({', '.join(map(_literal, values))})"


def _literal(value: str | bool | None) -> str:
    if isinstance(value, str):
        return "'{}'".format(re.sub(r"(['\\])", r"\\\1", value))
    return _WORDS[value]
