"""Files that look alike are written by a pattern: the same bytes and errors as in full."""

import re
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from generator.errors import RenderError
from generator.metadata import patterns
from generator.metadata.patterns import Patterns
from generator.metadata.registry import (
    CUSTOM_FIELD,
    CUSTOM_OBJECT,
    CUSTOM_PERMISSION,
    VALIDATION_RULE,
    Component,
    MetadataType,
)
from generator.metadata.render import content, environment

ENVIRONMENT = environment()
# Texts of all kinds: those with entities and white space of every sort, and those XML forbids.
texts = st.one_of(
    st.text(max_size=12),
    st.text("&<>'\" \t\r\n\x00\x85\u2028\ue000\ue0010]a", max_size=12),
    st.sampled_from(("\ue0000\ue001", "]]>", "&amp;", ' xsi:nil="', "<!-- -->", " a ", "\xa0")),
)
TEXTS = {
    CUSTOM_OBJECT: ("description", "label", "pluralLabel"),
    CUSTOM_PERMISSION: ("description", "label"),
    CUSTOM_FIELD: ("description", "formula", "inlineHelpText", "label", "relationshipName"),
    VALIDATION_RULE: ("description", "errorConditionFormula", "errorMessage", "fullName"),
}
others = st.fixed_dictionaries(
    {},
    optional={
        "type": st.sampled_from(("Text", "Checkbox", "Wrong")),
        "length": st.integers(0, 2),
        "unique": st.sampled_from((True, False, 1, "x")),
    },
)
nested = st.fixed_dictionaries(
    {"nameField": st.fixed_dictionaries({"label": texts, "type": st.just("Text")})},
    optional={
        "actionOverrides": st.lists(
            st.fixed_dictionaries({"actionName": st.sampled_from(("Edit", "New"))}), max_size=2
        ),
        "enableFeeds": st.sampled_from((True, 1, "x")),
    },
)
USUAL: dict[MetadataType, Any] = {
    CUSTOM_OBJECT: nested,
    CUSTOM_PERMISSION: st.just({"isLicensed": False}),
    CUSTOM_FIELD: others,
    VALIDATION_RULE: st.just({"active": True}),
}


def written(content_of: Any, component: Component) -> object:
    try:
        return content_of(component)
    except RenderError as error:
        return error.diagnostics


def in_full(component: Component) -> bytes:
    return content(component, ENVIRONMENT)


@given(st.data())
@settings(deadline=None, derandomize=True, max_examples=200)
def test_a_pattern_gives_what_is_written_in_full(data: st.DataObject) -> None:
    row = data.draw(st.sampled_from(tuple(TEXTS)))
    usual: dict[str, Any] = data.draw(USUAL[row])
    names = data.draw(st.lists(st.sampled_from(TEXTS[row]), unique=True))
    own = Patterns(in_full)
    for number in range(9):
        if number == 7 and row is CUSTOM_OBJECT:
            usual = data.draw(nested)
        given_texts = {name: data.draw(texts) if number > 3 else name for name in names}
        component = Component(row, "Name", "path", {**usual, **given_texts})

        assert written(own.content, component) == written(in_full, component)


def field(label: str, **elements: object) -> Component:
    return Component(CUSTOM_FIELD, "X__c", "path", {"label": label, "type": "Text", **elements})


def times_in_full(components: list[Component]) -> int:
    done: list[Component] = []

    def counted(component: Component) -> bytes:
        done.append(component)
        return in_full(component)

    own = Patterns(counted)
    for component in components:
        own.content(component)
    return len(done)


def test_a_pattern_is_found_once_and_serves_all_that_look_alike() -> None:
    alike = [field(f"Label {number}") for number in range(50)]

    assert times_in_full(alike) == 5  # the first four, and one with marks
    assert times_in_full([field("A", length=number) for number in range(50)]) == 50
    assert times_in_full([field("A"), field("A", unique=True), field("A", unique=1)] * 4) == 15


def test_files_with_the_same_elements_below_others_look_alike() -> None:
    def named(label: str, name: str) -> Component:
        elements = {"label": label, "nameField": {"label": name, "type": "Text"}}
        return Component(CUSTOM_OBJECT, "X__c", "path", elements)

    assert times_in_full([named(f"Label {number}", "Name") for number in range(50)]) == 5
    assert times_in_full([named("A", f"Name {number}") for number in range(50)]) == 50
    assert times_in_full([named("A", "\ue0000\ue001") for _ in range(9)]) == 10
    assert times_in_full([named("A", "x" * 10_001) for _ in range(9)]) == 9


@pytest.mark.parametrize("label", ["a\rb", " ", "", "\ue000", "\x85", "a" * 10_001])
def test_a_text_that_is_not_plain_is_written_in_full(label: str) -> None:
    assert times_in_full([*(field("A") for _ in range(4)), field(label)]) == 6


def test_a_pattern_that_gives_other_bytes_is_not_kept() -> None:
    """As of a template that prints a text in capitals."""

    def capitals(component: Component) -> bytes:
        return re.sub(rb"<label>.*</label>", lambda label: label[0].upper(), in_full(component))

    own = Patterns(capitals)
    contents = {own.content(field("small")) for _ in range(6)}

    assert contents == {capitals(field("small"))}


def test_looks_are_counted_up_to_a_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(patterns, "_MOST", 1)

    assert times_in_full([field("A", length=1), *(field("A") for _ in range(9))]) == 10
