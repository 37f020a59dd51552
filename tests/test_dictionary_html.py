"""A dictionary as a page of one file: what it holds, and that nothing in it can run."""

import re
from base64 import b64encode
from hashlib import sha256
from itertools import pairwise
from typing import Any, cast

import pytest
from lxml import etree
from sample_dictionary import DICTIONARY, HOSTILE, LONG, RIGHT_TO_LEFT

from generator.dictionary.describe import DocsRequest, describe
from generator.dictionary.dictionary import Dictionary
from generator.output.dictionary_html import page
from generator.pages.anchors import identifier, reference, web_address
from generator.schema.yaml_source import shipped

PAGE = page(DICTIONARY)
EMPTY = page(Dictionary("Empty", "The schema empty"))


def found(path: str, text: str = PAGE) -> list[Any]:
    """Return what an XPath finds in a page."""
    return cast("list[Any]", etree.HTML(text).xpath(path))


def words(text: str) -> str:
    """Return what a reader sees of a page, with one space for white space."""
    seen = found("//body//text()[not(ancestor::script or ancestor::style)]", text)
    return " ".join("".join(seen).split())


def strings(value: object) -> set[str]:
    """Return all texts in a value, however deep, besides addresses and anchors."""
    if isinstance(value, str):
        return {value}
    if isinstance(value, tuple):
        return {text for each in value for text in strings(each)}
    if hasattr(value, "__dataclass_fields__"):
        left_out = {"anchor", "sobject", "color"}
        names = [name for name in value.__dataclass_fields__ if name not in left_out]
        return {text for name in names for text in strings(getattr(value, name))}
    return set()


def test_everything_that_a_dictionary_says_is_on_the_page() -> None:
    seen = words(PAGE)
    said = {" ".join(text.split()) for text in strings(DICTIONARY)}
    said -= {"Event__c.Campaign__c", "warning", "error"}  # the diagram, and icons with a word
    assert {text for text in said if text not in seen} == set()


def test_text_of_a_user_is_text() -> None:
    assert HOSTILE not in PAGE
    assert not found("//img | //script[@src] | //*[@onerror or @style]")
    assert len(found("//script")) == len(found("//style")) == 1
    (entry,) = found(f"//*[@id='Event__c.{LONG}']")
    assert entry.get("data-label") == HOSTILE
    assert entry.xpath("string(.//h5)") == HOSTILE


def test_the_policy_names_the_one_style_and_the_one_script() -> None:
    (meta,) = found("//meta[@http-equiv='Content-Security-Policy']/@content")
    rules = dict(rule.split(" ", 1) for rule in meta.split("; "))
    assert rules["default-src"] == "'none'"
    for name, rule in (("style", "style-src"), ("script", "script-src")):
        (text,) = re.findall(rf"<{name}>(.*?)</{name}>", PAGE, re.DOTALL)
        digest = b64encode(sha256(text.encode()).digest()).decode()
        assert rules[rule] == f"'sha256-{digest}'"


def test_every_link_leads_somewhere() -> None:
    ids = found("//@id")
    assert len(ids) == len(set(ids))
    inside = {each.removeprefix("#") for each in found("//@href") if each.startswith("#")}
    assert inside <= set(ids)
    outside = {each for each in found("//@href") if not each.startswith("#")}
    assert outside == {"https://example.com/guide"}


def test_headings_are_in_order() -> None:
    levels = [int(each.tag[1]) for each in found("//h1 | //h2 | //h3 | //h4 | //h5 | //h6")]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))


def test_what_needs_the_script_is_hidden_without_it() -> None:
    assert not found("//*[@data-script and not(@hidden)]")
    alone = found("//button[not(@data-script) and not(@popovertarget)] | //select | //input")
    assert all(
        each.get("data-script") is not None or each.getparent().get("data-script") is not None
        for each in alone
    )


def test_text_of_any_direction_is_kept_apart() -> None:
    (entry,) = found(f"//article[@data-label='{RIGHT_TO_LEFT}']")
    assert entry.xpath(".//h5[@dir='auto']/text()") == [RIGHT_TO_LEFT]


def test_an_empty_dictionary_says_so() -> None:
    assert "There is nothing to show yet" in words(EMPTY)
    assert found("//main/section/@id", EMPTY) == ["overview"]


def test_same_dictionary_same_page() -> None:
    assert page(DICTIONARY) == PAGE


@pytest.mark.parametrize(
    ("anchor", "place", "link"),
    [
        ("Event__c.Key__c", "Event__c.Key__c", "#Event__c.Key__c"),
        ("access.Sales Team", "access.Sales_Team", "#access.Sales_Team"),
        ("access.Custom%3A A", "access.Custom%3A_A", "#access.Custom%253A_A"),
    ],
)
def test_an_anchor_is_an_id_and_a_link(anchor: str, place: str, link: str) -> None:
    assert identifier(anchor) == place
    assert reference(anchor) == link


@pytest.mark.parametrize(
    "address", ["javascript:alert(1)", "data:text/html,x", "//example.com", "http:", "https://["]
)
def test_only_an_address_of_the_web_is_linked(address: str) -> None:
    assert not web_address(address)


@pytest.mark.parametrize("schema", shipped())
def test_the_page_of_a_shipped_schema_is_small_and_its_links_lead_somewhere(schema: str) -> None:
    text = page(describe(DocsRequest(schema)))
    assert len(text.encode()) < 400_000
    ids = found("//@id", text)
    assert len(ids) == len(set(ids))
    assert {link for link in found("//@href", text) if link[0] == "#"} <= {
        reference(each) for each in ids
    }
