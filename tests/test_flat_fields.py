"""A field that is read without a parser gives what the parser gives, or is parsed."""

import pickle
import re
from pathlib import Path
from unittest.mock import patch

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from generator.importing.originals import Read, read
from generator.metadata import published
from generator.metadata.api_version import NEWEST, ApiVersion
from generator.metadata.document import NAMESPACE
from generator.metadata.registry import CUSTOM_FIELD
from generator.validation import checked
from generator.validation.checked import Text, check_text, joined

TESTS = Path(__file__).parent
CASES, RULES = TESTS / "cases", TESTS / "rules"
HEAD = f'<?xml version="1.0" encoding="UTF-8"?>\n<CustomField xmlns="{NAMESPACE[1:-1]}">\n'
TAIL = "</CustomField>\n"
PATH = "force-app/main/default/objects/A__c/fields/B__c.field-meta.xml"
TEXTS = [
    "",
    "x",
    "B__c",
    "A.b__C",
    "C__c",
    "true",
    "false",
    "18",
    "0",
    "-1",
    "256",
    "Text",
    "Number",
    "Lookup",
]
TEXTS += [
    "SetNull",
    "Restrict",
    " x ",
    "a&amp;b",
    "&lt;b&gt;",
    "&quot;&apos;",
    "&#65;",
    "&nbsp;",
    "&",
    "a;b",
    "é",
]
TEXTS += [
    "\u2028",
    "\x85",
    "\x7f",
    "\ufffe",
    "\x01",
    "\t",
    "a\nb",
    "a\r\nb",
    "]]>",
    "<b/>",
    "<!-- c -->",
    "x" * 41,
]
TEXTS += ["<![CDATA[x]]>", "TODAY()", "&amp;lt;", "<<<<<<< a", "\U0001f600", "x" * 2_000]
TAGS = [*published.elements(CUSTOM_FIELD.name), "unknownElement"]
LINE = st.tuples(st.sampled_from(TAGS), st.sampled_from(TEXTS)).map(
    lambda e: "    <{0}>{1}</{0}>\n".format(*e)
)
ODD = st.sampled_from(
    [
        "\n",
        "<label>x</label>\n",
        "    <label/>\n",
        "    <label a='b'>x</label>\n",
        "    <!-- -->\n",
    ]
)
SOUND = "".join(
    f"    <{tag}>{text}</{tag}>\n"
    for tag, text in (("fullName", "B__c"), ("label", "B"), ("length", "20"), ("type", "Text"))
)
BODY = st.lists(st.one_of(LINE, LINE, ODD), max_size=8).map("".join)
FIELD = st.one_of(
    BODY.map(lambda body: HEAD + body + TAIL),
    st.builds(lambda line: HEAD + line + SOUND + TAIL, LINE),
    st.builds(
        lambda head, tail: head + SOUND + tail,
        st.sampled_from([HEAD, HEAD[39:], "\ufeff" + HEAD, HEAD.replace("\n", "\r\n")]),
        st.sampled_from([TAIL, TAIL.strip(), TAIL + "x", "<!-- -->" + TAIL]),
    ),
)
PATHS = st.sampled_from(
    [PATH, PATH.replace("B__c", "b__C"), PATH.replace("objects/", ""), "B__c.field-meta.xml"]
)


@given(
    st.lists(st.tuples(PATHS, FIELD), min_size=1, max_size=6),
    st.sampled_from([NEWEST, ApiVersion(50)]),
)
@settings(max_examples=600, deadline=None, derandomize=True)
def test_any_field_is_checked_as_if_it_was_parsed(
    fields: list[tuple[str, str]], version: ApiVersion
) -> None:
    for path, content in fields:
        text = Text(path, content.encode())

        assert check_text(text, version) == checked.parsed(text, CUSTOM_FIELD, version)


def test_the_second_of_two_fields_that_look_alike_has_all_facts() -> None:
    """Over all fields of the tests: those of every type, right ones and wrong ones."""
    fields = [
        Text(path.as_posix(), path.read_bytes())
        for folder in (CASES, RULES)
        for path in sorted(folder.rglob("objects/*/fields/*.field-meta.xml"))
    ]
    for field in fields:
        expected = checked.parsed(field, CUSTOM_FIELD, NEWEST)

        assert [check_text(field, NEWEST) for _ in range(2)] == [expected] * 2, field.path

    assert len(fields) > 500
    whole = joined([check_text(field, NEWEST) for field in fields])
    assert pickle.loads(pickle.dumps(whole)) == whole  # noqa: S301  (as it comes from a worker)


@given(st.tuples(PATHS, FIELD))
@settings(max_examples=600, deadline=None, derandomize=True)
def test_any_field_is_imported_as_if_it_was_parsed(field: tuple[str, str]) -> None:
    path, content = field
    quick, slow = Read(), Read()

    read(path, content.encode(), quick)
    with patch("generator.importing.originals._flat", return_value=None):
        read(path, content.encode(), slow)

    assert quick == slow


@pytest.mark.parametrize(
    ("tag", "text", "name"),
    [
        ("label", "x", "B__c"),
        ("label", "&apos;", "B__c"),
        ("label", "\U0001f600", "B__c"),
        ("label", " ", "B__c"),
        ("label", "x" * 40, "B__c"),
        ("fullName", "C__c", "C__c"),
    ],
)
def test_a_field_that_looks_like_a_sound_one_is_not_parsed(
    tag: str, text: str, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = re.sub(f"(?<=<{tag}>)[^<]*", text, SOUND)
    field = Text(PATH.replace("B__c", name), (HEAD + other + TAIL).encode())
    first = check_text(Text(PATH, (HEAD + SOUND + TAIL).encode()), NEWEST)
    expected = checked.parsed(field, CUSTOM_FIELD, NEWEST)
    monkeypatch.setattr(checked, "parsed", None)

    assert first.diagnostics == ()
    assert check_text(field, NEWEST) == expected
