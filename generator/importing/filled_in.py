"""Values that the schema language refuses, replaced by markers that say why."""

from collections.abc import Iterator, Mapping

from generator.diagnostics import Diagnostic
from generator.errors import SchemaError
from generator.schema.base import Model
from generator.schema.lines import Content, Lines, Mark
from generator.schema.loader import checked
from generator.schema.notes import FillIn, fill_ins
from generator.schema.text_types import shown
from generator.types.custom_field import CustomField

_ELSEWHERE = {"source"}  # a name that another part of the schema explains
_BY_TABLE = "the table says"
_LONGEST = 200  # characters of a value that a marker shows
# In the place of markers, so that the other keys of a field can be checked.
_EXAMPLES: Mapping[str, object] = {
    "label": "A",
    "values": ["A"],
    "formula": "A",
    "child_relationship_name": "A",
    "display_format": "{0}",
    "roll_up": "count",
    "roll_up_through": "A.A",
    "target_field": "A",
    "length": 1,
    "on_delete": "Restrict",
}


def marked(
    data: Mapping[str, object],
    model: type[Model],
    example: Mapping[str, object],
    said: str = _BY_TABLE,
) -> dict[str, object]:
    """Return the data of a model, with a marker in the place of each key that it refuses.

    `example` has values of keys that have a marker already, so that the others can be checked.
    `said` is how the sentence of a marker begins, before the value.
    """
    result = dict(data)
    for diagnostic in _refused(result, model, example):
        key = diagnostic.key.partition(".")[0]
        if key in model.model_fields and not _has_marker(result.get(key)):
            value = str(_plain(result[key]))[:_LONGEST] if key in result else ""
            before = f"{said} {value!r}: " if value else ""
            result[key] = FillIn(f"{before}{diagnostic.message}")
    return result


def marked_field(
    data: Mapping[str, object], example: str = "Text(80)", said: str = _BY_TABLE
) -> dict[str, object]:
    """Return the data of a field with markers; `example` is a type like its own."""
    return marked(data, CustomField, {"type": example, **_EXAMPLES}, said)


def _refused(
    data: Mapping[str, object], model: type[Model], example: Mapping[str, object]
) -> Iterator[Diagnostic]:
    whole = {key: example.get(key) if _has_marker(value) else value for key, value in data.items()}
    given = {key: value for key, value in whole.items() if key not in _ELSEWHERE and value}
    try:
        checked(Content(given, (), Lines(given, Mark("", 1), {}, {})), model)
    except SchemaError as error:
        yield from error.diagnostics


def _has_marker(value: object) -> bool:
    return any(True for _ in fill_ins(value))


def _plain(value: object) -> object:
    return value if isinstance(value, str) else shown(value)
