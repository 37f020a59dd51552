"""The namespace of the package that is made of a schema: its own names stand without it.

In the files of a package, nothing has the package's prefix: an org writes it before each name when
the package is made (Namespaces for packages, Salesforce DX developer guide). What belongs to
another package has the prefix of that everywhere.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Annotated, Any

from generator.schema.text_types import Place, formed

Namespace = Annotated[
    str,
    formed(
        "[A-Za-z](?:_?[A-Za-z0-9]){0,14}",
        "a namespace; use 1 to 15 letters, digits and single underscores, with a letter first",
    ),
]
# What people read, and facts: a name in it is no reference.
_PROSE = frozenset({"address", "description", "error_message", "help_text", "label", "title"})


def diagnostics(data: Mapping[str, Any]) -> Iterator[tuple[Place, str]]:
    """Yield where the data of a schema has the prefix of the schema's own namespace in a name."""
    namespace = data.get("namespace")
    if not isinstance(namespace, str) or not namespace:
        return
    own = re.compile(rf"(?<!\w){re.escape(namespace)}__([A-Za-z]\w*)", re.IGNORECASE)
    for place, text in _texts(data, ()):
        found = own.search(text)
        if found and not _names_a_new_part(place):
            message = (
                f"{found[0]} has the namespace of this schema, which the org adds by itself; "
                f"write {found[1]}"
            )
            yield place, message


def _names_a_new_part(place: Place) -> bool:
    """Whether the key of an object or field is here, of which no prefix is taken at all."""
    is_object = place[:1] in (("custom_objects",), ("custom_settings",)) and not place[2:]
    return is_object or (place[2:3] == ("fields",) and bool(place[3:]) and not place[4:])


def _texts(value: object, place: Place) -> Iterator[tuple[Place, str]]:
    """Yield the keys and texts in which names can stand, each with its place."""
    if isinstance(value, str):
        yield place, value
    elif isinstance(value, dict):
        for key, below in value.items():
            if isinstance(key, str):
                yield (*place, key), key
            if key not in _PROSE:
                yield from _texts(below, (*place, key))
    elif isinstance(value, list):
        for index, below in enumerate(value):
            yield from _texts(below, (*place, index))
