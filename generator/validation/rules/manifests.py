"""Rules of manifests: package.xml and the tree whose components it names."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import chain
from pathlib import PurePosixPath
from urllib.parse import unquote

from lxml import etree

from generator.diagnostics import Diagnostic, warning
from generator.metadata.document import MetadataFile, children, text
from generator.metadata.registry import (
    CUSTOM_FIELD,
    CUSTOM_OBJECT,
    PACKAGE,
    RENDERED,
    STANDARD_VALUE_SET,
    TRANSLATIONS,
    MetadataType,
)
from generator.validation.tree_index import TreeIndex

_DEPLOYED_APART = {t.name for t in RENDERED if t.own_root}
_LISTED_EACH = 3  # more missing components than these are one diagnostic: so they are on purpose
# A name of a package begins with its namespace: pkg__Thing__c, pkg__Layout, and not Thing__c.
_OF_PACKAGE = re.compile(r"[^\W_]+__(?!(?:c|mdt|e|b|x|kav|dlm|dll)$)")

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
        "A manifest, or another beside it, names every component of the package directory.",
        "A deploy with these manifests leaves the component out.",
        "Add the member, or generate the manifest again.",
        "sf project generate manifest",
    ),
    warning(
        "KS703",
        "A manifest names standard value sets one by one.",
        "The Metadata API knows no wildcard for them: * retrieves none.",
        "Write each name instead of *.",
        "Metadata API developer guide, package.xml",
    ),
)


def check(index: TreeIndex) -> Iterator[Diagnostic]:
    if not index.of(PACKAGE):
        return
    present: dict[str, dict[str, str]] = defaultdict(dict)
    for metadata_type in RENDERED:
        if metadata_type is not PACKAGE:
            names = _members(metadata_type, index)
            present[metadata_type.listed_as] |= {_folded(name): name for name in names}
    parents = {
        name.partition(".")[0] for names in present.values() for name in names if "." in name
    }
    folders: dict[str, list[MetadataFile]] = defaultdict(list)
    for file in index.of(PACKAGE):
        if "destructive" not in file.name:
            folders[PurePosixPath(file.path).parent.as_posix()].append(file)
    for files in folders.values():
        for file in files:
            yield from _wildcards(file)
            yield from _absent(file, list(_missing(file, present, parents)))
        yield from _unnamed(files, present)


def _members(metadata_type: MetadataType, index: TreeIndex) -> Iterable[str]:
    if metadata_type is CUSTOM_FIELD:
        return (f"{facts.object}.{facts.fullName}" for facts in index.field_facts)
    if metadata_type is CUSTOM_OBJECT:
        return (file.parent for file in index.objects.values())
    if metadata_type in TRANSLATIONS:
        found = (each for each in index.translations if each.type == metadata_type)
        return (metadata_type.member(each.full_name) for each in found)
    return (metadata_type.full_name(p.name, p.parent) for p in index.of(metadata_type))


def _folded(name: str) -> str:
    """Return a name without encoding and capitals, in which manifests and files differ."""
    return unquote(name).casefold()


def _named(file: MetadataFile) -> Iterator[tuple[str, str, etree._Element]]:
    """Yield each member of a manifest, with its type and its name."""
    for entry in children(file.root, "types"):
        name = text(entry, "name")  # behind all members
        for member in children(entry, "members"):
            yield name, (member.text or "").strip(), member


def _wildcards(file: MetadataFile) -> Iterator[Diagnostic]:
    for kind, name, member in _named(file):
        if name == "*" and kind == STANDARD_VALUE_SET.name:
            yield file.at("KS703", f"* is given for {kind}; each name is needed", member)


def _missing(
    file: MetadataFile, present: dict[str, dict[str, str]], parents: set[str]
) -> Iterator[tuple[str, etree._Element]]:
    for kind, name, member in _named(file):
        if kind in present and _is_absent(name, present[kind], parents):
            yield f"{kind} {name}", member


def _is_absent(name: str, present: dict[str, str], parents: set[str]) -> bool:
    """Whether a member is of the tree's own, and not in it.

    A package's components are the package's; a standard object may have nothing but parts here.
    """
    folded = _folded(name)
    if name == "*" or folded in present or folded in parents:
        return False
    return not any(map(_OF_PACKAGE.match, re.split(r"[.-]", name)))


def _absent(file: MetadataFile, absent: list[tuple[str, etree._Element]]) -> Iterator[Diagnostic]:
    if len(absent) > _LISTED_EACH:
        names = ", ".join(name for name, _ in absent[:_LISTED_EACH])
        message = f"the tree has none of {len(absent)} components: {names}, ..."
        yield file.at("KS701", message, absent[0][1])
    else:
        for name, member in absent:
            yield file.at("KS701", f"the tree has no {name}", member)


def _not_named(named: dict[str, set[str]], present: dict[str, dict[str, str]]) -> Iterator[str]:
    objects = named.get("CustomObject", set())
    for kind, components in present.items():
        listed = named.get(kind, set())
        if "*" in listed or (kind in _DEPLOYED_APART and not listed):
            continue
        for folded in sorted(components.keys() - listed):
            if not _comes_along(kind, folded, objects):
                yield f"{kind} {components[folded]}"


def _unnamed(
    files: list[MetadataFile], present: dict[str, dict[str, str]]
) -> Iterator[Diagnostic]:
    """Yield what no manifest of a folder names: each schema of a project has one of its own.

    Manifests without a package.xml beside them may be for a part of the tree each.
    """
    file = next((each for each in files if each.path.endswith("package.xml")), None)
    if file is None:
        return
    named: dict[str, set[str]] = defaultdict(set)
    for kind, name, _ in chain.from_iterable(map(_named, files)):
        named[kind].add(_folded(name))
    unnamed = list(_not_named(named, present))
    if len(unnamed) > _LISTED_EACH:
        names = ", ".join(unnamed[:_LISTED_EACH])
        yield file.at("KS702", f"{len(unnamed)} components are not named: {names}, ...")
    else:
        for name in unnamed:
            yield file.at("KS702", f"{name} is not named")


def _comes_along(kind: str, name: str, objects: set[str]) -> bool:
    """Whether the CLI takes a part along with its object."""
    parent = name.partition(".")[0]
    return kind != "CustomObject" and "." in name and bool({"*", parent} & objects)
