"""A field of a schema while it is put together from what a table says."""

from dataclasses import dataclass, field

from generator.types.custom_field import CustomField

_KEYS = tuple(CustomField.model_fields)


@dataclass(slots=True)
class Draft:
    """A field while it is put together: its data, and by key what was guessed or left out.

    `example` is a type like that of the field, where its own has a marker.
    """

    data: dict[str, object] = field(default_factory=dict)
    notes: dict[str, list[str]] = field(default_factory=dict)
    example: str = "Text(80)"

    def note(self, key: str, *sentences: str) -> None:
        if sentences:
            self.notes.setdefault(key, []).extend(sentences)

    def ordered(self) -> dict[str, object]:
        """Return the data in the order of Setup."""
        return self.in_order(self.data)

    def in_order(self, data: dict[str, object]) -> dict[str, object]:
        """Return keys of a field in the order of Setup."""
        return {key: data[key] for key in _KEYS if key in data}

    def copy(self) -> "Draft":
        """Return a draft of the same field for another object."""
        notes = {key: list(said) for key, said in self.notes.items()}
        return Draft(dict(self.data), notes, self.example)
