"""The facts of a translation that rules across files read; a tree has many translations."""

from typing import NamedTuple

from lxml import etree

from generator.diagnostics import Diagnostic
from generator.metadata.document import MetadataFile, children, line_of, text
from generator.metadata.registry import (
    CUSTOM_FIELD,
    CUSTOM_FIELD_TRANSLATION,
    CUSTOM_OBJECT_TRANSLATION,
    FIELD_SET,
    RECORD_TYPE,
    VALIDATION_RULE,
    MetadataType,
)

_LABEL = "masterLabel"
# The parts of an object, by the element that translates one.
_PARTS = {
    "fieldSets": FIELD_SET,
    "fields": CUSTOM_FIELD,
    "recordTypes": RECORD_TYPE,
    "validationRules": VALIDATION_RULE,
}


class Translated(NamedTuple):
    """A part of an object, or a value, that a file translates: its name and its line.

    `type` is the type of a part; `field` the field of a value, empty for one of a value set.
    """

    name: str
    line: int
    type: MetadataType | None = None
    field: str = ""


class TranslationFacts(NamedTuple):
    """What a file translates; `of` is the object or the value set, without the language."""

    path: str
    type: MetadataType
    full_name: str
    of: str
    parts: tuple[Translated, ...]

    def at(self, code: str, message: str, line: int) -> Diagnostic:
        return Diagnostic(self.path, message, line, column=1, rule=code)


def translation_facts(file: MetadataFile) -> TranslationFacts:
    """Return the facts of a file of one of the types that translate objects and value sets."""
    full_name = file.type.full_name(file.name, file.parent)
    of = file.type.member(full_name).rpartition("-")[0]
    return TranslationFacts(file.path, file.type, full_name, of, tuple(_parts(file)))


def _parts(file: MetadataFile) -> list[Translated]:
    if file.type is CUSTOM_FIELD_TRANSLATION:
        return _field(file.root)
    if file.type is CUSTOM_OBJECT_TRANSLATION:
        found = [
            Translated(text(each, "name"), line_of(each), row)
            for tag, row in _PARTS.items()
            for each in children(file.root, tag)
        ]
        fields = [part for each in children(file.root, "fields") for part in _field(each)[1:]]
        return [*found, *fields]
    values = children(file.root, "valueTranslation")
    return [Translated(text(each, _LABEL), line_of(each)) for each in values]


def _field(element: etree._Element) -> list[Translated]:
    """Return a field, and its values."""
    name = text(element, "name")
    values = children(element, "picklistValues")
    return [
        Translated(name, line_of(element), CUSTOM_FIELD),
        *(Translated(text(each, _LABEL), line_of(each), field=name) for each in values),
    ]
