"""Map the diagnostics of rendered documents to lines of the schema."""

import re
from collections.abc import Iterable

from generator.diagnostics import Diagnostic, Severity
from generator.errors import RuleError
from generator.generation.components.fields import ELEMENT_OF_KEY
from generator.metadata.api_version import ApiVersion
from generator.metadata.document import type_of
from generator.metadata.registry import Document
from generator.schema.yaml_source import Source
from generator.validation.engine import RULES, Text, of_texts
from generator.validation.tree_index import Context

_ELEMENT = re.compile(rb"<([a-z]\w*)")  # not the root, whose name has a capital

# Where a schema says what an element holds, for elements that are no key of their own.
_KEY_OF_ELEMENT = {element: key for key, element in ELEMENT_OF_KEY.items()} | {
    **dict.fromkeys(("length", "precision", "scale", "referenceTo"), "type"),
    "caseSensitive": "unique",
    "complianceGroup": "compliance_categorization",
    "pluralLabel": "plural_label",
    "sharingModel": "internal_access",
    "externalSharingModel": "external_access",
    "valueSet": "values",
    "nameField": "record_name",
}


def refuse_broken(documents: Iterable[Document], text: Source, api_version: ApiVersion) -> None:
    """Raise RuleError, with a line of the schema for each, if documents break rules."""
    by_path = {document.path: document for document in documents if type_of(document.path)}
    texts = (Text(path, document.content) for path, document in by_path.items())
    found = [
        diagnostic
        for diagnostic in of_texts(texts, Context(api_version=api_version))
        if RULES[diagnostic.rule].severity is Severity.ERROR
    ]
    if found:
        lines = text.lines()
        raise RuleError(
            *(
                Diagnostic(
                    text.name,
                    f"{diagnostic.rule} {diagnostic.message}; {RULES[diagnostic.rule].fix}",
                    lines(place),
                    ".".join(place),
                )
                for diagnostic in found
                for place in [_place(diagnostic, by_path[diagnostic.file])]
            )
        )


def _place(diagnostic: Diagnostic, document: Document) -> tuple[str, ...]:
    line = document.content.split(b"\n")[(diagnostic.line or 1) - 1]
    tag = _ELEMENT.search(line)
    return document.place if tag is None else (*document.place, _key_of(tag[1].decode()))


def _key_of(element: str) -> str:
    """Return the schema's key that decides an element: itself, where it bears the same name."""
    return _KEY_OF_ELEMENT.get(element, element)
