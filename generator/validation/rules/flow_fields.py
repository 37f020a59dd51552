"""The fields that a flow names, each with its object: in its elements, references and texts."""

import re
from collections.abc import Iterator

from lxml import etree

from generator.metadata.document import NAMESPACE, MetadataFile, text
from generator.validation.flow_names import record_objects
from generator.validation.rules.flow_references import with_merge_fields

# An element that names a field, the object, and the field.
_Named = Iterator[tuple[etree._Element, str, str]]  # noqa: SLF001  (the type of any element)

_TAGS = ("recordCreates", "recordDeletes", "recordLookups", "recordUpdates", "start")
RECORDS = tuple(NAMESPACE + tag for tag in _TAGS)
_ELEMENTS = (*RECORDS, f"{NAMESPACE}dynamicChoiceSets")
_FIELDS = (
    *("filters/{*}field", "inputAssignments/{*}field", "outputAssignments/{*}field"),
    *("displayField", "queriedFields", "sortField", "valueField"),
)
# A base and the field behind it: `$Record.Name`, `Get_Lead.Owner.Name`.
_PATH = re.compile(r"([$A-Za-z]\w*)\.(\w+)")
_MERGED = re.compile(r"\{!\s*" + _PATH.pattern)
_WITH_PATHS = tuple(
    NAMESPACE + name
    for name in (
        *("assignToReference", "elementReference", "leftValueReference"),
        *("objectFieldReference", "inputReference"),
    )
)
# Formulas have rules of their own.
_FORMULAS = frozenset(
    NAMESPACE + name for name in ("expression", "filterFormula", "formula", "formulaExpression")
)


def named_fields(file: MetadataFile) -> _Named:
    """Yield the elements of a flow that name fields, each with its object and its field."""
    objects = dict(record_objects(file.root))
    for element in file.root.iterchildren(*_ELEMENTS):
        parent = text(element, "object") or objects.get(
            text(element, "inputReference").casefold(), ""
        )
        for path in _FIELDS:
            for named in element.iterfind(f"{{*}}{path}"):
                yield named, parent, (named.text or "").strip()
    for element, base, field in _paths(file.root):
        if owner := objects.get(base.casefold()):
            yield element, owner, field


def _paths(root: etree._Element) -> _Named:
    """Yield the elements that hold paths, and of each path the base and the field behind it."""
    for element in root.iter(*_WITH_PATHS):
        if found := _PATH.match((element.text or "").strip()):
            yield element, found[1], found[2]
    for element in with_merge_fields(root):
        if element.tag not in _FORMULAS:
            for base, field in dict.fromkeys(_MERGED.findall(element.text or "")):
                yield element, base, field
