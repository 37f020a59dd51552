"""The metadata types we write, one row each, named as Salesforce names them; and their values."""

from collections.abc import Mapping
from dataclasses import dataclass

UNPACKAGED = "unpackaged"
MANIFEST = "manifest/package.xml"


@dataclass(frozen=True, slots=True)
class MetadataType:
    """Where a type lives in a package directory; its template bears the suffix's name.

    A retrieve writes `decomposed` files on the client and all others on the server, and the two
    write empty elements differently. Only `packageable` types go into the default directory.
    """

    name: str
    directory: str
    suffix: str
    decomposed: bool = False
    packageable: bool = True

    @property
    def template(self) -> str:
        return f"{self.suffix}.xml.j2"

    def path(self, package_directory: str, name: str, parent: str = "") -> str:
        """Return the path of a component from the project's root."""
        root = package_directory if self.packageable else UNPACKAGED
        folder = self.directory.format(parent=parent)
        return f"{root}/main/default/{folder}/{name}.{self.suffix}.xml"


def _child(name: str, folder: str, suffix: str) -> MetadataType:
    return MetadataType(name, f"objects/{{parent}}/{folder}", f"{suffix}-meta", decomposed=True)


CUSTOM_FIELD = _child("CustomField", "fields", "field")
CUSTOM_OBJECT = MetadataType("CustomObject", "objects/{parent}", "object-meta", decomposed=True)
STANDARD_VALUE_SET = MetadataType(
    "StandardValueSet", "standardValueSets", "standardValueSet-meta", packageable=False
)
PACKAGE = MetadataType("Package", "manifest", "package")
COMPACT_LAYOUT = _child("CompactLayout", "compactLayouts", "compactLayout")
CUSTOM_TAB = MetadataType("CustomTab", "tabs", "tab-meta")
FLOW = MetadataType("Flow", "flows", "flow-meta")
GLOBAL_VALUE_SET = MetadataType("GlobalValueSet", "globalValueSets", "globalValueSet-meta")
LAYOUT = MetadataType("Layout", "layouts", "layout-meta")
LIST_VIEW = _child("ListView", "listViews", "listView")
PERMISSION_SET = MetadataType("PermissionSet", "permissionsets", "permissionset-meta")
RECORD_TYPE = _child("RecordType", "recordTypes", "recordType")
REPORT_TYPE = MetadataType("ReportType", "reportTypes", "reportType-meta")
VALIDATION_RULE = _child("ValidationRule", "validationRules", "validationRule")

# Those that a schema renders to, each with a template; and those that are checked besides.
RENDERED = (CUSTOM_FIELD, CUSTOM_OBJECT, STANDARD_VALUE_SET, PACKAGE)
METADATA_TYPES = (
    *RENDERED,
    *(COMPACT_LAYOUT, CUSTOM_TAB, FLOW, GLOBAL_VALUE_SET, LAYOUT, LIST_VIEW),
    *(PERMISSION_SET, RECORD_TYPE, REPORT_TYPE, VALIDATION_RULE),
)


@dataclass(frozen=True, slots=True)
class Component:
    """One file to be: its type, the name a manifest has for it, its path, and its elements.

    `place` is where the schema speaks of it, as keys from the top.
    """

    type: MetadataType
    full_name: str
    path: str
    elements: Mapping[str, object]
    place: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Document:
    """A file to be: its path from the project's root, its bytes, and its place in the schema."""

    path: str
    content: bytes
    place: tuple[str, ...] = ()
