"""The fields that a flow names, each with its object: in its elements, references and texts."""

import re
from collections.abc import Iterator

from lxml import etree

from generator.metadata.document import NAMESPACE, MetadataFile, text
from generator.validation.flow_names import record_objects

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
_WITH_PATHS = frozenset(
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
    for element in file.root.iter(etree.Element):
        for base, field in _paths(element):
            if owner := objects.get(base.casefold()):
                yield element, owner, field


def _paths(element: etree._Element) -> list[tuple[str, str]]:
    """Return the base and the field of each path that an element holds."""
    held = "" if element.tag in _FORMULAS else element.text or ""
    if element.tag in _WITH_PATHS:
        found = _PATH.match(held.strip())
        return [(found[1], found[2])] if found else []
    return list(dict.fromkeys(_MERGED.findall(held))) if "{!" in held else []
