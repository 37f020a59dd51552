"""What belongs to an object besides fields: record types, validation rules, layouts, views."""

from collections.abc import Iterator, Mapping
from typing import Any

from generator.dictionary.entries import Fact, Item
from generator.dictionary.field_paths import FieldPaths, linked
from generator.dictionary.material import Material
from generator.dictionary.wording import Link, facts
from generator.importing.originals import Original
from generator.metadata.elements import flat
from generator.types.registry import table_of
from generator.types.table import Context, Table, read

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


def items(material: Material, paths: FieldPaths) -> dict[str, tuple[Item, ...]]:
    """Return what belongs to each object, by the name of the object."""
    found: dict[str, list[Item]] = {}
    for type_name, kind in KINDS.items():
        for each in material.by_type.get(type_name, []):
            if sobject := material.object_of(each):
                item = _item(kind, each, sobject, material, paths)
                found.setdefault(sobject, []).append(item)
    return {name: tuple(own) for name, own in found.items()}


def _item(
    kind: str, original: Original, sobject: str, material: Material, paths: FieldPaths
) -> Item:
    elements = original.elements
    name = _name(original)
    label = next((str(elements[key]) for key in _LABELS if key in elements), name)
    return Item(
        kind,
        name,
        label,
        str(elements.get("description", "")),
        tuple(_facts(original, sobject, paths)),
        material.notices_of(original),
    )


def _name(original: Original) -> str:
    """Return the name of a component without that of its object."""
    separator = {"Layout": "-", "CustomMetadata": "."}.get(original.type.name)
    return original.name.partition(separator)[2] if separator else original.name


def _facts(original: Original, sobject: str, paths: FieldPaths) -> Iterator[Fact]:
    elements, link = flat(original.elements), paths.linker(sobject)
    context = Context(original.name, sobject)
    model = table_of(original.type.name, elements, context)
    if model is None:
        yield from _raw(original.elements, link)
        return
    said: Any = read(model, elements, context)
    said = said if isinstance(said, dict) else {model.short: said}
    if formula := said.get(_FORMULA):
        yield Fact("Error condition", linked(formula, sobject, paths))
    yield from facts(model, said, _SHOWN, link)


def _raw(elements: Mapping[str, Any], link: Link) -> Iterator[Fact]:
    """Return the elements of a type without a table, in Salesforce's names."""
    shown = {"fullName", "description", *_LABELS}
    rest = {name: value for name, value in elements.items() if name not in shown}
    yield from facts(Table, {"metadata": rest}, (), link)
