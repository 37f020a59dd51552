"""Check one file by itself: its diagnostics, and what the rules across files need of it."""

import errno
import os
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from generator.diagnostics import Diagnostic
from generator.files import read
from generator.metadata.api_version import ApiVersion
from generator.metadata.assertions import texts_of
from generator.metadata.document import (
    MAX_BYTES,
    NAMESPACE,
    MetadataFile,
    children,
    parse_file,
    place_of,
)
from generator.metadata.registry import (
    CHECKED,
    CHECKED_ALONE,
    CUSTOM_FIELD,
    CUSTOM_OBJECT,
    TRANSLATIONS,
    MetadataType,
)
from generator.validation import flat_fields
from generator.validation.access import (
    PROFILE,
    as_permission_set,
    granted,
    is_part,
    read_type_of,
)
from generator.validation.field_facts import FieldFacts, field_facts
from generator.validation.rules import assertions, files
from generator.validation.translation_facts import TranslationFacts, translation_facts
from generator.validation.workers import columns, rows_of

_OBJECT = f"{CUSTOM_OBJECT.directory}/"
# The parts of an object that may also stand in its file, by the element that holds one.
_INLINE = {
    row.directory.removeprefix(_OBJECT): row
    for row in CHECKED
    if row.directory.startswith(_OBJECT)
}
_INLINE_TAGS = frozenset(NAMESPACE + tag for tag in _INLINE)


class Name(NamedTuple):
    """The name of a component: its type, its object or folder, and its own name, both folded."""

    type: str
    parent: str
    name: str


class Text(NamedTuple):
    """The path of a metadata file, as diagnostics show it, and its content."""

    path: str
    content: bytes


class Checked(NamedTuple):
    """Checked files: their diagnostics, and what the rules across files need of them.

    `grants` are the fields that a profile grants; `unreadable` names the component of a file that
    could not be read: it is there all the same.
    """

    diagnostics: tuple[Diagnostic, ...]
    facts: tuple[FieldFacts, ...] = ()
    files: tuple[MetadataFile, ...] = ()
    grants: frozenset[str] = frozenset()
    unreadable: tuple[Name, ...] = ()
    translations: tuple[TranslationFacts, ...] = ()

    def __reduce__(self) -> "tuple[object, ...]":
        """Travel to another process with the facts in columns."""
        return _received, (self.diagnostics, columns(self.facts), *self[2:])


def _received(
    diagnostics: tuple[Diagnostic, ...], facts: list[tuple[Any, ...]], *others: Any
) -> Checked:
    return Checked(diagnostics, tuple(map(FieldFacts._make, rows_of(facts))), *others)


def joined(each: Sequence[Checked]) -> Checked:
    """Return several checked files as one."""
    return Checked(
        tuple([diagnostic for c in each for diagnostic in c.diagnostics]),
        tuple([facts for c in each for facts in c.facts]),
        tuple([file for c in each for file in c.files]),
        frozenset().union(*(c.grants for c in each)),
        tuple([name for c in each for name in c.unreadable]),
        tuple([facts for c in each for facts in c.translations]),
    )


def name_at(path: str) -> tuple[Name, ...]:
    """Return the name of the component at a path; nothing for a path that is not metadata."""
    metadata_type = read_type_of(path)
    if metadata_type is None:
        return ()
    parent, name = place_of(path.replace(os.sep, "/"), metadata_type)
    return (Name(metadata_type.name, parent.casefold(), name.casefold()),)


def check_file(name: str, version: ApiVersion) -> Checked:
    """Check the file of a name, for a project of an API version."""
    try:
        content = read(name, limit=MAX_BYTES, follow=False)
    except OSError as error:
        if error.errno == errno.EFBIG and read_type_of(name) is PROFILE:  # which may be that large
            return Checked(())
        return Checked((unreadable(name.replace(os.sep, "/"), error),), unreadable=name_at(name))
    return check_text(Text(name, content), version)


def unreadable(path: str, error: OSError) -> Diagnostic:
    """Return the diagnostic of a file that the system does not let anybody read."""
    if error.errno == errno.EFBIG:
        return Diagnostic(path, str(error.strerror), 1, column=1, rule="KS103")
    is_link = error.errno == errno.ELOOP
    message = (
        "is a symbolic link; not followed" if is_link else f"cannot be read: {error.strerror}"
    )
    return Diagnostic(path, message, 1, column=1, rule="KS104")


def check_text(text: Text, version: ApiVersion) -> Checked:
    """Check a text, for a project of an API version."""
    metadata_type = read_type_of(text.path)
    if metadata_type is None:
        message = "is not metadata of a type that is checked"
        return Checked((Diagnostic(text.path, message, 1, column=1, rule="KS105"),))
    if metadata_type is CUSTOM_FIELD:
        return _field(text, version)
    return parsed(text, metadata_type, version)


def _field(text: Text, version: ApiVersion) -> Checked:
    """Check a field; one that looks as a sound one did is not parsed."""
    path = text.path.replace(os.sep, "/")
    field = flat_fields.of_version(version).read(path, text.content)
    if field and field.is_sound:
        return Checked((), (field.facts(path, text.content),))
    checked = parsed(text, CUSTOM_FIELD, version)
    if field and not checked.diagnostics:
        field.remember()
    return checked


def parsed(text: Text, metadata_type: MetadataType, version: ApiVersion) -> Checked:
    """Check a text by its parsed elements."""
    file = parse_file(text.path.replace(os.sep, "/"), metadata_type, text.content)
    if isinstance(file, Diagnostic):
        return Checked((file,), unreadable=name_at(text.path))
    if metadata_type is PROFILE:
        return Checked((), grants=granted(file.root))
    if is_part(metadata_type):
        file = as_permission_set(file)
    found = tuple(files.check(file, version, is_part=is_part(metadata_type)))
    if found and found[0].rule == "KS105":
        return Checked(found, unreadable=name_at(text.path))
    own = _kept(file)
    inline = [_kept(part) for part in _inline(file)] if metadata_type is CUSTOM_OBJECT else []
    if not inline:
        return own._replace(diagnostics=(*found, *own.diagnostics))
    return Checked(
        (*found, *own.diagnostics, *(each for part in inline for each in part.diagnostics)),
        tuple(facts for part in inline for facts in part.facts),
        (*own.files, *(each for part in inline for each in part.files)),
    )


def _kept(file: MetadataFile) -> Checked:
    """Check the assertions of a component; keep of it what the rules across files need."""
    texts = texts_of(file.root)
    found = tuple(assertions.check(file, texts))
    if file.type is CUSTOM_FIELD:
        return Checked(found, facts=(field_facts(file, texts),))
    if file.type in TRANSLATIONS:
        return Checked(found, translations=(translation_facts(file),))
    return Checked(found, files=() if file.type in CHECKED_ALONE else (file,))


def _inline(file: MetadataFile) -> Iterator[MetadataFile]:
    """Yield the parts that stand in the file of their object, each as a file of its own."""
    if next(file.root.iterchildren(*_INLINE_TAGS), None) is not None:
        for tag, row in _INLINE.items():
            for element in children(file.root, tag):
                name = (element.findtext(f"{NAMESPACE}fullName") or "").strip()
                yield MetadataFile(file.path, row, file.parent, name, file.content, element)
