"""The models below a model: which one is at a place of a schema, and which keys choose it."""

from functools import cache
from types import UnionType
from typing import Annotated, Any, Union, get_args, get_origin

from pydantic import BaseModel, Discriminator

from generator.schema.text_types import Place

_KEY = "[key]"  # of a mapping, in the place of an error


def of_data(location: Place) -> Place:
    """Return the place of a pydantic error without what it says of keys of mappings."""
    return tuple(step for step in location if step != _KEY)


def written(location: Place, model: type[BaseModel]) -> Place:
    """Return the place of a pydantic error as the schema has it."""
    return tuple(step for step in of_data(location) if step not in tags(model))


def model_at(place: Place, model: type[BaseModel]) -> type[BaseModel]:
    """Return the model at a place of the schema."""
    keys = tags(model)
    models = [model]
    for step in map(str, place):
        key = keys.get(step, "")
        tagged = [each for each in models if step in _values(each, key)]
        fields = [each.model_fields[step] for each in models if step in each.model_fields]
        below = [each for field in fields for each in _models_in(field.annotation)]
        models = tagged or below or models
    return models[0]


@cache
def tags(model: type[BaseModel]) -> dict[str, str]:
    """Return the values that choose among several models below a model, each with its key."""
    found: dict[str, str] = {}
    for field in model.model_fields.values():
        for key in _discriminators(field.annotation):
            members = _models_in(field.annotation)
            found |= {value: key for each in members for value in _values(each, key)}
        for below in _models_in(field.annotation):
            found |= tags(below)
    return found


def all_models(model: type[BaseModel]) -> tuple[type[BaseModel], ...]:
    """Return a model and all models below it, each once."""
    found: dict[type[BaseModel], None] = {}
    left = [model]
    while left:
        each = left.pop(0)
        if each not in found:
            found[each] = None
            left += [
                one for field in each.model_fields.values() for one in _models_in(field.annotation)
            ]
    return tuple(found)


def kinds(annotation: Any) -> list[Any]:
    """Return the models, mappings and lists that an annotation allows."""
    if get_origin(annotation) is Annotated:
        return kinds(get_args(annotation)[0])
    if get_origin(annotation) in {Union, UnionType}:
        return [kind for each in get_args(annotation) for kind in kinds(each)]
    if get_origin(annotation) in {dict, tuple}:
        return [annotation]
    is_model = isinstance(annotation, type) and issubclass(annotation, BaseModel)
    return [annotation] if is_model else []


def at_key(above: list[Any], key: str) -> list[Any]:
    """Return the models, mappings and lists that may stand at a key of others."""
    tables = [getattr(each, "model_fields", {}) for each in above]
    own = [table[key].annotation for table in tables if key in table]
    named = [get_args(each)[1] for each in above if get_origin(each) is dict]
    return [kind for annotation in (*own, *named) for kind in kinds(annotation)]


def is_free(above: list[Any]) -> bool:
    """Whether any key and any value may stand in a mapping: elements in Salesforce's own names."""
    return all(get_origin(each) is dict and get_args(each)[1] is Any for each in above)


def named_by(entry_kinds: list[Any]) -> str:
    """Return the key that names entries of these kinds; empty if they are texts, or nameless."""
    return next((getattr(each, "named_by", "") for each in entry_kinds), "")


def short(value_kinds: list[Any]) -> str:
    """Return the key for which a text may stand in the place of a mapping; empty without one."""
    return next((each.short for each in value_kinds if getattr(each, "short", "")), "")


def entries(above: list[Any]) -> list[Any]:
    """Return the models, mappings and lists that may be entries of lists."""
    lists = [each for each in above if get_origin(each) is tuple]
    return [kind for each in lists for kind in kinds(get_args(each)[0])]


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
