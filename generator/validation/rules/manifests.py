"""Rules of manifests: package.xml and the tree whose components it names."""

from collections import defaultdict
from collections.abc import Iterator

from generator.diagnostics import Diagnostic, error, warning
from generator.metadata.document import MetadataFile, children, text
from generator.metadata.registry import CUSTOM_FIELD, METADATA_TYPES, PACKAGE, MetadataType
from generator.validation.tree_index import TreeIndex

_WITHOUT_WILDCARD = ("StandardValueSet", "CustomField")
_DEPLOYED_APART = {t.name for t in METADATA_TYPES if t.own_root}

RULES = (
    warning(
        "KS701",
        "What a manifest names is in the tree.",
        "A deploy with this manifest fails, or leaves it out.",
        "Remove the member, or add its file.",
        "sfdx-hardis deploy tips",
        message="An object 'X' of type Y was named in package.xml, but was not found",
    ),
    warning(
        "KS702",
        "A manifest names every component of the default package directory.",
        "A deploy with this manifest leaves the component out.",
        "Add the member, or generate the manifest again.",
        "sf project generate manifest",
    ),
    error(
        "KS703",
        "A manifest names standard value sets and fields one by one.",
        "The Metadata API knows no wildcard for them.",
        "Write each name instead of *.",
        "Metadata API developer guide, package.xml",
    ),
)


def check(index: TreeIndex) -> Iterator[Diagnostic]:
    present: dict[str, set[str]] = defaultdict(set)
    for metadata_type in METADATA_TYPES:
        if metadata_type is not PACKAGE:
            present[metadata_type.listed_as] |= _members(metadata_type, index)
    for file in index.of(PACKAGE):
        if "destructive" not in file.name:
            yield from _manifest(file, present)


def _members(metadata_type: MetadataType, index: TreeIndex) -> set[str]:
    if metadata_type is CUSTOM_FIELD:
        return {f"{facts.object}.{facts.fullName}" for facts in index.field_facts}
    return {metadata_type.full_name(p.name, p.parent) for p in index.of(metadata_type)}


def _manifest(file: MetadataFile, present: dict[str, set[str]]) -> Iterator[Diagnostic]:
    named: dict[str, set[str]] = {}
    for entry in children(file.root, "types"):
        kind = text(entry, "name")
        members = children(entry, "members")
        named[kind] = {(member.text or "").strip() for member in members}
        for member in members:
            name = (member.text or "").strip()
            if name == "*" and kind in _WITHOUT_WILDCARD:
                yield file.at("KS703", f"* is given for {kind}; each name is needed", member)
            elif name != "*" and kind in present and name not in present[kind]:
                yield file.at("KS701", f"the tree has no {kind} {name}", member)
    objects = named.get("CustomObject", set())
    for kind, members_present in present.items():
        listed = named.get(kind, set())
        if "*" in listed or (kind in _DEPLOYED_APART and not listed):
            continue
        for name in sorted(members_present - listed):
            if not _comes_along(kind, name, objects):
                yield file.at("KS702", f"{kind} {name} is not named")


def _comes_along(kind: str, name: str, objects: set[str]) -> bool:
    """Whether the CLI takes a part along with its object."""
    parent = name.partition(".")[0]
    return kind != "CustomObject" and "." in name and bool({"*", parent} & objects)
