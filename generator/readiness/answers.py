"""Read what an org answers: records, fields of an object, values of a picklist."""

from collections.abc import Iterable, Mapping
from typing import Any

from generator.campaigns.statuses import folded
from generator.org.rest import Answer, Refusal, describe
from generator.readiness.requirements import Requirement

Answers = Mapping[str, Answer]
Record = Mapping[str, Any]

# The error codes of an org for an object or a field that the user cannot see.
UNSEEN = {"INVALID_FIELD", "INVALID_TYPE", "NOT_FOUND"}


def is_unseen(row: Requirement, answers: Answers) -> bool:
    """Whether the org does not show the object of a row, or shows it without the field."""
    name, _, own = row.name.partition(".")
    answer = answers[describe(name)]
    if isinstance(answer, Refusal):
        return not own and answer.code in UNSEEN
    return bool(own) and own.casefold() not in described(answer)


def records_in(answer: Answer) -> list[Record]:
    """Return the records of a query; none where the org refused it."""
    return [] if isinstance(answer, Refusal) else answer["records"]


def described(answer: Mapping[str, Any]) -> dict[str, Record]:
    """Return the fields of an object by their names, folded: capitals do not count in names."""
    return {str(each.get("name")).casefold(): each for each in answer["fields"]}


def active_values(field: Record) -> list[str]:
    """Return the active values of a picklist."""
    return [str(each.get("value")) for each in _picklist(field) if each.get("active")]


def all_values(field: Record) -> list[str]:
    """Return the values of a picklist, active or not."""
    return [str(each.get("value")) for each in _picklist(field)]


def items(record: Record, key: str) -> list[Any]:
    """Return the list at a key of a record; an empty one if the value is no list."""
    value = record.get(key)
    return value if isinstance(value, list) else []


def number(record: Record, key: str) -> int:
    """Return the integer at a key of a record; 0 if the value is no integer."""
    value = record.get(key)
    return value if isinstance(value, int) else 0


def lacking(wanted: Iterable[str], existing: Iterable[str]) -> list[str]:
    """Return the wanted labels that do not exist; capitals do not count."""
    found = {folded(label) for label in existing}
    return [label for label in wanted if folded(label) not in found]


def _picklist(field: Record) -> list[Record]:
    return [each for each in items(field, "picklistValues") if isinstance(each, dict)]
