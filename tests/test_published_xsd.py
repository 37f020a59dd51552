"""The XSD made from the published types takes what they allow, and refuses anything else."""

from base64 import b64encode
from collections.abc import Callable, Iterator
from copy import deepcopy
from functools import cache

import pytest
from conftest import ROOT
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from lxml import etree
from test_canonical import CORPUS

from generator.metadata import published
from generator.metadata.document import NAMESPACE, parse_xml, type_of
from generator.metadata.published import Element
from generator.metadata.published_xsd import compiled, text
from generator.metadata.registry import METADATA_TYPES

NAMES = sorted(row.name for row in METADATA_TYPES)
NAMESPACES = (
    f'xmlns="{NAMESPACE[1:-1]}" xmlns:xsd="http://www.w3.org/2001/XMLSchema"'
    ' xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"'
)

# The longest way down from a root that a tree goes before it leaves out all that has parts.
DEPTH = 3
TEXTS: dict[str, st.SearchStrategy[str]] = {
    "boolean": st.sampled_from(["true", "false", "1", "0"]),
    "int": st.integers(-(2**31), 2**31 - 1).map(str),
    "long": st.integers(-(2**63), 2**63 - 1).map(str),
    "double": st.floats(allow_nan=False, allow_infinity=False).map(str),
    "date": st.dates().map(str),
    "dateTime": st.datetimes().map(lambda moment: f"{moment.isoformat()}Z"),
    "time": st.times().map(lambda moment: f"{moment.isoformat()}Z"),
    "base64Binary": st.binary(max_size=5).map(lambda content: b64encode(content).decode()),
    "string": st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), max_size=5),
}
TEXTS[published.NUMBER] = TEXTS["int"] | TEXTS["double"]
TEXTS[published.DATE] = TEXTS["date"] | TEXTS["dateTime"] | TEXTS["time"]
TEXTS[published.ANY] = TEXTS["string"]


def root_of(type_name: str) -> etree._Element:
    """Return an empty root element of a type, as custom metadata writes it."""
    return parse_xml(f"<{type_name} {NAMESPACES}/>".encode())


def leaf(name: str, content: str = "") -> etree._Element:
    element = etree.Element(NAMESPACE + name)
    element.text = content
    return element


@cache
def allowed(type_name: str, depth: int) -> tuple[tuple[str, Element], ...]:
    """Return the elements of a type that a tree may have at a depth."""
    found = published.elements(type_name).items()
    return tuple(e for e in found if depth < DEPTH or e[1].kind not in published.types())


@st.composite
def trees(draw: st.DrawFn, name: str, kind: str, depth: int = 0) -> etree._Element:
    """Return an element of a kind with some of the children that the data has, in its order."""
    element = root_of(name) if depth == 0 else etree.Element(NAMESPACE + name)
    if kind in published.types():
        choice = allowed(kind, depth)
        picked = draw(st.sets(st.integers(0, len(choice) - 1), max_size=4)) if choice else ()
        for index in sorted(picked):
            child, known = choice[index]
            for _ in range(draw(st.integers(1, 2)) if known.repeated else 1):
                element.append(draw(trees(child, known.kind, depth + 1)))
    elif kind in published.enumerations():
        element.text = draw(st.sampled_from(sorted(published.values(kind))))
    else:
        element.text = draw(TEXTS[kind])
    return element


documents = st.sampled_from(NAMES).flatmap(lambda name: trees(name, name))
quick = settings(max_examples=150, deadline=None, derandomize=True)


def parts_of(element: etree._Element, kind: str) -> Iterator[tuple[etree._Element, str]]:
    """Yield each element below one, and itself, with its kind."""
    yield element, kind
    if kind in published.types():
        known = published.elements(kind)
        for child in element:
            yield from parts_of(child, known[etree.QName(child).localname].kind)


def name_of(root: etree._Element) -> str:
    return etree.QName(root).localname


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


@pytest.mark.parametrize("name", NAMES)
def test_each_type_is_compiled_alone_with_what_it_reaches(name: str) -> None:
    assert text([name]) == text([name, name])
    assert f'<xs:element name="{name}" type="m:{name}"/>' in text([name])
    assert compiled(name).validate(root_of(name))
    assert not compiled(name).validate(root_of("CustomApplication"))


def test_several_types_are_one_schema_with_each_type_once() -> None:
    together = etree.XMLSchema(etree.fromstring(text(NAMES)))

    assert text(NAMES) == text(reversed(NAMES))
    assert all(together.validate(root_of(name)) for name in NAMES)


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
        f"<Flow {NAMESPACES}><start><locationX>0</locationX>"
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
