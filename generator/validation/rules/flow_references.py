"""Rules of what a flow refers to by name: elements, variables, formulas, choices, templates."""

import re
from collections.abc import Iterator
from typing import Any

from lxml import etree

from generator.diagnostics import Diagnostic, error
from generator.metadata.document import NAMESPACE, MetadataFile
from generator.metadata.registry import FLOW
from generator.validation.rules.names import meant
from generator.validation.rules.sources import SALTO, UNBROKEN
from generator.validation.tree_index import TreeIndex

RULES = (
    error(
        "KS641",
        "What the elements of a flow refer to by name is in the flow.",
        "The org refuses the flow.",
        "Correct the name, or add the variable or element.",
        SALTO,
        evidence="39,040 references keep it, 26 break it, all of them to [$EachItem]",
    ),
    error(
        "KS642",
        "What the texts and formulas of a flow name in {!...} is in the flow.",
        "The org refuses the flow.",
        "Correct the name, or add the variable or element.",
        UNBROKEN,
        evidence="7,933 keep it, none breaks it",
    ),
)

REFERENCES = tuple(
    NAMESPACE + name
    for name in (
        *("assignNextValueToReference", "assignRecordIdToReference", "assignToReference"),
        *("choiceReferences", "collectionReference", "defaultSelectedChoiceReference"),
        *("elementReference", "inputReference", "leftValueReference", "objectFieldReference"),
        *("outputReference", "resumeDateReference"),
    )
)
# Where an element of this name does not refer to the flow, but to fields or outputs of others.
_ELSEWHERE = {
    f"{NAMESPACE}assignToReference": frozenset({f"{NAMESPACE}transformValueActions"}),
    f"{NAMESPACE}leftValueReference": frozenset(
        NAMESPACE + name for name in ("collectionFilterCriteria", "exitRules", "start")
    ),
}
# The name of a value that is handed to something else, and so no name of the flow itself.
_PARAMETERS = re.compile(
    r"\{.*\}(\w*(Parameters|Params)|processMetadataValues|customProperties"
    r"|inputAssignments|outputAssignments)"
)
_NAME = f"{NAMESPACE}name"
# A collection filter or sort: the flow itself makes the variable of the item that it looks at.
_ITEM_OF = f"{NAMESPACE}collectionProcessors/{NAMESPACE}assignNextValueToReference"
# Notes of people and of the Flow Builder.
_WITHOUT_MERGE = frozenset({f"{NAMESPACE}description", f"{NAMESPACE}processMetadataValues"})
# The first name of a path: `Get_Lead` of `Get_Lead.Owner.Name` and of `Get_Lead[$EachItem].Id`.
# Paths that begin with $, such as $Record, are not of the flow.
_FIRST = re.compile(r"([A-Za-z]\w*)(?:[.\[]|$)")
_MERGED = re.compile(r"\{!\s*([A-Za-z]\w*)(?=[.\[\s}])[^{}()]*\}")
_WITH_MERGE_FIELDS = etree.XPath("//*[contains(text(), '{!')]")
_UNFINISHED = frozenset({"Draft", "InvalidDraft"})


def with_merge_fields(root: etree._Element) -> list[etree._Element]:
    """Return the elements whose text names something in {!...}."""
    found: Any = _WITH_MERGE_FIELDS(root)
    return list(found)


def is_unfinished(file: MetadataFile) -> bool:
    """Whether a flow is a draft, which may lead and refer to nothing."""
    return file.text("status") in _UNFINISHED


def check(index: TreeIndex) -> Iterator[Diagnostic]:
    for file in index.of(FLOW):
        if not is_unfinished(file):
            yield from _flow(file)


def _flow(file: MetadataFile) -> Iterator[Diagnostic]:
    names = {name.casefold(): name for name in _names(file.root)}
    for code, element, reference in (*_references(file.root), *_merged(file.root)):
        if reference.casefold() not in names:
            hint = meant(reference, names.values())
            yield file.at(code, f"{_said(element, reference)}{hint}", element)


def _said(element: etree._Element, reference: str) -> str:
    tag, held = etree.QName(element).localname, (element.text or "").strip()
    if element.tag in REFERENCES:
        return f"{tag} is {held}; the flow has nothing named {reference}"
    return f"{tag} has {{!{reference}}}; the flow has nothing of that name"


def _names(root: etree._Element) -> Iterator[str]:
    """Yield every name that a flow gives to something, at any depth."""
    for element in root.iter(_NAME):
        parent = element.getparent()
        if parent is not None and not _PARAMETERS.fullmatch(str(parent.tag)):
            yield (element.text or "").strip()
    for element in root.iterfind(_ITEM_OF):
        yield (element.text or "").strip()


def _references(root: etree._Element) -> Iterator[tuple[str, etree._Element, str]]:
    for element in root.iter(*REFERENCES):
        first = _FIRST.match((element.text or "").strip())
        if first and not _is_within(element, _ELSEWHERE.get(str(element.tag), frozenset())):
            yield "KS641", element, first[1]


def _merged(root: etree._Element) -> Iterator[tuple[str, etree._Element, str]]:
    for element in with_merge_fields(root):
        if not _is_within(element, _WITHOUT_MERGE):
            for merged in dict.fromkeys(_MERGED.findall(element.text or "")):
                yield "KS642", element, merged


def _is_within(element: etree._Element, tags: frozenset[str]) -> bool:
    """Whether an element has one of some tags, or lies in one that has."""
    return bool(tags) and any(each.tag in tags for each in (element, *element.iterancestors()))
