"""The page of a data dictionary in a browser: what its script does, and what it does without.

The fixture fails a test on any request and on any message of the console.
"""

import re
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

import pytest
from browser import Open, axe_violations, scrolls_sideways

from generator.dictionary.describe import DocsRequest, describe
from generator.dictionary.dictionary import (
    Access,
    Dictionary,
    FieldAccess,
    Flow,
    Grantee,
    HealthCheck,
    Level,
    ObjectAccess,
    Step,
)
from generator.dictionary.entries import (
    Field,
    Item,
    Part,
    Picklist,
    PicklistValue,
    Relationship,
    SObject,
)
from generator.metadata.document import NAMESPACE
from generator.output.dictionary_html import page as page_of

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page

PLAYS = Field(
    "Visit__c",
    "Plays__c",
    "Number of plays",
    "Number(18, 0)",
    description="How often the video was started.",
    help_text="Counted once a minute",
)
KIND = Field(
    "Visit__c",
    "Kind__c",
    "Kind",
    "Picklist",
    picklist=Picklist((PicklistValue("Live", "Live"), PicklistValue("Deja", "Déjà vu"))),
)
PERSON = Field("Visit__c", "Person__c", "Person", "Lookup(Contact)")
EMAIL = Field("Contact", "Email", "Email", "Email", is_custom=False)
# So many that each is far from the others on the page.
FILLING = tuple(Field("Visit__c", f"Filling{n}__c", f"Filling {n}", "Text(9)") for n in range(90))
VISIT = SObject(
    "Visit__c",
    "Visit",
    "Custom object",
    description="A visit of a person to a video.",
    fields=(PLAYS, KIND, *FILLING, PERSON),
    items=(Item("List view", "All", "All visits", anchor="item.All"),),
)
CONTACT = SObject("Contact", "Contact", "Standard object", fields=(EMAIL,))
READERS = Grantee("Permission set", "Readers", "Readers of visits")
EDITORS = Grantee("Permission set", "Editors", "Editors of visits")
ADMIN = Grantee("Profile", "Our Admin", "Our Admin")
SAMPLE = Dictionary(
    "Sample",
    "made for a test",
    objects=(VISIT, CONTACT),
    relationships=(Relationship("Visit__c.Person__c", "Visit__c", "Contact", False, False),),
    access=Access(
        (READERS, EDITORS, ADMIN),
        (
            ObjectAccess(
                VISIT,
                {"Readers": ("Read",), "Editors": ("Read", "Edit"), "Our Admin": ("Read",)},
                (
                    FieldAccess(PLAYS, {"Readers": Level.READ, "Editors": Level.EDIT}),
                    FieldAccess(KIND, {"Editors": Level.EDIT, "Our Admin": Level.READ}),
                    FieldAccess(PERSON, {}, "Required fields are always visible."),
                ),
            ),
        ),
    ),
    flows=(
        Flow(
            "Count",
            "Count plays",
            "Autolaunched flow",
            "Active",
            "A visit",
            steps=(Step("S", "Add", "Loop"),),
        ),
    ),
    health=(
        HealthCheck("Description", "Fields say why.", 1, 4, (Part("Kind", "Visit__c.Kind__c"),)),
    ),
)
HOSTILE = (
    "<script>alert(1)</script>",
    "</script></style><img src=x onerror=alert(1)>",
    "\"'`&amp;<!-- ]]> --> {{ 7 * 7 }} ${7}",
    "x" * 200,
    "W" * 100 + " " + "m" * 99,
    "שלום עולם \u202e gnitseretni",
    "مرحبا بالعالم",
    "👩‍👩‍👧‍👦 emoji",
    "null",
    "undefined",
    "__proto__",
    "constructor",
    "?q=plays",
    "100%",
)
HOSTILE_OBJECT = SObject(
    "Bad__c",
    HOSTILE[0],
    "Custom object",
    description=" ".join(HOSTILE),
    fields=tuple(
        Field("Bad__c", f"F{n}__c", label, "Text(9)", description=label, help_text=label)
        for n, label in enumerate(HOSTILE)
    ),
    items=tuple(Item("List view", each, each, anchor=f"item.{each}") for each in HOSTILE),
)
HOSTILE_DICTIONARY = Dictionary(
    HOSTILE[1],
    HOSTILE[0],
    objects=(HOSTILE_OBJECT,),
    access=Access(
        tuple(Grantee("Profile", label, label, label) for label in HOSTILE),
        (
            ObjectAccess(
                HOSTILE_OBJECT,
                dict.fromkeys(HOSTILE, ("Read",)),
                tuple(
                    FieldAccess(each, {HOSTILE[2]: Level.READ}) for each in HOSTILE_OBJECT.fields
                ),
            ),
        ),
    ),
)
EMPTY = Dictionary("Nothing", "an empty schema")


@cache
def sample() -> str:
    return page_of(SAMPLE)


def large(folder: Path, objects: int, fields: int) -> str:
    """Return the page of a tree of objects with fields, each with a help text."""
    for n in range(objects):
        for m in range(fields):
            path = folder / f"objects/Object{n}__c/fields/Field{m}__c.field-meta.xml"
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(_FIELD.format(n=n, m=m), encoding="utf-8")
    return page_of(describe(DocsRequest(str(folder))))


_FIELD = f"""\
<?xml version="1.0" encoding="UTF-8"?>
<CustomField xmlns="{NAMESPACE[1:-1]}">
    <fullName>Field{{m}}__c</fullName>
    <description>The text {{m}} of object {{n}}, as the source system has it.</description>
    <inlineHelpText>Typed by hand {{n}}-{{m}}</inlineHelpText>
    <label>Field {{m}}</label>
    <length>80</length>
    <type>Text</type>
</CustomField>
"""


@pytest.fixture(scope="module")
def tree_of_5000(tmp_path_factory: pytest.TempPathFactory) -> str:
    return large(tmp_path_factory.mktemp("tree"), 100, 50)


def results(page: "Page") -> "Locator":
    return page.locator("#results [role=option]")


def search(page: "Page", text: str) -> list[str]:
    """Type a query; return the API names of the results."""
    page.locator("#search").fill(text)
    return page.locator("#results .result-name").all_inner_texts()


def said(page: "Page", text: str) -> None:
    """Wait until screen readers are told a text."""
    page.wait_for_function(
        "text => document.getElementById('said').textContent === text", arg=text
    )


def fragment(page: "Page") -> str:
    return page.url.partition("#")[2]


def wait_for_fragment(page: "Page", expected: str) -> None:
    page.wait_for_function("text => location.hash === '#' + text", arg=expected)


def reopened(page: "Page", key: str) -> "Page":
    """Return the same page in another tab, loaded once the browser has what was kept under a key.

    The first tab stays: a browser may lose what the only one kept, if that is left at once.
    """
    other = page.context.new_page()
    other.goto(page.url)
    other.wait_for_function("key => localStorage.getItem(key)", arg=f"data-dictionary.{key}")
    other.reload()
    return other


def focused(page: "Page") -> str:
    return str(page.evaluate("document.activeElement.id"))


# Wait for 30 frames.
FRAMES = """() => new Promise((done) => {
  let left = 30;
  const step = () => (left-- ? requestAnimationFrame(step) : done());
  step();
})"""


def is_at_top(page: "Page", anchor: str) -> bool:
    """Return whether a place is in the upper half of the window, once the page has settled."""
    page.evaluate(FRAMES)
    top = page.evaluate("id => document.getElementById(id).getBoundingClientRect().top", anchor)
    return bool(-5 <= top < 450)


@pytest.mark.parametrize(
    ("query", "first", "kind"),
    [
        ("number of pl", "Visit__c.Plays__c", "Field"),
        ("Plays__c", "Visit__c.Plays__c", "Field"),
        ("visit__c.pers", "Visit__c.Person__c", "Field"),
        ("plays number", "Visit__c.Plays__c", "Field"),
        ("visit", "Visit__c", "Object"),
        ("ONCE A MINUTE", "Visit__c.Plays__c", "Field"),
        ("deja vu", "Visit__c.Kind__c", "Field"),
        ("Readers", "Readers", "Permission set"),
        ("our admin", "Our Admin", "Profile"),
        ("count", "Count", "Flow"),
        ("all visits", "All", "List view"),
    ],
)
def test_search_finds_labels_names_and_texts(
    open_page: Open, query: str, first: str, kind: str
) -> None:
    page = open_page(sample())
    assert search(page, query)[0] == first
    assert results(page).first.locator(".result-kind").inner_text() == kind


def test_a_result_says_where_its_text_fits(open_page: Open) -> None:
    page = open_page(sample())
    search(page, "once a minute")
    text = results(page).first.locator("small")
    assert text.inner_text() == "Help text: Counted once a minute"
    assert text.locator("mark").inner_text() == "once a minute"
    search(page, "deja")
    assert results(page).first.locator("small").inner_text() == "Value: Déjà vu"
    search(page, "plays")
    assert results(page).first.locator("small").count() == 0


def test_search_shows_some_and_counts_all(open_page: Open) -> None:
    page = open_page(sample())
    assert len(search(page, "filling")) == 50
    said(page, "The first 50 of 90 results")
    assert page.locator(".result-count").inner_text() == "The first 50 of 90 results"
    assert search(page, "no such thing") == []
    said(page, "No results")


def test_search_by_keyboard_alone(open_page: Open) -> None:
    page = open_page(sample())
    box = page.locator("#search")
    page.keyboard.press("/")
    assert focused(page) == "search"
    page.keyboard.type("filling 1")
    assert box.get_attribute("aria-expanded") == "true"
    assert box.get_attribute("aria-activedescendant") is None

    def current() -> int:
        chosen = page.locator("#results [aria-selected=true]")
        assert chosen.count() == 1
        assert chosen.get_attribute("id") == box.get_attribute("aria-activedescendant")
        return int(chosen.evaluate("each => [...each.parentElement.children].indexOf(each)"))

    last = results(page).count() - 1
    assert last == 17
    seen = []
    for key in ("ArrowDown", "ArrowDown", "ArrowUp", "ArrowUp", "ArrowDown", "End", "Home"):
        page.keyboard.press(key)
        seen.append(current())
    assert seen == [0, 1, 0, last, 0, last, 0]
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    wait_for_fragment(page, "Visit__c.Filling10__c")
    assert focused(page) == "Visit__c.Filling10__c"
    assert is_at_top(page, "Visit__c.Filling10__c")
    assert page.locator("#results").is_hidden()


def test_enter_takes_the_first_and_tab_and_escape_leave(open_page: Open) -> None:
    page = open_page(sample())
    page.keyboard.press("/")
    page.keyboard.type("person")
    page.keyboard.press("Enter")
    wait_for_fragment(page, "Visit__c.Person__c")
    page.keyboard.press("/")
    assert page.locator("#results").is_visible()
    page.keyboard.press("Tab")
    assert page.locator("#results").is_hidden()
    assert focused(page) != "search"
    page.keyboard.press("/")
    page.keyboard.press("Escape")
    assert page.locator("#search").input_value() == ""
    assert page.locator("#results").is_hidden()
    assert focused(page) != "search"
    assert fragment(page) == "Visit__c.Person__c"


def test_a_slash_in_a_text_is_typed(open_page: Open) -> None:
    page = open_page(sample())
    page.locator("#search").focus()
    page.keyboard.type("a/b")
    assert page.locator("#search").input_value() == "a/b"


def test_the_address_keeps_the_query(open_page: Open) -> None:
    page = open_page(sample())
    search(page, "once a")
    wait_for_fragment(page, "?q=once+a")
    search(page, "once a minute")
    wait_for_fragment(page, "?q=once+a+minute")
    results(page).first.click()
    wait_for_fragment(page, "Visit__c.Plays__c")
    page.go_back()
    wait_for_fragment(page, "?q=once+a+minute")
    assert page.locator("#search").input_value() == "once a minute"
    assert results(page).count() == 1
    page.go_forward()
    wait_for_fragment(page, "Visit__c.Plays__c")
    assert page.locator("#results").is_hidden()
    page.go_back()
    page.go_back()
    page.wait_for_function("() => location.hash === ''")
    assert page.locator("#search").input_value() == ""


def test_an_address_with_a_query_searches(open_page: Open) -> None:
    page = open_page(sample(), "#?q=d%C3%A9j%C3%A0")
    assert page.locator("#search").input_value() == "déjà"
    assert page.locator("#results .result-name").all_inner_texts() == ["Visit__c.Kind__c"]


@pytest.mark.parametrize("javascript", [True, False])
def test_an_anchor_leads_to_its_field(open_page: Open, javascript: bool) -> None:
    page = open_page(sample(), "#Visit__c.Person__c", java_script_enabled=javascript)
    if javascript:
        assert is_at_top(page, "Visit__c.Person__c")
        assert focused(page) == "Visit__c.Person__c"
    else:
        box = page.locator("[id='Visit__c.Person__c']").bounding_box()
        assert box is not None
        assert -5 <= box["y"] < 900
    assert page.locator("[id='Visit__c.Person__c']").evaluate_all("all => all.length") == 1


def test_a_link_leads_to_its_field_and_back(open_page: Open) -> None:
    page = open_page(sample())
    page.locator("main a[href='#Visit__c.Person__c']").last.click()
    wait_for_fragment(page, "Visit__c.Person__c")
    assert is_at_top(page, "Visit__c.Person__c")
    page.locator("nav a[href='#Contact']").click()
    assert is_at_top(page, "Contact")
    page.go_back()
    wait_for_fragment(page, "Visit__c.Person__c")
    assert is_at_top(page, "Visit__c.Person__c")


@pytest.mark.parametrize("has_clipboard", [True, False])
def test_copying_a_link_and_a_name(open_page: Open, has_clipboard: bool) -> None:
    page = open_page(sample(), permissions=["clipboard-read", "clipboard-write"])
    read = "navigator.clipboard.readText()"
    if not has_clipboard:
        page.evaluate("window.real = navigator.clipboard")
        page.evaluate("Object.defineProperty(navigator, 'clipboard', {value: undefined})")
        read = "real.readText()"
    field = page.locator("[id='Visit__c.Plays__c']")
    field.locator("[data-copy=name]").click()
    said(page, "Copied: Plays__c")
    assert page.evaluate(read) == "Plays__c"
    field.locator("[data-copy=link]").focus()
    page.keyboard.press("Enter")
    link = page.url.partition("#")[0] + "#Visit__c.Plays__c"
    said(page, f"Copied: {link}")
    assert page.evaluate(read) == link
    assert page.evaluate("document.activeElement.dataset.copy") == "link"


@pytest.mark.parametrize(
    ("typed", "address"),
    [
        ("https://acme.my.salesforce.com", "https://acme.my.salesforce.com"),
        ("acme--uat.sandbox.lightning.force.com", "https://acme--uat.sandbox.lightning.force.com"),
        ("https://acme.my.salesforce-setup.com/x?y#z", "https://acme.my.salesforce-setup.com"),
        ("https://me:secret@acme.my.salesforce.com/", "https://acme.my.salesforce.com"),
        ("http://acme.my.salesforce.com", ""),
        ("javascript:alert(1)", ""),
        ("https://acme.my.salesforce.com.example.com", ""),
        ("https://evilsalesforce.com", ""),
        ("my org", ""),
    ],
)
def test_an_address_of_an_org_makes_links_to_setup(
    open_page: Open, typed: str, address: str
) -> None:
    page = open_page(sample())
    link = page.locator("[id='Visit__c.Plays__c'] a[data-setup]")
    link.wait_for(state="attached")
    assert link.is_hidden()
    page.get_by_role("button", name="Links to Setup").click()
    page.locator("#instance").fill(typed)
    page.locator("#instance").press("Enter")
    page.locator("#instance").blur()
    kept = page.evaluate("localStorage.getItem('data-dictionary.instance')")
    wrong = page.locator("#instance-message").inner_text()
    if address:
        path = "/lightning/setup/ObjectManager/Visit__c/FieldsAndRelationships/Plays__c/view"
        assert link.get_attribute("href") == address + path
        assert (kept, wrong) == (address, "")
        page = reopened(page, "instance")
        assert link.get_attribute("href") == address + path
        assert link.is_visible()
    else:
        assert link.is_hidden()
        assert kept is None
        assert "expected one such as https://" in wrong


def test_access_is_shown_for_one_set(open_page: Open) -> None:
    page = open_page(sample())
    heads = page.locator("[data-matrix] th[data-grantee]:visible")
    assert heads.count() == 3
    page.locator("#grantee").select_option("Our Admin")
    assert heads.all_text_contents() == ["Our Admin"]
    assert page.locator("[data-matrix] td[data-grantee]:visible").count() == 3
    assert fragment(page) == "access?set=Our+Admin"
    said(page, "Access of Our Admin is shown")
    page.locator("#granted-only").check()
    assert page.locator("[data-matrix] tbody th:visible").count() == 3  # all but the plays
    assert page.locator("[data-matrix] tbody th:visible", has_text="Plays__c").count() == 0
    page.keyboard.press("/")
    assert focused(page) == "search"
    page.go_back()
    assert page.locator("[data-matrix] tbody th:visible", has_text="Plays__c").count() == 1
    page.go_back()
    page.wait_for_function("() => location.hash === ''")
    assert heads.count() == 3
    assert page.locator("#grantee").input_value() == ""
    page.go_forward()
    assert heads.all_text_contents() == ["Our Admin"]
    page.locator("nav a[href='#Visit__c']").click()
    assert heads.all_text_contents() == ["Our Admin"]


@pytest.mark.parametrize(("name", "shown"), [("Editors", 1), ("No such set", 3)])
def test_an_address_names_a_set(open_page: Open, name: str, shown: int) -> None:
    page = open_page(sample(), f"#access?set={quote(name)}")
    assert page.locator("[data-matrix] th[data-grantee]:visible").count() == shown
    assert is_at_top(page, "access")


def view_box(page: "Page") -> list[float]:
    text = page.locator("[data-diagram] svg").first.get_attribute("viewBox")
    assert text is not None
    return [float(each) for each in text.split()]


def test_a_box_of_the_diagram_leads_to_its_object(open_page: Open) -> None:
    page = open_page(sample())
    page.locator("#diagram [data-diagram] a[href='#Contact']").first.click()
    wait_for_fragment(page, "Contact")
    assert is_at_top(page, "Contact")


def test_a_diagram_is_zoomed_and_moved(open_page: Open) -> None:
    page = open_page(sample())
    svg = page.locator("#diagram [data-diagram] svg").first
    svg.scroll_into_view_if_needed()
    whole = view_box(page)
    box = svg.bounding_box()
    assert box is not None
    middle = (box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.mouse.move(*middle)
    before = page.evaluate("scrollY")
    page.mouse.wheel(0, 60)
    page.wait_for_function("before => scrollY !== before", arg=before)
    assert view_box(page) == whole, "the wheel alone scrolls the page"
    middle = (middle[0], middle[1] - page.evaluate("scrollY") + before)
    page.mouse.move(*middle)
    page.keyboard.down("Control")
    page.mouse.wheel(0, -200)
    page.keyboard.up("Control")
    page.wait_for_selector("[data-diagram] [data-zoomed]")
    zoomed = view_box(page)
    assert zoomed[2] < whole[2]
    page.mouse.move(*middle)
    page.mouse.down()
    page.mouse.move(middle[0] - 60, middle[1] - 20, steps=4)
    page.mouse.up()
    assert view_box(page)[0] > zoomed[0]
    assert fragment(page) == "", "a drag is no click"
    page.get_by_role("button", name="Show the whole diagram").first.click()
    assert view_box(page) == whole
    page.get_by_role("button", name="Zoom in").first.focus()
    page.keyboard.press("+")
    page.keyboard.press("+")
    page.keyboard.press("ArrowRight")
    assert view_box(page)[2] < whole[2]
    page.keyboard.press("0")
    assert view_box(page) == whole


def test_the_navigation_marks_what_is_read(open_page: Open) -> None:
    page = open_page(sample())
    for anchor in ("Contact", "access", "Visit__c"):
        page.locator(f"nav a[href='#{anchor}']").click()
        page.wait_for_selector(f"nav [aria-current][href='#{anchor}']")
        assert page.locator("nav [aria-current]").count() == 1


@pytest.mark.parametrize("prefers_dark", [True, False])
def test_the_theme_is_switched_and_kept(open_page: Open, prefers_dark: bool) -> None:
    page = open_page(sample(), color_scheme="dark" if prefers_dark else "light")
    back = "getComputedStyle(document.body).backgroundColor"
    first = page.evaluate(back)
    page.locator("#theme").click()
    other = page.evaluate(back)
    assert other != first
    page = reopened(page, "theme")
    assert page.evaluate(back) == other
    assert page.locator("#theme").get_attribute("aria-pressed") == str(not prefers_dark).lower()


PAGES = {
    "sample": lambda: SAMPLE,
    "hostile": lambda: HOSTILE_DICTIONARY,
    "empty": lambda: EMPTY,
    "shipped": lambda: describe(DocsRequest("kaltura")),
}


@cache
def page_named(name: str) -> str:
    return page_of(PAGES[name]())


@pytest.mark.parametrize("width", [1440, 390])
@pytest.mark.parametrize("name", PAGES)
def test_pages_are_accessible_and_fit(open_page: Open, name: str, width: int) -> None:
    viewport = {"width": width, "height": 900}
    page = open_page(page_named(name), viewport=viewport)
    assert not scrolls_sideways(page)
    assert axe_violations(page) == []
    page.emulate_media(color_scheme="dark")
    assert axe_violations(page, "color-contrast", "link-in-text-block") == []


@pytest.mark.parametrize("width", [1440, 390])
def test_open_results_are_accessible_and_fit(open_page: Open, width: int) -> None:
    page = open_page(sample(), "#?q=visit", viewport={"width": width, "height": 900})
    page.keyboard.press("ArrowDown")
    assert axe_violations(page) == []
    assert not scrolls_sideways(page)


@pytest.mark.parametrize("label", HOSTILE)
def test_a_hostile_label_is_a_label(open_page: Open, label: str) -> None:
    page = open_page(page_named("hostile"))
    search(page, label)
    # A text that is said by all of them is found in one that has it as its label, first.
    first = results(page).first
    assert " ".join(first.locator(".result-label").inner_text().split()) == " ".join(label.split())
    first.click()
    page.wait_for_function("() => location.hash.length > 1 && !location.hash.includes('?q=')")
    assert page.locator("main img").count() == 0
    page.locator("#grantee").select_option(label)
    assert page.locator("[data-matrix] th[data-grantee]:visible").count() == 1
    page.reload()
    assert page.locator("#grantee").input_value() == label


def test_the_page_is_readable_without_javascript(open_page: Open) -> None:
    page = open_page(sample(), java_script_enabled=False)
    assert page.locator("[data-script]:visible").count() == 0
    text = page.locator("main").inner_text()
    for word in ("Number of plays", "Plays__c", "Counted once a minute", "Déjà vu", "Add"):
        assert word in text


def test_a_tree_of_5000_fields_opens_and_answers(open_page: Open, tree_of_5000: str) -> None:
    page = open_page(tree_of_5000)
    assert search(page, "typed by hand 77-33") == ["Object77__c.Field33__c"]
    results(page).first.click()
    wait_for_fragment(page, "Object77__c.Field33__c")
    assert is_at_top(page, "Object77__c.Field33__c")


def test_an_anchor_deep_in_a_long_page_is_in_view(open_page: Open, tree_of_5000: str) -> None:
    page = open_page(tree_of_5000, "#Object90__c.Field49__c")
    assert is_at_top(page, "Object90__c.Field49__c")


def test_each_object_is_printed_on_a_page_of_its_own(open_page: Open, tmp_path: Path) -> None:
    page = open_page(large(tmp_path, 3, 2))
    pdf = page.pdf()
    assert pdf.startswith(b"%PDF-")
    (count,) = (int(each) for each in set(re.findall(rb"/Type /Pages\s*/Count (\d+)", pdf)))
    assert count >= 4


def test_what_leads_about_is_not_printed(open_page: Open) -> None:
    page = open_page(sample(), color_scheme="dark")
    page.emulate_media(media="print", color_scheme="dark")
    assert page.locator("nav").is_hidden()
    assert page.locator("#search").is_hidden()
