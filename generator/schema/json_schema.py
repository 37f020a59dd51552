"""The JSON Schema of the language, made from its models, by which an editor completes and checks.

It takes what the loader takes, as far as JSON Schema can say it. A schema that extends another
needs no key, takes null for every key, and names the entries of lists.
"""

import inspect
import json
from collections.abc import Iterable
from typing import Any

from pydantic import BaseModel
from pydantic.json_schema import GenerateJsonSchema

from generator.schema.json_schema_choices import by_kind
from generator.schema.json_schema_parts import share
from generator.schema.key_sentences import sentences
from generator.schema.patterns import DEFINITIONS, JsonSchema

_DIALECT = "https://json-schema.org/draft/2020-12/schema"
_OVERLAY = "Overlay"  # the end of the name of a definition, as an overlay has it
_NULL: JsonSchema = {"type": "null"}
_EXTENDS = "extends"
_REPLACE = "replace"


def json_schema(model: type[BaseModel], shipped: Iterable[str]) -> JsonSchema:
    """Return the JSON Schema of the files that a model reads.

    `shipped` are the names of schemas that another may extend.
    """
    found = model.model_json_schema(schema_generator=_Generator)
    name, definitions = model.__name__, found.pop("$defs")
    found["properties"][_EXTENDS]["examples"] = list(shipped)
    definitions[name] = found
    overlays = {f"{each}{_OVERLAY}": _overlay(own) for each, own in definitions.items()}
    return {
        "$schema": _DIALECT,
        "type": "object",
        "if": {"required": [_EXTENDS]},
        "then": {"$ref": f"{DEFINITIONS}{name}{_OVERLAY}"},
        "else": {"$ref": f"{DEFINITIONS}{name}"},
        "$defs": definitions | overlays,
    }


def as_text(model: type[BaseModel], shipped: Iterable[str]) -> str:
    """Return the JSON Schema as the text of a file, with a line for each definition."""
    found = json_schema(model, shipped)
    written_out = found.pop("$defs")
    definitions = share({name: by_kind(each, written_out) for name, each in written_out.items()})
    lines = [f"{_compact(name)}:{_compact(each)}" for name, each in definitions.items()]
    return f'{_compact(found)[:-1]},"$defs":{{\n' + ",\n".join(lines) + "\n}}\n"


def _compact(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


class _Generator(GenerateJsonSchema):
    """Pydantic's generator, without titles, and with the sentences of keys."""

    def model_schema(self, schema: Any) -> JsonSchema:
        model = schema["cls"]
        found = super().model_schema(schema)
        del found["title"]
        found["description"] = inspect.cleandoc(model.__doc__).partition("\n\n")[0]
        said = sentences(model)
        for name, own in found["properties"].items():
            own["description"] = said[name]
        return found

    def function_plain_schema(self, schema: Any) -> JsonSchema:
        """Say the whole of a model within another, which pydantic takes for a function."""
        model = getattr(schema["function"]["function"], "__self__", None)
        if not (isinstance(model, type) and issubclass(model, BaseModel)):
            return super().function_plain_schema(schema)
        model.model_rebuild()
        return self.generate_inner(model.__pydantic_core_schema__)

    def dict_schema(self, schema: Any) -> JsonSchema:
        names = self.generate_inner(schema["keys_schema"])
        values = self.generate_inner(schema["values_schema"])
        found: JsonSchema = {
            "type": "object",
            "propertyNames": names,
            "additionalProperties": values or True,
        }
        self.update_with_validations(found, schema, self.ValidationsMapping.object)
        return found

    def default_schema(self, schema: Any) -> JsonSchema:
        found = super().default_schema(schema)
        if not isinstance(found.get("default"), bool | str) or found["default"] == "":
            found.pop("default", None)
        return found

    def union_schema(self, schema: Any) -> JsonSchema:
        """Put mappings before texts of any kind: an editor then shows the fault of a mapping."""
        found = super().union_schema(schema)
        if any("$ref" in each for each in found.get("anyOf", ())):
            found["anyOf"].sort(key=lambda each: not each.keys() & {"$ref", "enum"})
        return found

    def tagged_union_schema(self, schema: Any) -> JsonSchema:
        """Say all values that choose, where an editor would say only that of one choice."""
        choices = super().tagged_union_schema(schema)["oneOf"]
        message = f"allowed: {' or '.join(map(repr, schema['choices']))}"
        for each in choices:
            key = self.resolve_ref_schema(each)["properties"][schema["discriminator"]]
            key["errorMessage"] = message
        return {"anyOf": choices}

    def field_title_should_be_set(self, schema: Any) -> bool:
        del schema
        return False


def _overlay(part: Any) -> Any:
    """Return a part of a JSON Schema as an overlay has it: nothing is required, null takes out."""
    if not isinstance(part, dict) or "if" in part:
        return part
    result = {key: value for key, value in part.items() if key not in _LEAST}
    if "$ref" in part:
        result["$ref"] += _OVERLAY
    for key in ("allOf", "anyOf"):
        if key in part:
            result[key] = [_overlay(each) for each in part[key]]
    if "properties" in part:
        result["properties"] = {name: _or_null(own) for name, own in part["properties"].items()}
    if isinstance(part.get("additionalProperties"), dict):
        result["additionalProperties"] = _or_null(part["additionalProperties"])
    return _list(part) if "items" in part else result


_LEAST = ("required", "minItems", "minProperties")


def _or_null(part: JsonSchema) -> JsonSchema:
    own = _overlay(part)
    outside = {key: own.pop(key) for key in ("description", "default") if key in own}
    return outside | {"anyOf": [each for each in _choices(own) if each != _NULL] + [_NULL]}


def _choices(part: JsonSchema) -> list[JsonSchema]:
    if list(part) != ["anyOf"]:
        return [part]
    return [one for each in part["anyOf"] for one in _choices(each)]


def _list(part: JsonSchema) -> JsonSchema:
    """Return the forms of a list: entries to add or change, entries by name, a whole new list."""
    entry = _overlay(part["items"])
    taken_out = {"type": "object", "additionalProperties": _NULL, "minProperties": 1}
    entries = part["items"].get("anyOf", [part["items"]])
    models = [each for each in entries if each.get("type") != "string"]
    return {
        **{key: part[key] for key in ("description", "default") if key in part},
        "anyOf": [
            {"type": "array", "items": {"anyOf": [entry, taken_out]}},
            {"type": "object", "additionalProperties": _or_null({"anyOf": models})},
            {
                "type": "object",
                "properties": {_REPLACE: {"type": "array", "items": part["items"]}},
                "required": [_REPLACE],
                "additionalProperties": False,
            },
        ],
    }
