"""Parts of a JSON Schema that stand in several places: each is written once, and referred to."""

import json
from collections import Counter
from collections.abc import Callable, Iterator

from generator.schema.patterns import DEFINITIONS, JsonSchema

_SHORT = 60  # characters of JSON; a reference is hardly shorter
_OF_ITS_PLACE = ("description", "default")  # what a part that is shared leaves where it stood
_LISTS = ("allOf", "anyOf", "oneOf")
_MAP = "properties"
_ONE = ("additionalProperties", "items", "propertyNames")


def share(definitions: dict[str, JsonSchema]) -> dict[str, JsonSchema]:
    """Return definitions that mean the same, and what is several times in them as definitions.

    A new definition is named for the key at which it stands first; models have a capital.
    """
    names = _names(definitions)
    shared: dict[str, JsonSchema] = {}

    def put(part: JsonSchema) -> JsonSchema:
        text = _text(part)
        if text not in names:
            return _with_parts(part, put)
        name = names[text]
        if name not in shared:
            shared[name] = {}  # a part never holds itself, but others may hold it
            shared[name] = _with_parts(json.loads(text), put)
        own = {key: part[key] for key in _OF_ITS_PLACE if key in part}
        return own | {"$ref": f"{DEFINITIONS}{name}"}

    models = {name: _with_parts(each, put) for name, each in definitions.items()}
    return models | {name: shared[name] for name in sorted(shared)}


def _names(definitions: dict[str, JsonSchema]) -> dict[str, str]:
    """Return the names of the parts to share, by what is shared of them."""
    counts: Counter[str] = Counter()
    keys: dict[str, str] = {}
    waiting = [(f"{name[:1].lower()}{name[1:]}", each) for name, each in definitions.items()]
    waiting.reverse()
    while waiting:
        key, part = waiting.pop()
        text = _text(part)
        counts[text] += 1
        keys.setdefault(text, key)
        if counts[text] == 1:  # what is shared has its own parts once
            waiting += [(name or key, each) for name, each in reversed([*_parts(part)])]
    found: dict[str, str] = {}
    taken: Counter[str] = Counter()
    for text, key in keys.items():
        if counts[text] > 1 and len(text) > _SHORT:
            taken[key] += 1
            found[text] = f"{key}_{taken[key]}" if taken[key] > 1 else key
    return found


def _text(part: JsonSchema) -> str:
    without = {key: each for key, each in part.items() if key not in _OF_ITS_PLACE}
    return json.dumps(without, sort_keys=True)


def _parts(part: JsonSchema) -> Iterator[tuple[str, JsonSchema]]:
    """Yield the parts of a part, each with the key that it is for, if it is for one."""
    for each in _ONE:
        if isinstance(part.get(each), dict):
            yield "", part[each]
    for each in _LISTS:
        yield from (("", one) for one in part.get(each, ()))
    yield from part.get(_MAP, {}).items()


def _with_parts(part: JsonSchema, put: Callable[[JsonSchema], JsonSchema]) -> JsonSchema:
    """Return a part with other parts in their places."""
    result = dict(part)
    for each in _ONE:
        if isinstance(part.get(each), dict):
            result[each] = put(part[each])
    for each in _LISTS:
        if each in part:
            result[each] = [put(one) for one in part[each]]
    if _MAP in part:
        result[_MAP] = {name: put(one) for name, one in part[_MAP].items()}
    return result
