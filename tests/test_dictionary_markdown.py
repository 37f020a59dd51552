"""The data dictionary as Markdown: all of it is there, and no text is more than a text."""

import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import fields, is_dataclass
from enum import Enum
from html.parser import HTMLParser
from itertools import count
from types import UnionType
from typing import Any, get_args, get_origin, get_type_hints
from urllib.parse import unquote

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from test_canonical import CORPUS

from generator.dictionary.describe import DocsRequest, describe
from generator.dictionary.dictionary import Dictionary
from generator.dictionary.entries import Field, SObject
from generator.output import dictionary_markdown, markdown_text
from generator.pages.anchors import identifier
from generator.schema.yaml_source import shipped
from generator.workspace.page_file import MARKDOWN_MARK

# What the page is made of; what a text could add is not among these.
TAGS = {
    *("h1", "h2", "h3", "p", "ul", "ol", "li", "table", "thead", "tbody", "tr", "th", "td"),
    *("a", "br", "code", "details", "summary", "span", "strong", "pre"),
}
HOSTILE = (
    "<script>alert(1)</script>",
    "a | b || c \\| d \\\\| e |",
    "`code` ``two`` ```\nfence\n```",
    "line one\nline two\r\n\r\nline four",
    "# heading\n- list\n1. one\n> quote\n---\n===",
    "- list",
    "12. list",
    "+ list",
    "===",
    "---",
    "~~gone~~ *a* **b** _c_ __d__ [x](javascript:alert(1)) ![i](http://a/b.png) <http://a>",
    "[x]: http://example.com 'reference'",
    "&lt;b&gt; &amp; &#65; \\* \\_",
    "</details></summary></td></table>",
    "<!-- comment --> --> <![CDATA[x]]> <?php ?>",
    "    indented\n\tcode",
    "\u05e9\u05dc\u05d5\u05dd \u0645\u0631\u062d\u0628\u0627",
    "x" * 200,
    "{{ 7 * 7 }} {% raw %} ${7*7} $x$ $$y$$",
)


class Shown(HTMLParser):
    """The text of HTML, its tags, the places in it, and where its links lead."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.text, self.tags = "", Counter[str]()
        self.places: list[str] = []
        self.links: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags[tag] += 1
        for name, value in attrs:
            assert (tag, name) in {("a", "id"), ("a", "href"), ("ol", "start"), ("code", "class")}
            if name == "id":
                self.places.append(value or "")
            if name == "href":
                self.links.append(value or "")
        if tag == "br":
            self.text += "\n"

    def handle_data(self, data: str) -> None:
        self.text += data


def shown(markdown: str) -> Shown:
    parser = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])
    return Shown(parser.render(markdown))


def filled(kind: Any, make: Callable[[], str]) -> Any:
    """Return a value of a type in which each text is a new one, and each list has two entries."""
    origin, inside = get_origin(kind), get_args(kind)
    if kind is str:
        return make()
    if is_dataclass(kind):
        hints = get_type_hints(kind)
        return kind(**{each.name: filled(hints[each.name], make) for each in fields(kind)})  # type: ignore[operator]  # a class
    if origin is UnionType:
        return filled(inside[0], make)
    if origin is tuple:
        inside = inside[:1] * 2 if inside[-1] is ... else inside
        return tuple(filled(each, make) for each in inside)
    if isinstance(kind, type) and issubclass(kind, Enum):
        return list(kind)[-1]
    return {} if origin is Mapping else kind(1)


def words() -> Callable[[], str]:
    numbers = count()
    return lambda: f"w{next(numbers)}w"


PLAIN, ONE_WORD = filled(Dictionary, words()), filled(Dictionary, lambda: "word")


def texts_of(value: Any, path: str = "") -> Iterator[tuple[str, str]]:
    """Yield each text of a value, with its path."""
    if isinstance(value, str) and not isinstance(value, Enum):
        yield path, value
    elif is_dataclass(value):
        for each in fields(value):
            yield from texts_of(getattr(value, each.name), f"{path}.{each.name}")
    elif isinstance(value, tuple):
        for each in value:
            yield from texts_of(each, path)


# What stands elsewhere in the page, or means nothing there.
ELSEWHERE = (
    *(".access.objects.sobject.", ".access.objects.fields.field."),  # below the object itself
    *(".value_sets.value_set", ".value_sets.controlling_field."),
    *(".objects.fields.sobject", ".not_shown.rule"),
)


def test_all_that_a_dictionary_has_is_shown() -> None:
    dictionary, markdown = PLAIN, dictionary_markdown.page(PLAIN)

    page = shown(markdown)

    said = set(re.findall(r"w\d+w", page.text + "".join(page.links) + "".join(page.places)))
    unsaid = {path for path, text in texts_of(dictionary) if text not in said}
    assert {each for each in unsaid if not each.startswith(ELSEWHERE)} == set()
    assert page.tags.keys() == TAGS - {"span"}
    assert markdown.startswith(f"{MARKDOWN_MARK}\n")


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_a_text_is_only_a_text(text: str) -> None:
    markdown = dictionary_markdown.page(filled(Dictionary, lambda: text))

    page = shown(markdown)

    assert structure(page) == structure(shown(dictionary_markdown.page(ONE_WORD)))
    assert plain(page.text).count(plain(text)) > 40, "everywhere"
    assert {each[:1] for each in page.links} == {"#"}


def structure(page: Shown) -> dict[str, int]:
    """Return how many elements of each kind a page has; a text may have these two itself."""
    return {tag: number for tag, number in page.tags.items() if tag not in {"br", "span"}}


def plain(text: str) -> str:
    return " ".join(text.split())


@given(st.text(st.characters(exclude_categories=["Cs", "Cc"])))
def test_any_text_is_shown_as_it_is(text: str) -> None:
    for make in (markdown_text.text, markdown_text.code):
        page = shown("\n".join(markdown_text.table(["h"], [[make(text)]])))
        assert page.tags.keys() <= TAGS
        assert plain(page.text).removeprefix("h").strip() == plain(visible(text))


def visible(text: str) -> str:
    return re.sub(
        "[\u202a-\u202e\u2066-\u2069\ufeff]", lambda sign: f"\\u{ord(sign[0]):04x}", text
    )


@pytest.mark.parametrize(
    ("text", "markdown"),
    [
        ("Ask @octocat", "Ask @<!-- -->octocat"),
        ("me@example.com", "me@example.com"),
        ("see #12", "see #<!-- -->12"),
        (":tada:", ":<!-- -->tada:"),
        ("from $1 to $2", "from <span>$</span>1 to <span>$</span>2"),
        ("UserSession__c", "UserSession__c"),
        ("__init__", "\\_\\_init\\_\\_"),
        ("turn \u202e around", "turn &#92;u202e around"),
    ],
)
def test_what_only_github_reads_is_taken_apart(text: str, markdown: str) -> None:
    assert markdown_text.text(text) == markdown


@pytest.mark.parametrize(
    ("address", "links"),
    [
        ("https://example.com/a b?c=(d)&e=|", ["https://example.com/a%20b?c=%28d%29&e=%7C"]),
        ("javascript:alert(1)", []),
        ("", []),
    ],
)
def test_a_link_leads_to_the_web_or_nowhere(address: str, links: list[str]) -> None:
    assert shown(markdown_text.web_link("A [title]", address)).links == links


def test_links_lead_to_places_of_the_page() -> None:
    name = "Object `x` | é__c"
    sobject = SObject(name, "Label", "Custom object", fields=(Field(name, "F__c", "F", "Date"),))

    page = shown(dictionary_markdown.page(Dictionary("T", "From", objects=(sobject,))))

    shown_as = identifier(name)
    assert {shown_as, f"{shown_as}.F__c", "objects", "overview"} == set(page.places)
    assert page.links == ["#objects"]
    (link,) = shown(markdown_text.link("x", f"{name}.F__c")).links
    assert link == "#Object_%60x%60_%7C_%C3%A9__c.F__c"


REAL = CORPUS / "SalesforceFoundation__NPSP"
NEEDS_REAL = pytest.mark.skipif(not REAL.is_dir(), reason="the corpus of real trees is not there")


@pytest.mark.parametrize("subject", [*shipped(), pytest.param(str(REAL), marks=NEEDS_REAL)])
def test_every_link_leads_somewhere(subject: str) -> None:
    page = shown(dictionary_markdown.page(describe(DocsRequest(subject))))

    inside = {unquote(each[1:]) for each in page.links if each.startswith("#")}
    assert page.tags.keys() <= TAGS
    assert inside
    assert inside - set(page.places) == set()
    assert len(page.places) == len(set(page.places))


def test_an_empty_dictionary_is_a_page() -> None:
    page = shown(dictionary_markdown.page(Dictionary("T", "The schema t")))

    assert (
        plain(page.text) == "T: data dictionary The schema t: no objects, fields, access or flows."
    )
