"""Map the diagnostics of rendered documents to lines of the schema."""

import re
from collections.abc import Iterable
from dataclasses import replace
from functools import partial

from generator.diagnostics import Diagnostic, Severity, with_fix
from generator.errors import RuleError, SchemaError, UnprintedError
from generator.generation.formula_locations import within_formula
from generator.metadata.document import type_of
from generator.metadata.registry import PERMISSION_SET, Document
from generator.schema.lines import Lines
from generator.types.registry import key_of
from generator.validation.checked import Text
from generator.validation.engine import RULES, of_texts
from generator.validation.rules import formulas
from generator.validation.rules.risks import NOT_GRANTED
from generator.validation.tree_index import Context
from generator.workspace.project import Project

_ELEMENT = re.compile(rb"<([a-z]\w*)")  # not the root, whose name has a capital
_NAMED = re.compile(r"<([a-z]\w*)>")  # an element, as messages name it


def check(documents: Iterable[Document], lines: Lines, project: Project) -> tuple[Diagnostic, ...]:
    """Return the warnings of the rules about documents, each at its line of the schema.

    Raises RuleError, with a line of the schema for each, if documents break rules.
    """
    by_path = {document.path: document for document in documents if type_of(document.path)}
    texts = (Text(path, document.content) for path, document in by_path.items())
    context = Context(frozenset(project.packaged), project.api_version, depends=project.depends)
    found = of_texts(texts, context)
    sets = (each.place for path, each in by_path.items() if type_of(path) is PERMISSION_SET)
    to_grant = ".".join((*next(sets, ("permission_sets", "My_Set")), "access"))
    mapped = [_mapped(each, by_path[each.file], lines, to_grant) for each in found]
    mapped.sort(key=Diagnostic.place)
    if errors := [each for each in mapped if RULES[each.rule].severity is Severity.ERROR]:
        raise RuleError(*errors)
    return tuple(mapped)


def unprinted(error: UnprintedError, lines: Lines) -> SchemaError:
    """Return what a template does not print as diagnostics of the schema."""
    return SchemaError(
        *(
            lines.at(_place_of(error.place, path, lines), f"{each.file} {each.message}")
            for each, path in zip(error.diagnostics, error.paths, strict=True)
        )
    )


def _place_of(place: tuple[str, ...], path: str, lines: Lines) -> tuple[str, ...]:
    """Return the place of a raw element: under `metadata`, or at the top of a component."""
    names = path.split(".")
    return max((*place, *names), (*place, "metadata", *names), key=lines.depth)


def _mapped(diagnostic: Diagnostic, document: Document, lines: Lines, to_grant: str) -> Diagnostic:
    """Return a diagnostic of a document as one of the schema; `to_grant` is a key for access."""
    rule = RULES[diagnostic.rule]
    if rule.code == NOT_GRANTED and len(document.place) > 1:
        rule = replace(
            rule, fix=f"Add its object, as in {to_grant}: {{{document.place[1]}: read}}."
        )
    text = with_fix(diagnostic.message, rule)
    message = f"{rule.code} {_NAMED.sub(partial(_key, document), text)}"
    if rule in formulas.RULES:
        found = within_formula(replace(diagnostic, message=message), document, lines)
        if found is not None:
            return found
    return lines.at(_place(diagnostic, document), message, diagnostic.rule)


def _key(document: Document, element: re.Match[str]) -> str:
    """Return the key of the schema for an element that a message names."""
    metadata_type = type_of(document.path)
    key = key_of(metadata_type.name, element[1]) if metadata_type else element[1]
    return element[0] if key == element[1] else key


def _place(diagnostic: Diagnostic, document: Document) -> tuple[str, ...]:
    line = document.content.split(b"\n")[(diagnostic.line or 1) - 1]
    tag = _ELEMENT.search(line)
    metadata_type = type_of(document.path)
    if tag is None or metadata_type is None:
        return document.place
    return (*document.place, key_of(metadata_type.name, tag[1].decode()))
