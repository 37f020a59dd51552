"""Whether two ways to write a component in a schema mean the same."""

from collections.abc import Callable, Mapping
from functools import cache
from typing import Annotated, Any, get_origin

from pydantic import BaseModel, TypeAdapter, ValidationError

from generator.importing.written import in_any_order
from generator.metadata.elements import ElementsError
from generator.schema import models
from generator.types.custom_field import CustomField
from generator.types.field_notation import DataType
from generator.types.field_values import said_by_type
from generator.types.object_access import ObjectAccess
from generator.types.table import Context, Table, keys, write

# What no file and no table says, but only a schema.
OF_SCHEMAS = frozenset(
    ("source", "renamed_from", "meaning", "basis", "shown_by_vendor_as", "sort_order")
)
NO_SOURCES = {"sources": None}  # the names of sources are not checked here
Test = Callable[[Any], bool]


def test_of(model: type[Table], wanted: Any, context: Context) -> Test | None:
    """Return a test whether data of a component means what other data means.

    None if the keys do not take the other data.
    """
    meaning = _meaning_of(model, wanted, context)
    if meaning is None:
        return None
    return lambda given: _meaning_of(model, given, context) == meaning


@cache
def parts_of(model: type[BaseModel]) -> frozenset[str]:
    """Return the keys of a model below which there are components of their own."""
    own = {*keys(model), "metadata"}
    return frozenset(
        name
        for name, info in model.model_fields.items()
        if name not in own and any(map(_has_components, models.kinds(info.annotation)))
    )


def _has_components(kind: Any) -> bool:
    return get_origin(kind) is dict or (isinstance(kind, type) and issubclass(kind, Table))


def _meaning_of(model: type[Table], data: Any, context: Context) -> object:
    """Return what data of a component means: its elements, and what keys without elements say."""
    given = data if isinstance(data, dict) else {model.short: data}
    if model is CustomField:
        given = {**given, **said_by_type(given.get("type"))}
    try:
        values = {
            key: _key(model, key).validate_python(value, context=NO_SOURCES)
            for key, value in given.items()
        }
        elements = write(model, values, context)
    except (ElementsError, KeyError, TypeError, ValidationError, ValueError):
        return None
    without = {*keys(model), *parts_of(model), *OF_SCHEMAS, "metadata"}
    others = {
        name: _plain(values.get(name, info.get_default(call_default_factory=True)))
        for name, info in model.model_fields.items()
        if name not in without
    }
    return in_any_order(elements, model.type_name), others, _of_other_fields(values)


def _of_other_fields(values: Mapping[str, Any]) -> dict[str, str | None]:
    """Return the access to fields that are not named, whose elements need the whole schema."""
    access = values.get("access")
    found = access.items() if isinstance(access, dict) else ()
    return {name: each.other_fields for name, each in found if isinstance(each, ObjectAccess)}


@cache
def _key(model: type[BaseModel], name: str) -> TypeAdapter[Any]:
    info = model.model_fields[name]
    annotation: Any = info.annotation
    for each in info.metadata:
        annotation = Annotated[annotation, each]
    return TypeAdapter(annotation)


def _plain(value: Any) -> Any:
    """Return a value without what only schemas say, and without how a type is written."""
    if isinstance(value, BaseModel):
        names = type(value).model_fields.keys() - OF_SCHEMAS
        return {name: _plain(getattr(value, name)) for name in names}
    if isinstance(value, DataType):
        return value.row, value.elements, value.formula
    if isinstance(value, dict):
        return {key: _plain(own) for key, own in value.items()}
    return list(map(_plain, value)) if isinstance(value, list | tuple) else value
