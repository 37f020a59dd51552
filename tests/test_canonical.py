"""The one byte form, on text and elements that other writers write differently."""

import os
from pathlib import Path

import pytest
from conftest import ROOT

from generator.metadata.canonical import parse, serialize

HEAD = b'<?xml version="1.0" encoding="UTF-8"?>\n'
CORPUS = Path(os.environ.get("KALTURA_SFDX_CORPUS", ROOT.parent / "shared" / "corpus"))
# Children of an object, and the object itself, are written by the client; the rest by the server.
DECOMPOSED = ("field", "object", "listView", "compactLayout", "recordType", "validationRule")


@pytest.mark.parametrize(
    ("text", "by_client", "expected"),
    [
        ("<a><b>x</b></a>", True, b"<a>\n    <b>x</b>\n</a>\n"),
        ("<a><b/></a>", True, b"<a>\n    <b></b>\n</a>\n"),
        ("<a><b></b></a>", False, b"<a>\n    <b/>\n</a>\n"),
        (
            "<a>'x' \"y\" &gt; &lt; &amp;</a>",
            True,
            b"<a>&apos;x&apos; &quot;y&quot; &gt; &lt; &amp;</a>\n",
        ),
        ("<a b='c'>it's</a>", True, b'<a b="c">it&apos;s</a>\n'),
        ('<a><b c="d"/></a>', True, b'<a>\n    <b c="d"></b>\n</a>\n'),
        ("<a>  \n <b> two\nlines </b>\n</a>", True, b"<a>\n    <b> two\nlines </b>\n</a>\n"),
        (
            "<a>&#39;&#34;&#228;\u00a0\U0001f389</a>",
            True,
            "<a>&apos;&quot;ä\u00a0🎉</a>\n".encode(),
        ),
        ("<a><![CDATA[<b>]]></a>", True, b"<a>&lt;b&gt;</a>\n"),
        (
            '<a xmlns:xsi="x"><b xsi:nil="true"/></a>',
            False,
            b'<a xmlns:xsi="x">\n    <b xsi:nil="true"/>\n</a>\n',
        ),
        ("<a><b><!-- it's <c/> --></b></a>", True, b"<a>\n    <b><!-- it's <c/> --></b>\n</a>\n"),
        (
            "<a><b><!-- two\nlines --></b><c>it's</c></a>",
            True,
            b"<a>\n    <b>\n        <!-- two\nlines -->\n    </b>\n    <c>it&apos;s</c>\n</a>\n",
        ),
    ],
)
def test_the_form(text: str, by_client: bool, expected: bytes) -> None:
    written = serialize(parse(text), by_client=by_client)

    assert written == HEAD + expected
    assert serialize(parse(written.decode()), by_client=by_client) == written


def looks_retrieved(content: bytes) -> bool:
    """Whether no editor or formatter shows: no comment, no space before `/>`, a last line end."""
    is_ended = content.startswith(HEAD) and content.endswith(b">\n")
    return is_ended and b"<!--" not in content and b" />" not in content


def test_real_retrieved_files_are_fixed_points() -> None:
    """Files that people edited by hand since are the exceptions, and they are few."""
    files = [path for path in CORPUS.rglob("*-meta.xml") if looks_retrieved(path.read_bytes())]
    if not files:
        pytest.skip(f"no real metadata in {CORPUS}; set KALTURA_SFDX_CORPUS to a folder of it")

    changed = []
    for path in files:
        content = path.read_bytes()
        by_client = path.name.split(".")[-2].removesuffix("-meta") in DECOMPOSED
        if serialize(parse(content.decode()), by_client=by_client) != content:
            changed.append(path)

    assert len(files) > 1_000
    assert len(changed) < 0.025 * len(files), [str(path) for path in changed]
