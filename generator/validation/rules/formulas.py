"""Check the formulas of fields, validation rules, default values, flows and reports."""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from functools import partial

from lxml import etree

from generator.diagnostics import Diagnostic
from generator.formulas.check import check as check_formula
from generator.formulas.check import check_syntax
from generator.formulas.functions import Place
from generator.formulas.kinds import LONG_TEXTS, PICKLISTS, Kind, kind_of_type
from generator.formulas.scope import Fault, Problem, Reference, Scope
from generator.metadata.document import NAMESPACE, MetadataFile
from generator.metadata.registry import FLOW, REPORT, VALIDATION_RULE
from generator.metadata.source_text import SourceText, source_text
from generator.validation.field_facts import FieldFacts
from generator.validation.flow_names import FlowNames, follows_records
from generator.validation.formula_globals import global_value
from generator.validation.formula_names import Names
from generator.validation.rules.formula_rings import rings
from generator.validation.rules.formula_rules import RULE_OF
from generator.validation.tree_index import TreeIndex

RULES = tuple(RULE_OF.values())

# What a build replaces before a deploy; until then the text is no formula.
_BUILD_TOKEN = re.compile(r"%%%\w+%%%|\$\{\w+\}|\{\{\s*\w+\s*\}\}")
_OF_FLOWS = tuple(
    NAMESPACE + name for name in ("expression", "filterFormula", "formula", "formulaExpression")
)
_OF_REPORTS = f"{NAMESPACE}calculatedFormula"
_NOT_ACTIVE = frozenset({"Draft", "InvalidDraft", "Obsolete"})
# The types that a formula can have. Of any other type another rule speaks.
_TYPES = frozenset(
    {"Checkbox", "Currency", "Date", "DateTime", "Number", "Percent", "Text", "Time"}
)
_HIDDEN = "(hidden)"  # as a retrieve writes what a package does not show


def check(index: TreeIndex) -> Iterator[Diagnostic]:
    names = Names(index)
    named: list[tuple[FieldFacts, list[str]]] = []
    for facts in index.field_facts:
        if facts.fullName.count("__") != 1:  # one of a package is not deployed
            continue
        if facts.formula_source is not None:
            paths: list[str] = []
            yield from _of_formula_field(facts, facts.formula_source, names, paths)
            named.append((facts, paths))
        elif facts.default_source is not None:
            yield from _of_default(facts, facts.default_source, names)
    yield from rings(named, names)
    for file in index.of(VALIDATION_RULE):
        if "__" in file.name:  # of a package, as above
            continue
        scope = _scope(Place.VALIDATION_RULE, Kind.BOOLEAN, file.parent, names)
        elements = file.root.iter(f"{NAMESPACE}errorConditionFormula")
        yield from _of_elements(file, elements, partial(check_formula, scope=scope))
    for file in index.of(FLOW):
        if file.text("status") not in _NOT_ACTIVE:
            yield from _of_flow(file, names)
    for file in index.of(REPORT):
        yield from _of_elements(file, file.root.iter(_OF_REPORTS), check_syntax)


def _of_formula_field(
    facts: FieldFacts, source: SourceText, names: Names, paths: list[str]
) -> Iterator[Diagnostic]:
    """Yield the faults of a formula field, and note the names in its formula."""
    kind = kind_of_type(facts.type) if facts.type in _TYPES else Kind.UNKNOWN
    scope = _scope(Place.FORMULA_FIELD, kind, facts.object, names)

    def reference(name: str) -> Reference:
        paths.append(name)
        return scope.reference(name)

    noting = replace(scope, reference=reference)
    yield from _found(facts.path, source, partial(check_formula, scope=noting))


def _of_default(facts: FieldFacts, source: SourceText, names: Names) -> Iterator[Diagnostic]:
    kind = _kind_of_default(facts.type)
    scope = Scope(Place.DEFAULT_VALUE, kind, partial(_in_default, names=names))
    yield from _found(facts.path, source, partial(check_formula, scope=scope))


def _scope(place: Place, kind: Kind, owner: str, names: Names) -> Scope:
    def reference(name: str) -> Reference:
        if name.startswith("$"):
            return global_value(name, place, names)
        return names.field(owner, name)

    return Scope(place, kind, reference)


def _kind_of_default(field_type: str) -> Kind:
    kind = kind_of_type(field_type)
    if kind in LONG_TEXTS or kind in PICKLISTS:
        return Kind.TEXT
    return kind


def _in_default(name: str, names: Names) -> Reference:
    """Return what a name in a default value stands for: it can be a global value only."""
    if name.startswith("$"):
        return global_value(name, Place.DEFAULT_VALUE, names)
    message = f"Field {name} may not be used in this type of formula"
    advice = f'write "{name}" if it is a text'
    return Reference(Kind.UNKNOWN, Problem.DEFAULT, message, advice)


def _of_flow(file: MetadataFile, names: Names) -> Iterator[Diagnostic]:
    elements = [element for element in file.root.iter(*_OF_FLOWS) if _is_judged(element)]
    if not elements:
        return
    of_flow = FlowNames(file, names)
    scope = Scope(Place.FLOW, Kind.UNKNOWN, of_flow.reference, follows_records(file))
    yield from _of_elements(file, elements, partial(check_formula, scope=scope))


def _is_judged(element: etree._Element) -> bool:
    """Whether a formula of a flow is there, and not about each item of a collection.

    What a transform may write for an item is not published.
    """
    text = element.text or ""
    return bool(text.strip()) and "[$EachItem]" not in text


def _of_elements(
    file: MetadataFile,
    elements: Iterable[etree._Element],
    checked: Callable[[str], list[Fault]],
) -> Iterator[Diagnostic]:
    for element in elements:
        if checked(element.text or ""):
            yield from _found(file.path, source_text(file.content, element), checked)


def _found(
    path: str, source: SourceText, checked: Callable[[str], list[Fault]]
) -> Iterator[Diagnostic]:
    """Yield the faults of a formula, each at its place in the file."""
    if source.text == _HIDDEN or _BUILD_TOKEN.search(source.text):
        return
    for fault in checked(source.text):
        line, column = source.position(fault.offset)
        code = RULE_OF[fault.problem].code
        yield Diagnostic(path, fault.text(), line, column=column, rule=code)
