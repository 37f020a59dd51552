"""The rows of field types: Setup's notation, and the elements that real retrieves carry."""

from collections import Counter
from pathlib import Path

import pytest
from lxml import etree
from test_canonical import CORPUS

from generator.types.custom_field import CustomField
from generator.types.every_field import EveryField
from generator.types.field_notation import data_type
from generator.types.field_types import (
    FIELD_TYPES,
    KEYS_BY_TYPE,
    METADATA_TARGET,
    FieldType,
    Number,
)

ROWS = {row.name: row for row in FIELD_TYPES}
# Repositories of the corpus by the API version under which their files were retrieved.
RETRIEVED = {
    "jongpie__NebulaLogger": 66,
    "trailheadapps__coral-cloud": 65,
    "SalesforceFoundation__EDA": 52,
    "SalesforceFoundation__NPSP": 53,
    "navikt__crm-ips": 66,
}


@pytest.mark.parametrize(
    ("notation", "elements"),
    [
        ("Text(100)", {"length": 100}),
        (" Text( 100 ) ", {"length": 100}),
        ("Number(16, 2)", {"precision": 18, "scale": 2}),
        ("Number(18,0)", {"precision": 18, "scale": 0}),
        ("Number(1, 17)", {"precision": 18, "scale": 17}),
        ("Percent(3, 2)", {"precision": 5, "scale": 2}),
        ("Lookup(Lead)", {"referenceTo": "Lead", "deleteConstraint": "SetNull"}),
        ("Lookup(ns__Thing__c)", {"referenceTo": "ns__Thing__c"}),
        ("Master-Detail(Invoice__c)", {"referenceTo": "Invoice__c"}),
        ("MasterDetail(Invoice__c)", {"referenceTo": "Invoice__c"}),
        ("LongTextArea(32768)", {"length": 32768, "visibleLines": 3}),
        ("Formula(Currency, 2)", {"precision": 18, "scale": 2}),
        ("Formula (Number(16, 2))", {"precision": 18, "scale": 2}),
        ("Number(16.2)", {"precision": 18, "scale": 2}),
        ("Lookup to Lead", {"referenceTo": "Lead"}),
        ("Geolocation(6)", {"scale": 6, "displayLocationInDecimal": True}),
        ("Text (Encrypted)(20)", {"length": 20, "maskChar": "asterisk", "maskType": "all"}),
        ("External Lookup(Order__x)", {"referenceTo": "Order__x"}),
        ("Metadata Relationship(ns__Set__mdt)", {"referenceTo": "ns__Set__mdt"}),
        ("Metadata Relationship(Entity Definition)", {"referenceTo": "EntityDefinition"}),
        ("Metadata Relationship(FieldDefinition)", {"referenceTo": "FieldDefinition"}),
    ],
)
def test_setups_notation(notation: str, elements: dict[str, object]) -> None:
    assert elements.items() <= data_type(notation).elements.items()


@pytest.mark.parametrize("row", FIELD_TYPES, ids=lambda row: row.name)
def test_every_type_is_known_by_all_its_names(row: FieldType) -> None:
    sizes = [str(each.low) for each in row.parameters if isinstance(each, Number)]
    target = "Set__mdt" if row.parameters == METADATA_TARGET else "Lead"
    inside = ", ".join(sizes or [target for _ in row.parameters])

    for name in row.names:
        assert data_type(f"{name}({inside})" if inside else name).row is row


@pytest.mark.parametrize(
    ("notation", "row", "said"),
    [
        ("Text(64) (External ID)", "Text", {"external_id": True}),
        (
            "Text(18) (External ID) (Unique Case Insensitive)",
            "Text",
            {"external_id": True, "unique": "case-insensitive"},
        ),
        ("Email (Unique Case Sensitive)", "Email", {"unique": "case-sensitive"}),
        ("Number(18, 0) (External ID) (Unique)", "Number", {"external_id": True, "unique": True}),
        ("URL(255)", "Url", {}),
        ("Email(80)", "Email", {}),
        ("Phone(40)", "Phone", {}),
        ("Text Area (Long)(300)", "LongTextArea", {}),
        ("Text Area (Rich)(300)", "Html", {}),
        ("Long Text(300)", "LongTextArea", {}),
        ("Multipicklist", "MultiselectPicklist", {}),
        ("Auto-Number (External ID)", "AutoNumber", {"external_id": True}),
        ("True/False", "Checkbox", {}),
        ("Boolean", "Checkbox", {}),
        ("Hierarchy", "Hierarchy", {}),
    ],
)
def test_notations_of_tables_of_fields(notation: str, row: str, said: dict[str, object]) -> None:
    found = data_type(notation)

    assert (found.row.name, found.said) == (row, said)


def test_real_fields_carry_the_elements_of_their_row() -> None:
    """Each custom field of a custom object in the corpus, at the API version of its repository."""
    if not CORPUS.is_dir():
        pytest.skip(f"no real metadata in {CORPUS}; set KALTURA_SFDX_CORPUS to a folder of it")

    seen: Counter[str] = Counter()
    different = []
    for path in sorted(CORPUS.glob("*/**/objects/*__c/fields/*__c.field-meta.xml")):
        found = {etree.QName(e).localname: e.text for e in etree.parse(path).getroot()}
        row = ROWS.get(found["type"] or "")
        if row is None or "customSettingsType" in object_of(path):
            continue
        expected = set(row.elements) | {"fullName", "label", "type", "trackTrending"}
        if "formula" in found:
            expected -= {"defaultValue"}
        if RETRIEVED[path.relative_to(CORPUS).parts[0]] <= 60:
            expected.add("externalId")
        seen[row.name] += 1
        if expected - set(found):
            different.append((path.name, expected - set(found)))

    assert seen.total() > 500
    assert len(different) < 0.02 * seen.total(), different


def object_of(field: Path) -> str:
    folder = field.parent.parent
    path = folder / f"{folder.name}.object-meta.xml"
    return path.read_text(encoding="utf-8") if path.exists() else ""


def test_each_key_is_one_of_every_field_or_of_a_type() -> None:
    assert CustomField.model_fields.keys() - EveryField.model_fields.keys() == KEYS_BY_TYPE
