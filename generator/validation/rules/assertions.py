"""Rules that are assertions: which of them a file breaks, and the message of each.

An assertion is a rule with a test: an XPath that has to be true of each file of a type.
"""

from collections import defaultdict
from collections.abc import Iterator
from functools import cache

from lxml import etree

from generator.diagnostics import Diagnostic, Rule
from generator.metadata.assertions import Assertions, Texts
from generator.metadata.document import NAMESPACE, MetadataFile, children
from generator.validation.rules import (
    custom_fields,
    field_relationships,
    field_sizes,
    fields,
    list_views,
    objects,
    permissions,
    report_types,
    screens,
    validation_rules,
    value_sets,
)

_SHOWN = 60  # characters of a text
_MODULES = (
    *(fields, field_relationships, field_sizes, validation_rules, objects, permissions),
    *(screens, report_types, value_sets, custom_fields, list_views),
)


class _Value:
    """The elements of one name, as a message shows them.

    {label} is the text, {label:length} the number of its characters, {fields:count} the number
    of elements.
    """

    def __init__(self, elements: list[etree._Element]) -> None:
        self._elements = elements

    def __format__(self, what: str) -> str:
        text = (self._elements[0].text or "") if self._elements else ""
        if what == "count":
            return str(len(self._elements))
        if what == "length":
            return f"{len(text):,}"
        if not text:
            return "empty" if self._elements else "missing"
        return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}..."


class _Values(dict[str, _Value]):
    """The children of an element, by the names in a message."""

    def __init__(self, parent: etree._Element) -> None:
        super().__init__()
        self._parent = parent

    def __missing__(self, name: str) -> _Value:
        return _Value(children(self._parent, name))


@cache
def assertions() -> dict[str, Assertions]:
    """Return the assertions of each metadata type that has any, by its name."""
    tests: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for rule in _rules().values():
        tests[rule.of].append((rule.code, rule.test))
    return {type_name: Assertions(found) for type_name, found in tests.items()}


def check(file: MetadataFile, texts: Texts) -> Iterator[Diagnostic]:
    """Yield the diagnostics of the assertions that a file breaks; `texts` are its `texts_of`.

    There is one for each entry that breaks an assertion, or one for the file.
    """
    found = assertions().get(file.type.name)
    if found is None:
        return
    for code in found.broken(file.root, texts):
        yield from _diagnostics(file, _rules()[code], found.entries(code, file.root))


def _diagnostics(
    file: MetadataFile, rule: Rule, entries: list[etree._Element]
) -> Iterator[Diagnostic]:
    for entry in entries:
        yield file.at(rule.code, rule.diagnosis.format_map(_Values(entry)), entry)
    if not entries:
        element = file.root.find(f"{NAMESPACE}{rule.at}") if rule.at else None
        yield file.at(rule.code, rule.diagnosis.format_map(_Values(file.root)), element)


@cache
def _rules() -> dict[str, Rule]:
    return {rule.code: rule for module in _MODULES for rule in module.RULES if rule.test}
