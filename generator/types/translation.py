"""Translations of what a schema has: a language, then objects and value sets."""

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from generator.metadata.elements import nested
from generator.metadata.registry import (
    CUSTOM_FIELD_TRANSLATION,
    CUSTOM_OBJECT_TRANSLATION,
    GLOBAL_VALUE_SET_TRANSLATION,
    STANDARD_VALUE_SET_TRANSLATION,
    Component,
    MetadataType,
)
from generator.schema.base import Model
from generator.schema.text_types import ApiName
from generator.types import untranslated
from generator.types.field_translation import FieldTranslation
from generator.types.object_translation import ObjectTranslation
from generator.types.table import Context, Table, write
from generator.types.target import Target
from generator.types.untranslated import Translatable
from generator.types.value_set_translation import (
    StandardValueSetTranslation,
    TranslatedValues,
    ValueSetTranslation,
)


class Translation(Model):
    """What people read who use a language: what is left out, they read in that of the org."""

    objects: dict[ApiName, ObjectTranslation] = {}
    """Objects with their fields and other parts, by API name."""
    global_value_sets: dict[ApiName, TranslatedValues] = {}
    """Global value sets, by API name: each value by its label in the language of the org."""
    standard_value_sets: dict[ApiName, TranslatedValues] = {}
    """Value sets of standard picklists, as in Industry: each value by its label."""


class _File(NamedTuple):
    """A file of a translation: its type, its table, its key of the schema, its name and folder."""

    row: MetadataType
    model: type[Table]
    place: tuple[str, ...]
    name: str
    parent: str = ""

    def component(self, data: Any, target: Target) -> Component:
        context = Context(self.name, self.parent, target.api_version)
        return Component(
            self.row,
            self.row.full_name(self.name, self.parent),
            self.row.path(target.package_directory, self.name, self.parent),
            nested(write(self.model, data, context)),
            self.place,
        )


def components(
    translations: Mapping[str, Translation], known: Translatable, target: Target
) -> Iterator[Component]:
    """Yield the files of each language; `known` is what the schema has to translate."""
    for language, each in translations.items():
        place = ("translations", language)
        for name, of_object in each.objects.items():
            yield from _of_object((*place, "objects", name), of_object, known, target)
        for key, row, model in _VALUE_SETS:
            for name, values in getattr(each, key).items():
                labels = getattr(known, key).get(name, {})
                data = {"values": untranslated.values(_plain(values), labels)}
                file = _File(row, model, (*place, key, name), f"{name}-{language}")
                yield file.component(data, target)


_VALUE_SETS: tuple[tuple[str, MetadataType, type[Table]], ...] = (
    ("global_value_sets", GLOBAL_VALUE_SET_TRANSLATION, ValueSetTranslation),
    ("standard_value_sets", STANDARD_VALUE_SET_TRANSLATION, StandardValueSetTranslation),
)


def _of_object(
    place: tuple[str, ...], translation: ObjectTranslation, known: Translatable, target: Target
) -> Iterator[Component]:
    _, language, _, name = place
    parent = f"{name}-{language}"
    said = translation.model_dump(exclude_unset=True)
    fields = said.pop("fields", {})
    sobject = known.objects.get(name)
    file = _File(CUSTOM_OBJECT_TRANSLATION, ObjectTranslation, place, parent, parent)
    yield file.component(untranslated.of_object(said, sobject, language), target)
    for field, data in untranslated.fields(fields, sobject).items():
        at = (*place, "fields", field) if field in fields else place
        yield _File(CUSTOM_FIELD_TRANSLATION, FieldTranslation, at, field, parent).component(
            data, target
        )


def _plain(values: TranslatedValues) -> dict[str, Any]:
    return {label: each.model_dump(exclude_unset=True) for label, each in values.items()}
