"""The facts of a field that rules across files need.

They travel between processes, and a tree has many fields: so they are few, small and plain, and
share the texts that many of them have.
"""

from functools import cache, lru_cache
from string import whitespace
from sys import intern
from typing import NamedTuple
from zlib import crc32

from lxml import etree

from generator.diagnostics import Diagnostic
from generator.metadata.assertions import Texts
from generator.metadata.document import NAMESPACE, MetadataFile, children, line_of, text
from generator.metadata.source_text import SourceText, source_text

_LOOSELY_REQUIRED = ("Html", "Location", "LongTextArea", "MultiselectPicklist")
_BLANKS = whitespace.encode()
_FULL_NAME, _LABEL, _FORMULA = (NAMESPACE + tag for tag in ("fullName", "label", "formula"))
_IS_ACTIVE, _DEFAULT = f"{NAMESPACE}isActive", f"{NAMESPACE}defaultValue"
_NOT_SIMPLE = frozenset(
    NAMESPACE + tag for tag in ("valueSet", "lookupFilter", "summaryFilterItems")
)

SWITCHES = frozenset({"true", "false"})  # the default value of a checkbox
# The elements whose texts are facts, in their order.
TEXTS = (
    *("fullName", "type", "label", "required", "formula", "defaultValue", "externalId"),
    *("referenceTo", "deleteConstraint", "relationshipName", "trackHistory"),
    *("trackFeedHistory", "securityClassification"),
    *("summaryForeignKey", "summarizedField", "summaryOperation"),
)
_TAGS = tuple(NAMESPACE + name for name in TEXTS)


class Value(NamedTuple):
    """A value of a picklist, and the line of its element."""

    fullName: str  # noqa: N815
    label: str
    isActive: bool  # noqa: N815
    line: int


class ValueSetting(NamedTuple):
    """A value of a dependent picklist, the controlling values that allow it, and its line."""

    valueName: str  # noqa: N815
    controllingFieldValue: tuple[str, ...]  # noqa: N815
    line: int


class ValueSet(NamedTuple):
    """The value set of a field; `values` is None for one that has no values of its own.

    `restricted` is None where the field does not say it.
    """

    valueSetName: str  # noqa: N815
    restricted: bool | None
    controllingField: str  # noqa: N815
    values: tuple[Value, ...] | None
    valueSettings: tuple[ValueSetting, ...]  # noqa: N815
    line: int


class Summary(NamedTuple):
    """What a roll-up summarizes; `filters` are the fields of its filters."""

    summaryForeignKey: str  # noqa: N815
    summarizedField: str  # noqa: N815
    summaryOperation: str  # noqa: N815
    filters: tuple[str, ...]


class FieldFacts(NamedTuple):
    """The facts of a field that rules need, by Salesforce's names.

    A text is empty where the field does not have it, but `formula` and `label` are then None.
    `formula_source` and `default_source` say where these texts stand; of a default value only
    where it is a formula. `filters` are the fields that its lookup filter names. `lines` are those
    of its elements, whose names are `tags`. `digest` is equal for files that differ in white space
    only.
    """

    path: str
    line: int
    object: str
    fullName: str  # noqa: N815
    type: str
    label: str | None
    required: bool
    formula: str | None
    formula_source: SourceText | None
    defaultValue: str  # noqa: N815
    default_source: SourceText | None
    externalId: bool  # noqa: N815
    referenceTo: str  # noqa: N815
    deleteConstraint: str  # noqa: N815
    relationshipName: str  # noqa: N815
    trackHistory: bool  # noqa: N815
    trackFeedHistory: bool  # noqa: N815
    securityClassification: str  # noqa: N815
    value_set: ValueSet | None
    summary: Summary | None
    filters: tuple[str, ...]
    tags: tuple[str, ...]
    lines: tuple[int, ...]
    digest: int

    @property
    def is_custom(self) -> bool:
        return self.fullName.endswith("__c")

    @property
    def is_enforced(self) -> bool:
        """Whether every org demands a value: some take a required multi-select picklist as any."""
        return self.required and self.is_custom and self.type not in _LOOSELY_REQUIRED

    def line_of(self, tag: str) -> int:
        """Return the line of an element, or that of the root if the field does not have it."""
        return self.lines[self.tags.index(tag)] if tag in self.tags else self.line

    def at(self, code: str, message: str, line: int = 0) -> Diagnostic:
        return Diagnostic(self.path, message, line or self.line, column=1, rule=code)


def field_facts(file: MetadataFile, texts: Texts) -> FieldFacts:
    """Return the facts of a field; `texts` are the `texts_of` its root.

    Where a formula stands, and what elements with children hold, only the parsed file says.
    """
    known, root = {tag: text or "" for tag, text in texts}, file.root
    lines = (line_of(root), *map(line_of, root))
    said = tuple(map(known.get, _TAGS))
    names = _names_of(tuple([tag for tag, _ in texts]))
    facts = flat_facts((file.path, file.parent, file.name), file.content, said, names, lines)
    is_simple = _NOT_SIMPLE.isdisjoint(known)
    return facts._replace(
        formula_source=_source(file, _FORMULA) if _FORMULA in known else None,
        default_source=_source(file, _DEFAULT) if _DEFAULT in known else None,
        value_set=None if is_simple else _value_set(root),
        summary=facts.summary and facts.summary._replace(filters=_summary_filters(root)),
        filters=() if is_simple else _filters(root),
    )


def flat_facts(
    place: tuple[str, str, str],
    content: bytes,
    texts: tuple[str | None, ...],
    tags: tuple[str, ...],
    lines: tuple[int, ...],
) -> FieldFacts:
    """Return the facts that the texts of a field say; those of elements with children are empty.

    `place` is the path of the file, the object and the name; `texts` are those of TEXTS, None for
    an element that is absent; `lines` are those of the root and its elements.
    """
    full_name, kind, label, required, formula, default, external_id, *others = texts
    to, constraint, relationship, history, feed_history, classification, *others = others
    key, summarized, operation = others
    path, parent, name = place
    said = (full_name or "").strip()
    return FieldFacts(
        path,
        lines[0],
        parent,
        name if said in {"", name} else said,
        intern(kind or ""),
        label,
        required == "true",
        formula,
        None,
        default or "",
        None,
        external_id == "true",
        intern(to or ""),
        intern(constraint or ""),
        relationship or "",
        history == "true",
        feed_history == "true",
        classification or "",
        value_set=None,
        summary=Summary(key or "", summarized or "", operation or "", ())
        if kind == "Summary"
        else None,
        filters=(),
        tags=tags,
        lines=lines[1:],
        digest=_digest(content),
    )


@lru_cache(maxsize=1)
def _digest(content: bytes) -> int:
    """Return a number for a file without its blanks; an object's file may hold many fields."""
    return crc32(content.translate(None, _BLANKS))


def _source(file: MetadataFile, tag: str) -> SourceText | None:
    """Return the text of an element and its place; None for one that is no formula."""
    element = file.root.find(tag)
    if element is None or (not len(element) and (element.text or "").strip() in SWITCHES):
        return None
    return source_text(file.content, element)


@cache
def _names_of(tags: tuple[str, ...]) -> tuple[str, ...]:
    """Return names without their namespace, kept since most fields have those of many others."""
    return tuple(str(tag).rpartition("}")[2] for tag in tags)


def _value_set(root: etree._Element) -> ValueSet | None:
    element = root.find(f"{NAMESPACE}valueSet")
    if element is None:
        return None
    definition = element.find(f"{NAMESPACE}valueSetDefinition")
    restricted = text(element, "restricted")
    return ValueSet(
        text(element, "valueSetName"),
        restricted == "true" if restricted else None,
        text(element, "controllingField"),
        None if definition is None else values_of(definition, "value"),
        tuple(
            ValueSetting(text(setting, "valueName"), _texts(setting), line_of(setting))
            for setting in children(element, "valueSettings")
        ),
        line_of(element),
    )


def _texts(setting: etree._Element) -> tuple[str, ...]:
    return tuple((e.text or "").strip() for e in children(setting, "controllingFieldValue"))


def values_of(element: etree._Element, tag: str) -> tuple[Value, ...]:
    """Return the values that stand below an element, each in an element of one name."""
    return tuple([_value(value) for value in children(element, tag)])


def _value(element: etree._Element) -> Value:
    texts = {child.tag: (child.text or "").strip() for child in element}  # one look at each
    return Value(
        texts.get(_FULL_NAME, ""),
        texts.get(_LABEL, ""),
        texts.get(_IS_ACTIVE) != "false",
        line_of(element),
    )


def _summary_filters(root: etree._Element) -> tuple[str, ...]:
    return tuple(text(item, "field") for item in children(root, "summaryFilterItems"))


def _filters(root: etree._Element) -> tuple[str, ...]:
    items = root.iterfind(f"{NAMESPACE}lookupFilter/{NAMESPACE}filterItems")
    names = (text(item, tag) for item in items for tag in ("field", "valueField"))
    return tuple(name for name in names if name)
