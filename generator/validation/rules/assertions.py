"""The messages of rules that are assertions of the XSD: filled from the elements of a file."""

from collections.abc import Iterator

from lxml import etree

from generator.diagnostics import Diagnostic, Rule
from generator.metadata.document import NAMESPACE, MetadataFile, children
from generator.metadata.xsd import broken_at

_SHOWN = 60  # characters of a text


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


def diagnostics(file: MetadataFile, rule: Rule) -> Iterator[Diagnostic]:
    """Yield a diagnostic for each entry that breaks a rule, or one for the file."""
    entries = broken_at(rule.code, file.root)
    for entry in entries:
        yield file.at(rule.code, rule.diagnosis.format_map(_Values(entry)), entry)
    if not entries:
        element = file.root.find(f"{NAMESPACE}{rule.at}") if rule.at else None
        yield file.at(rule.code, rule.diagnosis.format_map(_Values(file.root)), element)
