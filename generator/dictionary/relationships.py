"""The relationships between objects: their lookups and masters."""

from collections.abc import Sequence
from typing import Final

from generator.dictionary.entries import Relationship, SObject
from generator.types.field_types import DEFINITIONS

# As Setup's notation of such a type begins, and Salesforce's name of one without a notation.
MASTER_DETAIL: Final = ("Master-Detail", "MasterDetail")
_DEFINITIONS = frozenset((*DEFINITIONS, *DEFINITIONS.values()))  # of objects and fields


def relationships(objects: Sequence[SObject]) -> tuple[Relationship, ...]:
    """Return the relationships of objects, in the order of their fields.

    A parent can be an object that the dictionary does not show. A field that leads to several has
    a relationship with each. Definitions of objects and fields are no records.
    """
    return tuple(
        Relationship(
            field.anchor,
            each.name,
            parent.text,
            (is_master := field.type.startswith(MASTER_DETAIL)),
            is_master or bool(field.required),
        )
        for each in objects
        for field in each.fields
        for parent in field.refers_to
        if parent.text not in _DEFINITIONS
    )
