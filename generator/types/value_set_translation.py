"""The translation of value sets into a language: the labels of their values."""

from typing import Annotated, ClassVar

from generator.schema.text_types import Line
from generator.types.comparison import Comparison
from generator.types.requirement import asks_nothing
from generator.types.risk import Risk
from generator.types.table import Table
from generator.types.translated_parts import ValueEntry, ValueTranslation, by_name

TranslatedValues = dict[Line, ValueEntry]


class ValueSetTranslation(Table):
    """The translation of a global value set. An org has nothing to ask for."""

    type_name: ClassVar = "GlobalValueSetTranslation"
    asks: ClassVar = asks_nothing
    comparison: ClassVar = Comparison(otherwise=Risk.SAFE, deleted=Risk.SAFE)

    values: Annotated[
        TranslatedValues, by_name("valueTranslation", ValueTranslation, "masterLabel")
    ] = {}
    """The values in the language, by their labels in the language of the org."""


class StandardValueSetTranslation(ValueSetTranslation):
    """The translation of a standard value set. An org has nothing to ask for."""

    type_name: ClassVar = "StandardValueSetTranslation"
    asks: ClassVar = asks_nothing
