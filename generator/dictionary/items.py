"""What belongs to an object besides fields: record types, validation rules, layouts, views."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any
from urllib.parse import unquote

from generator.dictionary import anchors, element_facts
from generator.dictionary.entries import Fact, Item
from generator.dictionary.field_paths import FieldPaths, linked
from generator.dictionary.key_facts import facts
from generator.dictionary.material import Material
from generator.importing.originals import Original
from generator.metadata.elements import flat
from generator.metadata.registry import CUSTOM_METADATA
from generator.types.registry import table_of
from generator.types.table import Context, read

# The types, in the order in which Setup's Object Manager has them, and their kinds in its words.
KINDS: Mapping[str, str] = {
    "Layout": "Page layout",
    "CompactLayout": "Compact layout",
    "FieldSet": "Field set",
    "RecordType": "Record type",
    "BusinessProcess": "Business process",
    "ValidationRule": "Validation rule",
    "ListView": "List view",
    "WebLink": "Button or link",
    "SharingReason": "Sharing reason",
    "Index": "Index",
    "CustomTab": "Tab",
    "CustomMetadata": "Record",
}
_LABELS = ("label", "masterLabel")
_FORMULA = "error_condition"
_SHOWN = frozenset({"label", "description", _FORMULA})
_SHOWN_ELEMENTS = frozenset({"fullName", "description", *_LABELS})


def items(material: Material, paths: FieldPaths) -> dict[str, tuple[Item, ...]]:
    """Return what belongs to each object, by the name of the object."""
    made = _Items(material, paths)
    found: dict[str, list[Item]] = defaultdict(list)
    for type_name in KINDS:
        for each in material.by_type.get(type_name, []):
            if sobject := material.object_of(each):
                found[sobject].append(made.entry(each, sobject))
    return {name: tuple(own) for name, own in found.items()}


@dataclass(frozen=True)
class _Items:
    """Makes the entries of what belongs to objects."""

    material: Material
    paths: FieldPaths

    def entry(self, original: Original, sobject: str) -> Item:
        name, elements = _name(original), original.elements
        label = next((str(elements[key]) for key in _LABELS if key in elements), name)
        return Item(
            KINDS[original.type.name],
            name,
            label,
            str(elements.get("description", "")),
            tuple(self._facts(original, sobject)),
            self.material.notices_of(original),
            anchor_of(original, sobject),
        )

    def _facts(self, original: Original, sobject: str) -> Iterator[Fact]:
        elements, link = flat(original.elements), self.paths.linker(sobject)
        is_record = original.type is CUSTOM_METADATA
        types = self._types.get(sobject.casefold(), {}) if is_record else {}
        context = Context(original.name, sobject, field_types=types)
        model = table_of(original.type.name, elements, context)
        if model is None:
            yield from element_facts.facts(original.elements, link, _SHOWN_ELEMENTS)
            return
        said: Any = read(model, elements, context)
        said = said if isinstance(said, dict) else {model.short: said}
        if is_record:  # a value can be blank, which says something
            values = said.get("values", {}).items()
            blank = {name: "blank" for name, each in values if each is None}
            said = said | {"values": dict(values) | blank}
        if formula := said.get(_FORMULA):
            yield Fact("Error condition", linked(formula, sobject, self.paths))
        yield from facts(model, said, _SHOWN, link)

    @cached_property
    def _types(self) -> Mapping[str, Mapping[str, str]]:
        """The types of the fields of each object, by its folded name."""
        return {
            sobject: {each.name: str(each.elements.get("type")) for each in fields.values()}
            for sobject, fields in self.material.fields.items()
        }


def anchor_of(original: Original, sobject: str) -> str:
    """Return the anchor of a component that belongs to an object."""
    return anchors.of_item(KINDS[original.type.name], _name(original), sobject)


def _name(original: Original) -> str:
    """Return the name of a component without that of its object."""
    separator = {"Layout": "-", "CustomMetadata": "."}.get(original.type.name)
    return unquote(original.name.partition(separator)[2]) if separator else original.name
