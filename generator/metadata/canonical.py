"""The one form of a file in bytes: that in which `sf project retrieve start` writes it.

Measured on 28,772 retrieved files: four spaces, LF, one LF at the end, five named entities. lxml
writes the same but for two things: quotes in a text, and an empty element of a decomposed file.
"""

import re

from lxml import etree

from generator.metadata.document import parse_xml

_DECLARATION = b'<?xml version="1.0" encoding="UTF-8"?>\n'
_QUOTED_TEXT = re.compile(rb">[^<'\"]*['\"][^<]*<")
_EMPTY = re.compile(rb"<([\w.:-]+)((?: [^<>]*)?)/>")


def parse(text: str) -> etree._Element:
    """Return the root of XML text without the white space between elements.

    Raises XMLSyntaxError.
    """
    return parse_xml(text.encode(), keep_blanks=False)


def serialize(root: etree._Element, *, decomposed: bool) -> bytes:
    """Return the bytes of a document.

    An empty element is `<a></a>` in a decomposed file, which the client writes, and `<a/>` in any
    other, which the server writes.
    """
    etree.indent(root, "    ")
    body: bytes = etree.tostring(root, encoding="UTF-8", xml_declaration=False)
    body = _QUOTED_TEXT.sub(_escape_quotes, body)
    if decomposed:
        body = _EMPTY.sub(rb"<\1\2></\1>", body)
    return _DECLARATION + body + b"\n"


def _escape_quotes(match: re.Match[bytes]) -> bytes:
    return match[0].replace(b"'", b"&apos;").replace(b'"', b"&quot;")
