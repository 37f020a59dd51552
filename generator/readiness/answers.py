"""Read what an org answers: records, fields of an object, values of a picklist."""

from collections.abc import Iterable, Mapping
from typing import Any

from generator.campaigns.statuses import folded
from generator.org.rest import Answer, Refused, describe
from generator.readiness.requirements import Requirement

Answers = Mapping[str, Answer]
Record = Mapping[str, Any]

UNSEEN = {
    "INVALID_FIELD",
    "INVALID_TYPE",
    "NOT_FOUND",
}  # what an org says of what a user cannot see


def is_unseen(row: Requirement, answers: Answers) -> bool:
    """Whether the org does not show the object of a row, or shows it without the field."""
    name, _, own = row.name.partition(".")
    answer = answers[describe(name)]
    if isinstance(answer, Refused):
        return not own and answer.code in UNSEEN
    return bool(own) and own.casefold() not in described(answer)


def records_in(answer: Answer) -> list[Record]:
    """Return the records of a query; none where the org refused it."""
    return [] if isinstance(answer, Refused) else answer["records"]


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
    """Return a list in a record; an empty one where it is none."""
    value = record.get(key)
    return value if isinstance(value, list) else []


def number(record: Record, key: str) -> int:
    """Return a whole number in a record; 0 where it is none."""
    value = record.get(key)
    return value if isinstance(value, int) else 0


def lacking(wanted: Iterable[str], present: Iterable[str]) -> list[str]:
    """Return the labels that are not present; capitals do not count."""
    found = {folded(label) for label in present}
    return [label for label in wanted if folded(label) not in found]


def _picklist(field: Record) -> list[Record]:
    return [each for each in items(field, "picklistValues") if isinstance(each, dict)]
