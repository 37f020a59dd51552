"""What a retrieve writes for a field besides what people say of it.

Measured on 76,229 retrieved fields: it follows from the type, the kind of object, the API version,
and from the org (history, feeds, packaging), which all fields of an object show alike.
"""

from collections.abc import Collection, Mapping
from typing import Annotated, Literal, get_args

from generator.metadata.api_version import ApiVersion
from generator.metadata.elements import Elements
from generator.types.field_types import BY_NAME, FieldType
from generator.types.permission_keys import EachOnce
from generator.types.table import Context

EXTERNAL_ID_ON_EVERY_TYPE_UNTIL = ApiVersion(60)  # later only where the type can be one
OfAll = Literal[
    "deprecated", "encryptionScheme", "externalId", "fieldManageability", "trackTrending"
]
OfObject = Literal[OfAll, "trackFeedHistory", "trackHistory"]
FieldsCarry = Annotated[tuple[OfObject, ...], EachOnce]
AllFieldsCarry = Annotated[tuple[OfAll, ...], EachOnce]
# What all fields of an object carry, if the object or the org is so.
CARRIED: Elements = {
    "deprecated": False,  # a managed package is made there
    "encryptionScheme": "None",  # Shield
    "externalId": False,
    "fieldManageability": "SubscriberControlled",
    "trackFeedHistory": False,
    "trackHistory": False,
    "trackTrending": False,
}
_TEXTS = ("Email", "Html", "LongTextArea", "Phone", "Text", "TextArea", "Url")
_ENCRYPTED = ("Date", "DateTime", *_TEXTS)
_WITHOUT_FEED = ("AutoNumber", "EncryptedText", "Summary")
_EVENT = dict.fromkeys(("isFilteringDisabled", "isNameField", "isSortingDisabled"), False)
_BY_KIND: dict[str, Elements] = {
    "e": _EVENT,
    "mdt": {"fieldManageability": "DeveloperControlled"},
    "x": _EVENT | {"readOnlyProxy": False},
}
_UNKNOWN = FieldType("", "")
_DATA_CLOUD = ("dll", "dlm")  # the suffixes of its objects


def carried_by_object(
    context: Context,
    *,
    history: bool,
    feeds: bool = False,
    of_all: Collection[str] | None = None,
) -> frozenset[str]:
    """Return what every field of an object carries, as far as it follows from the object.

    `of_all` is what a schema says of the fields of all objects, if it does.
    """
    follows = {
        "externalId": context.api_version <= EXTERNAL_ID_ON_EVERY_TYPE_UNTIL,
        "trackTrending": context.kind == "c",
    }
    if of_all is not None:
        follows = dict.fromkeys(of_all, True)
    follows |= {"trackFeedHistory": feeds, "trackHistory": history}
    return frozenset(name for name, is_so in follows.items() if is_so)


def said_of_all(carried: Collection[str]) -> tuple[str, ...]:
    """Return what a schema says of the fields of all objects, where those of one carry this."""
    return tuple(sorted(set(carried) & set(get_args(OfAll))))


def shown_by_fields(fields: Collection[Elements]) -> dict[str, bool]:
    """Return of each thing whether most fields of an object carry it, if any field shows that."""
    said: dict[str, list[bool]] = {mark: [] for mark in CARRIED}
    for each in fields:
        for mark in _told(each):
            said[mark].append(_has(mark, each))
    return {mark: sum(has) * 2 > len(has) for mark, has in said.items() if has}


def carried_as_shown(shown: Mapping[str, bool], otherwise: Collection[str]) -> frozenset[str]:
    """Return what every field of an object carries; as `otherwise` has it where none shows it."""
    return frozenset(mark for mark in CARRIED if shown.get(mark, mark in otherwise))


def defaults(elements: Elements, context: Context) -> Elements:
    """Return what a retrieve writes for a field that has these elements."""
    usual = {mark: CARRIED[mark] for mark in context.carried if _can_carry(mark, elements)}
    usual["fullName"] = context.name
    if not context.name.endswith("__c"):
        return usual
    row, kind = BY_NAME.get(str(elements.get("type")), _UNKNOWN), context.kind
    usual |= {**row.elements, **_BY_KIND.get(kind, {}), "label": context.label}
    if "fieldManageability" in context.carried:
        usual["fieldManageability"] = CARRIED["fieldManageability"]
    if kind == "x":
        usual["externalDeveloperName"] = context.name.removesuffix("__c")
    if context.name.count("__") > 1:
        usual["deprecated"] = False
    if "relationshipOrder" in usual:
        usual["relationshipOrder"] = context.order
    if "formula" in elements:
        usual.pop("defaultValue", None)
    if row.name.endswith("icklist") and "valueSet.valueSetName" not in elements:
        usual["valueSet.valueSetDefinition.sorted"] = False
    if kind in _DATA_CLOUD:
        usual = {path: usual[path] for path in usual if path not in {"externalId", "unique"}}
    return usual


def _has(mark: str, elements: Elements) -> bool:
    if mark == "fieldManageability":
        return bool(elements.get(mark) == CARRIED[mark])
    return mark in elements


def _told(elements: Elements) -> list[str]:
    """Return what a field shows of whether the fields of its object carry it."""
    row = BY_NAME.get(str(elements.get("type")), _UNKNOWN)
    follows = set(row.elements)  # from the type, or the name: that shows nothing of the others
    if str(elements.get("fullName")).count("__") > 1:  # of a package
        follows.add("deprecated")
    return [mark for mark in CARRIED if mark not in follows and _can_carry(mark, elements)]


def _can_carry(mark: str, elements: Elements) -> bool:
    kind, is_formula = elements.get("type"), "formula" in elements
    if mark == "fieldManageability":
        return mark in elements
    if mark == "encryptionScheme":
        return kind in _ENCRYPTED and not is_formula
    return mark != "trackFeedHistory" or not (is_formula or kind in _WITHOUT_FEED)
