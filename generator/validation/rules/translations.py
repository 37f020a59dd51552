"""Rules of translations: what they translate is there."""

from collections.abc import Iterator
from functools import cache, partial

from generator.diagnostics import Diagnostic, warning
from generator.metadata.registry import (
    CUSTOM_FIELD,
    FIELD_SET,
    GLOBAL_VALUE_SET,
    GLOBAL_VALUE_SET_TRANSLATION,
    RECORD_TYPE,
    VALIDATION_RULE,
    MetadataType,
)
from generator.validation.field_facts import Value, values_of
from generator.validation.rules.names import meant, no_field
from generator.validation.rules.picklists import Known, folded
from generator.validation.rules.sources import GUIDE
from generator.validation.translation_facts import Translated, TranslationFacts
from generator.validation.tree_index import TreeIndex

_KINDS = {
    FIELD_SET: "field set",
    RECORD_TYPE: "record type",
    VALIDATION_RULE: "validation rule",
}

RULES = (
    warning(
        "KS671",
        "What the translation of an object translates is in the tree.",
        "The org refuses a translation of what it does not have.",
        "Correct the name, or remove the translation.",
        "forcedotcom/cli#2905",
        message="In field: name - no X named Y found",
    ),
    warning(
        "KS672",
        "A translated value has the label of a value of its field or value set.",
        "masterLabel is the label in the language of the org; another translates nothing.",
        "Write the label of the value, or remove the translation.",
        f"{GUIDE}, CustomObjectTranslation",
    ),
)


def check(index: TreeIndex) -> Iterator[Diagnostic]:
    for facts in index.translations:
        labels = cache(partial(_labels, index, facts))
        for part in facts.parts:
            if part.type:
                code, message = "KS671", _part(index, facts.of, part.type, part.name)
            else:
                code, message = "KS672", _value(facts, part, labels(part.field))
            if message:
                yield facts.at(code, message, part.line)


def _part(index: TreeIndex, parent: str, row: MetadataType, name: str) -> str:
    if row == CUSTOM_FIELD:
        return no_field(index, parent, name) if index.lacks_field(parent, name) else ""
    if "__" in name or not index.has_all_fields(parent) or not index.lacks(row, name, parent):
        return ""
    known = [file.name for file in index.of_parent(row, parent)]
    if name.casefold() in map(str.casefold, known):
        return ""
    return f"{parent} has no {_KINDS[row]} {name}{meant(name, known)}"


def _value(facts: TranslationFacts, part: Translated, known: Known) -> str:
    if not known or folded(part.name) in known:
        return ""
    owner = f"{facts.of}.{part.field}" if part.field else facts.of
    return f"{owner} has no value with the label {part.name}{meant(part.name, known.values())}"


def _labels(index: TreeIndex, facts: TranslationFacts, own: str) -> Known:
    """Return the labels of a field or value set, by folded label; none if the tree has none."""
    values: tuple[Value, ...] | None = ()
    if own:
        field = index.field(f"{facts.of}.{own}")
        values = field.value_set.values if field and field.is_custom and field.value_set else ()
    elif facts.type == GLOBAL_VALUE_SET_TRANSLATION:
        file = index.component(GLOBAL_VALUE_SET, facts.of)
        values = values_of(file.root, "customValue") if file else ()
    labels = [each.label or each.fullName for each in values or ()]
    return {folded(label): label for label in labels}
