"""The translation of a field into a language: its label, its help text, its values."""

from collections.abc import Iterable
from typing import Annotated, ClassVar

from generator.metadata.elements import Elements
from generator.schema.text_types import HelpText, Line, Text, at_most
from generator.types.comparison import Comparison
from generator.types.custom_field import CustomField
from generator.types.keys import part
from generator.types.name_forms import FORM
from generator.types.picklist_value import PicklistValue
from generator.types.requirement import asks_nothing
from generator.types.risk import Risk
from generator.types.table import Context, Table
from generator.types.translated_parts import (
    Originals,
    PicklistValueEntry,
    PicklistValueTranslation,
    by_name,
    short_translation,
    translated,
)

FieldLabel = Annotated[Line, at_most(40)]  # Metadata API Developer Guide, CustomFieldTranslation
_RelatedListLabel = Annotated[Line, at_most(80)]


class LookupFilterTranslation(Table):
    """The translation of what people read about a lookup filter."""

    type_name: ClassVar = "LookupFilterTranslation"
    asks: ClassVar = asks_nothing

    error_message: Annotated[Text | None, translated("errorMessage")] = None
    """What people read in the language if they choose another record."""
    lookup_window_text: Annotated[Text | None, translated("informationalMessage")] = None
    """What people read in the language in the window where they search for the record."""

    @classmethod
    def defaults(cls, elements: Elements, context: Context) -> Elements:
        del context
        # The type needs both.
        return dict.fromkeys(("errorMessage", "informationalMessage"), "") if elements else {}


class FieldTranslation(Table):
    """The translation of a field. An org has nothing to ask for: it shows what is translated."""

    type_name: ClassVar = "CustomFieldTranslation"
    short: ClassVar = "label"
    asks: ClassVar = asks_nothing
    comparison: ClassVar = Comparison(
        identity={"caseValues": FORM},
        ignored=("name",),  # that of the file: one that translates nothing has no fact
        otherwise=Risk.SAFE,
        deleted=Risk.SAFE,
    )

    label: Annotated[FieldLabel | None, translated("label")] = None
    """The label of the field in the language."""
    help_text: Annotated[HelpText | None, translated("help")] = None
    """The help text in the language."""
    related_list_label: Annotated[_RelatedListLabel | None, translated("relationshipLabel")] = None
    """The title of the related list in the language, for a lookup."""
    lookup_filter: Annotated[
        LookupFilterTranslation | None, part("lookupFilter", LookupFilterTranslation)
    ] = None
    """What people read about the lookup filter in the language."""
    values: Annotated[
        dict[Line, PicklistValueEntry],
        by_name("picklistValues", PicklistValueTranslation, "masterLabel"),
    ] = {}
    """The values in the language, by their labels in the language of the org."""

    @classmethod
    def defaults(cls, elements: Elements, context: Context) -> Elements:
        del elements
        return {"name": context.name}


FieldEntry = Annotated[FieldTranslation, short_translation(FieldLabel | FieldTranslation)]


def originals(field: CustomField) -> Originals:
    """Return the texts of a field that have translations, by the elements of these."""
    return {
        "label": field.label,
        "help": field.help_text,
        "relationshipLabel": field.related_list_label,
    }


def filter_originals(field: CustomField) -> Originals:
    """Return the texts of a field's lookup filter; none where it has Salesforce's own words."""
    of_filter = field.lookup_filter
    texts = {
        "errorMessage": of_filter and of_filter.error_message,
        "informationalMessage": of_filter and of_filter.lookup_window_text,
    }
    return {path: text for path, text in texts.items() if text}


def labels_of(values: Iterable[PicklistValue]) -> dict[str, str]:
    """Return the labels of values, by their API names."""
    return {each.value: each.label or each.value for each in values}
