"""Check a schema file: return its model, or a diagnostic with line and key for each mistake."""

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, TypeVar

from pydantic import BaseModel, ValidationError

from generator.diagnostics import Diagnostic
from generator.errors import SchemaError
from generator.schema.base import Model
from generator.schema.lines import Content, Lines
from generator.schema.models import of_data, tags, written
from generator.schema.overlay import merged
from generator.schema.text_types import EMPTY, SEVERAL, Place, shown
from generator.schema.unknown_keys import UNKNOWN, corrected, diagnosis, name_in_base
from generator.schema.yaml_source import Source

if TYPE_CHECKING:
    from pydantic_core import ErrorDetails

# Pydantic's error types in our words; {braces} are filled from the error's context, {given} with
# the value.
_MESSAGES = {
    "missing": "is missing; add it",
    "too_short": "is empty; write at least one entry",
    "too_long": "has {actual_length} entries; at most {max_length} are allowed",
    "string_too_short": EMPTY,
    "string_type": "is {given}; write text",
    "bool_type": "is {given}; write true or false, without quotes",
    "int_type": "is {given}; write a whole number",
    "dict_type": "is {given}; write keys and values",
    "model_type": "is {given}; write keys and values",
    "model_attributes_type": "is {given}; write keys and values",
    "tuple_type": "is {given}; write a list",
    "literal_error": "is {given}; allowed: {expected}",
    "greater_than_equal": "is {given}; the smallest allowed is {ge}",
    "less_than_equal": "is {given}; the largest allowed is {le}",
}
_TAG_IS_WRONG = ("union_tag_invalid", "union_tag_not_found")

M = TypeVar("M", bound=Model)


def load(source: Source, model: type[M]) -> M:
    """Check a schema by its model.

    Raises SchemaError with all its diagnostics, in the order of their lines.
    """
    return checked(merged(source, model), model)[0]


def checked(content: Content, model: type[M]) -> tuple[M, Lines]:
    """Check the data of a schema as `load` does, and return the lines of its keys with it."""
    context = {"sources": _sources(content.data)}
    content = _with_overlay_diagnostics(content, model)
    try:
        schema = model.model_validate(content.data, context=context)
    except ValidationError as error:
        found = _without_unknown_keys(error.errors(), content, model, context)
        raise _in_order([*content.diagnostics, *_found(found, content, model)], content) from error
    if content.diagnostics:
        raise _in_order(content.diagnostics, content)
    return schema, content.lines


def _with_overlay_diagnostics(content: Content, model: type[Model]) -> Content:
    if not isinstance(content.data, dict):
        return content
    found = model.overlay_diagnostics(content.data, content.bases)
    mapped = (content.lines.at(place, message) for place, message in found)
    return content._replace(diagnostics=(*content.diagnostics, *mapped))


def _without_unknown_keys(
    errors: "list[ErrorDetails]", content: Content, model: type[BaseModel], context: object
) -> "list[ErrorDetails]":
    """Return the errors that remain if the unknown keys were right, and those of these keys.

    Rules about several keys look only at models without unknown keys, and a misspelt key looks
    like a missing one.
    """
    unknown = [each for each in errors if each["type"] == UNKNOWN]
    if not unknown:
        return errors
    places = [written(each["loc"], model) for each in unknown]
    try:
        model.model_validate(corrected(content.data, places, model), context=context)
    except ValidationError as error:
        return [*unknown, *error.errors()]
    return unknown


def _found(
    found: "list[ErrorDetails]", content: Content, model: type[BaseModel]
) -> Iterator[Diagnostic]:
    """Yield the diagnostics of a schema, without those that are only a result of others.

    A value that could not be read is None here, and its line already has a diagnostic.
    """
    lines = content.lines
    places = {details["loc"][:end] for details in found for end in range(len(details["loc"]))}
    unread = {(diagnostic.file, diagnostic.line) for diagnostic in content.diagnostics}
    for details in found:
        # Pydantic leaves wrong entries out before it counts, so a list of one is "empty" too.
        if details["type"] == "too_short" and details["loc"] in places:
            continue
        if details["input"] is None and lines(written(details["loc"], model)) in unread:
            continue
        place = written(details["loc"], model)
        meant = name_in_base(place[:-1], content.bases) if details["type"] == "missing" else ""
        hint = f", or did you mean {meant}?" if meant else ""
        for at, message in faults(details, model):
            yield lines.at(at, f"{message}{hint}")


def _sources(data: object) -> frozenset[str] | None:
    """Return the names of the sources, to check references; None if `sources` is wrong."""
    sources = data.get("sources", {}) if isinstance(data, dict) else None
    return frozenset(sources) if isinstance(sources, dict) else None


def _in_order(diagnostics: Iterable[Diagnostic], content: Content) -> SchemaError:
    """Return the error with all diagnostics, by line; those of the schema's own file first."""
    own = content.lines.first.file
    return SchemaError(
        *sorted(
            dict.fromkeys(diagnostics),
            key=lambda each: (each.file != own, each.file, each.line or 0),
        )
    )


def faults(details: "ErrorDetails", model: type[BaseModel]) -> Iterator[tuple[Place, str]]:
    """Yield what is wrong, in our words, for an error of pydantic: the place, and the message."""
    inside = of_data(details["loc"])
    place = written(inside, model)
    if details["type"] == SEVERAL:
        for below, message in details["ctx"]["found"]:
            yield (*place, *below), message
    elif details["type"] in _TAG_IS_WRONG:
        tag = details["ctx"]["discriminator"].strip("'")
        allowed = " or ".join(repr(name) for name, key in tags(model).items() if key == tag)
        is_missing = details["type"] == "union_tag_not_found"
        given = "missing" if is_missing else shown(details["input"][tag])
        yield (*place, tag), f"is {given}; allowed: {allowed}"
    else:
        yield place, _message(details, inside, model)


def _message(details: "ErrorDetails", place: Place, model: type[BaseModel]) -> str:
    kind, context, given = details["type"], details.get("ctx", {}), details["input"]
    if kind == "value_error":
        return str(context["error"])
    if kind == UNKNOWN:
        return diagnosis(str(place[-1]), place[:-1], model)
    message = _MESSAGES.get(kind, details["msg"]).format(**context, given=shown(given))
    is_scalar = isinstance(given, bool | int)
    return (
        f"{message}, in quotes: '{shown(given)}'"
        if kind == "string_type" and is_scalar
        else message
    )
