"""Translations: files as orgs write them come back byte for byte, and what a plan says of them.

The files here are made up, in the forms that orgs gave: the corpus holds no translation.
"""

from pathlib import Path

import pytest
from test_canonical import HEAD
from test_laws import ENVIRONMENT

from generator.metadata import elements as raw
from generator.metadata import published
from generator.metadata.api_version import ApiVersion
from generator.metadata.canonical import parse, serialize
from generator.metadata.document import any_type_of, component_of, member_of, place_of
from generator.metadata.elements import COMMENT, ElementsError, flat, nested
from generator.metadata.registry import TRANSLATIONS, Component
from generator.metadata.render import render
from generator.metadata.xsd import violations
from generator.planning.compare import compare
from generator.planning.destructive import accepted
from generator.planning.differences import Difference
from generator.types.name_forms import GRAMMARS, forms
from generator.types.registry import TABLES
from generator.types.risk import Risk
from generator.types.table import Context, read, write
from generator.workspace.diff import Action

OBJECT = "objectTranslations/Visit__c-de/Visit__c-de.objectTranslation-meta.xml"
FIELD = "objectTranslations/Visit__c-de/Status__c.fieldTranslation-meta.xml"
VALUES = "globalValueSetTranslations/Regions-de.globalValueSetTranslation-meta.xml"
STANDARD = "standardValueSetTranslations/Industry-de.standardValueSetTranslation-meta.xml"


def named(name: str, label: str = "Etwas") -> str:
    return f"<label>{label}</label><name>{name}</name>"


def case(case_type: str, singular: str, plural: str) -> str:
    return "".join(
        f"<caseValues><caseType>{case_type}</caseType><plural>{flag}</plural>"
        f"<value>{word}</value></caseValues>"
        for flag, word in (("false", singular), ("true", plural))
    )


GERMAN = "".join(case(each, "Weg", "Wege") for each in ("Nominative", "Accusative"))
GERMAN += case("Genitive", "Weges", "Wege") + case("Dative", "Weg", "Wegen")
ENGLISH = "<caseValues><plural>false</plural><value>{}</value></caseValues>"
VALUE = "<masterLabel>{}</masterLabel><translation>{}</translation>"

# A path, what the file holds, and what the language says of it.
FILES = [
    (FIELD, named("Status__c", "Stand"), "Stand"),
    (
        FIELD,
        named("Status__c", "<!-- Status -->"),
        {"metadata": {"label": {COMMENT: "Status"}}},
    ),
    (
        FIELD,
        ("<help>Wie weit</help><label>Stand</label><name>Status__c</name>"
        f"<picklistValues>{VALUE.format('Done', 'Fertig')}</picklistValues>"
        f"<picklistValues>{VALUE.format('New', '<!-- New -->')}</picklistValues>"),
        {
            "label": "Stand",
            "help_text": "Wie weit",
            "values": {"Done": "Fertig", "New": {"metadata": {"translation": {COMMENT: "New"}}}},
        },
    ),
    (FIELD, "<label></label><name>Status__c</name>", {"metadata": {"label": ""}}),
    (
        FIELD,
        "<gender>Feminine</gender><name>Status__c</name>",
        {"metadata": {"gender": "Feminine"}},
    ),
    (OBJECT, GERMAN, {
        "label": {
            "singular": "Weg",
            "plural": "Wege",
            "forms": [
                {"case": "Genitive", "value": "Weges"},
                {"case": "Dative", "plural": True, "value": "Wegen"},
            ],
        }
    }),
    (
        OBJECT,
        ENGLISH.format("<!-- Visit -->"),
        {"metadata": {"caseValues": [{"plural": False, "value": {COMMENT: "Visit"}}]}},
    ),
    (
        OBJECT,
        "<gender><!-- Masculine --></gender><startsWith></startsWith>",
        {"metadata": {"gender": {COMMENT: "Masculine"}, "startsWith": ""}},
    ),
    (
        OBJECT,
        (f"<fieldSets>{named('A')}</fieldSets><fieldSets>{named('B', '<!-- B -->')}</fieldSets>"
        "<nameFieldLabel>Name</nameFieldLabel>"
        f"<recordTypes><description><!-- &c. --></description>{named('Fair', 'Messe')}"
        f"</recordTypes><validationRules><errorMessage>Nein</errorMessage><name>R</name>"
        "</validationRules>"),
        {
            "record_name": "Name",
            "record_types": {
                "Fair": {"label": "Messe", "metadata": {"description": {COMMENT: "&c."}}}
            },
            "validation_rules": {"R": "Nein"},
            "field_sets": {"A": "Etwas", "B": {"metadata": {"label": {COMMENT: "B"}}}},
        },
    ),
    (
        OBJECT,
        ("<layouts><layout>Visit Layout</layout><layoutType>PersonAccount</layoutType>"
        "<sections><label></label><section>Links</section></sections></layouts>"),
        {
            "page_layouts": {
                "Visit Layout": {
                    "sections": {"Links": {}},
                    "metadata": {"layoutType": "PersonAccount"},
                }
            }
        },
    ),
    (
        OBJECT,
        "".join(
            f"<quickActions><aspect>{aspect}</aspect>{named('Call')}</quickActions>"
            for aspect in ("Master", "InfoMessage")
        ),
        {
            "metadata": {
                "quickActions": [
                    {"aspect": aspect, "label": "Etwas", "name": "Call"}
                    for aspect in ("Master", "InfoMessage")
                ]
            }
        },
    ),
    (VALUES, f"<valueTranslation>{VALUE.format('North', 'Nord')}</valueTranslation>",
     {"values": {"North": "Nord"}}),
    (VALUES, "", {}),
    (STANDARD, f"<valueTranslation>{VALUE.format('10', 'Zehn')}</valueTranslation>",
     {"values": {"10": "Zehn"}}),
]  # fmt: skip


def in_form(path: str, inside: str) -> bytes:
    row, _ = component_of(path)
    text = f'<{row.name} xmlns="http://soap.sforce.com/2006/04/metadata">{inside}</{row.name}>'
    return serialize(parse(text), by_client=row.is_composed)


@pytest.mark.parametrize(("path", "inside", "said"), FILES)
def test_a_file_is_read_and_written_back(path: str, inside: str, said: object) -> None:
    row, full_name = component_of(path)
    content = in_form(path, inside)
    parent, name = place_of(path, row)
    table, context = TABLES[row.name], Context(name, parent)
    root = parse(content.decode())

    found = read(table, flat(raw.read(root)), context)
    elements = nested(write(table, found, context))
    (document,) = render([Component(row, full_name, path, elements)], ENVIRONMENT)

    assert found == said
    assert document.content == content
    assert violations(root) == []
    if isinstance(found, dict):
        assert write(table, table.model_validate(found), context) == write(table, found, context)


@pytest.mark.parametrize(
    "inside",
    [
        "<label>Weg<!-- x --></label><name>A</name>",
        "<label><!-- x --><!-- y --></label><name>A</name>",
        "<label><!--x--></label><name>A</name>",
        "<!-- x --><label>Weg</label><name>A</name>",
    ],
)
def test_a_comment_that_no_retrieve_writes_is_not_dropped(inside: str) -> None:
    with pytest.raises(ElementsError):
        raw.read(parse(in_form(FIELD, inside).decode()))


@pytest.mark.parametrize(
    ("value", "is_taken"),
    [
        ({COMMENT: "High"}, True),
        ({COMMENT: "a -- b"}, False),
        ({COMMENT: 1}, False),
        ({COMMENT: "High", "text": "x"}, False),
    ],
)
def test_a_schema_can_hold_a_comment_as_an_element(value: object, is_taken: bool) -> None:
    assert (raw.reason("label", value, "CustomFieldTranslation") == "") is is_taken


def test_the_forms_of_a_name_are_those_that_orgs_write() -> None:
    german = [(each["caseType"], each["plural"]) for each in forms("de")]
    finnish = list(forms("fi"))

    assert german == [
        (name, flag)
        for name in ("Nominative", "Accusative", "Genitive", "Dative")
        for flag in (False, True)
    ]
    assert len(finnish) == 66
    assert finnish[:2] == [
        {"caseType": "Nominative", "plural": False, "possessive": possessive}
        for possessive in ("None", "First")
    ]
    assert list(forms("ja")) == [{"plural": False}]
    assert list(forms("ca")) == [{"plural": False}, {"plural": True}]
    assert set(GRAMMARS) <= set(published.values("Language"))


def test_a_field_is_listed_by_the_translation_of_its_object() -> None:
    assert member_of(FIELD) == member_of(OBJECT) == ("CustomObjectTranslation", "Visit__c-de")
    assert component_of(FIELD)[1] == "Visit__c-de.Status__c"
    assert {any_type_of(path) for path in (FIELD, OBJECT, VALUES, STANDARD)} == set(TRANSLATIONS)


@pytest.mark.parametrize(
    ("before", "after", "facts"),
    [
        (named("Status__c", "<!-- Status -->"), "<label></label><name>Status__c</name>", []),
        (named("Status__c", "<!-- Status -->"), "<name>Status__c</name>", []),
        (
            named("Status__c", "<!-- Status -->"),
            named("Status__c", "Stand"),
            [("label", None, "Stand", Risk.SAFE)],
        ),
        (
            f"{named('Status__c')}<picklistValues>{VALUE.format('A', 'B')}</picklistValues>",
            (
                f"{named('Status__c')}<picklistValues>{VALUE.format('A', '<!-- A -->')}"
                "</picklistValues>"
            ),
            [("picklistValues[A].translation", "B", None, Risk.SAFE)],
        ),
    ],
)
def test_what_is_not_translated_is_no_fact(before: str, after: str, facts: list[object]) -> None:
    path = Path("force-app/main/default", FIELD).as_posix()

    found = compare({path: in_form(FIELD, before)}, {path: in_form(FIELD, after)})

    changed = [
        (fact.path, fact.before, fact.after, fact.risk)
        for each in found.changed
        for fact in each.facts
    ]
    assert changed == facts


def test_an_empty_element_is_written_as_the_client_writes_it() -> None:
    assert in_form(FIELD, "<label/><name>A</name>").startswith(HEAD)
    assert b"<label></label>" in in_form(FIELD, "<label/><name>A</name>")
    assert b"<translation/>" in in_form(
        VALUES, f"<valueTranslation>{VALUE.format('A', '')}</valueTranslation>"
    )


def test_a_translation_is_deleted_with_what_it_translates_or_by_hand() -> None:
    def gone(type_name: str, full_name: str, path: str) -> Difference:
        return Difference(type_name, full_name, path, Action.DELETE, Risk.SAFE)

    path = "objects/Visit__c/fields/Status__c.field-meta.xml"
    field = gone("CustomField", "Visit__c.Status__c", path)
    translation = gone("CustomFieldTranslation", "Visit__c-de.Status__c", FIELD)
    other = gone("GlobalValueSetTranslation", "Regions-de", VALUES)
    changed = [field, translation, other]

    along = accepted(changed, ["Visit__c.Status__c"], (), ApiVersion(66))
    alone = accepted(changed, ["Regions-de"], (), ApiVersion(66))

    assert along.unaccepted == ("Regions-de",)
    assert along.by_hand == ()
    assert alone.by_hand == ("GlobalValueSetTranslation Regions-de: clear it in Setup, Translate",)
    assert alone.manifests == ()
