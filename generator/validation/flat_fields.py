"""Fields that look as a sound one did, checked without a parser.

Most files of a tree are fields, and to the rules of one file most of them look the same. So a
field is parsed and checked only if no sound one looked the same before it. The proof:

- `flat_file` reads what a parser reads, or nothing.
- What is wrong with the structure depends on the tags, and on texts whose kind is not `string`.
- What the assertions can read of a text is what `Assertions.reads` says.
- Of a field with a formula, or a default value that may be one, the parser knows where each part
  stands: it is parsed. Of all others, the facts are those of their texts.
"""

from collections.abc import Mapping
from functools import cache
from operator import itemgetter
from typing import NamedTuple

from generator.metadata import flat_file, published
from generator.metadata.api_version import ApiVersion
from generator.metadata.assertions import Reads
from generator.metadata.document import NAMESPACE, OBJECTS, place_of
from generator.metadata.flat_file import FIRST_LINE
from generator.metadata.registry import CUSTOM_FIELD
from generator.validation.field_facts import SWITCHES, TEXTS, FieldFacts, flat_facts
from generator.validation.rules.assertions import assertions

_SUFFIX = f".{CUSTOM_FIELD.suffix}.xml"
_SOURCES = ("formula", "defaultValue")

Look = tuple[object, ...]


class FlatField(NamedTuple):
    """A field read without a parser: its object and name, by its path, its form and its texts."""

    place: tuple[str, str]
    form: "Form"
    texts: tuple[str, ...]

    @property
    def look(self) -> Look:
        """All that the rules of one file can read of the field, besides its tags."""
        form, texts = self.form, self.texts
        whole = tuple([texts[place] for place in form.whole])
        return whole, *[reads.of(texts[place]) for place, reads in form.partly]

    @property
    def is_sound(self) -> bool:
        """Whether a field that looked the same was sound."""
        return self.look in self.form.sound

    def remember(self) -> None:
        """Remember that the field is sound."""
        self.form.sound.add(self.look)

    def facts(self, path: str, content: bytes) -> FieldFacts:
        """Return the facts of the field, whose file has a path and a content."""
        form = self.form
        texts = form.facts((*self.texts, None))
        return flat_facts((path, *self.place), content, texts, form.tags, form.lines)


class Form:
    """What is known of all fields with the same tags, in the same order.

    `whole` are the places of the texts that the rules of one file read whole; `partly` says what
    they read of the text at another place. `facts` takes the texts of the facts out of all, with
    None at their end. `lines` are those of the root and its elements. `sound` are the looks of the
    sound fields that a run has met.
    """

    def __init__(self, tags: tuple[str, ...]) -> None:
        places = {tag: place for place, tag in enumerate(tags)}
        known = [(place, _reads()[tag]) for place, tag in enumerate(tags) if tag in _reads()]
        self.tags = tags
        self.lines = tuple(range(FIRST_LINE, FIRST_LINE + len(tags) + 1))
        self.name = places.get("fullName")
        self.sources = [places[tag] for tag in _SOURCES if tag in places]
        self.whole = [place for place, reads in known if reads.whole]
        self.partly = [(place, reads) for place, reads in known if not reads.whole]
        self.facts = itemgetter(*[places.get(name, -1) for name in TEXTS])
        self.sound: set[Look] = set()


class FlatFields:
    """The forms of the fields that a run has met, in one API version."""

    def __init__(self) -> None:
        self._forms: dict[tuple[str, ...], Form] = {}

    def read(self, path: str, content: bytes) -> FlatField | None:
        """Return the field in a file.

        None for a file of another form or with an empty element, for one that is not where a field
        lies or names another field, and for one with a formula, or a default that may be one.
        """
        found = flat_file.read(content, CUSTOM_FIELD.name)
        if found is None or "" in found.texts:
            return None
        folder, _, file = path.rpartition("/")
        parent, name = _object_of(folder), file.removesuffix(_SUFFIX)
        form = self._forms.get(found.tags)
        if form is None:
            form = self._forms[found.tags] = Form(found.tags)
        said = "" if form.name is None else found.texts[form.name].strip()
        is_named = not said or said.rpartition(".")[2].casefold() == name.casefold()
        sources = [found.texts[place].strip() for place in form.sources]
        if not (parent and is_named and SWITCHES.issuperset(sources)):
            return None
        return FlatField((parent, name), form, found.texts)


@cache
def of_version(version: ApiVersion) -> FlatFields:
    """Return the forms that a run has met in an API version."""
    del version
    return FlatFields()


@cache
def _reads() -> Mapping[str, Reads]:
    """Return what the rules of one file read of each element, by its name."""
    tests = assertions()[CUSTOM_FIELD.name].reads
    reads = {tag.removeprefix(NAMESPACE): each for tag, each in tests.items()}
    known = published.elements(CUSTOM_FIELD.name).items()
    return reads | {name: Reads(whole=True) for name, each in known if each.kind != "string"}


@cache
def _object_of(folder: str) -> str:
    """Return the object of the fields in a folder; empty for a folder that no object has."""
    if f"/{OBJECTS}/" not in f"/{folder}/":
        return ""
    return place_of(f"{folder}/{_SUFFIX}", CUSTOM_FIELD)[0]
