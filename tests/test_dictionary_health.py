"""The health checks of a data dictionary, its relationships, and what is only listed."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import cache
from urllib.parse import unquote

import pytest
from conftest import ROOT
from test_canonical import CORPUS

from generator.diagnostics import Severity
from generator.dictionary import element_facts, from_schema, from_tree, items
from generator.dictionary.describe import dictionary
from generator.dictionary.dictionary import Access, Dictionary, HealthCheck
from generator.dictionary.entries import Field, Notice, Part, SObject, Use
from generator.dictionary.health import health
from generator.dictionary.material import Material
from generator.dictionary.others import is_shown, kind, others
from generator.dictionary.personal import is_personal
from generator.dictionary.relationships import relationships
from generator.importing.originals import Original
from generator.metadata.registry import CUSTOM_TAB

REPOSITORY = CORPUS / "navikt__crm-ips"
CASES = sorted(path.parent.name for path in (ROOT / "tests/cases").glob("*/schema.yaml"))


@cache
def material_of(case: str) -> Material:
    """Return the material of a case, made in the project that the case expects."""
    folder = ROOT / "tests/cases" / case
    return from_schema.material(str(folder / "schema.yaml"), folder / "expected", None)


@cache
def dictionary_of(case: str) -> Dictionary:
    return dictionary(material_of(case))


Found = dict[str, tuple[int, int, list[str]]]
BAD = Field("A__c", "Bad__c", "Bad", "Email")


def found(checks: tuple[HealthCheck, ...]) -> Found:
    return {each.title: (each.good, each.total, texts(each.missing)) for each in checks}


def texts(parts: tuple[Part, ...]) -> list[str]:
    return [each.text for each in parts]


def checks_of(
    *fields: Field, material: Material | None = None
) -> dict[str, tuple[int, int, list[str]]]:
    sobject = SObject("A__c", "A", "Custom object", fields=fields)
    return found(health([sobject], Access(), material or Material("", "", ())))


def test_each_question_counts_what_is_good_and_leads_to_the_rest() -> None:
    checks = found(dictionary_of("access").health)

    assert checks["Permission sets, groups and profiles with a description"] == (
        *(3, 7),
        ["Visit_Administrator", "Visit_Reader", "Desk", "Not_at_the_Desk"],
    )
    assert checks["Custom objects with a tab"] == (2, 2, [])
    assert checks["Custom objects with a list view"] == (0, 2, ["Settlement__c", "Visit__c"])
    assert checks["Custom objects that somebody may read"] == (2, 2, [])
    assert checks["Fields that somebody may see"] == (6, 6, [])  # one more is required


def test_questions_about_nothing_are_not_asked() -> None:
    assert health([], Access(), Material("", "", ())) == ()


def test_each_part_of_a_check_leads_to_a_place() -> None:
    for case in ("access", "day_after", "record_types"):
        for check in dictionary_of(case).health:
            assert 0 <= check.good <= check.total
            assert check.total - check.good == len(check.missing)
            assert all(part.anchor for part in check.missing)


@pytest.mark.parametrize(
    ("title", "good"),
    [
        ("Fields with a description", replace(BAD, description="For what.")),
        ("Fields with a help text", replace(BAD, help_text="How.")),
        ("Personal fields that are classified", replace(BAD, sensitivity="Internal")),
        ("Personal fields that are classified", replace(BAD, compliance=("GDPR",))),
        ("Objects and fields without a warning", replace(BAD, type="Phone")),
    ],
)
def test_a_field_is_good_or_named(title: str, good: Field) -> None:
    warned = replace(BAD, notices=(Notice("KS101", "is wrong", Severity.WARNING),))
    checks = checks_of(replace(good, name="Good__c"), warned)

    assert checks[title][2] == ["A__c.Bad__c"]


def test_fields_of_packages_and_of_salesforce_are_not_ours_to_describe() -> None:
    checks = checks_of(
        Field("A__c", "ns__Their__c", "Their", "Text(9)"),
        Field("A__c", "Name", "Name", "Text(80)", is_custom=False),
    )

    assert "Fields with a description" not in checks


def test_a_field_is_on_a_layout_where_its_object_has_one_here() -> None:
    made, material = dictionary_of("day_after"), material_of("day_after")
    good, total, missing = found(made.health)["Fields on a page layout"]
    assert (good, missing) == (total, [])

    objects = [
        replace(each, fields=tuple(replace(field, uses=()) for field in each.fields))
        for each in made.objects
    ]
    _, again, missing = found(health(objects, made.access, material))["Fields on a page layout"]
    assert again == total == len(missing) > 0
    elsewhere = Use("Related list", "Account: Page", "its lookup")
    objects = [
        replace(each, fields=tuple(replace(field, uses=(elsewhere,)) for field in each.fields))
        for each in made.objects
    ]
    assert found(health(objects, made.access, material))["Fields on a page layout"][0] == 0
    without = found(health(objects, made.access, Material("", "", ())))
    assert "Fields on a page layout" not in without


@pytest.mark.parametrize(
    ("name", "label", "setup"),
    [
        ("Contact__c", "Contact", "Email"),
        ("Call__c", "Call", "Phone"),
        ("Email__c", "E-mail", "Text(80)"),
        ("FirstName__c", "Given", "Text(80)"),
        ("Born__c", "Date of Birth", "Date"),
        ("Gender__c", "Gender", "Picklist"),
        ("Family__c", "Marital Status", "Picklist"),
        ("HomeStreet__c", "Home", "Text(80)"),
        ("Shipping_Address__c", "Ship to", "Text Area(255)"),
        ("Shown__c", "Last name", "Formula(Text)"),
    ],
)
def test_fields_that_hold_data_of_persons(name: str, label: str, setup: str) -> None:
    assert is_personal(Field("A__c", name, label, setup))


@pytest.mark.parametrize(
    ("name", "label", "setup"),
    [
        ("Email_Opt_Out__c", "Email opt out", "Checkbox"),
        ("Email_Clicks__c", "Email clicks", "Number(9, 0)"),
        ("Last_Email__c", "Last email", "Date/Time"),
        ("Name_of_Session__c", "Session name", "Text(80)"),
        ("Addressee__c", "Addressees", "Text(9)"),
        ("Email_Status__c", "Email Status", "Text(9)"),
        ("Preferred_Phone__c", "Preferred Phone", "Picklist"),
    ],
)
def test_fields_that_only_look_like_it(name: str, label: str, setup: str) -> None:
    assert not is_personal(Field("A__c", name, label, setup))


def test_lookups_and_masters_are_relationships() -> None:
    found = {each.field: each for each in dictionary_of("relationships").relationships}
    fields = [f for each in dictionary_of("relationships").objects for f in each.fields]

    assert {each.anchor for each in fields if each.refers_to} == found.keys()
    assert any(each.is_master_detail for each in found.values())
    assert all(each.is_required for each in found.values() if each.is_master_detail)
    assert not all(each.is_required for each in found.values())


def test_a_relationship_has_a_parent_that_is_not_shown_but_no_definition() -> None:
    fields = (
        Field("A__c", "M__c", "M", "Master-Detail(B__c)", refers_to=(Part("B__c"),)),
        Field("A__c", "L__c", "L", "Lookup(Lead)", required="Yes", refers_to=(Part("Lead"),)),
        Field("A__c", "E__c", "E", "Lookup", refers_to=(Part("EntityDefinition"),)),
        Field("A__c", "W__c", "W", "Lookup", refers_to=(Part("Lead"), Part("Contact"))),
    )

    facts = [
        (each.field, each.parent, each.is_master_detail, each.is_required)
        for each in relationships([SObject("A__c", "A", "Custom object", fields=fields)])
    ]
    assert facts == [
        ("A__c.M__c", "B__c", True, True),
        ("A__c.L__c", "Lead", False, True),
        ("A__c.W__c", "Lead", False, False),
        ("A__c.W__c", "Contact", False, False),
    ]


@pytest.mark.parametrize("case", CASES)
def test_each_component_of_a_case_is_shown_once(case: str) -> None:
    material = material_of(case)
    shown = Counter(names_in(dictionary_of(case)))

    missing = [each for each in material.originals if shown[name_in(each, material)] != 1]
    assert [(each.type.name, each.full_name) for each in missing] == []


def names_in(made: Dictionary) -> Iterator[str]:
    """Yield the names of all that a dictionary shows, each with the part in which it stands."""
    for each in made.objects:
        yield each.name
        yield from (field.anchor for field in each.fields)
        yield from (f"{each.name}/{item.kind}/{item.name}" for item in each.items)
    yield from (each.anchor for each in made.access.grantees)
    yield from (each.anchor for each in made.flows)
    yield from (f"value set/{item.name}" for item, _ in made.value_sets)
    yield from (f"{each.kind}/{each.name}" for each in made.others)


def name_in(each: Original, material: Material) -> str:
    """Return the name of a component in its part of the dictionary."""
    type_name = each.type.name
    if type_name in {"CustomObject", "CustomField"}:
        return each.parent if type_name == "CustomObject" else each.full_name
    if not is_shown(each, material):
        return f"{kind(each)}/{unquote(each.full_name)}"
    if type_name in items.KINDS:
        separator = {"Layout": "-", "CustomMetadata": "."}.get(type_name)
        name = each.name.partition(separator)[2] if separator else each.name
        return f"{material.object_of(each)}/{items.KINDS[type_name]}/{unquote(name)}"
    if type_name.endswith("ValueSet"):
        return f"value set/{each.name}"
    return f"{'flow' if type_name == 'Flow' else 'access'}.{each.name}"


def test_the_elements_of_any_type_are_said_in_words() -> None:
    facts = element_facts.facts(
        {
            "isActive": True,
            "urlEncodingKey": "UTF-8",
            "label": "A__c",
            "object": "A__c",
            "columns": [{"field": "A__c$B__c", "isHidden": False}, {"field": "Name"}],
            "names": ["One", "Two"],
            "join": {
                "join": {"join": {"relationship": "Cs__r"}, "relationship": "Bs__r"},
                "outerJoin": True,
                "relationship": "As__r",
            },
            "flexiPage": "Start",
            "picklistValues": {"Stage": "New", "AMS_Level__c": "One"},
            "quickActionList": {},
            "sections": [{"label": "Top", "columns": [["Name"], []], "style": "Two"}],
            "mappingFields": [{"inputField": "X__c", "outputField": "Y__c"}],
            "grid": {
                "components": [
                    {"columnIndex": 0, "component": {"type": "Donut", "header": "Minutes"}},
                    {"size": 2, "masterLabel": "No head"},
                ]
            },
            "caption": {"#comment": "Old"},
            "value": {"xsi:type": "xsd:string", "text": "Text"},
        },
        element_facts.link_to({"A__c", "A__c.B__c"}),
        {"names"},
    )

    assert {fact.label: "".join(texts(fact.value)) for fact in facts} == {
        "Is active": "Yes",
        "URL encoding key": "UTF-8",
        "Label": "A__c",
        "Object": "A__c",
        "Columns": "A__c$B__c (is hidden: No)\nName",
        "Join: outer join": "Yes",
        "Join: relationship": "As__r",
        "Join 2: relationship": "Bs__r",
        "Join 3: relationship": "Cs__r",
        "Lightning page": "Start",
        "Picklist values: Stage": "New",
        "Picklist values: AMS_Level__c": "One",
        "Quick action list": "none",
        "Sections": "Top (columns: Name; style: Two)",
        "Grid: components": "Minutes (type: Donut; column index: 0)\nNo head (size: 2)",
        "Mapping fields": "X__c → Y__c",
        "Caption": "Old (not translated)",
        "Value": "Text",
    }
    anchors = {fact.label: [p.anchor for p in fact.value if p.anchor] for fact in facts}
    assert {label: each for label, each in anchors.items() if each} == {
        "Object": ["A__c"],
        "Columns": ["A__c.B__c"],
    }


@pytest.mark.skipif(not REPOSITORY.is_dir(), reason="the corpus of real trees is not there")
def test_a_real_tree_is_shown_whole() -> None:
    material = from_tree.material(REPOSITORY)
    made = dictionary(material)

    shown = set(names_in(made))
    numbered = {f"{name_in(each, material)}_(2)" for each in material.originals} & shown
    assert numbered  # of two files of one permission set
    assert {name_in(each, material) for each in material.originals} - shown == set()
    assert all(check.total for check in made.health)


def test_what_has_keys_is_said_in_their_words_and_all_else_in_those_of_its_file() -> None:
    elements = {
        "label": "Board",
        "description": "For all.",
        "frameHeight": 600,
        "motif": "Custom53: Bell",
        "url": "https://example.com",
        "urlEncodingKey": "UTF-8",
    }
    tab = Original("Board.tab-meta.xml", CUSTOM_TAB, "", "Board", elements, is_retrieved=True)

    (item,) = others(Material("", "", (tab,)), [])
    assert (item.kind, item.label, item.description) == ("Tab", "Board", "For all.")
    assert {fact.label: "".join(texts(fact.value)) for fact in item.facts} == {
        "Style": "Custom53: Bell",
        "Frame height": "600",
        "URL": "https://example.com",
        "URL encoding key": "UTF-8",
    }


@pytest.mark.parametrize("case", CASES)
def test_each_text_of_what_grants_or_is_only_listed_is_said(case: str) -> None:
    made, material = dictionary_of(case), material_of(case)
    said = squeezed("\n".join(texts_said(made)))

    elements = {
        (each.full_name, text)
        for each in material.originals
        if each.type.name in GRANTING or not is_shown(each, material)
        if each.type.name not in BY_KEYS
        for text in leaves(each.elements)
    }
    assert sorted(each for each in elements if squeezed(each[1]) not in said) == []


# Said in the words of the schema, which leave out what is as usual.
BY_KEYS = {"CustomApplication", "CustomPermission", "CustomTab"}
GRANTING = {"PermissionSet", "PermissionSetGroup", "MutingPermissionSet", "Profile"}


def texts_said(made: Dictionary) -> Iterator[str]:
    """Yield the texts of the grantees, the tables of access, and what is only listed."""
    for grantee in made.access.grantees:
        yield from (grantee.name, grantee.label, grantee.description)
        yield from ("".join(texts(fact.value)) for fact in grantee.rights)
    for each in made.access.objects:
        yield from (each.sobject.name, *(one.field.anchor for one in each.fields))
    for item in made.others:
        yield from (item.name, item.label, item.description)
        yield from ("".join(texts(fact.value)) for fact in item.facts)


def squeezed(text: str) -> str:
    """Return a text without spaces and capitals, as `API Enabled` is ApiEnabled."""
    return text.replace(" ", "").casefold()


def leaves(value: object) -> Iterator[str]:
    """Yield the texts of elements."""
    if isinstance(value, (Mapping, list)):
        for each in value.values() if isinstance(value, Mapping) else value:
            yield from leaves(each)
    elif isinstance(value, str):
        yield value
