"""Read what an org answers: records, and the values of a picklist."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from generator.campaigns.statuses import folded
from generator.org.rest import Answer, Refusal

Record = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Answers:
    """What an org gave for each resource, and the fields of each object that it describes.

    Fields are by name, folded: capitals do not count in names.
    """

    by_resource: Mapping[str, Answer]
    fields: Mapping[str, Mapping[str, Record]]

    def __getitem__(self, resource: str) -> Answer:
        return self.by_resource[resource]


def read(given: Mapping[str, Answer]) -> Answers:
    """Return the answers of an org, by resource, with their fields by name."""
    fields = {
        resource: {str(each.get("name")).casefold(): each for each in answer["fields"]}
        for resource, answer in given.items()
        if not isinstance(answer, Refusal) and "fields" in answer
    }
    return Answers(given, fields)


def records_in(answer: Answer) -> list[Record]:
    """Return the records of a query; none where the org refused it."""
    return [] if isinstance(answer, Refusal) else answer["records"]


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
