"""The XSD made from the published types takes what they allow, and refuses anything else."""

from collections.abc import Callable
from copy import deepcopy

import pytest
from conftest import ROOT
from hypothesis import assume, given
from hypothesis import strategies as st
from lxml import etree
from published_trees import (
    NAMES,
    NAMESPACES,
    documents,
    leaf,
    name_of,
    parts_of,
    quick,
    root_of,
)
from test_canonical import CORPUS

from generator.metadata import published
from generator.metadata.api_version import NEWEST, ApiVersion
from generator.metadata.document import parse_xml, type_of
from generator.metadata.published_xsd import compiled, text

INSTANCE = "{http://www.w3.org/2001/XMLSchema-instance}"


@given(documents)
@quick
def test_what_the_data_allows_is_taken(root: etree._Element) -> None:
    structure = compiled(name_of(root))

    assert structure.validate(root), structure.error_log


@given(documents, st.data())
@quick
def test_an_unknown_element_is_refused(root: etree._Element, data: st.DataObject) -> None:
    with_parts = [e for e, kind in parts_of(root, name_of(root)) if kind in published.types()]
    chosen = data.draw(st.sampled_from(with_parts))
    chosen.insert(data.draw(st.integers(0, len(chosen))), leaf("noSuchElement"))

    assert not compiled(name_of(root)).validate(root)


@given(documents, st.data())
@quick
def test_a_swapped_order_is_refused(root: etree._Element, data: st.DataObject) -> None:
    pairs = [
        (element, index)
        for element, kind in parts_of(root, name_of(root))
        if kind in published.types()
        for index in range(len(element) - 1)
        if element[index].tag != element[index + 1].tag
    ]
    assume(pairs)
    element, index = data.draw(st.sampled_from(pairs))
    element.insert(index, element[index + 1])

    assert not compiled(name_of(root)).validate(root)


@given(documents, st.data())
@quick
def test_an_element_twice_that_may_not_repeat_is_refused(
    root: etree._Element, data: st.DataObject
) -> None:
    single = [
        child
        for element, kind in parts_of(root, name_of(root))
        if kind in published.types()
        for child in element
        if not published.elements(kind)[name_of(child)].repeated
    ]
    assume(single)
    chosen = data.draw(st.sampled_from(single))
    chosen.addnext(deepcopy(chosen))

    assert not compiled(name_of(root)).validate(root)


@given(documents, st.data())
@quick
def test_a_wrong_text_is_refused(root: etree._Element, data: st.DataObject) -> None:
    """No value of an enumeration, no boolean, no number and no date."""
    free = {"string", "base64Binary", published.ANY, *published.types()}
    closed = [element for element, kind in parts_of(root, name_of(root)) if kind not in free]
    assume(closed)
    data.draw(st.sampled_from(closed)).text = "No such value!"

    assert not compiled(name_of(root)).validate(root)


def with_what_is_needed(name: str) -> etree._Element:
    root = root_of(name)
    for needed in (n for n, element in published.elements(name).items() if element.required):
        kind = published.elements(name)[needed].kind
        values = published.values(kind) if kind in published.enumerations() else ()
        first = next(iter(values), {"boolean": "true", "int": "1"}.get(kind, "x"))
        root.append(leaf(needed, first))
    return root


@given(documents, st.data())
@quick
def test_a_document_without_an_element_that_it_needs_is_refused(
    root: etree._Element, data: st.DataObject
) -> None:
    needed = [
        child
        for element, kind in parts_of(root, name_of(root))
        if kind in published.types()
        for child in element
        if published.elements(kind)[name_of(child)].required
        and sum(other.tag == child.tag for other in element) == 1
    ]
    assume(needed)
    chosen = data.draw(st.sampled_from(needed))
    parent = chosen.getparent()
    assert parent is not None
    parent.remove(chosen)

    assert not compiled(name_of(root)).validate(root)


@pytest.mark.parametrize(
    ("type_name", "element", "content", "since"),
    [
        ("CustomField", "type", "Long", 64),
        ("CustomField", "mktDataModelFieldAttributes", "", None),
        ("Translations", "contextDefinitions", "", 67),
    ],
)
def test_what_is_newer_than_an_api_version_is_refused_in_it(
    type_name: str, element: str, content: str, since: int | None
) -> None:
    root = with_what_is_needed(type_name)
    added = leaf(element, content)
    if not content:
        added.text = None
        added.set(f"{INSTANCE}nil", "true")
    root.append(added)
    older = ApiVersion((since or NEWEST.number) - 1)

    assert compiled(type_name, ApiVersion(since or 31)).validate(root)
    assert compiled(type_name, older).validate(root) == (since is None)


@pytest.mark.parametrize("name", NAMES)
def test_each_type_is_compiled_alone_with_what_it_reaches(name: str) -> None:
    assert text([name]) == text([name, name])
    assert f'<xs:element name="{name}" type="m:{name}"/>' in text([name])
    assert compiled(name).validate(with_what_is_needed(name))
    assert not compiled(name).validate(root_of("Metadata"))


def test_several_types_are_one_schema_with_each_type_once() -> None:
    together = etree.XMLSchema(etree.fromstring(text(NAMES)))

    assert text(NAMES) == text(reversed(NAMES))
    assert all(together.validate(with_what_is_needed(name)) for name in NAMES)


def test_a_field_does_not_compile_flows() -> None:
    assert 'name="Flow' not in text(["CustomField"])
    assert len(text(["CustomField"])) < len(text(["Flow"])) / 5


@pytest.mark.parametrize(
    ("value", "valid"),
    [
        ('<value xsi:type="xsd:string">x</value>', True),
        ('<value xsi:type="xsd:boolean">true</value>', True),
        ('<value xsi:type="xsd:double">1.0</value>', True),
        ('<value xsi:type="xsd:date">2026-10-01</value>', True),
        ('<value xsi:nil="true"/>', True),
        ('<value xsi:type="xsd:boolean">maybe</value>', False),
        ('<value xsi:type="xsd:double">one</value>', False),
        ('<value xsi:type="xsd:nothing">x</value>', False),
        ("<wert>x</wert>", False),
    ],
)
def test_custom_metadata_says_the_kind_of_each_value(value: str, *, valid: bool) -> None:
    values = f"<values><field>A__c</field>{value}</values>"
    document = f"<CustomMetadata {NAMESPACES}><label>x</label>{values}</CustomMetadata>"

    assert compiled("CustomMetadata").validate(parse_xml(document.encode())) == valid


def test_a_flow_may_leave_out_a_record_with_nil() -> None:
    document = (
        f"<Flow {NAMESPACES}><label>x</label>"
        "<start><locationX>0</locationX><locationY>0</locationY>"
        '<object xsi:nil="true"/></start></Flow>'
    )

    assert compiled("Flow").validate(parse_xml(document.encode()))


@pytest.mark.parametrize("look_up", [compiled, lambda name: text([name])])
def test_an_unknown_type_is_a_key_error(look_up: Callable[[str], object]) -> None:
    with pytest.raises(KeyError, match="NoSuchType"):
        look_up("NoSuchType")


def test_our_own_tree_is_valid() -> None:
    paths = [
        path
        for folder in ("force-app", "reports", "unpackaged", "manifest")
        for path in sorted((ROOT / folder).rglob("*.xml"))
    ]
    roots = {path: parse_xml(path.read_bytes()) for path in paths}

    assert len(roots) > 40
    assert [p for p, root in roots.items() if not compiled(name_of(root)).validate(root)] == []


def in_order(element: etree._Element, kind: str) -> None:
    """Put the elements below one in the order of the data; unknown ones come last."""
    known = published.elements(kind)
    order = {name: place for place, name in enumerate(known)}
    children = [child for child in element if isinstance(child.tag, str)]
    for child in sorted(children, key=lambda child: order.get(name_of(child), len(order))):
        element.append(child)
        below = known.get(name_of(child))
        if below and below.kind in published.types():
            in_order(child, below.kind)


def test_real_files_are_valid_but_for_the_order_of_some() -> None:
    if not CORPUS.is_dir():
        pytest.skip(f"no real metadata in {CORPUS}; set KALTURA_SFDX_CORPUS to a folder of it")
    files, swapped, refused = 0, 0, []
    for path in sorted(CORPUS.rglob("*.xml")):
        if type_of(path.name) is None:
            continue
        root = parse_xml(path.read_bytes())
        structure = compiled(name_of(root))
        files += 1
        if structure.validate(root):
            continue
        swapped += 1
        in_order(root, name_of(root))
        if not structure.validate(root):
            refused.append((path, str(structure.error_log)))

    assert files > 1000
    assert refused == []
    assert swapped < files / 50
