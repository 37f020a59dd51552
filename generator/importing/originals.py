"""Read files of metadata as components: in source format, or in that of the Metadata API."""

import posixpath
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from functools import cache
from typing import Any

from lxml import etree

from generator.diagnostics import Diagnostic
from generator.metadata import elements as raw
from generator.metadata import flat_file, published
from generator.metadata.api_version import ApiVersion
from generator.metadata.canonical import serialize
from generator.metadata.document import line_of, parse_file, place_of, type_of
from generator.metadata.elements import Elements, ElementsError
from generator.metadata.registry import (
    CUSTOM_FIELD,
    CUSTOM_OBJECT,
    PACKAGE,
    MetadataType,
    all_types,
)
from generator.types import own_files
from generator.validation.workers import columns, rows_of

_BY_SUFFIX = {
    row.suffix.removesuffix("-meta"): row
    for row in all_types().values()
    if row.suffix.endswith("-meta")
}


NO_TYPE = "is of a type that a schema has no key for"


@dataclass(frozen=True, slots=True)
class Original:
    """A component as a file has it.

    `parent` is the object of a part of one, or the folder of a report. `is_retrieved` says that
    its file is byte for byte as a retrieve writes it.
    """

    path: str
    type: MetadataType
    parent: str
    name: str
    elements: Elements
    is_retrieved: bool

    @property
    def full_name(self) -> str:
        return self.type.full_name(self.name, self.parent)

    def at(self, message: str) -> Diagnostic:
        return Diagnostic(self.path, message, key=self.full_name)


@dataclass(slots=True)
class Read:
    """What files hold: components, errors of files that cannot be read, and what is left alone.

    `versions` are the API versions that a project or a manifest names. `compares` says whether to
    find out which files are as a retrieve writes them, which an import has to know.
    """

    originals: list[Original] = field(default_factory=list)
    errors: list[Diagnostic] = field(default_factory=list)
    left_alone: list[Diagnostic] = field(default_factory=list)
    versions: list[ApiVersion] = field(default_factory=list)
    compares: bool = True

    def add(self, other: "Read") -> None:
        """Add what was read of other files."""
        self.originals += other.originals
        self.errors += other.errors
        self.left_alone += other.left_alone
        self.versions += other.versions

    def __reduce__(self) -> "tuple[object, ...]":
        """Travel between processes with the components in columns, and types by their names."""
        found = (
            (o.path, o.type.name, o.parent, o.name, o.elements, o.is_retrieved)
            for o in self.originals
        )
        others = self.errors, self.left_alone, self.versions, self.compares
        return _received, (columns(found), *others)


def _received(originals: list[tuple[Any, ...]], *others: Any) -> Read:
    types, found = all_types(), rows_of(originals)
    return Read([Original(path, types[name], *row) for path, name, *row in found], *others)


def type_at(path: str) -> tuple[MetadataType, str] | None:
    """Return the type of a file by its name, and its path in source format; None without one."""
    if (metadata_type := type_of(path)) is not None:
        return (metadata_type, path) if metadata_type is not PACKAGE else None
    suffix = posixpath.basename(path).removesuffix("-meta.xml").rpartition(".")[2]
    found = _BY_SUFFIX.get(suffix)
    return (found, f"{path.removesuffix('-meta.xml')}-meta.xml") if found else None


def read(path: str, content: bytes, found: Read) -> None:
    """Add what a file holds to what was found."""
    typed = type_at(path)
    if typed is None:
        found.left_alone.append(Diagnostic(path, NO_TYPE))
        return
    metadata_type, as_source = typed
    known = _flat(content, metadata_type) or _parsed(path, content, typed, found)
    if known is None:
        return
    elements, is_retrieved = known
    parent, own = place_of(as_source, metadata_type)
    if metadata_type is CUSTOM_OBJECT and path != as_source:
        parent = own  # wherever the file lies
    said = str(elements.get("fullName", own))
    names = {said.casefold(), said.rpartition(".")[2].casefold()}  # as KS107 has it
    if own.casefold() not in names and path == as_source:
        message = f"fullName is {said}; the file's name is {own}"
        found.left_alone.append(Diagnostic(path, message))
        return
    is_retrieved = is_retrieved and (path == as_source or not metadata_type.decomposed)
    original = Original(path, metadata_type, parent, own, elements, is_retrieved)
    found.originals += _divided(original) if metadata_type is CUSTOM_OBJECT else [original]


def _flat(content: bytes, metadata_type: MetadataType) -> tuple[Elements, bool] | None:
    """Return the elements of a field of texts alone, and whether a retrieve writes it so.

    None for a file that has to be parsed.
    """
    file = flat_file.read(content, CUSTOM_FIELD.name) if metadata_type is CUSTOM_FIELD else None
    if file is None:
        return None
    try:
        elements = raw.of_texts(file.tags, file.texts, metadata_type.name)
    except ElementsError:
        return None
    return elements, file.is_escaped and _is_in_order(file.tags, metadata_type.name)


def _parsed(
    path: str, content: bytes, typed: tuple[MetadataType, str], found: Read
) -> tuple[Elements, bool] | None:
    """Return the elements of a file, and whether a retrieve writes it so; None if it is wrong."""
    metadata_type, as_source = typed
    file = parse_file(as_source, metadata_type, content, keep_blanks=False)
    if isinstance(file, Diagnostic):
        found.errors.append(Diagnostic(path, file.message, file.line, column=file.column))
        return None
    root = file.root
    if (name := etree.QName(root).localname) != metadata_type.name:
        message = f"holds a {name}, where the file's name says {metadata_type.name}"
        found.errors.append(Diagnostic(path, message, line_of(root)))
        return None
    try:
        elements = raw.read(root)
    except ElementsError as error:
        _refuse(path, root, error, found)
        return None
    return elements, found.compares and _is_retrieved(root, content, metadata_type)


def _refuse(path: str, root: etree._Element, error: ElementsError, found: Read) -> None:
    """Say why a file is left alone; a text where elements have to be is no metadata."""
    for each in root.iter(etree.Element):
        texts = (each.text, *(child.tail for child in each))
        if len(each) and any((text or "").strip() for text in texts):
            message = f"has text between the elements of {etree.QName(each).localname}"
            found.errors.append(Diagnostic(path, message, line_of(each)))
            return
    found.left_alone.append(Diagnostic(path, str(error)))


def _is_retrieved(root: etree._Element, content: bytes, metadata_type: MetadataType) -> bool:
    form = serialize(root, by_client=metadata_type.is_composed)
    return form == content and in_published_order(root, metadata_type.name)


def in_published_order(root: etree._Element, type_name: str) -> bool:
    """Whether the elements of a file stand in the order that a retrieve writes."""
    known = published.elements(type_name)
    order = _places(type_name)
    last = 0
    for child in root.iterchildren(etree.Element):  # a text can have a comment in it
        name = child.tag.rpartition("}")[2]
        if order[name] < last:
            return False
        last = order[name]
        has_elements = next(child.iterchildren(etree.Element), None) is not None
        if has_elements and not in_published_order(child, known[name].kind):
            return False
    return True


@cache
def _is_in_order(tags: tuple[str, ...], type_name: str) -> bool:
    """Whether elements without children stand in the published order."""
    order = [_places(type_name)[tag] for tag in tags]
    return order == sorted(order)


@cache
def _places(type_name: str) -> dict[str, int]:
    return {name: place for place, name in enumerate(published.elements(type_name))}


def _divided(original: Original) -> Iterator[Original]:
    """Yield an object, and the parts of it that stand in its file."""
    parts = own_files.parts(CUSTOM_OBJECT.name)
    inside = {name: value for name, value in original.elements.items() if name in parts}
    if not inside:
        yield original
        return
    own = {name: each for name, each in original.elements.items() if name not in parts}
    if own:
        yield replace(original, elements=own, is_retrieved=False)
    for tag, entries in inside.items():
        for each in entries:
            name = str(each.get("fullName", ""))
            row = parts[tag]
            yield replace(original, type=row, name=name, elements=each, is_retrieved=False)
