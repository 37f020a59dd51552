"""What translations have in common: entries by name, texts, and what is not translated yet.

A retrieve writes the original text of what is not translated as a comment in its place. In a
schema such a part is left out: `with_originals` brings the comment back. Where the original is not
known here, it stands under `metadata`.
"""

from collections.abc import Iterable, Mapping
from typing import Annotated, Any, ClassVar

from pydantic import BeforeValidator

from generator.metadata.elements import COMMENT, Elements, flat, nested
from generator.schema.text_types import Line, Text, at_most, shown
from generator.types.keys import element
from generator.types.requirement import asks_nothing
from generator.types.risk import Risk, Rule
from generator.types.table import Context, Key, Table, Values, keys, read, write

Originals = Mapping[str, str | None]  # the texts of a part in the language of the org, by element
PartLabel = Annotated[Line, at_most(765)]  # Metadata API Developer Guide, CustomObjectTranslation


def translated(path: str) -> Key:
    """Return the key of a text that is translated; what is not has no value."""

    def read_text(elements: Elements, _context: Context, _usual: Elements) -> str | None:
        text = elements.get(path)
        return text if isinstance(text, str) and text else None

    return Key(read_text, element(path).write, {path: Risk.SAFE})


def by_name(path: str, model: type[Table], name: str = "name", risk: Rule = Risk.SAFE) -> Key:
    """Return the key of a repeated element as a mapping, by the element that names an entry.

    A retrieve sorts the entries by their names.
    """

    def read_map(elements: Elements, context: Context, _usual: Elements) -> dict[str, Any] | None:
        entries = [flat(each) for each in elements.get(path, ())]
        if not entries or not all(isinstance(each.get(name), str) for each in entries):
            return None
        return {each[name]: read(model, _without(each, name), context) for each in entries}

    def write_map(entries: Mapping[str, Any], context: Context, _values: Values) -> Elements:
        found = [
            nested(write(model, entry, context) | {name: key})
            for key, entry in sorted(entries.items())
        ]
        return {path: found} if found else {}

    return Key(read_map, write_map, {path: risk}, {path: name})


def _without(elements: Elements, name: str) -> Elements:
    return {path: value for path, value in elements.items() if path != name}


def short_translation(given: Any, key: str = "label") -> BeforeValidator:
    """Return a validator that takes a text for an entry that says nothing but one key.

    `given` is what a schema may have: the text, or the entry.
    """

    def lengthened(value: object) -> object:
        if value is None:
            raise ValueError("is empty; write a translation, or leave it out")
        if isinstance(value, bool | int | float):
            raise ValueError(f"is {shown(value)}; write text, in quotes: '{shown(value)}'")  # noqa: TRY004  (pydantic)
        return {key: value} if isinstance(value, str) else value

    return BeforeValidator(lengthened, json_schema_input_type=given)


def with_originals(said: Mapping[str, Any], model: type[Table], originals: Originals) -> Any:
    """Return the data of a part, with comments for the texts that it does not translate."""
    raw = said.get("metadata", {})
    known = {*flat(raw), *(path for name in said if said[name] for path in _paths(model, name))}
    comments = {
        path: comment(original)
        for path, original in originals.items()
        if original and path not in known
    }
    return {**said, "metadata": nested(comments) | raw} if comments else said


def _paths(model: type[Table], name: str) -> Iterable[str]:
    return keys(model)[name].risks if name in keys(model) else ()


def comment(original: str) -> Elements:
    """Return the element of a text that is not translated.

    Empty for a text that no comment can hold: what an org writes then is not known.
    """
    return {COMMENT: "" if "--" in original else original}


class Labelled(Table):
    """The translation of a thing that has nothing but a label."""

    short: ClassVar = "label"
    asks: ClassVar = asks_nothing

    label: Annotated[PartLabel | None, translated("label")] = None
    """The label in the language."""

    @classmethod
    def defaults(cls, elements: Elements, context: Context) -> Elements:
        del elements, context
        return {"label": ""}  # the type needs it


class FieldSetTranslation(Labelled):
    """The translation of a field set."""

    type_name: ClassVar = "FieldSetTranslation"


FieldSetEntry = Annotated[FieldSetTranslation, short_translation(PartLabel | FieldSetTranslation)]


class QuickActionTranslation(Labelled):
    """The translation of an action of an object."""

    type_name: ClassVar = "QuickActionTranslation"


QuickActionEntry = Annotated[
    QuickActionTranslation, short_translation(PartLabel | QuickActionTranslation)
]


class SharingReasonTranslation(Labelled):
    """The translation of a sharing reason."""

    type_name: ClassVar = "SharingReasonTranslation"


SharingReasonEntry = Annotated[
    SharingReasonTranslation, short_translation(PartLabel | SharingReasonTranslation)
]


class StandardFieldTranslation(Labelled):
    """The translation of a standard field."""

    type_name: ClassVar = "StandardFieldTranslation"


StandardFieldEntry = Annotated[
    StandardFieldTranslation, short_translation(PartLabel | StandardFieldTranslation)
]


class WebLinkTranslation(Labelled):
    """The translation of a button or link."""

    type_name: ClassVar = "WebLinkTranslation"


WebLinkEntry = Annotated[WebLinkTranslation, short_translation(PartLabel | WebLinkTranslation)]


class SectionTranslation(Labelled):
    """The translation of a section of a page layout."""

    type_name: ClassVar = "LayoutSectionTranslation"


SectionEntry = Annotated[SectionTranslation, short_translation(PartLabel | SectionTranslation)]


class LayoutTranslation(Table):
    """The translation of a page layout: its sections."""

    type_name: ClassVar = "LayoutTranslation"
    asks: ClassVar = asks_nothing

    sections: Annotated[
        dict[Line, SectionEntry],
        by_name("sections", SectionTranslation, "section"),
    ] = {}
    """The titles of the sections in the language, by their titles in the language of the org."""


class RecordTypeTranslation(Labelled):
    """The translation of a record type."""

    type_name: ClassVar = "RecordTypeTranslation"

    description: Annotated[Text | None, translated("description")] = None
    """The description in the language."""


RecordTypeEntry = Annotated[
    RecordTypeTranslation, short_translation(PartLabel | RecordTypeTranslation)
]


class ValidationRuleTranslation(Table):
    """The translation of a validation rule."""

    type_name: ClassVar = "ValidationRuleTranslation"
    short: ClassVar = "error_message"
    asks: ClassVar = asks_nothing

    error_message: Annotated[Text | None, translated("errorMessage")] = None
    """What people read in the language where the rule stops them."""

    @classmethod
    def defaults(cls, elements: Elements, context: Context) -> Elements:
        del elements, context
        return {"errorMessage": ""}


ValidationRuleEntry = Annotated[
    ValidationRuleTranslation, short_translation(Text | ValidationRuleTranslation, "error_message")
]


class ValueTranslation(Table):
    """The translation of a value of a value set."""

    type_name: ClassVar = "ValueTranslation"
    short: ClassVar = "label"
    asks: ClassVar = asks_nothing

    label: Annotated[PartLabel | None, translated("translation")] = None
    """The label of the value in the language."""


ValueEntry = Annotated[ValueTranslation, short_translation(PartLabel | ValueTranslation)]


class PicklistValueTranslation(ValueTranslation):
    """The translation of a value of a field."""

    type_name: ClassVar = "PicklistValueTranslation"


PicklistValueEntry = Annotated[
    PicklistValueTranslation, short_translation(PartLabel | PicklistValueTranslation)
]
