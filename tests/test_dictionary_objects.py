"""Objects, fields, picklists, value sets, sources and statuses of a data dictionary."""

import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any, get_args

import pytest
from conftest import ROOT
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree
from published_trees import name_of, quick, trees
from small_schema import STATUSES, put
from test_canonical import CORPUS

from generator.dictionary import from_schema, key_facts
from generator.dictionary.describe import DocsRequest, describe
from generator.dictionary.describe import dictionary as describe_material
from generator.dictionary.entries import Basis, Fact, Field, Part, Picklist, SObject
from generator.dictionary.field_paths import FieldPaths, linked
from generator.dictionary.items import KINDS
from generator.dictionary.material import Material
from generator.dictionary.objects import objects
from generator.dictionary.sources import Citations
from generator.dictionary.uses import Uses
from generator.dictionary.value_sets import value_sets
from generator.generation.prepare import prepare
from generator.importing.files import read_all
from generator.importing.originals import Original, Read, read, type_at
from generator.metadata.registry import CUSTOM_METADATA, CUSTOM_OBJECT, RENDERED, WEB_LINK
from generator.schema import yaml_source
from generator.types import own_files
from generator.types.custom_field import CustomField
from generator.types.homes import object_of
from generator.types.object_settings import NameField, ObjectSettings
from generator.types.schema import Reference, Schema
from generator.types.standard_field import StandardField
from generator.workspace import project

CASES = sorted((ROOT / "tests/cases").iterdir())
SHOWN_HERE = {"CustomObject", "CustomField", "GlobalValueSet", "StandardValueSet", *KINDS}
SCHEMA = """\
name: visits
label: Visits
sources:
  guide: {title: Guide, address: "HTTPS://example.com/guide"}
  us: {title: Notes, address: "javascript:alert(1)", basis: inference}
vendor_limits:
  Visit__c.Key__c: {min_length: 20, max_length: 80, reason: Keys are long., source: guide}
needed_by_vendor:
  custom_objects.Visit__c.fields.*.type: {reason: The vendor writes it., source: guide}
  campaign_member_statuses.values.*: {reason: The vendor sends it., source: guide}
custom_objects:
  Visit__c:
    label: Visit
    plural_label: Visits
    source: guide
    record_name: {label: Name}
    fields:
      Key__c: {label: Key, type: Text(40), unique: case-insensitive, external_id: true, source: us}
      Guests__c: {label: Guests, type: "Number(3, 0)", required: true, default: 1}
      Host__c: {label: Host, type: Lookup(User), child_relationship_name: Visits}
      Parent__c: {label: Parent, type: Lookup(Visit__c), child_relationship_name: Parts}
      Kind__c: {label: Kind, type: Picklist, values: [Fair, {value: Call, active: false}]}
      Room__c:
        label: Room
        type: Picklist
        value_set: Rooms
        controlled_by: Kind__c
        available_for: {Small: [Call], Big: [Fair, Call]}
      Share__c:
        label: Share
        type: Formula(Number, 2)
        formula: IF(guests__c > 0, Parent__r.Guests__c / Guests__c, LEN("Key__c")) + LEN($User.Id)
    validation_rules:
      Some: {error_condition: Guests__c = 0, error_message: Too few, error_location: Guests__c}
global_value_sets:
  Rooms: {label: Rooms, values: [{value: Small, default: true}, {value: Big, color: "#FF0000"}]}
""" + STATUSES.replace("sources:\n  us: {title: Us}\n", "")


def originals(folder: Path) -> list[Original]:
    """Return the components of a folder."""
    found = Read()
    for path in sorted(folder.rglob("*-meta.xml")):
        read(str(path.relative_to(folder)), path.read_bytes(), found)
    assert not found.errors
    return found.originals


def shown(*given: Original) -> tuple[tuple[SObject, ...], object]:
    """Return all that entries of objects and value sets say of components."""
    material = Material("", "", given)
    cited = Citations(None)
    return objects(material, Uses(material), cited), value_sets(material, cited)


@pytest.fixture(scope="module")
def material(tmp_path_factory: pytest.TempPathFactory) -> Material:
    path = tmp_path_factory.mktemp("schema") / "visits.yaml"
    path.write_text(SCHEMA, encoding="utf-8")
    return from_schema.material(str(path), None, None)


@pytest.fixture(scope="module")
def visit(material: Material) -> SObject:
    (sobject,) = objects(material, Uses(material), Citations(material.schema))
    return sobject


@pytest.fixture(scope="module")
def fields(visit: SObject) -> dict[str, Field]:
    return {each.name: each for each in visit.fields}


def text(parts: Iterable[Part]) -> str:
    """Return parts as one text, each link with its anchor behind it."""
    return "".join(f"{each.text}[{each.anchor}]" if each.anchor else each.text for each in parts)


def said(facts: Iterable[Fact]) -> dict[str, str]:
    return {each.label: text(each.value) for each in facts}


def changed(value: Any) -> Iterator[tuple[str, Any]]:
    """Yield a value once for each text, number and switch in it, with another one there."""
    if isinstance(value, dict):
        for key, each in value.items():
            for path, other in changed(each):
                yield f"{key}.{path}".rstrip("."), {**value, key: other}
    elif isinstance(value, list):
        for index, each in enumerate(value):
            for path, other in changed(each):
                yield path, [*value[:index], other, *value[index + 1 :]]
    elif isinstance(value, bool):
        yield "", not value
    else:
        yield "", value + 1 if isinstance(value, int) else f"{value}X"


def dropped(original: Original, fields: list[Original]) -> Iterator[str]:
    """Yield each path of a component at which another value gives the same entry."""
    sobject = object_of(original.type.name, original.parent, original.name)
    company = fields if original.type is CUSTOM_METADATA else []
    if original.type is not CUSTOM_OBJECT:
        bare = Original("", CUSTOM_OBJECT, sobject, sobject, {}, is_retrieved=False)
        company = [*company, bare]
    before = shown(original, *company)
    for path, elements in changed(original.elements):
        if path != "fullName" and shown(replace(original, elements=elements), *company) == before:
            yield f"{original.type.name} {path}"


def all_dropped(given: list[Original], step: int = 1) -> set[str]:
    fields = [each for each in given if each.type.name == "CustomField"]
    here = [each for each in given if each.type.name in SHOWN_HERE]
    return {path for each in here[::step] for path in dropped(each, fields)}


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_each_value_of_a_file_counts(case: Path) -> None:
    """Another value in a file is another entry: nothing is dropped in silence."""
    assert not all_dropped(originals(case / "expected"))


@pytest.mark.skipif(not CORPUS.is_dir(), reason="no corpus of real files here")
@pytest.mark.parametrize("name", ["SalesforceFoundation__NPSP", "navikt__crm-ips"])
def test_each_value_of_real_files_counts(name: str) -> None:
    given = read_all([CORPUS / name]).read.originals
    assert not {each for each in all_dropped(given, 60) if not each.startswith("CustomTab")}


def test_each_part_of_an_object_has_a_kind() -> None:
    parts = {row.name for row in own_files.parts(CUSTOM_OBJECT.name).values()}
    assert parts - set(KINDS) == {"CustomField"}


@settings(quick, max_examples=50)
@given(st.sampled_from([row for row in RENDERED if row.name in SHOWN_HERE]), st.data())
def test_whatever_a_file_holds_has_an_entry(row: Any, data: st.DataObject) -> None:
    root = data.draw(trees(row.name, row.name))
    found = Read()
    path = row.path("force-app", "Visit__c", "Visit__c")
    read(path, etree.tostring(root), found)
    assert name_of(root) == row.name
    sobjects, sets = shown(*found.originals)
    assert not found.originals or sobjects or sets or not row.decomposed


def test_a_field_is_said_in_the_words_of_setup(fields: dict[str, Field]) -> None:
    key, guests, host = fields["Key__c"], fields["Guests__c"], fields["Host__c"]
    assert (key.label, key.type, key.unique, key.is_external_id) == (
        *("Key", "Text(40)", "case-insensitive"),
        True,
    )
    assert (key.required, key.is_custom) == ("", True)
    assert (guests.type, guests.required, guests.default) == (
        *("Number(3, 0)", "set on the field", "1"),
    )
    assert (host.type, host.refers_to) == ("Lookup(User)", (Part("User"),))
    assert said(host.facts) == {
        "On delete": "Clear the value of this field",
        "Child relationship name": "Visits",
        "Needed by the vendor": "The vendor writes it.",
    }
    assert fields["Parent__c"].refers_to == (Part("Visit__c", "Visit__c"),)


def test_a_formula_leads_to_its_fields(fields: dict[str, Field]) -> None:
    guests = "[Visit__c.Guests__c]"
    assert text(fields["Share__c"].formula) == (
        f"IF(guests__c{guests} > 0, Parent__r.Guests__c{guests} / Guests__c{guests},"
        ' LEN("Key__c")) + LEN($User.Id)'
    )
    assert fields["Share__c"].type == "Formula(Number, 2)"


def test_a_picklist_says_which_values_allow_which(fields: dict[str, Field]) -> None:
    kind, room = fields["Kind__c"].picklist, fields["Room__c"].picklist
    assert kind
    assert room
    assert [each.is_active for each in kind.values] == [True, False]
    assert room.value_set == Part("Rooms", "value-set.Rooms")
    assert room.controlling_field == Part("Kind__c", "Visit__c.Kind__c")
    small, big = room.values
    assert (small.is_default, small.controlled_by) == (True, ("Call",))
    assert (big.color, big.controlled_by) == ("#FF0000", ("Fair", "Call"))


def test_a_value_set_that_is_not_there_is_no_link() -> None:
    elements = {"type": "Picklist", "valueSet": {"valueSetName": "Theirs"}}
    (sobject,), _ = shown(of("CustomField", "Kind__c", "Visit__c", elements))
    assert sobject.fields[0].picklist == Picklist((), Part("Theirs"))


@pytest.mark.parametrize(("parent", "name"), [("Lead", "Status"), ("Account", "Industry")])
def test_a_standard_picklist_has_the_values_of_its_set(parent: str, name: str) -> None:
    value = {"fullName": "Open", "default": False, "label": "Open", "converted": True}
    value_set = {"Status": "LeadStatus"}.get(name, name)
    (sobject,), _ = shown(
        of("CustomField", name, parent, {"fullName": name, "trackHistory": True}),
        of("StandardValueSet", value_set, "", {"standardValue": [value]}),
    )
    picklist = sobject.fields[0].picklist
    assert sobject.fields[0].type == "Picklist"
    assert picklist
    assert picklist.value_set == Part(value_set, f"value-set.{value_set}")
    assert said(picklist.values[0].facts) == {"Converted": "Yes"}


def of(kind: str, name: str, parent: str, elements: dict[str, Any]) -> Original:
    row = next(each for each in RENDERED if each.name == kind)
    return Original("", row, parent, name, elements, is_retrieved=False)


@pytest.mark.parametrize(
    ("name", "elements", "kind"),
    [
        ("Visit__c", {"label": "Visit"}, "Custom object"),
        ("their__Visit__c", {}, "Custom object"),
        ("Account", {}, "Standard object"),
        ("Setting__mdt", {}, "Custom metadata type"),
        ("Setting__c", {"customSettingsType": "List"}, "Custom setting"),
        ("Placed__e", {}, "Platform event"),
        ("Archive__b", {}, "Big object"),
        ("Order__x", {}, "External object"),
    ],
)
def test_the_kind_of_an_object(name: str, elements: dict[str, Any], kind: str) -> None:
    (sobject,), _ = shown(of("CustomObject", name, name, elements))
    assert not {"External access", "Internal access"} & said(sobject.facts).keys()
    assert (sobject.name, sobject.kind) == (name, kind)
    assert sobject.label == elements.get("label", name)


def test_an_object_has_the_name_that_its_file_has() -> None:
    (sobject,), _ = shown(
        of("CustomField", "Key__c", "VISIT__C", {"type": "Text", "length": 4}),
        of("CustomObject", "Visit__c", "Visit__c", {"label": "Visit"}),
    )
    assert [each.anchor for each in sobject.fields] == ["Visit__c.Key__c"]
    assert sobject.label == "Visit"


def test_two_files_of_one_object_are_one_entry() -> None:
    (sobject,), _ = shown(
        of("CustomObject", "Account", "Account", {"sharingModel": "Private"}),
        of("CustomObject", "Account", "Account", {"enableHistory": True}),
        of("CustomField", "Industry", "Account", {"inlineHelpText": "What it does."}),
        of("CustomField", "industry", "account", {"description": "From a list."}),
    )
    assert said(sobject.facts) == {"Track field history": "Yes", "Internal access": "Private"}
    (field,) = sobject.fields
    assert (field.help_text, field.description) == ("What it does.", "From a list.")


def test_an_object_without_a_file_is_shown_for_its_field() -> None:
    (sobject,), _ = shown(of("CustomField", "Key__c", "Lead", {"type": "Text", "length": 4}))
    assert (sobject.name, sobject.label, sobject.facts) == ("Lead", "Lead", ())


def test_what_belongs_to_an_object(visit: SObject) -> None:
    (rule,) = visit.items
    assert (rule.kind, rule.name) == ("Validation rule", "Some")
    guests = "Guests__c[Visit__c.Guests__c]"
    assert said(rule.facts) == {
        "Error condition": f"{guests} = 0",
        "Error message": "Too few",
        "Error location": guests,
    }
    facts = said(visit.facts)
    assert facts["Internal access"] == "Public Read/Write"
    assert facts["Record name: label"] == "Name"


def test_a_value_that_the_schema_has_a_word_for_is_shown() -> None:
    values = {"When__c": "never", "Until__c": "always"}
    elements = {"values": [{"field": name, "value": each} for name, each in values.items()]}
    record = Original("", CUSTOM_METADATA, "", "Rule.One", elements, is_retrieved=False)
    rule = Original("", CUSTOM_OBJECT, "Rule__mdt", "Rule__mdt", {}, is_retrieved=False)
    link = Original("", WEB_LINK, "Rule__mdt", "Go", {"url": "never"}, is_retrieved=False)

    ((sobject,), _) = shown(rule, record, link)

    go, one = sobject.items
    assert said(go.facts) == {"URL": "never"}
    assert (
        "".join(said(one.facts).values()) == "1. When__c equals never\n2. Until__c equals always"
    )


def _words(annotation: object) -> Iterator[str]:
    """Yield the texts that an annotation allows."""
    for each in get_args(annotation):
        yield from [each] if isinstance(each, str) else _words(each)


def test_each_key_whose_value_can_be_about_files_is_known() -> None:
    found = {
        name
        for model in (CustomField, NameField, ObjectSettings, StandardField)
        for name, info in model.model_fields.items()
        if {"never", "always"}.intersection(_words(info.annotation))
    }
    assert found == key_facts.CAN_BE_ABOUT_FILES


def test_a_list_of_nothing_is_not_said() -> None:
    section = {"label": "Links", "layoutColumns": [{}, {}], "style": "CustomLinks"}

    (sobject,), _ = shown(
        of("CustomObject", "Visit__c", "Visit__c", {"label": "Visit"}),
        of("Layout", "Visit__c-Page", "", {"layoutSections": [section]}),
    )

    assert said(sobject.items[0].facts) == {"Sections": "Links (style: Custom Links)"}


def test_a_field_without_a_source_has_that_of_its_object(fields: dict[str, Field]) -> None:
    (guide,), (notes,) = fields["Host__c"].sources, fields["Key__c"].sources
    assert (guide.address, guide.basis) == ("HTTPS://example.com/guide", Basis.VENDOR)
    assert (notes.address, notes.basis) == ("", Basis.INFERENCE)
    assert notes.title == "Notes (javascript:alert(1))"
    limit = said(fields["Key__c"].facts)["Length that the vendor allows"]
    assert limit == "20 to 80 characters. Keys are long."


def test_what_a_schema_says_of_the_vendor_stands_at_the_field() -> None:
    badge, _, lead = describe(DocsRequest(str(ROOT / "tests/cases/vendor/schema.yaml"))).objects
    (colour, _), (number,) = badge.fields, lead.fields
    assert said(colour.facts) == {
        "Needed by the vendor": "The vendor writes each of these fields.",
        "Renamed from": "Color__c",
    }
    assert said(number.facts) == {
        "Why it deviates from what the vendor needs": "We print the number ourselves.",
        "Length that the vendor allows": "10 to 20 characters. The printer reads at most 20"
        " characters.",
    }


def test_statuses_and_value_sets(material: Material) -> None:
    found = describe_material(material)
    (status,) = found.statuses
    assert (status.label, status.meaning, status.is_default, status.has_responded) == (
        *("Came", "Came."),
        *(True, True),
    )
    assert status.basis is Basis.INFERENCE
    assert [each.title for each in status.sources] == ["Notes (javascript:alert(1))"]
    sets = {item.name: (item, picklist) for item, picklist in found.value_sets}
    assert list(sets) == ["Rooms", "CampaignMemberStatus"]
    assert said(sets["CampaignMemberStatus"][0].facts) == {
        "Sort values": "Yes",
        "Template campaign": "T",
        "Needed by the vendor": "The vendor sends it.",
    }


def test_a_source_is_the_vendors_word_unless_it_says_otherwise() -> None:
    assert Reference(title="Guide").basis == "vendor"


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_the_components_of_a_schema_are_those_of_its_files(case: Path) -> None:
    found = project.find(case / "expected", None)
    rendered = prepare(yaml_source.read(str(case / "schema.yaml")), found)
    files = Read(compares=False)
    for document in rendered.documents:
        if type_at(document.path) is not None:
            read(document.path, document.content, files)

    material = from_schema.material(str(case / "schema.yaml"), case / "expected", None)

    assert [_without_bytes(each) for each in material.originals] == [
        _without_bytes(each) for each in files.originals
    ]


def _without_bytes(original: Original) -> tuple[object, ...]:
    """Return what an original says; its elements in their order."""
    names = original.path, original.type, original.parent, original.name
    return *names, original.elements, list(original.elements)


@pytest.mark.parametrize(
    ("path", "anchor"),
    [
        ("Key__c", "Visit__c.Key__c"),
        ("$Record.KEY__C", "Visit__c.Key__c"),
        ("Account__r.Size__c", "Account.Size__c"),
        ("Account__r.Parent.Size__c", "Account.Size__c"),
        ("Account__r.Other__c", ""),
        ("Nothing__r.Size__c", ""),
        ("CreatedBy.Rank__c", "User.Rank__c"),
        ("Owner:User.Rank__c", "User.Rank__c"),
        ("$User.Rank__c", "User.Rank__c"),
        ("$Setup.Setting__c.Limit__c", "Setting__c.Limit__c"),
        ("$CustomMetadata.Rule__mdt.First.Limit__c", "Rule__mdt.Limit__c"),
        ("$ObjectType.Account.Fields.Size__c", "Account.Size__c"),
        ("Place__Latitude__s", "Visit__c.Place__c"),
        ("$Label.Key__c", ""),
        ("$Setup", ""),
        ("", ""),
        ("..", ""),
    ],
)
def test_a_path_leads_to_a_field(path: str, anchor: str) -> None:
    named = (
        *("Visit__c.Key__c", "Visit__c.Place__c", "Account.Size__c", "User.Rank__c"),
        *("Setting__c.Limit__c", "Rule__mdt.Limit__c"),
    )
    pairs = [each.split(".") for each in named]
    fields = [of("CustomField", name, parent, {"type": "Text"}) for parent, name in pairs]
    fields.append(of("CustomField", "Account__c", "Visit__c", {"referenceTo": "Account"}))
    paths = FieldPaths(Material("", "", tuple(fields)))
    assert paths.field("visit__c", path) == anchor


def test_a_formula_in_parts_is_the_formula() -> None:
    paths = FieldPaths(Material("", "", (of("CustomField", "A__c", "V__c", {"type": "Text"}),)))
    for formula in ("A__c", "/* A__c */ A__c", "A__c(A__c)", '"A__c" & A__c', "A__c +", "(", ""):
        assert "".join(each.text for each in linked(formula, "V__c", paths)) == formula
    assert text(linked("A__c(A__c)", "V__c", paths)) == "A__c(A__c[V__c.A__c])"


IN_OBJECT = b"""<?xml version="1.0" encoding="UTF-8"?>
<CustomObject xmlns="http://soap.sforce.com/2006/04/metadata">
    <fields><fullName>Email__c</fullName><label>Email</label><type>Email</type></fields>
    <label>Visit</label>
</CustomObject>
"""


@pytest.mark.parametrize("subject", ["schema.yaml", "expected"])
def test_a_warning_stands_at_its_field(subject: str) -> None:
    (sobject,) = describe(DocsRequest(str(ROOT / "tests/cases/every_type" / subject))).objects
    warned = {each.name: each.notices for each in sobject.fields if each.notices}
    (notice,) = warned["Email__c"]
    assert notice.rule == "KS906"
    assert notice.message == (
        "Every_Type__c.Email__c has a name of personal data, and no securityClassification."
        " Set securityClassification and complianceGroup."
    )
    assert set(warned) - {"Picklist_Shared__c"} == {"Email__c", "Phone__c"}


def test_files_of_the_metadata_api_and_a_zip_are_shown(tmp_path: Path) -> None:
    put(tmp_path, "tree/objects/Visit__c.object", IN_OBJECT)
    archive = tmp_path / "visits.zip"
    with zipfile.ZipFile(archive, "w") as packed:
        packed.writestr("unpackaged/objects/Visit__c.object", IN_OBJECT)
    tree, packed_tree = (describe(DocsRequest(str(each))) for each in (tmp_path / "tree", archive))
    assert tree.objects == packed_tree.objects
    file = describe(DocsRequest(str(tmp_path / "tree/objects/Visit__c.object")))
    assert file.objects[0].fields == tree.objects[0].fields
    assert [each.anchor for each in tree.objects[0].fields] == ["Visit__c.Email__c"]
    assert [each.rule for each in tree.notices] == ["KS112"]
    (notice,) = packed_tree.notices
    assert notice.message.startswith("visits.zip was not validated")
    asked = [{each.title for each in found.health} for found in (tree, packed_tree)]
    assert asked[0] - asked[1] == {"Objects and fields without a warning"}


@pytest.mark.parametrize("name", ["kaltura", "marketo", "mautic"])
def test_each_field_of_a_shipped_schema_is_shown_with_its_source(name: str) -> None:
    material = from_schema.material(name, None, None)
    assert isinstance(material.schema, Schema)
    cited = Citations(material.schema)
    found = objects(material, Uses(material), cited)
    names = {each.name: {field.name for field in each.fields} for each in found}
    for sobject, own in material.schema.fields.items():
        assert set(own) <= names[sobject]
    assert all(field.sources for each in found for field in each.fields if field.is_custom)
