"""The table of a type: which element each key of the schema means, read in both directions.

A model is the table. A field of it has a key of the schema as its name, and in its annotation the
Key that says which elements it means:

    help_text: Annotated[HelpText | None, element("inlineHelpText", Risk.SAFE)] = None

Elements are flat here: `valueSet.restricted` is a path; only repeated elements stay lists.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any, ClassVar

from pydantic import BaseModel

from generator.metadata.api_version import NEWEST, ApiVersion
from generator.metadata.elements import Elements, ElementsError
from generator.schema.base import Model
from generator.types.risk import Risk, Rule

Values = Mapping[str, Any]  # the values of a schema's keys


@dataclass(frozen=True, slots=True)
class Context:
    """What a component does not say of itself.

    `parent` is the object of a part of one. `carried` are the elements that a retrieve writes on
    every field of the object, whatever the field is.
    """

    name: str
    parent: str = ""
    api_version: ApiVersion = NEWEST
    carried: frozenset[str] = frozenset()

    @property
    def kind(self) -> str:
        """The suffix of the object's name (`c`, `mdt`, `e`), empty for a standard object."""
        return (self.parent or self.name).partition("__")[2].rpartition("__")[2]

    @property
    def label(self) -> str:
        """The label from which Setup makes the name: `Unit Price` for `Unit_Price__c`."""
        return self.name.rpartition("__")[0].rpartition("__")[2].replace("_", " ")


@dataclass(frozen=True, slots=True)
class Key:
    """Which elements a key of the schema means.

    `read` returns the key's value from the elements, the context, and what a retrieve writes by
    default; None if the elements do not say it. It may guess: its value counts only if `write`
    gives the same elements. `risks` are the risks of a change, by path; `identity` is the element
    that identifies an entry of a repeated element, by path.
    """

    read: Callable[[Elements, Context, Elements], Any]
    write: Callable[[Any, Context], Elements]
    risks: Mapping[str, Rule] = field(default_factory=dict)
    identity: Mapping[str, str] = field(default_factory=dict)


class Table(Model):
    """A part of a schema whose keys mean elements.

    `metadata` holds elements for which the language has no key, by Salesforce's names; null
    leaves out an element that a retrieve would write.
    """

    short: ClassVar[str] = ""  # the key whose value may stand for all

    metadata: dict[str, Any] = {}

    @classmethod
    def defaults(cls, elements: Elements, context: Context) -> Elements:
        """Return what a retrieve writes besides these elements, unless the schema says more."""
        del elements, context
        return {}


@cache
def keys(model: type[BaseModel]) -> dict[str, Key]:
    """Return the keys of a model that mean elements, by name."""
    fields = model.model_fields.items()
    return {name: each for name, info in fields for each in info.metadata if isinstance(each, Key)}


def write(model: type[Table], schema: Any, context: Context) -> Elements:
    """Return the flat elements of a part of a schema, given as an instance or as plain data.

    What the schema says stands over what a retrieve writes by default. Raises ElementsError if
    `metadata` holds an element that a key means as well.
    """
    values = _values(model, schema)
    said: Elements = {}
    table = keys(model)
    for name, value in values.items():
        if name in table and value is not None:
            said |= table[name].write(value, context)
    raw = flat(values.get("metadata") or {})
    if twice := sorted(said.keys() & raw):
        raise ElementsError(f"metadata holds {', '.join(twice)}, which another key says as well")
    elements = model.defaults(said | raw, context) | said | raw
    return {path: value for path, value in elements.items() if value is not None}


def read(
    model: type[Table], elements: Elements, context: Context, anyway: Elements | None = None
) -> Any:
    """Return the shortest plain data of flat elements: where they differ from the defaults.

    `anyway` are defaults that the caller knows besides. Writing the result gives the elements.
    """
    usual = model.defaults(elements, context) | (anyway or {})
    rest = {
        path: elements.get(path)
        for path in elements | usual
        if elements.get(path) != usual.get(path)
    }
    said: dict[str, Any] = {}
    for name, key in keys(model).items():
        value = key.read(elements, context, usual) if rest else None
        if value is None:
            continue
        written = _attempt(key, value, context)
        if rest.keys() & written and all(elements.get(p) == written[p] for p in written):
            said[name] = value
            rest = {path: rest[path] for path in rest if path not in written}
    if rest:
        said["metadata"] = nested(rest)
    return said[model.short] if list(said) == [model.short] else said


def flat(elements: Mapping[str, Any]) -> Elements:
    """Return elements by path; lists, and elements without children, stay as they are."""
    paths: Elements = {}
    for name, value in elements.items():
        inner = flat(value) if isinstance(value, Mapping) and not _has_attributes(value) else {}
        if inner:
            paths.update({f"{name}.{path}": below for path, below in inner.items()})
        else:
            paths[name] = value
    return paths


def nested(paths: Mapping[str, Any]) -> Elements:
    """Return flat elements by name, as `metadata.elements` has them."""
    elements: Elements = {}
    for path, value in paths.items():
        inner = elements
        *above, name = path.split(".")
        for step in above:
            inner = inner.setdefault(step, {})
        inner[name] = value
    return elements


def element(path: str, risk: Rule = Risk.UNRATED, words: Mapping[Any, Any] | None = None) -> Key:
    """Return the key of one element: its value as it is, or in other words.

    In `words`, None as the element's value leaves the element out.
    """
    if words is None:
        return Key(
            lambda elements, _context, _usual: elements.get(path),
            lambda value, _context: {path: value},
            {path: risk},
        )
    by_element = {value: word for word, value in words.items()}
    return Key(
        lambda elements, _context, _usual: _looked_up(elements.get(path), by_element),
        lambda word, _context: {path: words[word]},
        {path: risk},
    )


def part(path: str, model: type[Table]) -> Key:
    """Return the key of all elements below a path, which have keys of their own."""
    start = f"{path}."

    def read_part(elements: Elements, context: Context, usual: Elements) -> Any:
        own, anyway = _below(start, elements), _below(start, usual)
        return read(model, own, context, anyway) or None if own else None

    def write_part(value: Any, context: Context) -> Elements:
        return {f"{start}{below}": each for below, each in write(model, value, context).items()}

    return Key(read_part, write_part, _risks(path, model))


def listed(path: str, model: type[Table], identity: str, risk: Rule = Risk.UNRATED) -> Key:
    """Return the key of a repeated element: a list of parts; an element of each identifies it."""

    def read_list(elements: Elements, context: Context, _usual: Elements) -> Any:
        entries = elements.get(path)
        return [read(model, flat(each), context) for each in entries] if entries else None

    def write_list(values: Iterable[Any], context: Context) -> Elements:
        return {path: [nested(write(model, value, context)) for value in values]}

    return Key(read_list, write_list, {path: risk} | _risks(path, model), {path: identity})


def _values(model: type[Table], schema: Any) -> Values:
    if isinstance(schema, BaseModel):
        return {name: getattr(schema, name) for name in schema.model_fields_set}
    if isinstance(schema, Mapping):
        return schema
    return {model.short: schema}


def _attempt(key: Key, value: object, context: Context) -> Elements:
    try:
        return key.write(value, context)
    except (ElementsError, ValueError, KeyError, TypeError):
        return {}  # a wrong guess


def _looked_up(value: object, words: Mapping[Any, Any]) -> object:
    try:
        return words.get(value)
    except TypeError:  # a list
        return None


def _has_attributes(value: Mapping[str, Any]) -> bool:
    return any(":" in name for name in value)


def _below(start: str, elements: Elements) -> Elements:
    return {p.removeprefix(start): value for p, value in elements.items() if p.startswith(start)}


def _risks(path: str, model: type[Table]) -> dict[str, Rule]:
    return {f"{path}.{p}": key.risks[p] for key in keys(model).values() for p in key.risks}
