"""What a schema has and a translation leaves out: a retrieve writes it with a comment.

A retrieve of a translated object holds each part of it that it knows: the name of a custom object,
the fields, record types, validation rules, field sets and page sections. What is not translated
has the original text as a comment (seen in files that orgs gave). That it holds all parts of an
object of which only some are translated is inferred from these files.

What standard fields, buttons and actions are called in the language of the org is not known here.
"""

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from generator.types import field_translation
from generator.types.custom_field import CustomField
from generator.types.custom_object import CustomObject, layouts_of
from generator.types.field_translation import FieldTranslation, LookupFilterTranslation
from generator.types.name_forms import forms
from generator.types.object_parts import ObjectParts
from generator.types.object_translation import ObjectTranslation
from generator.types.special_objects import SpecialObject
from generator.types.standard_object import StandardObject
from generator.types.table import Table
from generator.types.translated_parts import (
    FieldSetTranslation,
    Originals,
    RecordTypeTranslation,
    SectionTranslation,
    ValidationRuleTranslation,
    ValueTranslation,
    comment,
    with_originals,
)

Data = Mapping[str, Any]
Translated = CustomObject | StandardObject | SpecialObject


class Translatable(NamedTuple):
    """What a schema has to translate: its objects, and the labels of its value sets.

    The labels of a value set are by the API names of the values.
    """

    objects: Mapping[str, Translated] = {}
    global_value_sets: Mapping[str, Mapping[str, str]] = {}
    standard_value_sets: Mapping[str, Mapping[str, str]] = {}


def of_object(said: Data, sobject: Translated | None, language: str) -> Data:
    """Return the data of a translated object, with all that the schema has of the object."""
    data = dict(said)
    if isinstance(sobject, CustomObject):
        label = {"nameFieldLabel": sobject.record_name.label}
        data = dict(with_originals(data, ObjectTranslation, label))
        if not data.get("label"):
            words = {False: sobject.label, True: sobject.plural_label}
            entries = [{**f, "value": comment(words[f["plural"]])} for f in forms(language)]
            data["metadata"] = {"caseValues": entries} | data.get("metadata", {})
    if isinstance(sobject, ObjectParts):
        for key, model, originals in _parts(sobject):
            data[key] = _completed(data.get(key, {}), model, originals)
    data["page_layouts"] = _layouts(data.get("page_layouts", {}), sobject)
    return data


def _parts(sobject: ObjectParts) -> Iterator[tuple[str, type[Table], Mapping[str, Originals]]]:
    """Yield the key of each kind of parts, its table, and the originals of each part by name."""
    types, rules, sets = sobject.record_types, sobject.validation_rules, sobject.field_sets
    of_types = {
        name: {"label": each.label, "description": each.description}
        for name, each in types.items()
    }
    messages = {name: {"errorMessage": each.error_message} for name, each in rules.items()}
    yield "record_types", RecordTypeTranslation, of_types
    yield "validation_rules", ValidationRuleTranslation, messages
    labels = {name: {"label": each.label} for name, each in sets.items()}
    yield "field_sets", FieldSetTranslation, labels


def _layouts(said: Data, sobject: Translated | None) -> Data:
    """Return the data of page layouts, with all sections that the schema has."""
    titles = titles_of(sobject)
    found = {}
    for name in dict.fromkeys((*titles, *said)):
        each = said.get(name, {})
        originals = {title: {"label": title} for title in titles.get(name, ())}
        sections = _completed(each.get("sections", {}), SectionTranslation, originals)
        found[name] = {**each, "sections": sections}
    return found


def titles_of(sobject: Translated | None) -> dict[str, list[str]]:
    """Return the titles of the sections of each page layout that are not Salesforce's own."""
    own = sobject.page_layouts if isinstance(sobject, StandardObject) else {}
    layouts = layouts_of(sobject) if isinstance(sobject, CustomObject) else own
    return {
        name: [each.label for each in layout.sections if each.label and not each.is_standard]
        for name, layout in layouts.items()
    }


def fields(said: Data, sobject: Translated | None) -> Data:
    """Return the data of each field of an object that the schema has or translates, by name."""
    known: Mapping[str, CustomField] = sobject.fields if sobject else {}
    names = dict.fromkeys((*known, *said))
    return {
        name: _field(said.get(name, {}), known[name]) if name in known else said[name]
        for name in names
    }


def _field(said: Data, known: CustomField) -> Data:
    data = dict(with_originals(said, FieldTranslation, field_translation.originals(known)))
    if of_filter := field_translation.filter_originals(known):
        own = data.get("lookup_filter", {})
        data["lookup_filter"] = with_originals(own, LookupFilterTranslation, of_filter)
    labels = field_translation.labels_of(known.values or ())
    return {**data, "values": values(data.get("values", {}), labels)}


def values(said: Data, labels: Mapping[str, str]) -> Data:
    """Return the data of the values of a field or value set, with those not translated."""
    originals = {label: {"translation": label} for label in labels.values()}
    return _completed(said, ValueTranslation, originals)


def _completed(said: Data, model: type[Table], originals: Mapping[str, Originals]) -> Data:
    """Return entries by name, with those that the schema has and does not translate."""
    names = dict.fromkeys((*originals, *said))
    return {
        name: with_originals(said.get(name, {}), model, originals.get(name, {})) for name in names
    }
