"""Fields as a retrieve writes them, each element on a line of its own, read without a parser.

Most files of a tree are such fields, and to the rules of one file most of them look the same. So
a field is parsed and checked only if no sound one looked the same before it. The proof:

- `_read` takes the form that a retrieve writes and nothing else: no attribute, comment, or element
  with children, no entity but the five of XML, and no character that XML forbids or reads as
  another one. The whole file has to be in that form: what was found is as long as the file.
- What is wrong with the structure depends on the tags, and on texts whose kind is not `string`.
- What the assertions can read is their `look`.
- Where the parser knows more, as of the places in a formula, the file is parsed.
"""

import re
from functools import cache

from generator.metadata import published
from generator.metadata.api_version import ApiVersion
from generator.metadata.assertions import Texts
from generator.metadata.document import NAMESPACE, OBJECTS, place_of
from generator.metadata.registry import CUSTOM_FIELD
from generator.validation.field_facts import FieldFacts, flat_facts, is_source
from generator.validation.rules.assertions import assertions

_HEAD = f"""<?xml version="1.0" encoding="UTF-8"?>
<CustomField xmlns="{NAMESPACE[1:-1]}">
"""
_TAIL = "</CustomField>\n"
_ELEMENT = re.compile(
    r"    <([A-Za-z][A-Za-z0-9_]*)>([^<>\x00-\x1f\x7f-\x9f\ufffe\uffff]*)</\1>\n"
)
_AROUND = len("    <></>\n")
_ENTITIES = {"&amp;": "&", "&apos;": "'", "&gt;": ">", "&lt;": "<", "&quot;": '"'}
_ENTITY = re.compile("&[^;]*;?")
_FIRST_LINE = 2  # that of the root element
_LARGEST = 2**16  # bytes: no limit of the parser is near

Look = tuple[object, ...]


class FlatFields:
    """The looks of the sound fields that a run has met, in one API version."""

    def __init__(self) -> None:
        self._assertions = assertions()[CUSTOM_FIELD.name]
        self._of_any_form = {
            NAMESPACE + name
            for name, element in published.elements(CUSTOM_FIELD.name).items()
            if element.kind == "string"
        }
        self._sound: set[Look] = set()

    def look(self, texts: Texts) -> Look | None:
        """Return all that the rules of one file can read of a field; None if that is too much."""
        read = self._assertions.look(texts)
        if read is None:
            return None
        tags = tuple([tag for tag, _ in texts])
        return tags, read, *[text for tag, text in texts if tag not in self._of_any_form]

    def is_sound(self, look: Look) -> bool:
        """Whether a field that looked the same was sound."""
        return look in self._sound

    def add(self, look: Look) -> None:
        """Remember the look of a sound field."""
        self._sound.add(look)


@cache
def flat_fields(version: ApiVersion) -> FlatFields:
    """Return the looks that a run has met in an API version."""
    del version
    return FlatFields()


def texts_in(path: str, content: bytes) -> Texts | None:
    """Return the texts of the field in a file, as `texts_of` its root.

    None for a file of another form, one that is not where a field lies, or names another field.
    """
    try:
        found = _read(content)
    except (KeyError, UnicodeDecodeError):  # another entity, or not UTF-8
        return None
    if not found:
        return None
    parent, name = place_of(path, CUSTOM_FIELD)
    said = next((text for tag, text in found if tag == "fullName"), "").strip()
    is_named = not said or said.rpartition(".")[2].casefold() == name.casefold()
    if not (parent and is_named and f"/{OBJECTS}/" in f"/{path}"):
        return None
    texts: Texts = [(NAMESPACE + tag, text or None) for tag, text in found]
    return None if is_source(texts) else texts


def facts_of(path: str, content: bytes, texts: Texts) -> FieldFacts:
    """Return the facts of a field in this form."""
    lines = tuple(range(_FIRST_LINE, _FIRST_LINE + len(texts) + 1))
    return flat_facts(path, place_of(path, CUSTOM_FIELD), content, texts, lines)


def _read(content: bytes) -> list[tuple[str, str]]:
    """Return the tags and texts of a file in this form; nothing of another file."""
    text = content.decode()
    if len(content) > _LARGEST or not (text.startswith(_HEAD) and text.endswith(_TAIL)):
        return []
    found = _ELEMENT.findall(text, len(_HEAD), len(text) - len(_TAIL))
    read = sum([2 * len(tag) + len(own) + _AROUND for tag, own in found])
    if len(_HEAD) + read + len(_TAIL) != len(text):
        return []
    if "&" not in text:
        return found
    return [(tag, _ENTITY.sub(_character, own) if "&" in own else own) for tag, own in found]


def _character(entity: re.Match[str]) -> str:
    return _ENTITIES[entity[0]]
