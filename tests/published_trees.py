"""Documents that the published types allow, for property tests."""

from base64 import b64encode
from collections.abc import Iterator
from functools import cache

from hypothesis import settings
from hypothesis import strategies as st
from lxml import etree

from generator.metadata import published
from generator.metadata.document import NAMESPACE, parse_xml
from generator.metadata.published import Element
from generator.metadata.registry import CHECKED

NAMES = sorted(row.name for row in CHECKED)
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
    deep = depth < DEPTH
    return tuple(e for e in found if deep or e[1].required or e[1].kind not in published.types())


@st.composite
def trees(draw: st.DrawFn, name: str, kind: str, depth: int = 0) -> etree._Element:
    """Return an element of a kind with some of the children that the data has, in its order."""
    element = root_of(name) if depth == 0 else etree.Element(NAMESPACE + name)
    if kind in published.types():
        choice = allowed(kind, depth)
        picked = draw(st.sets(st.integers(0, len(choice) - 1), max_size=4)) if choice else set()
        needed = {index for index, (_, known) in enumerate(choice) if known.required}
        for index in sorted(picked | needed):
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
