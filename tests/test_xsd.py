"""Our XSD says what Salesforce's WSDL says, for all that it covers."""

import pytest
from conftest import Wsdl
from lxml import etree

from generator.metadata.xsd import violations
from generator.resources import XSD

XS = Wsdl.XS
OURS = etree.parse(XSD).getroot()
TYPES = [str(kind.get("name")) for kind in OURS if kind.tag.endswith("Type")]

# What the XSD leaves out on purpose: parts that have files of their own in a source tree, and
# the attributes of products that no schema speaks of.
LEFT_OUT = {
    "CustomField": {"mktDataLakeFieldAttributes", "mktDataModelFieldAttributes"},
    "CustomObject": {
        *("businessProcesses", "compactLayouts", "fieldSets", "fields", "indexes", "listViews"),
        *("recordTypes", "sharingReasons", "sharingRecalculations", "validationRules", "webLinks"),
        *("articleTypeChannelDisplay", "historyRetentionPolicy", "profileSearchLayouts"),
        *("mktDataLakeAttributes", "mktDataModelAttributes"),
    },
    "Package": {"objectPermissions"},
}

# Elements newer than the WSDL (API 63.0), seen in files that deploy, and the types they bring.
NEWER = {
    "CustomField": {"displayLocationInDecimal", "readOnlyProxy"},
    "PermissionSet": {"agentAccesses"},
}
NEWER_TYPES = {"PermissionSetAgentAccess"}


def named(schema: etree._Element, name: str) -> etree._Element:
    kinds = (f"{XS}complexType", f"{XS}simpleType")
    return next(kind for kind in schema if kind.tag in kinds and kind.get("name") == name)


def elements(kind: etree._Element) -> list[tuple[str, ...]]:
    """Return name, type and occurrence of each element, with prefixes of types taken off."""
    return [
        (
            str(element.get("name")),
            str(element.get("type")).rpartition(":")[2],
            element.get("minOccurs", "1"),
            element.get("maxOccurs", "1"),
        )
        for element in kind.iter(f"{XS}element")
    ]


def base(kind: etree._Element) -> list[str]:
    return [str(e.get("base")).rpartition(":")[2] for e in kind.iter(f"{XS}extension")]


def values(kind: etree._Element) -> list[str]:
    return [str(value.get("value")) for value in kind.iter(f"{XS}enumeration")]


@pytest.mark.parametrize("name", sorted(set(TYPES) - NEWER_TYPES))
def test_a_type_is_the_wsdls(name: str, wsdl: Wsdl) -> None:
    ours, theirs = named(OURS, name), named(wsdl.types, name)
    left_out = LEFT_OUT.get(name, set())

    newer = NEWER.get(name, set())
    known = [e for e in elements(ours) if e[0] not in newer]
    assert known == [e for e in elements(theirs) if e[0] not in left_out]
    assert left_out <= {e[0] for e in elements(theirs)}
    assert not newer & {e[0] for e in elements(theirs)}
    assert base(ours) == base(theirs)
    assert values(ours) == values(theirs)


def test_every_root_is_a_type_of_its_name() -> None:
    roots = [element for element in OURS if element.tag == f"{XS}element"]

    assert roots
    assert [e.get("type") for e in roots] == [f"m:{e.get('name')}" for e in roots]


def test_a_violation_says_where_and_what() -> None:
    root = etree.fromstring(
        '<CustomField xmlns="http://soap.sforce.com/2006/04/metadata">'
        "<label>x</label><fullName>x</fullName><type>Txet</type></CustomField>"
    )

    found = list(map(str, violations(root)))

    assert any("fullName" in violation for violation in found)
    assert any(violation.startswith("/CustomField/type: ") for violation in found)
