"""Findings in rendered documents, told as problems of the schema that they were rendered from."""

import re
from collections.abc import Iterable

from generator.components import key_of
from generator.errors import Problem, RuleError
from generator.findings import Finding, Severity
from generator.inventory import Context
from generator.metadata import Document
from generator.parsed import type_of
from generator.project import ApiVersion
from generator.source import Source
from generator.validation import RULES, Text, of_texts

_ELEMENT = re.compile(rb"<([a-z]\w*)")  # not the root, whose name has a capital


def refuse_broken(documents: Iterable[Document], text: Source, api_version: ApiVersion) -> None:
    """Raise RuleError, with a line of the schema for each, if documents break rules."""
    by_path = {document.path: document for document in documents if type_of(document.path)}
    texts = (Text(path, document.content) for path, document in by_path.items())
    found = [
        finding
        for finding in of_texts(texts, Context(api_version=api_version))
        if RULES[finding.code].severity is Severity.ERROR
    ]
    if found:
        lines = text.lines()
        raise RuleError(
            *(
                Problem(
                    text.name,
                    f"{finding.code} {finding.message}; {RULES[finding.code].fix}",
                    lines(place),
                    ".".join(place),
                )
                for finding in found
                for place in [_place(finding, by_path[finding.path])]
            )
        )


def _place(finding: Finding, document: Document) -> tuple[str, ...]:
    line = document.content.split(b"\n")[finding.line - 1]
    tag = _ELEMENT.search(line)
    return document.place if tag is None else (*document.place, key_of(tag[1].decode()))
