"""Files whose elements stand each on a line of its own, read by one pattern and without a parser.

Most files of fields are so. What is taken is the form that a retrieve writes, and nothing else: no
attribute, comment, or element with children, no entity but the five of XML, and no character that
XML forbids or reads as another one. The whole file has to be in that form: what was found is as
long as the file. Quotes may stand as they are, which a retrieve does not write.
"""

import re
from functools import cache
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
    """The tags and texts of the elements, and whether all quotes are written as entities."""

    tags: tuple[str, ...]
    texts: tuple[str, ...]
    is_escaped: bool


def read(content: bytes, type_name: str) -> FlatFile | None:
    """Return what is in the file of a type; None if the file has another form."""
    head, tail = _around(type_name)
    try:
        text = content.decode()
    except UnicodeDecodeError:
        return None
    if len(content) > _LARGEST or not (text.startswith(head) and text.endswith(tail)):
        return None
    found = _ELEMENT.findall(text, len(head), len(text) - len(tail))
    tags, texts = zip(*found, strict=True) if found else ((), ())
    written = "".join(texts)
    length = 2 * len("".join(tags)) + len(written) + _AROUND * len(found)
    if not found or len(head) + length + len(tail) != len(text):
        return None
    is_escaped = not ("'" in written or '"' in written)
    if "&" in written:
        try:
            texts = tuple([_plain(own) if "&" in own else own for own in texts])
        except KeyError:
            return None
    return FlatFile(tags, texts, is_escaped)


@cache
def _around(type_name: str) -> tuple[str, str]:
    """Return what stands before and after the elements in the file of a type."""
    return _HEAD.format(type_name), _TAIL.format(type_name)


def _plain(text: str) -> str:
    """Return a text without entities. Raises KeyError for one that XML does not have."""
    return _ENTITY.sub(lambda entity: _ENTITIES[entity[0]], text)
