"""Text in, the one byte form out: the form in which `sf project retrieve start` writes files.

Measured on 28,772 retrieved files: four spaces, LF, one LF at the end, five named entities. lxml
writes all but two things so: it leaves quotes raw in text, and closes empty elements itself.
"""

import re

from lxml import etree

_DECLARATION = b'<?xml version="1.0" encoding="UTF-8"?>\n'
_PARSER = etree.XMLParser(remove_blank_text=True, resolve_entities=False, no_network=True)
_QUOTED_TEXT = re.compile(rb">[^<'\"]*['\"][^<]*<")
_EMPTY = re.compile(rb"<([\w.:-]+)((?: [^<>]*)?)/>")


def parse(text: str) -> etree._Element:
    """Parse a document, leaving out the white space between its elements."""
    return etree.fromstring(text.encode(), _PARSER)


def serialize(root: etree._Element, *, decomposed: bool) -> bytes:
    """Write a parsed document; decomposed files get `<a></a>` for an empty element, not `<a/>`."""
    etree.indent(root, "    ")
    body: bytes = etree.tostring(root, encoding="UTF-8", xml_declaration=False)
    body = _QUOTED_TEXT.sub(_escape_quotes, body)
    if decomposed:
        body = _EMPTY.sub(rb"<\1\2></\1>", body)
    return _DECLARATION + body + b"\n"


def _escape_quotes(match: re.Match[bytes]) -> bytes:
    return match[0].replace(b"'", b"&apos;").replace(b'"', b"&quot;")
