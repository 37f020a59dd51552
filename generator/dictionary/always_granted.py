"""Fields that everybody with access to their object has: an org takes no entry for them."""

from collections.abc import Callable
from typing import NamedTuple

from generator.dictionary.entries import Field
from generator.dictionary.relationships import MASTER_DETAIL
from generator.validation.rules.granted import REQUIRED_FIELDS, SYSTEM_FIELDS
from generator.validation.rules.permissions import NAME_IS_A_FIELD

_NAMES = frozenset(f"{name}.name".casefold() for name in NAME_IS_A_FIELD)
# Types that some orgs take as any other field although they are required.
_LOOSELY_REQUIRED = ("Picklist (Multi-Select)", "Geolocation", "Long Text Area", "Rich Text Area")
_BY_SALESFORCE = "Salesforce requires it: who has the object has the field."
_ON_THE_FIELD = "It is required on the field: who has the object has the field."


def _is_required(field: Field) -> bool:
    return field.is_custom and bool(field.required)


class _Rule(NamedTuple):
    """A rule for fields: a test of one, and the rule as a sentence.

    One that is not sure does not hold where a permission set has an entry for the field, as some
    orgs take it.
    """

    test: Callable[[Field], bool]
    sentence: str
    is_sure: bool = True


_RULES = (
    _Rule(  # platform events developer guide, considerations: field-level security
        lambda field: field.sobject.casefold().endswith("__e"),
        "Platform events have no field permissions: who has the event has its fields.",
    ),
    _Rule(
        lambda field: field.type.startswith(MASTER_DETAIL),
        "A master-detail field is always required: who has the object has the field.",
    ),
    _Rule(
        lambda field: field.name.casefold() in SYSTEM_FIELDS,
        "The org fills it in: who has the object has the field.",
    ),
    _Rule(lambda field: field.anchor.casefold() in _NAMES, _BY_SALESFORCE),
    _Rule(lambda field: field.anchor.casefold() in REQUIRED_FIELDS, _BY_SALESFORCE, is_sure=False),
    _Rule(
        lambda field: _is_required(field) and not field.type.startswith(_LOOSELY_REQUIRED),
        _ON_THE_FIELD,
    ),
    _Rule(_is_required, _ON_THE_FIELD, is_sure=False),
)


def rule(field: Field, *, has_entry: bool = False) -> str:
    """Return why everybody with the object has a field; empty for a field with access of its own.

    `has_entry` says that a permission set has an entry for it.
    """
    rules = (each for each in _RULES if each.is_sure or not has_entry)
    return next((each.sentence for each in rules if each.test(field)), "")
