"""Diagrams of relationships: their layout, the SVG of a page, and the text for Mermaid."""

from collections.abc import Sequence
from itertools import combinations, pairwise

import pytest
from browser import Open
from hypothesis import given
from hypothesis import strategies as st
from lark import Lark
from lxml import html

from generator.dictionary.dictionary import Dictionary
from generator.dictionary.entries import Relationship, SObject
from generator.output.dictionary_diagrams import (
    MOST_OBJECTS,
    drawn_objects,
    neighbour_diagrams,
    whole_diagram,
)
from generator.output.dictionary_html import page
from generator.output.mermaid import er_diagram
from generator.pages.diagram import Box, Drawing, Edge, PlacedBox, PlacedEdge, Point
from generator.pages.diagram_boxes import ROW, row_middle
from generator.pages.diagram_layout import laid_out
from generator.pages.diagram_neighbours import MOST, neighbours
from generator.pages.diagram_paths import line, marks, without_doubles
from generator.pages.diagram_svg import svg
from generator.pages.diagram_text import cut, width, wrapped
from generator.pages.diagram_trunks import with_trunks

HOSTILE = '<script>alert("1")</script> & "quoted" \'too\''
# What `erDiagram` takes, of mermaid's own grammar: `erDiagram.jison`, version 11.
MERMAID = Lark(
    r"""
    start: "erDiagram" NEWLINE (statement? NEWLINE)*
    statement: NAME "[" NAME "]"
             | NAME ONE KIND "o{" NAME ":" NAME
    ONE: "||" | "|o"
    KIND: "--" | ".."
    NAME: /"[^"%\r\n\v\x08\\]+"/
    NEWLINE: /\n/
    %ignore /[ \t]+/
    %ignore /%%[^\n]*/
    """,
    parser="lalr",
)


def sobject(name: str, label: str = "") -> SObject:
    return SObject(name, label or name, "Custom object")


def lookup(child: str, field: str, parent: str, *, required: bool = False) -> Relationship:
    return Relationship(f"{child}.{field}", child, parent, required, required)


def dictionary(objects: Sequence[SObject], *relationships: Relationship) -> Dictionary:
    return Dictionary("Small", "a test", objects=tuple(objects), relationships=relationships)


def hub(children: int) -> Dictionary:
    """Return a dictionary with an object to which many others have a lookup."""
    names = [f"Child{number}__c" for number in range(children)]
    return dictionary(
        [sobject("Hub__c"), *map(sobject, names)],
        *(lookup(name, "Hub__c", "Hub__c") for name in names),
    )


def boxes(*keys: str, rows: int = 0) -> list[Box]:
    return [Box(key, f"Title of {key}", rows=("A row",) * rows) for key in keys]


def edge(source: str, target: str, row: int | None = None, *, required: bool = False) -> Edge:
    return Edge(source, target, "Field__c", "words", required, required, row)


def edge_at(source: str, *points: tuple[float, float]) -> PlacedEdge:
    return PlacedEdge(edge(source, "elsewhere"), tuple(Point(x, y) for x, y in points))


def placed(drawing: Drawing, key: str) -> PlacedBox:
    return next(each for each in drawing.boxes if each.box.key == key)


def elements(markup: str) -> html.HtmlElement:
    return html.fragment_fromstring(markup)


# Three groups: one with a circle, two lines between the same boxes and a line to itself.
BOXES = boxes("a", "b", "c", rows=3) + boxes("d", "e") + boxes("f", "g", "h")
EDGES = [
    edge("a", "b", 0),
    edge("a", "b", 1, required=True),
    edge("b", "c", 0),
    edge("c", "a", 2),
    edge("b", "b", 2),
    edge("d", "e"),
]


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Account", "Account"),
        ("i" * 30, "i" * 30),
        ("W" * 30, "W" * 9 + "…"),
        ("名" * 30, "名" * 9 + "…"),
        ("e\u0301" * 17, "e\u0301" * 17),
        ("א" * 30, "א" * 16 + "…"),
    ],
)
def test_a_text_is_cut_by_the_width_of_its_characters(text: str, shown: str) -> None:
    assert cut(text, 100, 10) == shown


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("Account", ["Account"]),
        ("Recurring Donation Change Log", ["Recurring", "Donation Change…"]),
        ("npe01__Contacts_And_Orgs_Settings__c", ["npe01__Contacts_", "And_Orgs_Settin…"]),
        ("Gift   Entry", ["Gift   Entry"]),
        ("", [""]),
    ],
)
def test_a_title_from_afar_is_wrapped(text: str, lines: list[str]) -> None:
    assert wrapped(text, 2, 90, 10) == lines


@given(st.text(max_size=60), st.floats(0, 200))
def test_a_text_that_was_cut_fits(text: str, room: float) -> None:
    shown = cut(text, room, 10)

    assert shown in {text, "…"} or width(shown, 10) <= room + 0.5


def test_boxes_keep_apart() -> None:
    drawing = laid_out(BOXES, EDGES)

    assert [each.box.key for each in drawing.boxes if each.x < 0 or each.y < 0] == []
    for one, other in combinations(drawing.boxes, 2):
        assert (
            one.x + one.width <= other.x
            or other.x + other.width <= one.x
            or one.y + one.height <= other.y
            or other.y + other.height <= one.y
        )
    assert max(each.x + each.width for each in drawing.boxes) <= drawing.width
    assert max(each.y + each.height for each in drawing.boxes) <= drawing.height


def test_every_line_leads_from_its_one_to_the_row_of_its_many() -> None:
    drawing = laid_out(BOXES, EDGES)

    assert sorted(map(id, EDGES)) == sorted(id(each.edge) for each in drawing.edges)
    for each in drawing.edges:
        source, target = placed(drawing, each.edge.source), placed(drawing, each.edge.target)
        start, end = each.points[0], each.points[-1]
        assert start.x == pytest.approx(source.x + source.width)
        assert source.y < start.y < source.y + source.height
        assert any(end.x == pytest.approx(x) for x in (target.x, target.x + target.width))
        if each.edge.row is not None:
            middle = target.y + row_middle(target.box, each.edge.row)
            assert abs(end.y - middle) < ROW / 2


def test_there_is_room_for_the_marks_of_a_line() -> None:
    for each in laid_out(BOXES, EDGES).edges:
        assert abs(each.points[0].x - each.points[1].x) >= 20
        assert abs(each.points[-1].x - each.points[-2].x) >= 20


def test_no_line_touches_a_box_of_others() -> None:
    """Thirty objects with lookups to those before them, by a rule that has many cross."""
    many = [box for n in range(30) for box in boxes(str(n), rows=min(n, 3))]
    lines = [edge(str(n * row // 3), str(n), row - 1) for n in range(3, 30) for row in (1, 2, 3)]
    drawing = laid_out(many, [each for each in lines if each.source != each.target])

    touched = [
        (each.edge.source, each.edge.target, box.box.key)
        for each in drawing.edges
        for one, other in pairwise(each.points)
        for box in drawing.boxes
        if box.box.key not in {each.edge.source, each.edge.target}
        and min(one.x, other.x) < box.x + box.width
        and max(one.x, other.x) > box.x
        and min(one.y, other.y) < box.y + box.height
        and max(one.y, other.y) > box.y
    ]
    assert touched == []


def test_lines_that_leave_at_one_point_share_a_trunk() -> None:
    children = [str(number) for number in range(12)]
    drawing = laid_out(boxes("hub", *children), [edge("hub", child) for child in children])

    tracks = {p.x for each in drawing.edges for p in each.points[1:-1]}
    assert len(tracks) == 1
    assert placed(drawing, "0").x - placed(drawing, "hub").x - placed(drawing, "hub").width < 80


def test_a_line_takes_no_trunk_on_which_it_would_run_along_another() -> None:
    first, second = boxes("a", "b")
    left, right = PlacedBox(first, 0, 0, 100, 40), PlacedBox(second, 300, 0, 100, 40)
    near = edge_at("a", (100, 10), (130, 10), (130, 90), (300, 90))
    far = edge_at("a", (100, 10), (150, 10), (150, 200), (300, 200))
    other = edge_at("b", (100, 30), (132, 30), (132, 180), (300, 180))

    assert with_trunks([left, right], [near, far])[1].points[1] == Point(130, 10)
    assert with_trunks([left, right], [near, far, other])[1] is far


def test_the_same_boxes_are_laid_out_the_same() -> None:
    assert laid_out(BOXES, EDGES) == laid_out(BOXES, EDGES)


def test_nothing_is_a_drawing_too() -> None:
    assert laid_out([], []) == Drawing(0, 0, ())


def test_a_path_has_round_corners() -> None:
    points = without_doubles([Point(0, 0), Point(20, 0), Point(40, 0), Point(40, 0), Point(40, 3)])

    assert line(points) == "M0 0L38.5 0Q40 0 40 1.5L40 3"


def test_marks_say_whether_there_is_one() -> None:
    many = "M89 0L100 -5M89 0L100 5M80 0a4 4 0 1 0 8 0a4 4 0 1 0-8 0z"
    points = [Point(0, 0), Point(100, 0)]

    assert marks(points, required=True) == f"M6 5L6 -5M11 5L11 -5{many}"
    assert marks(points, required=False) == f"M6 5L6 -5M8 0a4 4 0 1 0 8 0a4 4 0 1 0-8 0z{many}"


def test_texts_of_a_picture_are_texts() -> None:
    box = Box(HOSTILE, HOSTILE, HOSTILE, "1 field", (HOSTILE,), HOSTILE, HOSTILE)
    loop = Edge(HOSTILE, HOSTILE, HOSTILE, HOSTILE)
    picture = elements(svg(laid_out([box], [loop]), HOSTILE))

    assert not picture.xpath("//script | //@style | //@*[starts-with(name(), 'on')]")
    assert picture.xpath("//title/text()") == [HOSTILE, HOSTILE]
    assert picture.get("aria-label") == HOSTILE


def test_a_box_leads_to_its_anchor_or_nowhere() -> None:
    linked, other = Box("a", "A", anchor="A__c"), Box("b", "B")
    picture = elements(svg(laid_out([linked, other], []), "two"))

    assert picture.xpath("//a/@href") == ["#A__c"]
    assert picture.xpath("//*[@class='box elsewhere']/text/text()") == ["B"]


def test_a_wide_picture_says_its_titles_from_afar() -> None:
    chain = boxes(*"abcdef")
    wide = laid_out(chain, [edge(one.key, other.key) for one, other in pairwise(chain)])

    assert len(elements(svg(wide, "wide")).xpath("//text[@class='far']")) == len(chain)
    assert not elements(svg(laid_out(chain[:2], []), "small")).xpath("//text[@class='far']")


def test_neighbours_stand_at_the_side_of_their_end() -> None:
    middle, parent, child = boxes("m", "p", "c")
    near = [edge("p", "m"), edge("m", "c"), edge("m", "m"), edge("p", "m")]
    drawing = neighbours(middle, {each.key: each for each in (middle, parent, child)}, near)

    keys = [each.box.key for each in sorted(drawing.boxes, key=lambda each: (each.x, each.y))]
    assert keys == ["p", "m", "c", "m"]
    assert [each.box.key for each in drawing.boxes if each.box.is_current] == ["m"]
    assert len(drawing.edges) == 4
    assert all(each.points[0].x < each.points[-1].x for each in drawing.edges)


def test_many_neighbours_are_counted() -> None:
    pictures = neighbour_diagrams(hub(220))

    texts = elements(pictures["Hub__c"]).xpath("//text[@class='title']/text()")
    assert texts[:2] == ["Hub__c", "Child0__c"]
    assert texts[-1] == f"{220 - MOST} more"
    assert len(texts) == MOST + 2
    assert len(pictures) == 221


def test_an_object_without_relationships_has_no_diagram_of_its_own() -> None:
    pictures = neighbour_diagrams(
        dictionary([sobject("A__c"), sobject("B__c")], lookup("A__c", "User__c", "User"))
    )

    assert list(pictures) == ["A__c"]
    assert elements(pictures["A__c"]).xpath("//*[@class='box elsewhere']/text/text()") == ["User"]


def test_a_picture_without_links_takes_the_focus_itself() -> None:
    """Else nobody without a mouse could scroll it."""
    texts = page(dictionary([sobject("A__c"), sobject("B__c")], lookup("A__c", "User__c", "User")))
    linked = page(hub(1))

    assert html.fromstring(texts).xpath("//figure[@class='near']/div/@tabindex") == ["0"]
    assert not html.fromstring(linked).xpath("//figure[@class='near']/div/@tabindex")


def test_seen_from_afar_a_picture_shows_titles_alone(open_page: Open) -> None:
    names = [f"Object{number}__c" for number in range(9)]
    chain = [lookup(child, "Parent__c", parent) for parent, child in pairwise(names)]
    shown = open_page(page(dictionary(list(map(sobject, names)), *chain)), "#diagram")
    picture = shown.locator("#diagram .canvas svg")

    assert picture.locator(".far").first.is_visible()
    assert not picture.locator(".row").first.is_visible()
    for _ in range(4):
        shown.get_by_role("button", name="Zoom in").click()
    assert not picture.locator(".far").first.is_visible()
    assert picture.locator(".row").count() == len(chain)


def test_the_whole_diagram_has_every_object_and_relationship() -> None:
    made = whole_diagram(
        dictionary(
            [sobject("A__c", "A"), sobject("B__c"), sobject("Alone__c")],
            lookup("A__c", "B__c", "B__c", required=True),
            lookup("A__c", "Other__c", "B__c"),
            lookup("A__c", "Parent__c", "A__c"),
            lookup("B__c", "Owner__c", "User"),
        )
    )
    picture = elements(made.picture)

    assert sorted(picture.xpath("//a/@href")) == ["#A__c", "#Alone__c", "#B__c"]
    assert sorted(picture.xpath("//g[contains(@class, 'edge')]/title/text()")) == [
        "A__c.B__c: master-detail to B__c, required",
        "A__c.Other__c: lookup to B__c, optional",
        "A__c.Parent__c: lookup to A__c, optional",
        "B__c.Owner__c: lookup to User, optional",
    ]
    assert picture.xpath("//*[@class='row']/text()") == [
        *("B__c", "Other__c", "Parent__c"),
        "Owner__c",
    ]
    assert made.left_out == ""


def test_a_whole_diagram_of_too_many_objects_says_what_it_leaves_out() -> None:
    many = hub(399)
    made = whole_diagram(many)

    assert len(elements(made.picture).xpath("//a")) == MOST_OBJECTS
    assert "Hub__c" in drawn_objects(many)
    assert made.left_out.startswith("280 of 400 objects are not drawn")


def test_mermaid_says_the_same() -> None:
    text = er_diagram(
        dictionary(
            [sobject("A__c", "An A"), sobject("User"), sobject("Alone__c")],
            lookup("A__c", "B__c", "B__c", required=True),
            lookup("A__c", "Owner__c", "User"),
        )
    )

    assert text == (
        "erDiagram\n"
        '    "A__c"["An A"]\n'
        '    "B__c" ||--o{ "A__c" : "B__c"\n'
        '    "User" |o..o{ "A__c" : "Owner__c"\n'
    )


@given(st.text(), st.sampled_from(["", HOSTILE, "direction LR", "a\nb", "100%", "a\\b", "#quot;"]))
def test_mermaid_takes_any_label(text: str, hostile: str) -> None:
    made = er_diagram(
        dictionary([sobject("A__c", text + hostile)], lookup("A__c", "B__c", "B__c"))
    )

    MERMAID.parse(made)
    assert "#" not in made
    assert "direction LR" not in made


def test_mermaid_is_never_too_long() -> None:
    made = er_diagram(hub(2000))

    MERMAID.parse(made)
    assert len(made) < 50_000
    shown = made.count("o{")
    assert f"%% {2000 - shown} more are left out" in made
