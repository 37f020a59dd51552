"""The one XML parser, and the metadata file that it makes of bytes."""

import re
from dataclasses import dataclass, field
from functools import cache, lru_cache

from lxml import etree

from generator.diagnostics import Diagnostic
from generator.metadata.registry import CHECKED, CUSTOM_OBJECT, PACKAGE, MetadataType, all_types

_POSITION = re.compile(r", line \d+, column \d+$")
_LATE_DECLARATION = re.compile(rb"\s+(<\?xml\b[^>]*\?>)")
_CONFLICT = re.compile(rb"^(?:<{7} |={7}\r?$|>{7} )", re.MULTILINE)
MAX_BYTES = 16 * 2**20
NAMESPACE = "{http://soap.sforce.com/2006/04/metadata}"
_TYPES = {t.suffix: t for t in CHECKED if t is not PACKAGE}
# A manifest: package.xml, and one with a name of its own, which each of several schemas has.
_MANIFEST = re.compile(rf"(?:package|(?:^|/){PACKAGE.directory}/[^/.]+)\.xml\Z")
OBJECTS = "objects"  # the folder of all objects, one folder each


def _parser(*, keep_blanks: bool) -> etree.XMLParser:
    """Return a parser that reads nothing but the bytes it is given, within limits.

    Not with collect_ids=False: lxml 6.1 then reads the file that a document type names.
    """
    return etree.XMLParser(
        resolve_entities=False,  # an entity can name any file, or grow without end
        load_dtd=False,  # a document type can name any file
        no_network=True,  # and any address
        huge_tree=False,  # keeps libxml2's limits on depth and on the size of a text
        remove_blank_text=not keep_blanks,
    )


_PARSER = _parser(keep_blanks=True)
_PARSER_WITHOUT_BLANKS = _parser(keep_blanks=False)


def parse_xml(content: bytes, *, keep_blanks: bool = True) -> etree._Element:
    """Return the root of XML; nothing but the given bytes is read.

    Without `keep_blanks`, the white space between elements is left out. Raises XMLSyntaxError.
    """
    return etree.fromstring(content, _PARSER if keep_blanks else _PARSER_WITHOUT_BLANKS)


@dataclass(frozen=True, slots=True)
class MetadataFile:
    """A metadata file: its path, its type, its content, and its root element.

    `parent` is the object of a decomposed file, or the folder of a report, as its path names it;
    `name` is the file's name without suffix.
    """

    path: str
    type: MetadataType
    parent: str
    name: str
    content: bytes = field(repr=False)
    root: etree._Element = field(repr=False)

    def at(self, code: str, message: str, element: etree._Element | None = None) -> Diagnostic:
        """Return a diagnostic at an element, or at the root."""
        element = self.root if element is None else element
        line = line_of(element)
        return Diagnostic(self.path, message, line, column=self._column(element, line), rule=code)

    def text(self, tag: str) -> str:
        """Return the text of a child of the root, empty if it has none."""
        return text(self.root, tag)

    def _column(self, element: etree._Element, line: int) -> int:
        lines = _lines(self.content)
        tag = str(element.tag).rpartition("}")[2].encode()
        return max(lines[line - 1].find(b"<" + tag), 0) + 1 if line <= len(lines) else 1


@lru_cache(maxsize=4)  # a file may have thousands of diagnostics, one after the other
def _lines(content: bytes) -> list[bytes]:
    return content.split(b"\n")


def line_of(element: etree._Element) -> int:
    """Return the line of an element's tag, from 1."""
    line = element.sourceline
    return line if isinstance(line, int) else 1


def text(element: etree._Element, tag: str) -> str:
    """Return the text of a child, empty if it has none."""
    child = next(element.iterchildren(NAMESPACE + tag), None)
    return "" if child is None else (child.text or "").strip()


def children(element: etree._Element, tag: str) -> list[etree._Element]:
    return list(element.iterchildren(NAMESPACE + tag))


def type_of(path: str) -> MetadataType | None:
    """Return the metadata type of a file by its name; None for a type that has no row."""
    _, dot, suffix = path.removesuffix(".xml").rpartition(".")
    if dot and suffix in _TYPES and path.endswith(".xml"):
        return _TYPES[suffix]
    return PACKAGE if _MANIFEST.search(path) else None


def any_type_of(path: str) -> MetadataType | None:
    """Return the type of a file by its name, also one of a type that is not checked."""
    return type_of(path) or _further().get(path.rpartition("/")[2].partition(".")[2])


@cache
def _further() -> dict[str, MetadataType]:
    return {f"{row.suffix}.xml": row for row in all_types().values()}


def parse_file(
    path: str, metadata_type: MetadataType, content: bytes, *, keep_blanks: bool = True
) -> MetadataFile | Diagnostic:
    """Return a metadata file, or the diagnostic that says why its content cannot be parsed.

    Without `keep_blanks`, the white space between elements is left out.
    """
    if len(content) > MAX_BYTES:
        message = f"is larger than {MAX_BYTES // 2**20} MiB"
        return Diagnostic(path, message, 1, column=1, rule="KS103")
    if b"<<<<<<< " in content or b">>>>>>> " in content:
        found = _conflict(path, content)
        if found:
            return found
    try:
        root = (
            _composed(content, metadata_type, keep_blanks=keep_blanks)
            if metadata_type.is_composed
            else parse_xml(content, keep_blanks=keep_blanks)
        )
    except etree.XMLSyntaxError as error:
        reason = _POSITION.sub("", error.msg or "no element found")
        message = f"is not well-formed XML: {reason}"
        line, column = (max(number, 1) for number in error.position)
        return Diagnostic(path, message, line, column=column, rule="KS101")
    if getattr(root.getroottree().docinfo, "doctype", ""):
        message = "has a document type (DOCTYPE); metadata has none"
        return Diagnostic(path, message, 1, column=1, rule="KS102")
    parent, name = place_of(path, metadata_type)
    return MetadataFile(path, metadata_type, parent, name, content, root)


def _conflict(path: str, content: bytes) -> Diagnostic | None:
    """Return the diagnostic of a merge conflict, at its first line; None where there is none.

    Lines that begin with = or > alone may be a text.
    """
    marks = list(_CONFLICT.finditer(content))
    signs = {mark[0][:1] for mark in marks}
    if b"<" not in signs and len(signs) < len({"=", ">"}):
        return None
    line = content.count(b"\n", 0, marks[0].start()) + 1
    message = "has the marks of a merge conflict (<<<<<<<, =======, >>>>>>>); keep one side"
    return Diagnostic(path, message, line, column=1, rule="KS120")


def _composed(content: bytes, metadata_type: MetadataType, *, keep_blanks: bool) -> etree._Element:
    """Return the root of what the CLI composes: it needs no namespace. Raises XMLSyntaxError."""
    content = _from_declaration(content)
    root = parse_xml(content, keep_blanks=keep_blanks)
    if root.tag != metadata_type.name:
        return root
    tag = b"<" + metadata_type.name.encode()
    with_namespace = tag + f' xmlns="{NAMESPACE[1:-1]}"'.encode()
    return parse_xml(content.replace(tag, with_namespace, 1), keep_blanks=keep_blanks)


def _from_declaration(content: bytes) -> bytes:
    """Return the content of a part of an object; blanks before its declaration come behind it.

    The CLI reads such a file. Each line keeps its number.
    """
    found = _LATE_DECLARATION.match(content)
    return found[1] + content[: found.start(1)] + content[found.end() :] if found else content


def component_of(path: str) -> tuple[MetadataType, str]:
    """Return the type and the full name of the component at a path.

    Raises ValueError if the file's name has the suffix of no type.
    """
    metadata_type = any_type_of(path)
    if metadata_type is None:
        raise ValueError(path)
    parent, name = place_of(path, metadata_type)
    return metadata_type, metadata_type.full_name(name, parent)


def member_of(path: str) -> tuple[str, str]:
    """Return the type and the name that a manifest has for the component at a path.

    Several components may have one. Raises ValueError as `component_of` does.
    """
    metadata_type, full_name = component_of(path)
    return metadata_type.listed_as, metadata_type.member(full_name)


def place_of(path: str, metadata_type: MetadataType) -> tuple[str, str]:
    """Return the parent that a file belongs to, empty if none, and its name without suffix.

    .../objects/PARENT/fields/NAME.x, .../reports/PARENT/NAME.x, .../tabs/NAME.x

    As to the CLI, the object of a part is the folder below objects, however deep the part lies.
    """
    parts = path.split("/")
    name = parts[-1].removesuffix(f".{metadata_type.suffix}.xml")
    if metadata_type.decomposed and OBJECTS in parts:
        parents = parts[len(parts) - parts[::-1].index(OBJECTS) : -1]
        if not parents:  # in no folder of an object; an object itself may lie there
            return name if metadata_type is CUSTOM_OBJECT else "", name
        return parents[0], name
    depth = metadata_type.directory.count("/") if "{parent}" in metadata_type.directory else 0
    return parts[-1 - depth] if 0 < depth < len(parts) else "", name
