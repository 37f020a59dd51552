"""The table of a type: which element each key of the schema means, read in both directions.

A model is the table. A field of it has a key of the schema as its name, and in its annotation the
Key that says which elements it means:

    help_text: Annotated[HelpText | None, element("inlineHelpText", Risk.SAFE)] = None

Elements are flat here: `valueSet.restricted` is a path; only repeated elements stay lists.
"""

from collections.abc import Callable, Collection, Mapping
from functools import cache, lru_cache
from typing import Any, ClassVar, NamedTuple, Self

from pydantic import BaseModel, Field, GetJsonSchemaHandler, field_validator, model_validator

from generator.metadata.api_version import NEWEST, ApiVersion
from generator.metadata.elements import Elements, ElementsError, flat, nested
from generator.schema.base import Model
from generator.schema.patterns import JsonSchema, one_of
from generator.schema.text_types import diagnostics_at
from generator.types import own_files
from generator.types.comparison import Comparison
from generator.types.requirement import Asks
from generator.types.risk import Rule

Values = Mapping[str, Any]  # the values of a schema's keys
_NOTHING: dict[str, Any] = {}


class Context(NamedTuple):
    """What a component does not say of itself.

    `parent` is the object of a part of one. `carried` are the elements that a retrieve writes on
    every field of the object, whatever the field is. `is_detail` is an object with a master,
    `has_record_types` one with record types, and `order` the number of masters before a field.
    `field_types` are those of the custom metadata type of a record, as far as they are known;
    `behaviors` are those of fields on a page layout, where they follow from the fields.
    """

    name: str
    parent: str = ""
    api_version: ApiVersion = NEWEST
    carried: frozenset[str] = frozenset()
    is_detail: bool = False
    has_record_types: bool = False
    field_types: Mapping[str, str] = _NOTHING
    behaviors: Mapping[str, str] = _NOTHING
    order: int = 0

    @property
    def kind(self) -> str:
        """The suffix of the object's name (`c`, `mdt`, `e`), empty for a standard object."""
        return (self.parent or self.name).partition("__")[2].rpartition("__")[2]

    @property
    def label(self) -> str:
        """The label from which Setup makes the name: `Unit Price` for `Unit_Price__c`."""
        return self.name.rpartition("__")[0].rpartition("__")[2].replace("_", " ")


class Key(NamedTuple):
    """Which elements a key of the schema means.

    `read` returns the key's value from the elements, the context, and what a retrieve writes by
    default; None if the elements do not say it. It may guess: its value counts only if `write`
    gives the same elements. `write` gets the value, the context, and the values of other keys.
    `risks` are the risks of a change, by path, and have all paths that the key may write;
    `identity` is the element that identifies an entry of a repeated element, by path.
    """

    read: Callable[[Elements, Context, Elements], Any]
    write: Callable[[Any, Context, Values], Elements]
    risks: Mapping[str, Rule] = _NOTHING
    identity: Mapping[str, str] = _NOTHING


class Table(Model):
    """A part of a schema whose keys mean elements.

    `metadata` holds elements for which the language has no key, by Salesforce's names; null
    leaves out an element that a retrieve would write.
    """

    type_name: ClassVar[str]  # the published type whose elements the keys mean
    short: ClassVar[str] = ""  # the key whose value may stand for all
    asks: ClassVar[Asks]  # what an org has to have; a type that asks nothing says so
    comparison: ClassVar[Comparison] = Comparison()
    computed: ClassVar[frozenset[str]] = frozenset()  # elements that keys decide together
    elsewhere: ClassVar[Mapping[str, str]] = {}  # what people write here and is set elsewhere

    metadata: dict[str, Any] = Field(default_factory=dict)  # pydantic makes a deep copy of {}
    """Elements that have no key here, in Salesforce's own names; null leaves one out."""

    @classmethod
    def defaults(cls, elements: Elements, context: Context) -> Elements:
        """Return what a retrieve writes besides these elements, unless the schema says more."""
        del elements, context
        return {}

    @classmethod
    def __get_pydantic_json_schema__(cls, core: Any, handler: GetJsonSchemaHandler) -> JsonSchema:
        found = handler(core)
        properties = handler.resolve_ref_schema(found)["properties"]
        elements = own_files.elements_of(cls.type_name)
        names = one_of(elements, f"is not an element that {cls.type_name} has here")
        # As the last key, since it is the rarest.
        properties["metadata"] = properties.pop("metadata") | {"propertyNames": names}
        return found

    @field_validator("metadata")
    @classmethod
    def _is_published(cls, metadata: dict[str, Any]) -> dict[str, Any]:
        paths = flat(metadata).items()
        reasons = [(path, own_files.reason(path, value, cls.type_name)) for path, value in paths]
        if found := [(tuple(path.split(".")), reason) for path, reason in reasons if reason]:
            raise diagnostics_at(found)
        return metadata

    @model_validator(mode="after")
    def _metadata_says_nothing_twice(self) -> Self:
        if not self.metadata:
            return self
        said = {path for name in _said(self) for path in keys(type(self))[name].risks}
        places = [tuple(path.split(".")) for path in flat(self.metadata)]
        found = [
            (("metadata", *place), "is said by another key as well; keep one of the two")
            for place in places
            if place[0] in self.computed or _meets(".".join(place), said)
        ]
        if found:
            raise diagnostics_at(found)
        return self


@cache
def keys(model: type[BaseModel]) -> dict[str, Key]:
    """Return the keys of a model that mean elements, by name."""
    fields = model.model_fields.items()
    return {name: each for name, info in fields for each in info.metadata if isinstance(each, Key)}


@lru_cache(maxsize=10_000)
def _meant(model: type[BaseModel], paths: tuple[str, ...]) -> tuple[tuple[str, Key], ...]:
    """Return the keys that mean one of some elements; many components have the same ones."""
    known = keys(model).items()
    return tuple([item for item in known if not item[1].risks.keys().isdisjoint(paths)])


def write(
    model: type[Table], schema: Any, context: Context, more: Elements = _NOTHING
) -> Elements:
    """Return the flat elements of a part of a schema, given as an instance or as plain data.

    What the schema says stands over what a retrieve writes by default. `more` are elements that
    follow from keys in another way. Raises ElementsError if `metadata` holds an element that a key
    means as well.
    """
    values = _values(model, schema)
    said = dict(more)
    table = keys(model)
    for name, value in values.items():
        if value is not None and name in table:
            said |= table[name].write(value, context, values)
    elements = model.defaults(said, context) | said
    if values.get("metadata"):
        elements = _with_raw(model, said, flat(values["metadata"]), context)
    return {path: value for path, value in elements.items() if value is not None}


def read(
    model: type[Table],
    elements: Elements,
    context: Context,
    anyway: Elements = _NOTHING,
    without: Collection[str] = (),
) -> Any:
    """Return the shortest plain data of flat elements: where they differ from the defaults.

    Keys that a schema has to say are always in it. `anyway` are defaults that the caller knows
    besides, `without` are keys that are not used. Writing the result gives the elements.
    """
    usual = model.defaults(elements, context) | anyway
    for path in _required(model):
        usual.pop(path, None)
    rest = {path: value for path, value in elements.items() if usual.get(path) != value}
    rest |= {path: None for path in usual if path not in elements and usual[path] is not None}
    said: dict[str, Any] = {}
    for name, key in _meant(model, tuple(rest)):
        if name in without or key.risks.keys().isdisjoint(rest):
            continue
        value = key.read(elements, context, usual)
        if value is None:
            continue
        written = _attempt(key, value, context, said)
        if rest.keys() & written and all(elements.get(p) == written[p] for p in written):
            said[name] = value
            for path in written:
                rest.pop(path, None)
    if rest:
        said["metadata"] = nested(rest)
    return said[model.short] if list(said) == [model.short] else said


def _with_raw(model: type[Table], said: Elements, given: Elements, context: Context) -> Elements:
    """Return elements with those of `metadata`; null takes away an element and all below it."""
    if twice := sorted(path for path in given if _meets(path, said)):
        raise ElementsError(f"metadata holds {', '.join(twice)}, which another key says as well")
    said = said | given
    without = {f"{path}." for path, value in given.items() if value is None}
    usual = {
        path: value
        for path, value in model.defaults(said, context).items()
        if not any(path.startswith(start) for start in without)
        and not any(below.startswith(f"{path}.") for below in given)
    }
    return usual | said


def _meets(path: str, others: Collection[str]) -> bool:
    """Whether an element is among others, holds one of them, or is held by one."""
    return any(
        other == path or other.startswith(f"{path}.") or path.startswith(f"{other}.")
        for other in others
    )


def _said(schema: Table) -> list[str]:
    table = keys(type(schema))
    return [name for name in schema.model_fields_set if name in table]


def _values(model: type[Table], schema: Any) -> Values:
    if isinstance(schema, BaseModel):
        return {name: getattr(schema, name) for name in schema.model_fields_set}
    if isinstance(schema, Mapping):
        return schema
    return {model.short: schema}


@cache
def _required(model: type[Table]) -> tuple[str, ...]:
    """Return the paths of the keys that a schema has to say."""
    table = keys(model)
    found: list[str] = []
    for name, info in model.model_fields.items():
        if info.is_required() and name in table:
            part: Any = info.annotation
            is_part = isinstance(part, type) and issubclass(part, Table)
            ends = tuple(f".{each}" for each in _required(part)) if is_part else ("",)
            found += (path for path in table[name].risks if path.endswith(ends))
    return tuple(found)


def _attempt(key: Key, value: object, context: Context, values: Values) -> Elements:
    try:
        return key.write(value, context, values)
    except (ElementsError, ValueError, ArithmeticError, LookupError, TypeError):
        return {}  # a wrong guess
