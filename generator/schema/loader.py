"""Check a schema file: return its model, or a diagnostic with line and key for each mistake."""

from collections.abc import Iterable, Iterator
from difflib import get_close_matches
from functools import cache
from typing import TYPE_CHECKING, Any, TypeVar, get_args

from pydantic import BaseModel, Discriminator, ValidationError

from generator.diagnostics import Diagnostic
from generator.errors import SchemaError
from generator.schema.text_types import EMPTY, SEVERAL, Place, shown
from generator.schema.yaml_source import Content, Lines, Source

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
_KEY = "[key]"  # of a mapping, in the place of an error
_NEAR = 0.75  # how like a known key another has to be: a misspelling, and no other word
_IN_THE_TYPE = {
    "length": "Text(100)",
    "precision": "Number(16, 2)",
    "scale": "Number(16, 2)",
    "reference_to": "Lookup(Lead)",
}


M = TypeVar("M", bound=BaseModel)


def load(source: Source, model: type[M]) -> M:
    """Check a schema by its model.

    Raises SchemaError with all its diagnostics, in the order of their lines.
    """
    return load_with_lines(source, model)[0]


def load_with_lines(source: Source, model: type[M]) -> tuple[M, Lines]:
    """Check a schema as `load` does, and return the lines of its keys with it."""
    content = source.content()
    try:
        context = {"sources": _sources(content.data)}
        schema = model.model_validate(content.data, context=context)
    except ValidationError as error:
        raise _in_order([*content.diagnostics, *_found(error, content, model)]) from error
    if content.diagnostics:
        raise _in_order(content.diagnostics)
    return schema, content.lines


def _found(
    error: ValidationError, content: Content, model: type[BaseModel]
) -> Iterator[Diagnostic]:
    """Yield the diagnostics of a schema, without those that are only a result of others.

    A value that could not be read is None here, and its line already has a diagnostic.
    """
    lines = content.lines
    found = error.errors()
    places = {details["loc"][:end] for details in found for end in range(len(details["loc"]))}
    unread_lines = {diagnostic.line for diagnostic in content.diagnostics}
    for details in found:
        # Pydantic leaves wrong entries out before it counts, so a list of one is "empty" too.
        if details["type"] == "too_short" and details["loc"] in places:
            continue
        if details["input"] is None and lines(_written(details["loc"], model)) in unread_lines:
            continue
        yield from _diagnostics(details, lines, model)


def _written(location: Place, model: type[BaseModel]) -> Place:
    """Return the place of a pydantic error as the schema has it."""
    return tuple(step for step in location if step != _KEY and step not in _tags(model))


def _sources(data: object) -> frozenset[str] | None:
    """Return the names of the sources, to check references; None if `sources` is wrong."""
    sources = data.get("sources", {}) if isinstance(data, dict) else None
    return frozenset(sources) if isinstance(sources, dict) else None


def _in_order(diagnostics: Iterable[Diagnostic]) -> SchemaError:
    return SchemaError(
        *sorted(dict.fromkeys(diagnostics), key=lambda diagnostic: diagnostic.line or 0)
    )


def _diagnostics(
    details: "ErrorDetails", lines: Lines, model: type[BaseModel]
) -> Iterator[Diagnostic]:
    inside = tuple(step for step in details["loc"] if step != _KEY)
    place = _written(inside, model)
    if details["type"] == SEVERAL:
        for below, message in details["ctx"]["found"]:
            yield lines.at((*place, *below), message)
    elif details["type"] in _TAG_IS_WRONG:
        tag = details["ctx"]["discriminator"].strip("'")
        allowed = " or ".join(repr(name) for name, key in _tags(model).items() if key == tag)
        is_missing = details["type"] == "union_tag_not_found"
        given = "missing" if is_missing else shown(details["input"][tag])
        yield lines.at((*place, tag), f"is {given}; allowed: {allowed}")
    else:
        yield lines.at(place, _message(details, inside, model))


def _message(details: "ErrorDetails", place: Place, model: type[BaseModel]) -> str:
    kind, context, given = details["type"], details.get("ctx", {}), details["input"]
    if kind == "value_error":
        return str(context["error"])
    if kind == "extra_forbidden":
        return _unknown_key(str(place[-1]), place, model)
    message = _MESSAGES.get(kind, details["msg"]).format(**context, given=shown(given))
    is_scalar = isinstance(given, bool | int)
    return (
        f"{message}, in quotes: '{shown(given)}'"
        if kind == "string_type" and is_scalar
        else message
    )


def _unknown_key(key: str, place: Place, model: type[BaseModel]) -> str:
    table = _model_at(place[:-1], model)
    if hint := _in_words_of_salesforce(key, table):
        return f"is not a key here; {hint}"
    known = list(table.model_fields)
    close = get_close_matches(key.casefold(), [*known, *_IN_THE_TYPE], n=1, cutoff=_NEAR)
    if close and close[0] in _IN_THE_TYPE:
        return f"is not a key; write it in the type, as in {_IN_THE_TYPE[close[0]]}"
    hint = f"did you mean {close[0]}?" if close else f"allowed: {', '.join(known)}"
    return f"is not a key here; {hint}"


def _in_words_of_salesforce(key: str, table: type[BaseModel]) -> str:
    """Return how to write a key whose words are those of a published element or type."""
    from generator.metadata import published  # noqa: PLC0415  (for what is wrong only)

    name = "".join(word.capitalize() for word in key.split("_"))
    component = name.removesuffix("s")
    if component in published.types() and published.base(component) == "Metadata":
        return f"write it under components, as {component}"
    element, type_name = name[:1].lower() + name[1:], getattr(table, "type_name", "")
    if not type_name or element not in published.elements(type_name):
        return ""
    for known, field in table.model_fields.items():
        if any(element in getattr(each, "risks", ()) for each in field.metadata):
            return f"write {known}"
    return f"write it under metadata, as {element}"


def _model_at(place: Place, model: type[BaseModel]) -> type[BaseModel]:
    """Return the model at a place of the schema."""
    tags = _tags(model)
    models = [model]
    for step in map(str, place):
        key = tags.get(step, "")
        tagged = [each for each in models if step in _values(each, key)]
        fields = [each.model_fields[step] for each in models if step in each.model_fields]
        below = [each for field in fields for each in _models_in(field.annotation)]
        models = tagged or below or models
    return models[0]


@cache
def _tags(model: type[BaseModel]) -> dict[str, str]:
    """Return the values that choose among several models below a model, each with its key."""
    found: dict[str, str] = {}
    for field in model.model_fields.values():
        for key in _discriminators(field.annotation):
            members = _models_in(field.annotation)
            found |= {value: key for each in members for value in _values(each, key)}
        for below in _models_in(field.annotation):
            found |= _tags(below)
    return found


def _discriminators(annotation: Any) -> list[str]:
    own = [
        each.discriminator
        for each in getattr(annotation, "__metadata__", ())
        if isinstance(each, Discriminator)
    ]
    parts = getattr(annotation, "__args__", ())
    return [key for key in own if isinstance(key, str)] + [
        key for part in parts for key in _discriminators(part)
    ]


def _values(model: type[BaseModel], key: str) -> tuple[str, ...]:
    """Return the values of a key that choose a model; none for a model without the key."""
    field = model.model_fields.get(key)
    return () if field is None else get_args(field.annotation)


def _models_in(annotation: Any) -> list[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return [annotation]
    parts = getattr(annotation, "__args__", ())
    return [model for part in parts for model in _models_in(part)]
