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


CUSTOM_FIELD = MetadataType(
    "CustomField", "objects/{parent}/fields", "field-meta", decomposed=True
)
CUSTOM_OBJECT = MetadataType("CustomObject", "objects/{parent}", "object-meta", decomposed=True)
STANDARD_VALUE_SET = MetadataType(
    "StandardValueSet", "standardValueSets", "standardValueSet-meta", packageable=False
)
PACKAGE = MetadataType("Package", "manifest", "package")

METADATA_TYPES = (CUSTOM_FIELD, CUSTOM_OBJECT, STANDARD_VALUE_SET, PACKAGE)


@dataclass(frozen=True, slots=True)
class Component:
    """One file to be: its type, the name a manifest has for it, its path, and its elements."""

    type: MetadataType
    full_name: str
    path: str
    elements: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Document:
    """A file to be: its path from the project's root, and its bytes."""

    path: str
    content: bytes
