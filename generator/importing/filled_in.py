"""Values that the schema language refuses, replaced by markers that say why."""

from collections.abc import Iterator, Mapping

from generator.diagnostics import Diagnostic
from generator.errors import SchemaError
from generator.schema.base import Model
from generator.schema.lines import Content, Lines, Mark
from generator.schema.loader import checked
from generator.schema.notes import FillIn
from generator.schema.text_types import shown

_ELSEWHERE = {"source"}  # a name that another part of the schema explains
_LONGEST = 200  # characters of a value that a marker shows


def marked(
    data: Mapping[str, object], model: type[Model], example: Mapping[str, object]
) -> dict[str, object]:
    """Return the data of a model, with a marker in the place of each key that it refuses.

    `example` has values of keys that have a marker already, so that the others can be checked.
    """
    result = dict(data)
    for diagnostic in _refused(result, model, example):
        key = diagnostic.key.partition(".")[0]
        if key in model.model_fields and not _has_marker(result.get(key)):
            value = str(_plain(result[key]))[:_LONGEST] if key in result else ""
            said = f"the table says {value!r}: " if value else ""
            result[key] = FillIn(f"{said}{diagnostic.message}")
    return result


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
    if isinstance(value, list):
        return any(map(_has_marker, value))
    if isinstance(value, Mapping):
        return any(map(_has_marker, value.values()))
    return isinstance(value, FillIn)


def _plain(value: object) -> object:
    return value if isinstance(value, str) else shown(value)
