"""The data of Salesforce's published types is current, and agrees with what else is published."""

import json
import re
import subprocess
from importlib.util import find_spec
from pathlib import Path

import pytest
from conftest import ROOT

from generator.metadata import published
from generator.metadata.api_version import NEWEST
from generator.metadata.published import OLDEST_SOURCE, Element
from generator.metadata.registry import CHECKED
from generator.resources import PUBLISHED
from tools import published_types
from tools.published_sources import Data, Enumeration, Type, from_declarations, from_wsdl
from tools.published_types import add, dump, load, reachable, updated

XS = "{http://www.w3.org/2001/XMLSchema}"
TEXT = PUBLISHED.read_text(encoding="utf-8")

# Found without the import of the package, which is slow.
_SPEC = find_spec("simple_salesforce")
assert _SPEC is not None
WSDL_63 = Path(_SPEC.origin or "").parent / "metadata.wsdl"

# Types that were components in API 63 and are parts of others now.
PARTS_NOW = {"AiPluginUtteranceDef", "GenAiPluginInstructionDef"}


def data_of(declarations: str, *more: tuple[str, int]) -> Data:
    """Return the data of declarations of API 60, and of more, each with its API version."""
    data = Data()
    for text, api in ((declarations, 60), *more):
        add(data, from_declarations(text), f"package {api}", api)
    return data


def declared(name: str, *elements: str, base: str = "") -> str:
    """Return the declaration of a type as a package has it."""
    lines = "".join(f"    {element};\n" for element in elements)
    return f"export type {name} = {base and f'{base} & '}{{\n{lines}}};\n"


def test_the_data_is_what_the_package_makes_of_it() -> None:
    assert updated(TEXT) == TEXT


def test_the_newest_source_is_the_package_that_the_tests_install() -> None:
    pinned = json.loads((ROOT / "package.json").read_bytes())["devDependencies"]
    sources = load(TEXT).sources

    assert list(sources)[-1] == f"@salesforce/types {pinned['@salesforce/types']}"
    assert list(sources.values()) == sorted(sources.values())
    assert max(sources.values()) >= NEWEST.number
    assert min(sources.values()) == OLDEST_SOURCE


def test_each_type_and_enumeration_has_a_line_of_its_own() -> None:
    rows = [json.loads(f"{{{line.rstrip(',')}}}") for line in TEXT.splitlines() if '": {"' in line]

    assert [name for row in rows for name in row] == [
        *sorted(published.types()),
        *sorted(published.enumerations()),
    ]


def test_each_kind_is_a_text_a_type_or_an_enumeration() -> None:
    known = published.TEXTS | {*published.types()} | {*published.enumerations()}

    unknown = {
        (name, element)
        for name in published.types()
        for element, found in published.elements(name).items()
        if found.kind not in known
    }

    assert unknown == set()
    assert not {*published.types()} & {*published.enumerations()}


def test_no_value_has_to_be_escaped_in_xml() -> None:
    values = {value for name in published.enumerations() for value in published.values(name)}

    assert {value for value in values if not re.fullmatch(r"[\w.:-]*", value)} == set()


def test_each_type_that_the_project_knows_is_a_component() -> None:
    parts = {row.name for row in CHECKED if not published.is_component(row.name)}

    assert parts == {"CustomFieldTranslation"}
    assert not published.is_component("FilterItem")


def test_no_result_of_a_call_and_no_type_of_a_test_is_there() -> None:
    assert not {"DeployResult", "StatusCode", "FTestSettings"} & {
        *published.types(),
        *published.enumerations(),
    }


def test_elements_of_a_base_come_first() -> None:
    names = list(published.elements("StandardValue"))

    assert names[: names.index("allowEmail")] == list(published.elements("CustomValue"))
    assert published.elements("ReportFolder") == published.elements("Folder")


def test_what_is_known_of_an_element() -> None:
    field = published.elements("CustomField")

    assert field["length"] == Element("int")
    assert field["summaryFilterItems"] == Element("FilterItem", repeated=True)
    assert published.elements("ValueSetValuesDefinition")["sorted"] == Element(
        "boolean", required=True
    )
    assert published.elements("Flow")["dataLookups"].since == 68
    assert published.values("FieldType")["Long"] == 64
    assert published.values("FieldType")["Text"] is None
    assert published.since("GlobalValueSet") is None


def test_what_an_org_without_a_product_does_not_show_is_known() -> None:
    """Geolocation is in no WSDL of most orgs, but in releases of the package."""
    assert {"displayLocationInDecimal", "readOnlyProxy"} <= {*published.elements("CustomField")}
    assert "allowGuestPaymentsApi" in published.elements("CustomSite")
    assert "versionSegment" in published.elements("FlowActionCall")
    assert {"ReportFolder", "DashboardFolder", "AssessmentQuestion"} <= {*published.types()}
    assert "NONE" in published.values("MktDataModelFieldUsageTag")


@pytest.mark.parametrize(
    ("name", "names", "meant"),
    [
        ("inlineHelptext", ["label", "inlineHelpText"], "inlineHelpText"),
        ("LENGHT", ["label", "length"], "length"),
        ("x", ["label", "length"], ""),
    ],
)
def test_did_you_mean(name: str, names: list[str], meant: str) -> None:
    assert published.did_you_mean(name, names) == meant


@pytest.mark.parametrize("look_up", [published.elements, published.values, published.base])
def test_an_unknown_name_is_a_key_error(look_up: object) -> None:
    assert callable(look_up)
    with pytest.raises(KeyError):
        look_up("NoSuchName")


def test_the_wsdl_of_api_63_is_in_the_data() -> None:
    wsdl = reachable(from_wsdl(WSDL_63.read_bytes()))

    assert len(wsdl.types) > 1000
    for name, kind in wsdl.types.items():
        own = published.own_elements(name)
        assert [key for key in own if key in kind.elements] == list(kind.elements)
        assert {key: e for key, e in kind.elements.items() if not same(own[key], e)} == {}
        assert published.base(name) == ("" if name in PARTS_NOW else kind.base)
    for name, listed in wsdl.enumerations.items():
        assert {*listed.values} <= {*published.values(name)}


def same(known: Element, found: Element) -> bool:
    """Whether both are one; a WSDL has only text where its org does not show the values."""
    unlisted = found.kind == "string" and known.kind in published.enumerations()
    return (unlisted or known.kind == found.kind) and known.repeated == found.repeated


def test_declarations_and_a_wsdl_of_the_same_types_say_the_same() -> None:
    declarations = from_declarations(
        declared("Metadata", "fullName?: string")
        + declared(
            "Shelf", "books: Book[]", "id?: ID", "kind: Kind", "open?: Wing", base="Metadata"
        )
        + declared("Book", "any?: any", "free: boolean", "name?: string")
        + "export type Kind = 'Oak' | 'Ash';\nexport type Wing = string;\n"
        + "export type ID = string;\nexport type Empty = Metadata;\nexport type Base = string;\n"
        + declared("Extended", "name: string", base="Base")
    )
    wsdl = from_wsdl(
        f"""<definitions xmlns:xsd="{XS[1:-1]}"><types><xsd:schema>
        <xsd:complexType name="Metadata"><xsd:sequence>
          <xsd:element name="fullName" type="xsd:string" minOccurs="0"/>
        </xsd:sequence></xsd:complexType>
        <xsd:complexType name="Shelf"><xsd:complexContent><xsd:extension base="tns:Metadata">
          <xsd:sequence>
            <xsd:element name="books" type="tns:Book" minOccurs="0" maxOccurs="unbounded"/>
            <xsd:element name="id" type="tns:ID" minOccurs="0"/>
            <xsd:element name="kind" type="tns:Kind"/>
            <xsd:element name="open" type="tns:Wing" minOccurs="0"/>
          </xsd:sequence>
        </xsd:extension></xsd:complexContent></xsd:complexType>
        <xsd:complexType name="Book"><xsd:sequence>
          <xsd:element name="any" type="xsd:anyType" minOccurs="0"/>
          <xsd:element name="free" type="xsd:boolean"/>
          <xsd:element name="name" type="xsd:string" minOccurs="0"/>
        </xsd:sequence></xsd:complexType>
        <xsd:simpleType name="Kind"><xsd:restriction base="xsd:string">
          <xsd:enumeration value="Oak"/><xsd:enumeration value="Ash"/>
        </xsd:restriction></xsd:simpleType>
        <xsd:simpleType name="Wing"><xsd:restriction base="xsd:string"/></xsd:simpleType>
        <xsd:simpleType name="ID"><xsd:restriction base="xsd:string"/></xsd:simpleType>
        <xsd:complexType name="Empty"><xsd:complexContent>
          <xsd:extension base="tns:Metadata"/>
        </xsd:complexContent></xsd:complexType>
        <xsd:complexType name="Base"/>
        <xsd:complexType name="Extended"><xsd:complexContent><xsd:extension base="tns:Base">
          <xsd:sequence><xsd:element name="name" type="xsd:string"/></xsd:sequence>
        </xsd:extension></xsd:complexContent></xsd:complexType>
        </xsd:schema></types></definitions>""".encode()
    )

    assert declarations == wsdl
    assert declarations.types["Shelf"].elements == {
        "books": Element("Book", repeated=True),
        "id": Element("string"),
        "kind": Element("Kind", required=True),
        "open": Element("string"),
    }


def test_what_is_new_has_its_oldest_possible_version() -> None:
    old = declared("A", "a?: string") + "export type K = 'x';\n"
    new = declared("A", "a?: string", "b?: string") + "export type K = 'x' | 'y';\n"

    data = data_of(old, (new + declared("B", "c?: string"), 63))

    assert data.types["A"].elements == {"a": Element("string"), "b": Element("string", since=61)}
    assert data.types["B"] == Type("", {"c": Element("string")}, since=61)
    assert data.enumerations["K"] == Enumeration({"x": None, "y": 61})


def test_a_version_that_did_not_have_the_type_says_nothing_of_its_elements() -> None:
    old, new = declared("A", "a?: string"), declared("A", "a?: string", "b?: string")

    data = data_of(old, ("", 63), (new, 65))

    assert data.types["A"].elements["b"].since == 61
    assert data.types["A"].seen is None


def test_what_comes_and_goes_belongs_to_a_product_and_is_kept_without_a_version() -> None:
    small = declared("A", "a?: string") + "export type K = 'x';\n"
    large = declared("A", "a?: string", "b?: string") + "export type K = 'x' | 'y';\n"

    data = data_of(small, (large + declared("B", "c?: string"), 63), (small, 64))

    assert data.types["A"].elements == {"a": Element("string"), "b": Element("string")}
    assert data.types["B"] == Type("", {"c": Element("string")}, since=None, seen=63)
    assert data.enumerations["K"].values == {"x": None, "y": None}


def test_what_an_older_source_knows_better_stays() -> None:
    data = Data()
    known = {"a": Element("int"), "b": Element("time"), "c": Element("K"), "d": Element("int")}
    add(data, Data({"A": Type("", known)}, {"K": Enumeration({"x": None})}), "WSDL", 63)
    text = declared("A", "a: number", "b?: Date", "c?: K", "d?: string")

    add(data, from_declarations(text + "export type K = string;\n"), "package", 64)

    assert data.types["A"].elements == {
        "a": Element("int", required=True),
        "b": Element("time"),
        "c": Element("K"),
        "d": Element("string"),
    }


def test_a_second_run_changes_nothing() -> None:
    text = declared("Metadata", "fullName?: string") + declared("A", "a?: K", base="Metadata")
    data = data_of(text, (text + "export type K = 'x' | 'y';\n", 63))
    once = dump(reachable(data))

    again = load(once)
    add(again, from_declarations(text + "export type K = 'x' | 'y';\n"), "package 63", 63)

    assert dump(reachable(again)) == once


def test_sources_have_to_come_oldest_first() -> None:
    with pytest.raises(ValueError, match=r"package is API 62, older than the data, .* API 63"):
        add(data_of("", ("", 63)), Data(), "package", 62)


def test_a_new_package_needs_its_api_version(tmp_path: Path) -> None:
    (tmp_path / "lib").mkdir()
    (tmp_path / "lib/metadata.d.ts").write_text("", encoding="utf-8")
    (tmp_path / "package.json").write_text('{"version": "1.10.0"}', encoding="utf-8")

    with pytest.raises(ValueError, match=r"types 1\.10\.0 is new: .* --api"):
        updated(TEXT, tmp_path)


def test_a_name_that_the_data_cannot_hold_is_refused(tmp_path: Path) -> None:
    text = declared("Metadata", "kind?: Kind") + "export type Kind = 'two words';\n"
    (tmp_path / "lib").mkdir()
    (tmp_path / "lib/metadata.d.ts").write_text(text, encoding="utf-8")
    (tmp_path / "package.json").write_text('{"version": "1.10.0"}', encoding="utf-8")

    with pytest.raises(ValueError, match="cannot hold"):
        updated(TEXT, tmp_path, 69)


@pytest.mark.parametrize(("latest", "newer"), [("1.9.0", False), ("1.10.0", True)])
def test_newer_types_names_the_package_that_npm_has(
    monkeypatch: pytest.MonkeyPatch, latest: str, *, newer: bool
) -> None:
    answer = subprocess.CompletedProcess([], 0, stdout=f"{latest}\n")
    monkeypatch.setattr(subprocess, "run", lambda *_, **__: answer)

    assert bool(published_types.newer()) == newer
    assert not newer or "npm has @salesforce/types 1.10.0" in published_types.newer()
