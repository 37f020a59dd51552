"""Rules of translations: what they translate is there."""

from collections.abc import Iterator, Mapping

from generator.diagnostics import Diagnostic, warning
from generator.metadata.registry import (
    CUSTOM_FIELD,
    GLOBAL_VALUE_SET,
    GLOBAL_VALUE_SET_TRANSLATION,
    MetadataType,
)
from generator.validation.field_facts import Value, values_of
from generator.validation.rules.names import meant
from generator.validation.rules.picklists import folded
from generator.validation.rules.sources import GUIDE
from generator.validation.translation_facts import PARTS, Translated, TranslationFacts
from generator.validation.tree_index import TreeIndex

_KINDS = dict(
    zip(PARTS.values(), ("field set", "field", "record type", "validation rule"), strict=True)
)

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
        for part in facts.parts:
            message = _part(facts, part, index) if part.type else ""
            if message:
                yield facts.at("KS671", message, part.line)
            elif not part.type and (message := _value(facts, part, index)):
                yield facts.at("KS672", message, part.line)


def _part(facts: TranslationFacts, part: Translated, index: TreeIndex) -> str:
    if part.type is None or not index.has_all_fields(facts.of):
        return ""
    if part.type == CUSTOM_FIELD:
        if not index.lacks_field(facts.of, part.name):
            return ""
        known = [each.fullName for each in index.fields_of(facts.of)]
    else:
        known = _names(part.type, facts.of, index)
        is_there = part.name.casefold() in map(str.casefold, known)
        if is_there or "__" in part.name or not index.lacks(part.type, part.name, facts.of):
            return ""
    hint = meant(part.name, known)
    return f"{facts.of} has no {_KINDS[part.type]} {part.name}{hint}"


def _names(row: MetadataType, parent: str, index: TreeIndex) -> list[str]:
    return [file.name for file in index.of_parent(row, parent)]


def _value(facts: TranslationFacts, part: Translated, index: TreeIndex) -> str:
    known = _labels(facts, part, index)
    if not known or folded(part.name) in known:
        return ""
    owner = f"{facts.of}.{part.field}" if part.field else facts.of
    return f"{owner} has no value with the label {part.name}{meant(part.name, known.values())}"


def _labels(facts: TranslationFacts, part: Translated, index: TreeIndex) -> Mapping[str, str]:
    """Return the labels of a field or value set, by folded label; none if the tree has none."""
    values: tuple[Value, ...] | None = ()
    if part.field:
        field = index.field(f"{facts.of}.{part.field}")
        is_known = field is not None and field.is_custom and field.value_set is not None
        values = field.value_set.values if field and field.value_set and is_known else ()
    elif facts.type == GLOBAL_VALUE_SET_TRANSLATION:
        file = index.component(GLOBAL_VALUE_SET, facts.of)
        values = values_of(file.root, "customValue") if file else ()
    labels = [each.label or each.fullName for each in values or ()]
    return {folded(label): label for label in labels}
