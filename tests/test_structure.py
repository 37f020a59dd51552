"""What is wrong with the elements of a document: the same that the XSD refuses, in plain words."""

from collections.abc import Callable
from copy import deepcopy

import pytest
import reference
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree
from published_trees import NAMESPACES, documents, leaf, name_of, quick, trees

from generator.metadata import xsd
from generator.metadata.api_version import NEWEST, ApiVersion
from generator.metadata.document import parse_xml
from generator.metadata.published_xsd import compiled
from generator.metadata.structure import Fault, Violation, explained
from generator.metadata.xsd import violations

INSTANCE = "{http://www.w3.org/2001/XMLSchema-instance}"
Mutation = Callable[[etree._Element, st.DataObject], None]  # noqa: SLF001  (the stubs' name)


def certain(root: etree._Element, version: ApiVersion = NEWEST) -> list[Violation]:
    return [found for found in explained(root, version) if found.fault is not Fault.DOUBT]


def some(root: etree._Element, data: st.DataObject) -> etree._Element:
    return data.draw(st.sampled_from(list(root.iter(etree.Element))))


def add_element(root: etree._Element, data: st.DataObject) -> None:
    chosen = some(root, data)
    name = data.draw(st.sampled_from(["noSuchElement", "label", "fullName", "type"]))
    chosen.insert(data.draw(st.integers(0, len(chosen))), leaf(name, "x"))


def add_element_of_nobody(root: etree._Element, _: st.DataObject) -> None:
    etree.SubElement(root, "label").text = "x"


def remove_element(root: etree._Element, data: st.DataObject) -> None:
    chosen = some(root, data)
    parent = chosen.getparent()
    if parent is not None:
        parent.remove(chosen)


def move_element(root: etree._Element, data: st.DataObject) -> None:
    chosen = some(root, data)
    if len(chosen):
        chosen.append(chosen[0])


def repeat_element(root: etree._Element, data: st.DataObject) -> None:
    chosen = some(root, data)
    parent = chosen.getparent()
    if parent is not None:
        parent.insert(data.draw(st.integers(0, len(parent))), deepcopy(chosen))


def change_text(root: etree._Element, data: st.DataObject) -> None:
    words = ("", " true ", "TRUE", "1", "+7", "1e5", "-INF", "INF", "+INF", "NaN", ".", "1.", "x")
    more = ("\u00a05", "٣", "2147483648", "99999999999999999999", "2026-02-30", "Text", " Text")
    dates = ("2026-10-01", "2026-10-01Z", "2026-10-01T24:00:00", "25:00:00", "08:00:00+14:00")
    some(root, data).text = data.draw(st.sampled_from([*words, *more, *dates]))


def add_tail(root: etree._Element, data: st.DataObject) -> None:
    some(root, data).tail = data.draw(st.sampled_from([" ", "\n\t", "\u00a0", "x"]))


def add_comment(root: etree._Element, data: st.DataObject) -> None:
    comment = etree.Comment("x")
    comment.tail = data.draw(st.sampled_from(["", "x", "\n"]))
    some(root, data).insert(0, comment)


def add_attribute(root: etree._Element, data: st.DataObject) -> None:
    names = ["id", f"{INSTANCE}nil", f"{INSTANCE}type", f"{INSTANCE}schemaLocation"]
    values = ["true", "false", "0", "maybe", "xsd:string", "xsd:boolean", "xsd:nothing", "a b"]
    some(root, data).set(data.draw(st.sampled_from(names)), data.draw(st.sampled_from(values)))


MUTATIONS: list[Mutation] = [
    *(add_element, add_element_of_nobody, remove_element, move_element, repeat_element),
    *(change_text, add_tail, add_comment, add_attribute),
]


@given(documents)
@quick
def test_nothing_is_said_of_a_valid_document(root: etree._Element) -> None:
    assert certain(root) == []
    assert violations(root) == []


@pytest.mark.parametrize("mutation", MUTATIONS, ids=lambda each: each.__name__)
@given(root=documents, data=st.data())
@settings(quick, max_examples=60)
def test_it_says_something_of_what_the_xsd_refuses_and_of_nothing_else(
    mutation: Mutation, root: etree._Element, data: st.DataObject
) -> None:
    mutation(root, data)
    is_valid = compiled(name_of(root)).validate(root)

    if is_valid:
        assert certain(root) == []
    else:
        assert explained(root, NEWEST)
    assert (violations(root) == []) == is_valid


@given(documents, st.sampled_from([31, 51, 52, 60, 61, 63, 64, 66, 67]))
@quick
def test_it_says_what_an_older_api_version_does_not_have(
    root: etree._Element, number: int
) -> None:
    version = ApiVersion(number)
    found = explained(root, version)

    assert {each.fault for each in found} <= {Fault.NEWER, Fault.MAYBE_NEWER, Fault.DOUBT}
    if all(each.element is not root for each in found):
        certain_ones = certain(root, version)
        assert (certain_ones == []) == compiled(name_of(root), version).validate(root)


SMALL = ("ListView", "CompactLayout", "CustomTab", "ValidationRule", "GlobalValueSet")


@given(st.sampled_from(SMALL).flatmap(lambda name: trees(name, name)), st.data())
@quick
def test_what_the_reference_refuses_is_refused(root: etree._Element, data: st.DataObject) -> None:
    known = [mutation for mutation in MUTATIONS if mutation is not add_comment]
    data.draw(st.sampled_from(known))(root, data)  # it takes a comment in a text for an element

    assert violations(root) or not reference.refuses(root)


def document(type_name: str, body: str) -> etree._Element:
    return parse_xml(f"<{type_name} {NAMESPACES}>{body}</{type_name}>".encode())


@pytest.mark.parametrize(
    ("body", "path", "reason"),
    [
        (
            "<lenght>1</lenght>",
            "/lenght",
            "CustomField has no element lenght; did you mean length?",
        ),
        ("<zzz/>", "/zzz", "CustomField has no element zzz"),
        (
            "<label>a</label><label>b</label>",
            "/label",
            "label appears a second time; one is allowed",
        ),
        (
            "<label>a</label><fullName>b</fullName>",
            "/fullName",
            "fullName is after label; it belongs before it",
        ),
        ("<required>yes</required>", "/required", "required is yes; true or false is allowed"),
        ("<length/>", "/length", "length is empty; a whole number is allowed"),
        ("<scale>2147483648</scale>", "/scale", "scale is 2147483648; a whole number is allowed"),
        ("<type>Txet</type>", "/type", "type is Txet; did you mean Text?"),
        (
            "<deleteConstraint>No</deleteConstraint>",
            "/deleteConstraint",
            "deleteConstraint is No; Cascade, Restrict or SetNull is allowed",
        ),
        (
            "<valueSet>a</valueSet>",
            "/valueSet",
            "valueSet has text of its own; only elements are allowed in it",
        ),
        ("<label><b/></label>", "/label", "label has elements; only text is allowed in it"),
        ('<label a="b">c</label>', "/label", "label has the attribute a; none is allowed"),
        (
            '<label xsi:nil="true">c</label>',
            "/label",
            "label has xsi:nil and content; one of them is allowed",
        ),
        (
            "<lookupFilter><isOptional>true</isOptional></lookupFilter>",
            "/lookupFilter",
            "active is missing; lookupFilter needs it",
        ),
        (
            '<label xmlns="http://example.com/">a</label>',
            "/label",
            "label is not in Salesforce's namespace, http://soap.sforce.com/2006/04/metadata",
        ),
    ],
)
def test_it_says_what_is_there_and_what_is_allowed(body: str, path: str, reason: str) -> None:
    (found,) = violations(document("CustomField", body))

    assert str(found) == f"/CustomField{path}: {reason}"


def test_each_thing_that_is_wrong_is_said_at_once() -> None:
    root = document("CustomField", "<lable>a</lable><type>Txet</type><length>x</length>")

    assert [each.fault for each in violations(root)] == [
        Fault.UNKNOWN,
        Fault.VALUE,
        Fault.ORDER,
        Fault.VALUE,
    ]


@pytest.mark.parametrize(
    ("version", "body", "found"),
    [
        (62, "<viewAllFields>true</viewAllFields>", [Fault.NEWER]),
        (63, "<viewAllFields>true</viewAllFields>", []),
    ],
)
def test_a_version_is_named_where_it_is_certain(
    version: int, body: str, found: list[Fault]
) -> None:
    names = ("allowCreate", "allowDelete", "allowEdit", "allowRead", "modifyAllRecords")
    switches = "".join(f"<{name}>true</{name}>" for name in names)
    entry = f"{switches}<object>Lead</object>{body}<viewAllRecords>true</viewAllRecords>"
    root = document(
        "PermissionSet", f"<label>a</label><objectPermissions>{entry}</objectPermissions>"
    )

    assert [each.fault for each in violations(root, ApiVersion(version))] == found


def test_a_type_of_action_that_nobody_lists_is_no_error() -> None:
    body = """<actionCalls><name>a</name><label>a</label><locationX>1</locationX>
        <locationY>1</locationY><actionName>a</actionName><actionType>zzz</actionType></actionCalls>
        <label>a</label>"""

    (found,) = violations(document("Flow", body))

    assert found.fault is Fault.UNLISTED
    assert found.reason.startswith("actionType is zzz; ")


def test_an_xsi_type_is_left_to_the_xsd() -> None:
    body = (
        '<label>a</label><values><field>A__c</field><value xsi:type="xsd:{}">{}</value></values>'
    )

    assert violations(document("CustomMetadata", body.format("double", "1.5"))) == []
    assert violations(document("CustomMetadata", body.format("double", "one")))
    assert violations(document("CustomMetadata", body.format("nothing", "one")))


def test_an_xsi_type_that_fits_is_not_named_for_what_is_wrong_elsewhere() -> None:
    body = '<values><field>A__c</field><value xsi:type="xsd:double">1</value></values><lable/>'

    (found,) = violations(document("CustomMetadata", body))

    assert found.fault is Fault.UNKNOWN


def test_a_large_file_with_many_faults_is_explained_without_lxml(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """For each fault lxml counts the elements before it: 40,000 would take a minute."""
    monkeypatch.setattr(xsd, "compiled", lambda *_: pytest.fail("lxml was asked"))
    structure = xsd._Structure("CustomTab", NEWEST)  # noqa: SLF001
    many = document("CustomTab", "<customObject>yes</customObject>" * 1_000)

    assert len(structure.violations(many, is_large=True)) == 1_000 + 999


def test_the_xsd_of_a_type_is_compiled_where_there_are_many_files(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(xsd, "_MANY", 3)
    asked: list[str] = []

    def recorded(name: str, version: ApiVersion) -> etree.XMLSchema:
        asked.append(name)
        return compiled(name, version)

    monkeypatch.setattr(xsd, "compiled", recorded)
    structure = xsd._Structure("CustomTab", NEWEST)  # noqa: SLF001
    root = document("CustomTab", "<customObject>true</customObject>")

    assert [structure.violations(root, is_large=False) for _ in range(6)] == [[]] * 6
    assert asked == ["CustomTab"]
    assert structure.violations(document("CustomTab", "<lable>a</lable>"), is_large=False)
