"""Our XSD says what Salesforce's WSDL says, for all that it covers."""

import pytest
from conftest import Wsdl
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from generator.metadata.assertions import Assertions, texts_of
from generator.metadata.document import NAMESPACE
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


@pytest.mark.parametrize(
    "test",
    [
        "@m:label",
        "//m:label",
        "position() = 1",
        "count(*) = 1",
        "m:a//m:b",
        ".",
        "text()",
        "normalize-space(m:label)",
        "m:label/@m:b",
        "following-sibling::m:label",
        "$label",
    ],
)
def test_an_assertion_that_reads_more_than_is_compared_is_refused(test: str) -> None:
    with pytest.raises(ValueError, match="KS0: verdicts cannot be kept"):
        Assertions([("KS0", test)])


TESTS = [
    ("length", "string-length(m:a) <= 2"),
    ("part", "not(contains(m:b, 'x')) or string-length(m:b) > 1"),
    ("text", "string(m:c) = 'x' or not(m:c)"),
    ("count", "count(m:c[string(m:d) = 'x']) <= 1 and count(m:a) <= 1"),
    ("child", "not(m:c/m:d) or m:a"),
]
CHILDREN = ["<a/>", "<a>x</a>", "<a>xyz</a>", "<a>yyy</a>", "<b>x</b>", "<b>xy</b>", "<b>y</b>"]
CHILDREN += ["<c>x</c>", "<c>y</c>", "<c><d>x</d></c>", "<c><d>y</d></c>", "<e>x</e>", "<d>x</d>"]
CHILDREN += ["<a>x<!-- y -->yz</a>", "<a><![CDATA[x]]></a>", "<!-- x -->", "<?x y?>"]


@given(st.lists(st.lists(st.sampled_from(CHILDREN), max_size=4), max_size=20))
@settings(max_examples=300, deadline=None, derandomize=True)
def test_a_kept_verdict_is_what_an_evaluation_gives(documents: list[list[str]]) -> None:
    assertions = Assertions(TESTS)
    for children in documents:
        root = etree.fromstring(f'<r xmlns="{NAMESPACE[1:-1]}">{"".join(children)}</r>')

        assert assertions.broken(root, texts_of(root)) == assertions.evaluated(root)
