"""Where in a schema a place within a formula of a rendered document comes from."""

from collections.abc import Iterator
from dataclasses import replace

from generator.diagnostics import Diagnostic
from generator.metadata.document import NAMESPACE, parse_xml, type_of
from generator.metadata.registry import Document
from generator.metadata.source_text import source_text
from generator.schema.lines import Lines
from generator.types.registry import key_of

_TAGS = tuple(
    NAMESPACE + tag for tag in ("formula", "defaultValue", "errorConditionFormula", "expression")
)


def within_formula(diagnostic: Diagnostic, document: Document, lines: Lines) -> Diagnostic | None:
    """Return a diagnostic of a formula at its line and column of the schema.

    None if the schema does not have the formula: it is of a template, or made of several keys.
    """
    for element in parse_xml(document.content).iter(*_TAGS):
        source = source_text(document.content, element)
        offset = source.offset(diagnostic.line or 1, diagnostic.column or 1)
        for location in (
            _locations(document, element.tag.rpartition("}")[2]) if offset >= 0 else ()
        ):
            place = lines.within(location, source.text, offset)
            if place is not None:
                found = lines.at(location, diagnostic.message, diagnostic.rule)
                return replace(found, line=place[0], column=place[1])
    return None


def _locations(document: Document, tag: str) -> Iterator[tuple[str, ...]]:
    """Yield the places where a schema can have the text of an element."""
    metadata_type = type_of(document.path)
    if metadata_type is not None:
        yield (*document.place, key_of(metadata_type.name, tag))
    yield (*document.place, "metadata", tag)
    yield (*document.place, tag)
