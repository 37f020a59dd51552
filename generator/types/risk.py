"""What a change of an element does to those who have data or rights in an org: its risk.

A rule is a risk, or a function of the value before and the value after, None where there is none.
A rule about what an org refuses has the org's sentence, and the source of that.
"""

from collections.abc import Callable, Mapping
from enum import StrEnum
from typing import NamedTuple

Value = str | None
Facts = Mapping[str, str]


class Risk(StrEnum):
    """From the least to the most. `unrated` is what no rule knows: worth a look, never safe."""

    SAFE = "safe"
    WIDENS = "widens"
    UNRATED = "unrated"
    ACCESS = "access change"
    REPLACES = "replaces: what the file lacks is gone"
    NARROWS = "narrows: data may not fit"
    BREAKS = "breaks what uses it"
    RETYPES = "retypes: the org refuses it, or loses data"
    REFUSED = "refused by the org"
    DELETES = "delete: data is lost"


class Rating(NamedTuple):
    """A risk, its reason in the words that users read, and the source of the rule."""

    risk: Risk
    reason: str = ""
    source: str = ""


_DEPLOY_TIPS = (
    "https://github.com/hardisgroupcom/sfdx-hardis/blob/main/src/common/utils/deployTipsList.ts"
)
_CONVERSIONS = "https://help.salesforce.com/s/articleView?id=platform.notes_on_changing_custom_field_types.htm"
_SHORT_TEXTS = ("Text", "TextArea", "Email", "Phone", "Url")
_RELATIONSHIPS = ("Lookup", "MasterDetail", "Hierarchy")
_TO_FORMULA = Rating(
    Risk.REFUSED, "Cannot update a field to a Formula from something else", _DEPLOY_TIPS
)
_FROM_FORMULA = Rating(
    Risk.REFUSED, "Cannot update a field from a Formula to something else", _DEPLOY_TIPS
)
_TO_RELATIONSHIP = Rating(
    Risk.REFUSED,
    "Cannot update a field to a Lookup, MasterDetail, or Hierarchy from something else",
    "https://github.com/trailheadapps/ebikes-lwc/issues/457",
)
_ENCRYPTED = Rating(
    Risk.REFUSED, "no field becomes encrypted, and no encrypted one another type", _CONVERSIONS
)
_OTHER_VALUE_SET = Rating(
    Risk.REFUSED,
    "Cannot change which global value set this picklist uses",
    "https://github.com/scolladon/sfdx-git-delta/issues/714",
)
_NO_EXTERNAL_ID = Rating(
    Risk.BREAKS,
    "upserts by this field fail",
    "https://developer.salesforce.com/docs/atlas.en-us.api_rest.meta/api_rest/dome_upsert.htm",
)
_NOT_UNIQUE = Rating(Risk.UNRATED, "may have to be done by hand in Setup")
Rule = Risk | Callable[[Value, Value], Risk | Rating]


def by_size(before: Value, after: Value) -> Risk:
    if before is None or after is None or not (before.isdecimal() and after.isdecimal()):
        return Risk.RETYPES
    return Risk.WIDENS if int(after) > int(before) else Risk.NARROWS


def by_digits(before: Facts, after: Facts) -> Risk:
    """Return the risk of a number's new digits, before and after the point."""
    old, new = _digits(before), _digits(after)
    fits = all(new_one >= old_one for old_one, new_one in zip(old, new, strict=True))
    return Risk.WIDENS if fits else Risk.NARROWS


def by_type(before: Value, after: Value) -> Risk | Rating:
    """Return the risk of another field type.

    An org makes a text longer without loss, and a long text short if that fits; almost every other
    type loses data. Source: Considerations for Converting the Field Type of a Custom Field.
    """
    if "EncryptedText" in {before, after}:
        return _ENCRYPTED
    if after in _RELATIONSHIPS and before not in _RELATIONSHIPS:
        return _TO_RELATIONSHIP
    if before in _SHORT_TEXTS and after == "LongTextArea":
        return Risk.WIDENS
    if before == "LongTextArea" and after in _SHORT_TEXTS:
        return Risk.NARROWS
    return Risk.RETYPES


def by_value_set(before: Facts, after: Facts) -> Risk | Rating:
    """Return the risk of a picklist with other values: its own ones, or those of a global set."""
    is_picklist = all(any(path.startswith(_VALUES) for path in each) for each in (before, after))
    return _OTHER_VALUE_SET if is_picklist else Risk.RETYPES


def stricter_if_true(_before: Value, after: Value) -> Risk:
    return Risk.NARROWS if after == "true" else Risk.WIDENS


def stricter_if_false(_before: Value, after: Value) -> Risk:
    return Risk.NARROWS if after == "false" else Risk.WIDENS


def by_presence(before: Value, after: Value) -> Risk:
    """Return the risk of an entry of a list: one that comes widens, one that goes narrows."""
    return Risk.WIDENS if before is None else Risk.NARROWS if after is None else Risk.SAFE


def by_loss(_before: Value, after: Value) -> Risk:
    """Return the risk of a part of a file that replaces what an org has: one that goes is gone."""
    return Risk.REPLACES if after is None else Risk.SAFE


def by_formula(before: Value, after: Value) -> Risk | Rating:
    """Return the risk of a formula: a field with one and a field without are different types."""
    if before is None or after is None:
        return _TO_FORMULA if before is None else _FROM_FORMULA
    return Risk.SAFE


def by_external_id(_before: Value, after: Value) -> Risk | Rating:
    """Return the risk of an external ID: without it, every upsert by the field fails."""
    return Risk.SAFE if after == "true" else _NO_EXTERNAL_ID


def by_uniqueness(_before: Value, after: Value) -> Risk | Rating:
    """Return the risk of uniqueness: once gone, it comes back only if no values have doubled."""
    return Risk.NARROWS if after == "true" else _NOT_UNIQUE


_VALUES = ("valueSet.valueSetName", "valueSet.valueSetDefinition")


def _digits(facts: Facts) -> tuple[int, int]:
    """Return the digits before the point, and those after it."""
    precision, scale = (facts.get(name, "0") for name in ("precision", "scale"))
    if not (precision.isdigit() and scale.isdigit()):
        return 0, 0
    return int(precision) - int(scale), int(scale)
