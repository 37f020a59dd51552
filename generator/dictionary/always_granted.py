"""Fields that everybody with access to their object has: an org takes no entry for them."""

from generator.dictionary.entries import Field
from generator.validation.rules.granted import REQUIRED_FIELDS, SYSTEM_FIELDS
from generator.validation.rules.permissions import NAME_IS_A_FIELD

_MASTER = "Master-Detail"  # as Setup's notation of a type begins
# Types that some orgs take as any other field although they are required.
_LOOSELY_REQUIRED = ("Picklist (Multi-Select)", "Geolocation", "Long Text Area", "Rich Text Area")
_NAMES = frozenset(f"{name}.name".casefold() for name in NAME_IS_A_FIELD)


def rule(field: Field, *, has_entry: bool = False) -> str:
    """Return why everybody with the object has a field; empty for a field with access of its own.

    `has_entry` says that a permission set has an entry for it, as only an org takes that does not
    see it so.
    """
    folded = field.anchor.casefold()
    if field.type.startswith(_MASTER):
        return "A master-detail field is always required: who has the object has the field."
    if folded.partition(".")[2] in SYSTEM_FIELDS:
        return "The org fills it in: who has the object has the field."
    if folded in _NAMES:
        return "Salesforce requires it: who has the object has the field."
    if folded in REQUIRED_FIELDS and not has_entry:
        return "Salesforce requires it: who has the object has the field."
    is_loose = has_entry and field.type.startswith(_LOOSELY_REQUIRED)
    if field.is_custom and field.required and not is_loose:
        return "It is required on the field: who has the object has the field."
    return ""
