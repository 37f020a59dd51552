"""Files whose elements stand each on a line of its own, read by one pattern and without a parser.

Most files of fields are so. What is taken is the form that a retrieve writes, and nothing else: no
attribute, comment, or element with children, no entity but the five of XML, and no character that
XML forbids or reads as another one. The whole file has to be in that form: what was found is as
long as the file. Quotes may stand as they are, which a retrieve does not write.
"""

import re
from typing import NamedTuple

from generator.metadata.document import NAMESPACE

_HEAD = f"""<?xml version="1.0" encoding="UTF-8"?>
<{{0}} xmlns="{NAMESPACE[1:-1]}">
"""
_TAIL = "</{0}>\n"
_ELEMENT = re.compile(
    r"    <([A-Za-z][A-Za-z0-9_]*)>([^<>\x00-\x1f\x7f-\x9f\ufffe\uffff]*)</\1>\n"
)
_AROUND = len("    <></>\n")
_ENTITIES = {"&amp;": "&", "&apos;": "'", "&gt;": ">", "&lt;": "<", "&quot;": '"'}
_ENTITY = re.compile("&[^;]*;?")
_LARGEST = 2**16  # bytes: no limit of the parser is near
FIRST_LINE = 2  # that of the root; each element has one of those that follow


class FlatFile(NamedTuple):
    """The tag and text of each element, and whether all quotes are written as entities."""

    texts: list[tuple[str, str]]
    is_escaped: bool


def read(content: bytes, type_name: str) -> FlatFile | None:
    """Return what is in the file of a type; None if the file has another form."""
    head, tail = _HEAD.format(type_name), _TAIL.format(type_name)
    try:
        text = content.decode()
    except UnicodeDecodeError:
        return None
    if len(content) > _LARGEST or not (text.startswith(head) and text.endswith(tail)):
        return None
    found = _ELEMENT.findall(text, len(head), len(text) - len(tail))
    length = sum([2 * len(tag) + len(own) + _AROUND for tag, own in found])
    if not found or len(head) + length + len(tail) != len(text):
        return None
    quotes = text.count("'") + text.count('"') - head.count('"')
    try:
        texts = [(tag, _plain(own) if "&" in own else own) for tag, own in found]
    except KeyError:
        return None
    return FlatFile(texts, quotes == 0)


def _plain(text: str) -> str:
    """Return a text without entities. Raises KeyError for one that XML does not have."""
    return _ENTITY.sub(lambda entity: _ENTITIES[entity[0]], text)
