"""The translation of an object into a language: its name, its fields, and its other parts."""

from collections.abc import Iterator, Mapping
from typing import Annotated, Any, ClassVar, Literal

from pydantic import StrictBool

from generator.metadata.elements import Elements
from generator.schema.base import Model
from generator.schema.text_types import ApiName, Line, Place, at_most
from generator.types.comparison import Comparison
from generator.types.field_translation import FieldEntry
from generator.types.name_forms import FORM, forms, grammar_of
from generator.types.requirement import asks_nothing
from generator.types.risk import Risk
from generator.types.table import Context, Key, Table, Values
from generator.types.translated_parts import (
    FieldSetEntry,
    FieldSetTranslation,
    LayoutTranslation,
    QuickActionEntry,
    QuickActionTranslation,
    RecordTypeEntry,
    RecordTypeTranslation,
    SharingReasonEntry,
    SharingReasonTranslation,
    StandardFieldEntry,
    StandardFieldTranslation,
    ValidationRuleEntry,
    ValidationRuleTranslation,
    WebLinkEntry,
    WebLinkTranslation,
    by_name,
    short_translation,
    translated,
)

# 80 characters: Metadata API Developer Guide, nameFieldLabel; of the name itself it says nothing.
_Label = Annotated[Line, at_most(80)]
_NAME = "caseValues"
# The keys of a form in the schema, by its elements.
_KEYS = {"article": "article", "caseType": "case", "plural": "plural", "possessive": "possessive"}
Case = Literal[
    "Ablative",
    "Accusative",
    "Adessive",
    "Allative",
    "Causalfinal",
    "Dative",
    "Delative",
    "Distributive",
    "Elative",
    "Essive",
    "Essiveformal",
    "Genitive",
    "Illative",
    "Inessive",
    "Instrumental",
    "Locative",
    "Nominative",
    "Partitive",
    "Prepositional",
    "Sublative",
    "Superessive",
    "Termanative",
    "Translative",
    "Vocative",
]
Gender = Literal["Feminine", "Masculine", "Neuter", "AnimateMasculine"]


class NameForm(Model):
    """A form of an object's name that is another word."""

    case: Case | None = None
    """The case, as in Genitive."""
    article: Literal["None", "Indefinite", "Definite"] | None = None
    """The article: None, Indefinite or Definite."""
    plural: StrictBool = False
    """Whether the form means several records."""
    possessive: Literal["None", "First", "Second"] | None = None
    """Whose it is: None, First or Second person."""
    value: _Label
    """The word."""

    @property
    def elements(self) -> Elements:
        """The elements of the form, without its word."""
        values = {name: getattr(self, key) for name, key in _KEYS.items()}
        return {name: value for name, value in values.items() if value is not None}


class ObjectName(Model):
    """The name of an object in a language."""

    singular: _Label
    """The name of one record, as in Besuch."""
    plural: _Label | None = None
    """The name of several records, as in Besuche; without it, that of one."""
    forms: tuple[NameForm, ...] = ()
    """The forms that are other words: cases, articles and whatever else the language has."""


def _read_name(elements: Elements, _context: Context, _usual: Elements) -> object:
    entries = elements.get(_NAME)
    if not entries or not all(isinstance(each.get("value"), str) for each in entries):
        return None
    words = [(each, str(each["value"])) for each in entries]
    singular = next((word for each, word in words if each.get("plural") is False), None)
    plural = next((word for each, word in words if each.get("plural") is True), None)
    usual = {False: singular, True: plural}
    said = {"singular": singular}
    if plural != singular:
        said["plural"] = plural
    others: list[dict[str, Any]] = [
        {key: each[name] for name, key in _KEYS.items() if name in each} | {"value": word}
        for each, word in words
        if word != usual[each.get("plural") is True]
    ]
    for each in others:
        if each.get("plural") is False:
            del each["plural"]
    found: dict[str, Any] = {name: value for name, value in said.items() if value is not None}
    if others:
        found["forms"] = others
    return singular if list(found) == ["singular"] else found


def _write_name(value: Any, context: Context, _values: Values) -> Elements:
    name = ObjectName.model_validate({"singular": value} if isinstance(value, str) else value)
    other = {tuple(each.elements.items()): each.value for each in name.forms}
    words = {False: name.singular, True: name.plural or name.singular}
    entries = [
        {**form, "value": other.get(tuple(form.items()), words[form["plural"]])}
        for form in forms(language_of(context.name))
    ]
    return {_NAME: entries}


def language_of(full_name: str) -> str:
    """Return the language of a translation's name: de of Visit__c-de, also of Visit__c-pkg__de."""
    return full_name.rpartition("-")[2].rpartition("__")[2]


class ObjectTranslation(Table):
    """The translation of an object. An org has nothing to ask for: it shows what is translated."""

    type_name: ClassVar = "CustomObjectTranslation"
    asks: ClassVar = asks_nothing
    comparison: ClassVar = Comparison(
        identity={_NAME: FORM, "sections": ("section",), "quickActions": ("name", "aspect")},
        otherwise=Risk.SAFE,
        deleted=Risk.SAFE,
    )

    label: Annotated[
        ObjectName | None,
        short_translation(_Label | ObjectName, "singular"),
        Key(_read_name, _write_name, {_NAME: Risk.SAFE}, {_NAME: ""}),
    ] = None
    """The name of the object in the language; where several records have another, both."""
    gender: Annotated[Gender | None, translated("gender")] = None
    """The gender of the name, where the language has one."""
    starts_with: Annotated[
        Literal["Consonant", "Vowel", "Special"] | None, translated("startsWith")
    ] = None
    """What the name starts with, where the language has other articles before a vowel."""
    record_name: Annotated[_Label | None, translated("nameFieldLabel")] = None
    """The label of the Name field in the language."""
    fields: dict[ApiName, FieldEntry] = {}
    """The fields in the language, by API name."""
    standard_fields: Annotated[
        dict[ApiName, StandardFieldEntry],
        by_name("standardFields", StandardFieldTranslation),
    ] = {}
    """The labels of standard fields in the language, by API name."""
    record_types: Annotated[
        dict[ApiName, RecordTypeEntry],
        by_name("recordTypes", RecordTypeTranslation),
    ] = {}
    """The record types in the language, by API name."""
    validation_rules: Annotated[
        dict[ApiName, ValidationRuleEntry],
        by_name("validationRules", ValidationRuleTranslation),
    ] = {}
    """The error messages of validation rules in the language, by the API name of the rule."""
    field_sets: Annotated[
        dict[ApiName, FieldSetEntry],
        by_name("fieldSets", FieldSetTranslation),
    ] = {}
    """The labels of field sets in the language, by API name."""
    page_layouts: Annotated[
        dict[Line, LayoutTranslation], by_name("layouts", LayoutTranslation, "layout")
    ] = {}
    """The page layouts in the language, by the name of the layout."""
    quick_actions: Annotated[
        dict[ApiName, QuickActionEntry],
        by_name("quickActions", QuickActionTranslation),
    ] = {}
    """The labels of the object's actions in the language, by API name."""
    web_links: Annotated[
        dict[ApiName, WebLinkEntry],
        by_name("webLinks", WebLinkTranslation),
    ] = {}
    """The labels of buttons and links in the language, by API name."""
    sharing_reasons: Annotated[
        dict[ApiName, SharingReasonEntry],
        by_name("sharingReasons", SharingReasonTranslation),
    ] = {}
    """The labels of sharing reasons in the language, by API name."""


def grammar_diagnostics(
    language: str, translation: ObjectTranslation
) -> Iterator[tuple[Place, str]]:
    """Yield what the name of an object says that its language does not have."""
    grammar = grammar_of(language)
    genders, starts = grammar.genders.split(), grammar.starts.split()
    for key, given, offered in (
        ("gender", translation.gender, genders),
        ("starts_with", translation.starts_with, starts),
    ):
        if given and grammar.is_known and given not in offered:
            allowed = f"allowed: {', '.join(offered)}" if offered else "leave it out"
            yield (key,), f"is {given}, which the language {language} does not have; {allowed}"
    name = translation.label
    if name is None:
        return
    if name.plural and not grammar.has_plural:
        yield ("label", "plural"), f"the language {language} has no plural; leave it out"
    known = [tuple(form.items()) for form in forms(language)]
    for index, form in enumerate(name.forms):
        if tuple(form.elements.items()) not in known:
            message = f"is no form of a name in the language {language}; {_allowed(language)}"
            yield ("label", "forms", index), message


def _allowed(language: str) -> str:
    """Return which keys a form of a name has in a language, and their values."""
    grammar: Mapping[str, str] = {
        "case": grammar_of(language).cases,
        "article": grammar_of(language).articles,
        "possessive": grammar_of(language).possessives,
    }
    words = [f"{key} {', '.join(values.split())}" for key, values in grammar.items() if values]
    return f"write {' and '.join(words)}" if words else "leave it out"
