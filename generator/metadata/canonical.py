"""The one form of a file in bytes: that in which `sf project retrieve start` writes it.

Measured on 28,772 retrieved files: four spaces, LF, one LF at the end, five named entities. lxml
writes the same but for three things: quotes in a text, an empty element of a file that the client
writes, and a comment, which stands on the line of its element unless it has several lines.
"""

import re

from lxml import etree

from generator.metadata.document import parse_xml

_DECLARATION = b'<?xml version="1.0" encoding="UTF-8"?>\n'
_QUOTED_TEXT = re.compile(rb">[^<'\"]*['\"][^<]*<")
_EMPTY = re.compile(rb"<([\w.:-]+)((?: [^<>]*)?)/>")
_COMMENT = b"<!--"
_COMMENTS = re.compile(rb"(<!--.*?-->)", re.DOTALL)
# As the CLI does it (source-deploy-retrieve, correctComments): `.` is no line end.
_APART = re.compile(rb"\s+(<!--.*?-->)\s+")


def parse(text: str) -> etree._Element:
    """Return the root of XML text without the white space between elements.

    Raises XMLSyntaxError.
    """
    return parse_xml(text.encode(), keep_blanks=False)


def serialize(root: etree._Element, *, by_client: bool) -> bytes:
    """Return the bytes of a document.

    An empty element is `<a></a>` in a file that the client writes, as all that it composes, and
    `<a/>` in any other, which the server writes.
    """
    etree.indent(root, "    ")
    body: bytes = etree.tostring(root, encoding="UTF-8", xml_declaration=False)
    if _COMMENT in body:
        parts = _COMMENTS.split(_APART.sub(rb"\1", body))
        parts[::2] = [_in_form(part, by_client=by_client) for part in parts[::2]]
        return _DECLARATION + b"".join(parts) + b"\n"
    return _DECLARATION + _in_form(body, by_client=by_client) + b"\n"


def _in_form(body: bytes, *, by_client: bool) -> bytes:
    body = _QUOTED_TEXT.sub(_escape_quotes, body)
    return _EMPTY.sub(rb"<\1\2></\1>", body) if by_client else body


def _escape_quotes(match: re.Match[bytes]) -> bytes:
    return match[0].replace(b"'", b"&apos;").replace(b'"', b"&quot;")
