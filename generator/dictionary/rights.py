"""What permission sets grant besides objects and fields: each list of names as one fact."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import NamedTuple

from generator.dictionary import anchors, element_facts
from generator.dictionary.entries import Fact, Part, SObject
from generator.importing.api_names import words
from generator.metadata.elements import Elements
from generator.metadata.name_words import words as label_of
from generator.metadata.user_permissions import LABELS


class _List(NamedTuple):
    """An element that grants things by name: the key of the name, and what Setup calls them.

    `leads_to` says whether their place in the dictionary is that of an object, or of a flow.
    """

    key: str
    label: str
    leads_to: str = ""


USER_PERMISSIONS = "User permissions"
_OBJECT, _FLOW = "object", "flow"
_LISTS = {  # in the order in which the dictionary says them, before all else
    "userPermissions": _List("name", USER_PERMISSIONS),
    "customPermissions": _List("name", "Custom permissions"),
    "applicationVisibilities": _List("application", "Apps"),
    "tabSettings": _List("tab", "Tabs", _OBJECT),
    "tabVisibilities": _List("tab", "Tabs", _OBJECT),
    "recordTypeVisibilities": _List("recordType", "Record types", _OBJECT),
    "customMetadataTypeAccesses": _List("name", "Custom metadata types", _OBJECT),
    "customSettingAccesses": _List("name", "Custom settings", _OBJECT),
    "flowAccesses": _List("flow", "Flows", _FLOW),
    "classAccesses": _List("apexClass", "Apex classes"),
    "pageAccesses": _List("apexPage", "Visualforce pages"),
    "agentAccesses": _List("agentName", "Agents"),
    "emailRoutingAddressAccesses": _List("name", "Email routing addresses"),
    "externalCredentialPrincipalAccesses": _List(
        "externalCredentialPrincipal", "External credential principals"
    ),
    "externalDataSourceAccesses": _List("externalDataSource", "External data sources"),
    "servicePresenceStatusAccesses": _List("servicePresenceStatus", "Service presence statuses"),
}
_ORDER = {name: place for place, name in enumerate(_LISTS)}
_GRANTED = ("enabled", "visible")


def user_permission(name: str) -> str:
    """Return the label of a user permission in Setup, with its name where the two differ."""
    label = LABELS.get(name, words(name))
    return label if label.replace(" ", "").casefold() == name.casefold() else f"{label} ({name})"


class Places:
    """Where the things that are granted stand in the dictionary, by name without capitals."""

    def __init__(self, objects: Sequence[SObject], flows: Iterable[str]) -> None:
        self._anchors = {(_OBJECT, each.name.casefold()): each.anchor for each in objects}
        self._fields = {f.anchor.casefold(): f.anchor for each in objects for f in each.fields}
        self._anchors |= {(_FLOW, name.casefold()): anchors.of_flow(name) for name in flows}

    def of(self, leads_to: str, name: str) -> str:
        """Return the anchor of a thing, of a tab or record type that of its object; or nothing."""
        thing = name.removeprefix("standard-").partition(".")[0]
        return self._anchors.get((leads_to, thing.casefold()), "")

    def of_object(self, name: str) -> str:
        """Return the anchor of an object or a field; that of its object for one not shown."""
        return self._fields.get(name.casefold()) or self.of(_OBJECT, name)


def facts(
    elements: Elements, places: Places, without: Collection[str], *, is_muting: bool = False
) -> Iterator[Fact]:
    """Yield what a file grants, without some elements: things by name, and all else in words.

    What a file names and does not grant, or mute, is said apart.
    """
    for name in sorted(elements, key=lambda each: _ORDER.get(each, len(_ORDER))):
        value = elements[name]
        if name in _LISTS and name not in without:
            for is_on in (True, False):
                entries = [each for each in value if _is_granted(each) is is_on]
                if entries:
                    label = _label(_LISTS[name].label, is_on=is_on, is_muting=is_muting)
                    yield Fact(label, element_facts.joined(_names(_LISTS[name], entries, places)))
        elif name not in without:
            yield Fact(label_of(name), element_facts.parts(value))


def _label(label: str, *, is_on: bool, is_muting: bool) -> str:
    if is_muting:
        return f"Muted: {label}" if is_on else f"{label}, not muted"
    return label if is_on else f"{label}, not granted"


def _is_granted(entry: Elements) -> bool:
    return all(entry.get(name) is not False for name in _GRANTED)


def _names(kind: _List, entries: Iterable[Elements], places: Places) -> Iterator[Part]:
    for index, entry in enumerate(entries):
        name = element_facts.plain(entry.get(kind.key, ""))
        text = user_permission(name) if kind.label == USER_PERMISSIONS else name
        rest = {key: value for key, value in entry.items() if key not in {kind.key, *_GRANTED}}
        settings = "; ".join(_settings(rest))
        if index:
            yield Part(", ")
        yield Part(text, places.of(kind.leads_to, name))
        if settings:
            yield Part(f" ({settings})")


def _settings(entry: Elements) -> Iterator[str]:
    for name, value in entry.items():
        if name == "visibility":
            yield label_of(element_facts.plain(value)).lower()
        elif value is not False:
            yield element_facts.sentence({name: value})
