"""Components that are only listed, by their type, each with all that its file has."""

from collections.abc import Collection, Sequence

from generator.dictionary import in_words
from generator.dictionary.entries import Item, SObject
from generator.dictionary.material import Material
from generator.importing.originals import Original
from generator.metadata.registry import (
    CUSTOM_OBJECT,
    FLOW,
    GLOBAL_VALUE_SET,
    LAYOUT,
    MUTING_PERMISSION_SET,
    PERMISSION_SET,
    PERMISSION_SET_GROUP,
    STANDARD_VALUE_SET,
    TRANSLATIONS,
)
from generator.validation.access import PROFILE

# The types of which each component stands elsewhere in the dictionary.
_SHOWN = frozenset(
    row.name
    for row in (
        *(CUSTOM_OBJECT, FLOW, GLOBAL_VALUE_SET, STANDARD_VALUE_SET),
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
_TRANSLATIONS = frozenset({*(row.name for row in TRANSLATIONS), "Translations"})
_LABELS = ("label", "masterLabel", "title")
_NAMED = frozenset({"Report", "ReportFolder", "DashboardFolder"})  # whose label is `name`


def others(material: Material, objects: Sequence[SObject]) -> tuple[Item, ...]:
    """Return the components that no other part of the dictionary shows, by kind and name.

    An object shows its own parts and page layouts.
    """
    shown = frozenset(each.name.casefold() for each in objects)
    anchors = anchors_of(objects)
    found = (
        _item(each, anchors, material) for each in material.originals if not is_shown(each, shown)
    )
    return tuple(sorted(found, key=lambda each: (each.kind, each.name.casefold())))


def is_shown(original: Original, objects: Collection[str]) -> bool:
    """Whether another part of the dictionary shows a component; `objects` are folded names."""
    if original.type.name == LAYOUT.name:
        return original.name.partition("-")[0].casefold() in objects
    is_part = original.type.decomposed and original.parent.casefold() in objects
    return is_part or original.type.name in _SHOWN


def anchors_of(objects: Sequence[SObject]) -> frozenset[str]:
    """Return the anchors of objects and their fields."""
    fields = (field.anchor for each in objects for field in each.fields)
    return frozenset((*(each.anchor for each in objects), *fields))


def kind(original: Original) -> str:
    """Return what Setup calls the type of a component; of a translation with its language."""
    name = original.type.name
    if name in _TRANSLATIONS:
        named = original.parent if original.type.listed_by_parent else original.name
        return f"Translation ({named.rpartition('-')[2]})"
    return _KINDS.get(name) or in_words.label(name)


def _item(original: Original, anchors: Collection[str], material: Material) -> Item:
    elements = original.elements
    by = next((name for name in _LABELS if isinstance(elements.get(name), str)), "")
    if original.type.name in _NAMED:
        by = "name"
    said = {by, "description"} if isinstance(elements.get("description"), str) else {by}
    if elements.get("fullName") in {original.name, original.full_name}:
        said.add("fullName")
    return Item(
        kind(original),
        original.full_name,
        in_words.plain(elements.get(by, "")),
        str(elements["description"]) if "description" in said else "",
        in_words.facts(elements, anchors, said),
        material.notices_of(original),
    )
