"""The verdicts of assertions that are kept are those that an evaluation gives."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from generator.metadata.assertions import Assertions, texts_of
from generator.metadata.document import NAMESPACE


@pytest.mark.parametrize(
    "test",
    [
        "@m:label",
        "//m:label",
        "position() = 1",
        "count(*) = 1",
        "m:a//m:b",
        ".",
        "text()",
        "normalize-space(m:label)",
        "m:label/@m:b",
        "following-sibling::m:label",
        "$label",
    ],
)
def test_an_assertion_that_reads_more_than_is_compared_is_refused(test: str) -> None:
    with pytest.raises(ValueError, match="KS0: verdicts cannot be kept"):
        Assertions([("KS0", test)])


OPERATORS = ["<", "<=", "=", "!=", ">=", ">"]
TESTS = [
    ("length", "string-length(m:a) <= 2"),
    ("part", "not(contains(m:b, 'x')) or string-length(m:b) > 1"),
    ("text", "string(m:c) = 'x' or not(m:c)"),
    ("count", "count(m:c[string(m:d) = 'x']) <= 1 and count(m:a) <= 1"),
    ("child", "not(m:c/m:d) or m:a"),
    *((operator, f"string-length(m:f) {operator} 2") for operator in OPERATORS),
    ("reversed", "2 >= string-length(m:g)"),
]
CHILDREN = ["<a/>", "<a>x</a>", "<a>xyz</a>", "<a>yyy</a>", "<b>x</b>", "<b>xy</b>", "<b>y</b>"]
CHILDREN += ["<c>x</c>", "<c>y</c>", "<c><d>x</d></c>", "<c><d>y</d></c>", "<e>x</e>", "<d>x</d>"]
CHILDREN += [f"<{tag}>{'x' * length}</{tag}>" for tag in "fg" for length in range(1, 5)]
CHILDREN += ["<a>x<!-- y -->yz</a>", "<a><![CDATA[x]]></a>", "<!-- x -->", "<?x y?>"]


@given(st.lists(st.lists(st.sampled_from(CHILDREN), max_size=4), max_size=20))
@settings(max_examples=300, deadline=None, derandomize=True)
def test_a_kept_verdict_is_what_an_evaluation_gives(documents: list[list[str]]) -> None:
    assertions = Assertions(TESTS)
    for children in documents:
        root = etree.fromstring(f'<r xmlns="{NAMESPACE[1:-1]}">{"".join(children)}</r>')

        assert assertions.broken(root, texts_of(root)) == assertions.evaluated(root)
