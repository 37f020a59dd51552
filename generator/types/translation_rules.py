"""What an org refuses of translations: of what is not there, and forms that no language has.

Nothing is said of what only the org has: other objects, standard fields, its value sets.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from generator.metadata.near_names import slip_of
from generator.schema.text_types import Place
from generator.types.custom_field import CustomField
from generator.types.custom_object import CustomObject
from generator.types.field_rules import is_type
from generator.types.field_translation import FieldTranslation, labels_of
from generator.types.object_translation import ObjectTranslation, grammar_diagnostics
from generator.types.standard_object import StandardObject
from generator.types.translated_parts import LayoutTranslation
from generator.types.translation import Translation
from generator.types.untranslated import Translatable, Translated, titles_of

_PARTS = {
    "record_types": "record type",
    "validation_rules": "validation rule",
    "field_sets": "field set",
}
_PICKLISTS = ("Picklist", "MultiselectPicklist")
_LOOKUPS = ("Lookup", "MasterDetail", "Hierarchy", "ExternalLookup", "IndirectLookup")


def diagnostics(
    translations: Mapping[str, Translation], known: Translatable
) -> Iterator[tuple[Place, str]]:
    """Yield what an org refuses of translations; `known` is what the schema has to translate."""
    for language, each in translations.items():
        place: Place = ("translations", language)
        for name, of_object in each.objects.items():
            at = (*place, "objects", name)
            sobject = known.objects.get(name)
            if sobject is None and (meant := slip_of(name, known.objects)):
                yield at, f"{name} is not an object of this schema; did you mean {meant}?"
            found = [*grammar_diagnostics(language, of_object), *_object(of_object, name, sobject)]
            yield from (((*at, *below), message) for below, message in found)
        for name, values in each.global_value_sets.items():
            at = (*place, "global_value_sets", name)
            if name in known.global_value_sets:
                yield from _values(at, values, known.global_value_sets[name], name)
            elif meant := slip_of(name, known.global_value_sets):
                message = f"{name} is not a global value set of this schema; did you mean {meant}?"
                yield at, message


def _object(
    translation: ObjectTranslation, name: str, sobject: Translated | None
) -> Iterator[tuple[Place, str]]:
    if sobject is None:
        return
    for own, of_field in translation.fields.items():
        found = _in_fields(of_field, own, name, sobject)
        yield from ((("fields", own, *below), message) for below, message in found)
    if isinstance(sobject, CustomObject):
        for key, kind in _PARTS.items():
            parts: Mapping[str, Any] = getattr(sobject, key)
            absent = [own for own in getattr(translation, key) if own not in parts]
            yield from (((key, own), _absent(own, kind, name, parts)) for own in absent)
    yield from _layouts(translation.page_layouts, name, sobject)


def _in_fields(
    translation: FieldTranslation, own: str, name: str, sobject: Translated
) -> Iterator[tuple[Place, str]]:
    field = sobject.fields.get(own)
    is_whole = not isinstance(sobject, StandardObject)  # the schema makes it, with all its fields
    if field is not None:
        yield from _field(translation, field, own)
    elif is_whole and own.endswith("__c") and own.count("__") == 1:
        yield (), _absent(own, "field", name, sobject.fields)
    elif meant := slip_of(own, sobject.fields):
        yield (), f"{own} is not a field of {name} in this schema; did you mean {meant}?"


def _layouts(
    said: Mapping[str, LayoutTranslation], name: str, sobject: Translated
) -> Iterator[tuple[Place, str]]:
    layouts = titles_of(sobject)
    for own, of_layout in said.items():
        place: Place = ("page_layouts", own)
        if own not in layouts:
            if isinstance(sobject, CustomObject):
                yield place, _absent(own, "page layout", name, layouts)
            continue
        for section in of_layout.sections:
            if section not in layouts[own] and section not in _IN_EVERY_LAYOUT:
                message = _absent(section, "section", own, layouts[own])
                yield (*place, "sections", section), message


_IN_EVERY_LAYOUT = ("Information", "System Information", "Custom Links")


def _absent(name: str, kind: str, owner: str, known: Iterable[str]) -> str:
    meant = slip_of(name, known)
    hint = f"did you mean {meant}?" if meant else "correct the name, or add it there"
    return f"{name} is not a {kind} of {owner}; {hint}"


def _field(
    translation: FieldTranslation, field: CustomField, name: str
) -> Iterator[tuple[Place, str]]:
    if translation.related_list_label and not is_type(field, *_LOOKUPS):
        yield ("related_list_label",), f"is only for lookups; {name} is none; leave it out"
    if translation.lookup_filter and not field.lookup_filter:
        yield ("lookup_filter",), f"{name} has no lookup filter; leave it out, or add one there"
    if not translation.values:
        return
    if field.value_set:
        message = (
            f"{name} has the values of a global value set; translate them under "
            f"global_value_sets.{field.value_set}"
        )
        yield ("values",), message
    elif is_type(field, *_PICKLISTS):
        yield from _values(("values",), translation.values, labels_of(field.values or ()), name)
    else:
        yield ("values",), f"is only for picklists; {name} is none; leave it out"


def _values(
    place: Place, said: Iterable[str], labels: Mapping[str, str], owner: str
) -> Iterator[tuple[Place, str]]:
    known = frozenset(labels.values())
    for label in said:
        if label in known:
            continue
        message = _absent(label, "label of a value", owner, labels.values())
        if label in labels:
            message = f"is the API name of a value of {owner}; write its label, {labels[label]}"
        yield (*place, label), message
