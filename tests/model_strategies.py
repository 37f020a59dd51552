"""Any data that a model of the schema allows, from the annotations of its keys."""

import types
from collections.abc import Callable, Iterator
from functools import cache
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from annotated_types import Ge, Le, MinLen
from hypothesis import reject
from hypothesis import strategies as st
from pydantic import BaseModel, TypeAdapter, ValidationError
from pydantic.fields import FieldInfo

from generator.schema.text_types import SEVERAL
from generator.types.field_notation import DataType
from generator.types.field_types import DEFINITIONS, FIELD_TYPES, TARGET, FieldType, Number
from generator.types.table import Key

# Texts of every kind that a key can have; a key takes those that it allows.
TEXTS = (
    *("Text", "North & South", "A \"<b>\" 'c'", "ÄÖ ß", "1", "true", "OR(1, 2)", "a\nb", "x;y"),
    *("Name", "OwnerId", "NAME", "Size__c", "Pack__Size__c", "Lead.Name", "Big_Deal", "SYSTEM"),
    *(
        "{000}",
        "NO-{0}",
        "1.0.0",
        "Custom53: Bell",
        "case-insensitive",
        "case-sensitive",
        "Flexipage",
    ),
    *("Default", "Visualforce", "View", "Edit", "Follow", "Large", "Small", "#FF0000"),
    *("en_US", "1 AND 2", "ACCOUNT.NAME"),
)
_MOST_ENTRIES = 3
_MOST_REPAIRS = 6


@cache
def strategy(annotation: Any, metadata: tuple[Any, ...] = ()) -> st.SearchStrategy[Any]:
    """Return data for an annotation; `metadata` are its constraints and validators."""
    origin, parts = get_origin(annotation), get_args(annotation)
    if origin is Annotated:
        return strategy(parts[0], (*parts[1:], *metadata))
    if origin in {Union, types.UnionType}:
        return st.one_of(*(strategy(each, metadata) for each in parts if each is not type(None)))
    if origin is Literal:
        return st.sampled_from(parts)
    if origin in {tuple, dict}:
        return _several(origin, parts, metadata)
    is_model = isinstance(annotation, type) and issubclass(annotation, BaseModel)
    return data_of(annotation) if is_model else _SCALARS[annotation](metadata)


def _several(
    origin: Any, parts: tuple[Any, ...], metadata: tuple[Any, ...]
) -> st.SearchStrategy[Any]:
    least = max((each.min_length for each in metadata if isinstance(each, MinLen)), default=0)
    most = least + _MOST_ENTRIES
    if origin is dict:
        key, value = map(strategy, parts)
        return st.dictionaries(key, value, min_size=least, max_size=most)
    return st.lists(strategy(parts[0]), min_size=least, max_size=most)


def _texts(metadata: tuple[Any, ...]) -> st.SearchStrategy[str]:
    adapter = TypeAdapter(Annotated[(str, *metadata)] if metadata else str)
    return st.sampled_from([text for text in TEXTS if _is_allowed(adapter, text)])


def _is_allowed(adapter: TypeAdapter[Any], value: object) -> bool:
    try:
        adapter.validate_python(value)
    except ValidationError:
        return False
    return True


def _numbers(metadata: tuple[Any, ...]) -> st.SearchStrategy[int]:
    least = [int(str(each.ge)) for each in metadata if isinstance(each, Ge)]
    most = [int(str(each.le)) for each in metadata if isinstance(each, Le)]
    return st.integers(max(least, default=0), min(most, default=100))


def notations(row: FieldType) -> st.SearchStrategy[str]:
    """Return how Setup writes a type, with any numbers and objects."""
    if row.has_target:
        targets = ["Lead", "Line__c"] if row.parameters == TARGET else ["Set__mdt", *DEFINITIONS]
        return st.sampled_from(targets).map(lambda name: f"{row.setup}({name})")
    numbers = [
        st.integers(p.low, min(p.high, 9 if p.name in {"digits", "decimals"} else p.high))
        for p in row.parameters
        if isinstance(p, Number)
    ]
    inside = st.tuples(*numbers).map(lambda found: ", ".join(map(str, found)))
    return inside.map(lambda found: f"{row.setup}({found})" if found else row.setup)


def _types(_metadata: tuple[Any, ...]) -> st.SearchStrategy[str]:
    formulas = [f"Formula({row.setup})" for row in FIELD_TYPES if row.formula]
    return st.one_of(st.sampled_from(formulas), *map(notations, FIELD_TYPES))


_SCALARS: dict[Any, Callable[[tuple[Any, ...]], st.SearchStrategy[Any]]] = {
    bool: lambda _metadata: st.booleans(),
    DataType: _types,
    int: _numbers,
    str: _texts,
}


def _of_key(info: FieldInfo) -> st.SearchStrategy[Any]:
    metadata = tuple(each for each in info.metadata if not isinstance(each, Key))
    annotation: Any = info.annotation
    return strategy(annotation, metadata)


@st.composite
def data_of(draw: st.DrawFn, model: type[BaseModel]) -> dict[str, Any]:
    """Return data that the model allows, of the keys that mean elements and those that it needs.

    Data whose keys do not fit together is repaired by the diagnostics: a key that is wrong goes,
    one that is missing comes.
    """
    fields = {
        name: info
        for name, info in model.model_fields.items()
        if info.is_required() or any(isinstance(each, Key) for each in info.metadata)
    }
    data = {
        name: draw(_of_key(info))
        for name, info in fields.items()
        if info.is_required() or draw(st.booleans())
    }
    for _ in range(_MOST_REPAIRS):
        wrong = set(_wrong(model, data))
        if not wrong:
            return data
        for name in sorted(wrong):
            if name in data and not fields[name].is_required():
                del data[name]
            else:
                data[name] = draw(_of_key(fields[name]))
    return reject()


def _wrong(model: type[BaseModel], data: dict[str, Any]) -> Iterator[str]:
    try:
        model.model_validate(data)
    except ValidationError as error:
        for each in error.errors():
            if each["type"] == SEVERAL and not each["loc"]:
                yield from (str(place[0]) for place, _ in each["ctx"]["found"])
            elif each["loc"]:
                yield str(each["loc"][0])
            else:  # about all keys together
                yield from data
