"""A merged schema: as YAML, with the file and line of each value, or as JSON; the shipped ones."""

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from generator.diagnostics import visible
from generator.output.sf_json import success
from generator.schema.lines import Content, Mark, MarksOf, mark_in
from generator.schema.yaml_source import EXTENDS
from generator.schema.yaml_text import scalar

_COLUMN = 60  # where the comments begin, if the values leave room


class _Value(NamedTuple):
    """A value of a schema, and where it stands."""

    data: Any
    mark: Mark


def text(content: Content) -> str:
    """Return a schema as YAML that is whole in itself, with a comment behind each value."""
    return "\n".join(
        f"{line:<{_COLUMN}}  # {visible(mark.file)}:{mark.line}" if mark else line
        for line, mark in _lines(*_whole(content))
    )


def as_json(content: Content) -> str:
    """Return the data of a schema in the shape of `sf --json`, with the place of each value."""
    whole, marks_of = _whole(content)
    places = [
        {"path": list(path), "file": mark.file, "line": mark.line}
        for path, mark in _places(whole, marks_of)
    ]
    return success({"schema": whole.data, "places": places}, 0)


def shipped(labels: Mapping[str, str]) -> str:
    """Return a line for each shipped schema: its name, and its label."""
    width = max(map(len, labels), default=0)
    return "\n".join(f"{name:<{width}}  {visible(label)}" for name, label in labels.items())


def shipped_as_json(labels: Mapping[str, str]) -> str:
    """Return the names and labels of the shipped schemas in the shape of `sf --json`."""
    return success({"schemas": [{"name": n, "label": label} for n, label in labels.items()]}, 0)


FORMATS = {"text": text, "json": as_json}
LISTS = {"text": shipped, "json": shipped_as_json}


def _whole(content: Content) -> tuple[_Value, MarksOf]:
    """Return the data of a schema without what it extends, since all of that is in it."""
    data, marks_of = content.data, content.lines.marks_of
    if isinstance(data, dict):
        marks = marks_of[id(data)]
        data = {key: value for key, value in data.items() if key != EXTENDS}
        marks_of = {**marks_of, id(data): marks}
    return _Value(data, content.lines.first), marks_of


def _lines(above: _Value, marks_of: MarksOf) -> Iterator[tuple[str, Mark | None]]:
    """Yield the lines of a mapping or list, with the place of the value that a line has."""
    for step, value in _below(above, marks_of):
        start = "-" if isinstance(step, int) else f"{scalar(step)}:"
        if not (isinstance(value.data, dict | list) and value.data):
            yield f"{start} {scalar(value.data)}", value.mark
            continue
        is_entry = start == "-" and isinstance(value.data, dict)
        if not is_entry:
            yield start, None
        for index, (line, mark) in enumerate(_lines(value, marks_of)):
            yield f"{'- ' if is_entry and not index else '  '}{line}", mark


def _places(
    above: _Value, marks_of: MarksOf, path: tuple[int | str, ...] = ()
) -> Iterator[tuple[tuple[int | str, ...], Mark]]:
    for step, value in _below(above, marks_of):
        if isinstance(value.data, dict | list) and value.data:
            yield from _places(value, marks_of, (*path, step))
        else:
            yield (*path, step), value.mark


def _below(above: _Value, marks_of: MarksOf) -> Iterator[tuple[int | str, _Value]]:
    data = above.data
    for step, value in data.items() if isinstance(data, dict) else enumerate(data):
        mark = mark_in(marks_of, data, step, above.mark)
        yield step, _Value(value, mark or above.mark)
