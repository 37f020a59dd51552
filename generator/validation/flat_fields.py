"""Fields that look as a sound one did, checked without a parser.

Most files of a tree are fields, and to the rules of one file most of them look the same. So a
field is parsed and checked only if no sound one looked the same before it. The proof:

- `flat_file` reads what a parser reads, or nothing.
- What is wrong with the structure depends on the tags, and on texts whose kind is not `string`.
- What the assertions can read is their `look`.
- Where the parser knows more, as of the places in a formula, the file is parsed.
"""

from functools import cache
from typing import NamedTuple

from generator.metadata import flat_file, published
from generator.metadata.api_version import ApiVersion
from generator.metadata.assertions import Texts
from generator.metadata.document import NAMESPACE, OBJECTS, place_of
from generator.metadata.flat_file import FIRST_LINE
from generator.metadata.registry import CUSTOM_FIELD
from generator.validation.field_facts import FieldFacts, flat_facts, is_source
from generator.validation.rules.assertions import assertions

Look = tuple[object, ...]


class FlatField(NamedTuple):
    """A field read without a parser: its object and name, by its path, and its texts."""

    place: tuple[str, str]
    texts: Texts


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
def of_version(version: ApiVersion) -> FlatFields:
    """Return the looks that a run has met in an API version."""
    del version
    return FlatFields()


def read(path: str, content: bytes) -> FlatField | None:
    """Return the field in a file, with the texts that `texts_of` its root would give.

    None for a file of another form, one that is not where a field lies, or names another field.
    """
    found = flat_file.read(content, CUSTOM_FIELD.name)
    if found is None:
        return None
    parent, name = place_of(path, CUSTOM_FIELD)
    said = next((text for tag, text in found.texts if tag == "fullName"), "").strip()
    is_named = not said or said.rpartition(".")[2].casefold() == name.casefold()
    if not (parent and is_named and f"/{OBJECTS}/" in f"/{path}"):
        return None
    texts: Texts = [(NAMESPACE + tag, text or None) for tag, text in found.texts]
    return None if is_source(texts) else FlatField((parent, name), texts)


def facts_of(path: str, content: bytes, field: FlatField) -> FieldFacts:
    """Return the facts of a field in this form."""
    lines = tuple(range(FIRST_LINE, FIRST_LINE + len(field.texts) + 1))
    return flat_facts(path, field.place, content, field.texts, lines)
