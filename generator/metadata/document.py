"""A metadata file in, its parsed root out, or what keeps it from being parsed.

Nothing in a file can reach beyond it: no entity is resolved, no DTD is loaded, no network used,
and libxml2's limits on depth and expansion stay in force.
"""

from dataclasses import dataclass, field

from lxml import etree

from generator.diagnostics import Diagnostic
from generator.metadata.registry import METADATA_TYPES, PACKAGE, MetadataType

MAX_BYTES = 16 * 2**20
NAMESPACE = "{http://soap.sforce.com/2006/04/metadata}"
_TYPES = {t.suffix: t for t in METADATA_TYPES if t is not PACKAGE}
_NAME_SUFFIX_XML = 3
# Not collect_ids=False: with it, lxml 6.1 reads the external subset of a document type.
_PARSER = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)


@dataclass(frozen=True, slots=True)
class MetadataFile:
    """A metadata file: its path, its type, and its root element.

    `parent` is the object of a decomposed file, or the folder of a report, by its path; `name` is
    the file's name without suffix, as the path has it.
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
        """Return the text of a child of the root, empty where there is none."""
        return text(self.root, tag)

    def _column(self, element: etree._Element, line: int) -> int:
        lines = self.content.split(b"\n", line)
        tag = str(element.tag).rpartition("}")[2].encode()
        return max(lines[line - 1].find(b"<" + tag), 0) + 1 if line <= len(lines) else 1


def line_of(element: etree._Element) -> int:
    """Return the line of an element's tag, from 1."""
    line = element.sourceline
    return line if isinstance(line, int) else 1


def text(element: etree._Element, tag: str) -> str:
    """Return the text of a child, empty where there is none."""
    return (element.findtext(NAMESPACE + tag) or "").strip()


def children(element: etree._Element, tag: str) -> list[etree._Element]:
    return element.findall(NAMESPACE + tag)


def type_of(path: str) -> MetadataType | None:
    """Return the metadata type of a file by its name; None for what is no metadata of ours."""
    parts = path.rsplit(".", 2)
    if len(parts) > 1 and parts[-1] == "xml" and parts[-2].endswith("package"):
        return PACKAGE
    return _TYPES.get(parts[1]) if len(parts) == _NAME_SUFFIX_XML and parts[2] == "xml" else None


def parse(path: str, metadata_type: MetadataType, content: bytes) -> MetadataFile | Diagnostic:
    """Parse a file; a Diagnostic says why it cannot be."""
    if len(content) > MAX_BYTES:
        return Diagnostic(
            path, f"is larger than {MAX_BYTES // 2**20} MiB", 1, column=1, rule="KS103"
        )
    try:
        root = etree.fromstring(content, _PARSER)
    except etree.XMLSyntaxError as error:
        line, column = error.position
        return Diagnostic(
            path, error.msg or "is no XML", max(line, 1), column=max(column, 1), rule="KS101"
        )
    if getattr(root.getroottree().docinfo, "doctype", ""):
        return Diagnostic(
            path, "declares a document type; metadata has none", 1, column=1, rule="KS102"
        )
    parent, name = place_of(path, metadata_type)
    return MetadataFile(path, metadata_type, parent, name, content, root)


def member_of(path: str) -> tuple[str, str]:
    """Return the type and the full name that a manifest has for the component at a path."""
    metadata_type = type_of(path)
    if metadata_type is None:
        raise ValueError(path)
    parent, name = place_of(path, metadata_type)
    return metadata_type.listed_as, metadata_type.full_name(name, parent)


def place_of(path: str, metadata_type: MetadataType) -> tuple[str, str]:
    """Return the folder that a file belongs to, and its name without suffix.

    .../objects/PARENT/fields/NAME.x, .../reports/PARENT/NAME.x, .../tabs/NAME.x
    """
    parts = path.split("/")
    name = parts[-1].removesuffix(f".{metadata_type.suffix}.xml")
    depth = metadata_type.directory.count("/") if "{parent}" in metadata_type.directory else 0
    return parts[-1 - depth] if 0 < depth < len(parts) else "", name
