"""Components that are only listed, by their type, each with all that its file has."""

from collections.abc import Collection, Sequence
from urllib.parse import unquote

from generator.dictionary import anchors, element_facts, items, key_facts
from generator.dictionary.element_facts import Link, link_to
from generator.dictionary.entries import Fact, Item, SObject
from generator.dictionary.material import Material
from generator.importing.originals import Original
from generator.metadata.elements import flat
from generator.metadata.name_words import words
from generator.metadata.registry import (
    CUSTOM_FIELD,
    CUSTOM_OBJECT,
    FLOW,
    GLOBAL_VALUE_SET,
    MUTING_PERMISSION_SET,
    PERMISSION_SET,
    PERMISSION_SET_GROUP,
    STANDARD_VALUE_SET,
    TRANSLATIONS,
)
from generator.types.app import App
from generator.types.custom_permission import CustomPermission
from generator.types.custom_tab import Tab
from generator.types.table import Context, read
from generator.validation.access import PROFILE

# The types of which each component stands elsewhere in the dictionary.
_SHOWN = frozenset(
    row.name
    for row in (
        *(CUSTOM_FIELD, CUSTOM_OBJECT, FLOW, GLOBAL_VALUE_SET, STANDARD_VALUE_SET),
        *(PERMISSION_SET, PERMISSION_SET_GROUP, MUTING_PERMISSION_SET, PROFILE),
    )
)
# What Setup calls a type, where that is not its name in words.
_KINDS = {
    "ApexComponent": "Visualforce component",
    "ApexPage": "Visualforce page",
    "AuraDefinitionBundle": "Aura component",
    "CustomApplication": "App",
    "CustomMetadata": "Custom metadata record",
    "CustomTab": "Tab",
    "FlexiPage": "Lightning page",
    "Layout": "Page layout",
    "LeadConvertSettings": "Lead conversion",
    "LightningComponentBundle": "Lightning web component",
    "ReportType": "Custom report type",
    "WebLink": "Custom button or link",
}
_BY_KEYS = {each.type_name: each for each in (App, CustomPermission, Tab)}
_TRANSLATIONS = frozenset({*(row.name for row in TRANSLATIONS), "Translations"})
_LABELS = ("label", "masterLabel", "title")
_NAMED = frozenset({"Report", "ReportFolder", "DashboardFolder"})  # whose label is `name`


def others(material: Material, objects: Sequence[SObject]) -> tuple[Item, ...]:
    """Return the components that no other part of the dictionary shows, by kind and name."""
    link = link_to(_anchors(objects))
    listed = (each for each in material.originals if not is_shown(each, material))
    found = (_item(each, link, material) for each in listed)
    return tuple(sorted(found, key=lambda each: (each.kind, each.name.casefold())))


def is_shown(original: Original, material: Material) -> bool:
    """Whether another part of the dictionary shows a component, such as its object."""
    name = original.type.name
    return name in _SHOWN or (name in items.KINDS and bool(material.object_of(original)))


def anchor_of(original: Original, material: Material) -> str:
    """Return the anchor of a component that stands among the others, or with its object."""
    if original.type.name in items.KINDS and (sobject := material.object_of(original)):
        return items.anchor_of(original, sobject)
    return anchors.of_item(kind(original), unquote(original.full_name))


def _anchors(objects: Sequence[SObject]) -> frozenset[str]:
    """Return the anchors of objects and their fields."""
    fields = (field.anchor for each in objects for field in each.fields)
    return frozenset((*(each.anchor for each in objects), *fields))


def kind(original: Original) -> str:
    """Return what Setup calls the type of a component; of a translation with its language."""
    name = original.type.name
    if name in _TRANSLATIONS:
        named = original.parent if original.type.listed_by_parent else original.name
        return f"Translation ({named.rpartition('-')[2]})"
    return _KINDS.get(name) or words(name)


def _item(original: Original, link: Link, material: Material) -> Item:
    elements = original.elements
    by = next((name for name in _LABELS if isinstance(elements.get(name), str)), "")
    if original.type.name in _NAMED:
        by = "name"
    said = {by, "description"} if isinstance(elements.get("description"), str) else {by}
    if elements.get("fullName") in {original.name, original.full_name}:
        said.add("fullName")
    return Item(
        kind(original),
        unquote(original.full_name),
        element_facts.plain(elements.get(by, "")),
        str(elements["description"]) if "description" in said else "",
        _facts(original, link, said),
        material.notices_of(original),
        anchor_of(original, material),
    )


def _facts(original: Original, link: Link, said: Collection[str]) -> tuple[Fact, ...]:
    """Return all else that a file has: in the keys of a schema where each is a fact by itself."""
    model = _BY_KEYS.get(original.type.name)
    if model is None:
        return element_facts.facts(original.elements, link, said)
    rest = {name: value for name, value in original.elements.items() if name not in said}
    keys = read(model, flat(rest), Context(original.name, original.parent))
    named = keys if isinstance(keys, dict) else {model.short: keys}
    return key_facts.facts(model, named, (), link)
