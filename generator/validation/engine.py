"""Check files with every rule: paths or texts in, diagnostics out. Reads only."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path

from generator.diagnostics import Diagnostic, Rule
from generator.metadata.api_version import ApiVersion
from generator.metadata.registry import CHECKED_ALONE, CUSTOM_FIELD
from generator.validation.access import PROFILE, read_type_of
from generator.validation.checked import (
    Checked,
    Name,
    Text,
    check_file,
    check_text,
    joined,
    name_at,
)
from generator.validation.rules import (
    custom_fields,
    field_lists,
    field_relationships,
    field_sizes,
    fields,
    files,
    flow_elements,
    flow_references,
    flows,
    formulas,
    granted,
    layout_lists,
    layouts,
    list_views,
    manifests,
    named_components,
    object_files,
    objects,
    permissions,
    picklists,
    record_types,
    relationships,
    report_types,
    risks,
    roll_ups,
    screens,
    standard_names,
    translations,
    validation_rules,
    value_sets,
)
from generator.validation.search import Found, Place, search
from generator.validation.tree_index import Context, TreeIndex
from generator.validation.workers import CHUNK, are_worth, chunks, spread

_OF_FILES = (files, fields, field_relationships, field_sizes, validation_rules)
_OF_TREES = (
    *(custom_fields, picklists, relationships, roll_ups, object_files, record_types, field_lists),
    *(list_views, objects, permissions, layouts, screens, report_types, value_sets, flows),
    *(flow_elements, flow_references, formulas, granted, layout_lists, manifests, risks),
    *(named_components, standard_names, translations),
)
RULES: dict[str, Rule] = {
    rule.code: rule for module in (*_OF_FILES, *_OF_TREES) for rule in module.RULES
}
# Types of which nothing but facts is kept, so that their files can be checked by other processes.
_SENT = (CUSTOM_FIELD, PROFILE, *CHECKED_ALONE)
_LACKS = frozenset({"KS418", "KS626"})
_NO_CONTEXT = Context()
_NOT_SEARCHED = Found()

# Takes chunks of files and the size of a chunk, shows how many are done, and yields each chunk.
Progress = Callable[[list[list[str]], int], Iterable[list[str]]]


def of_texts(texts: Iterable[Text], context: Context = _NO_CONTEXT) -> list[Diagnostic]:
    """Return the diagnostics of texts, sorted by file and line."""
    return _across(joined([check_text(text, context.api_version) for text in texts]), context)


def of_paths(
    paths: Iterable[Path],
    context: Context = _NO_CONTEXT,
    progress: Progress = lambda chunks, _: chunks,
) -> tuple[list[Diagnostic], int]:
    """Return the diagnostics of files and of all files below folders, and the number of files."""
    return of_places((Place(str(path), (path,)) for path in paths), context, progress)


def of_places(
    places: Iterable[Place], context: Context, progress: Progress
) -> tuple[list[Diagnostic], int]:
    """Return the diagnostics of places and of all files in them, and the number of files.

    Many files are checked on several cores.
    """
    found = search(places)
    context = replace(context, unread=found.names(), single=frozenset(found.single))
    check = partial(_check_all, version=context.api_version)
    if are_worth(len(found.files)):
        checked = joined(_on_several_cores(found.files, check, progress))
    else:
        checked = joined([check(chunk) for chunk in progress(chunks(found.files), CHUNK)])
    return _across(checked, context, found), len(found.files)


def _on_several_cores(
    names: list[str], check: Callable[[list[str]], Checked], progress: Progress
) -> list[Checked]:
    """Check fields on several cores, and most other files here: a parsed file cannot be sent."""
    sent: list[str] = []
    others: list[str] = []
    for name in names:
        (sent if read_type_of(name) in _SENT else others).append(name)
    return spread(check, others, chunks(sent), lambda parts: progress(parts, CHUNK))


def _across(
    checked: Checked, context: Context, searched: Found = _NOT_SEARCHED
) -> list[Diagnostic]:
    """Return the diagnostics of files, of the rules across them, and of the search, sorted."""
    index = TreeIndex(
        checked.files,
        checked.facts,
        context,
        checked.grants,
        frozenset((*checked.unreadable, *_left_out(searched))),
        checked.translations,
    )
    found = [*searched.diagnostics, *checked.diagnostics]
    for module in _OF_TREES:
        found.extend(module.check(index))
    return _first_of_each(sorted(found, key=Diagnostic.place))


def _first_of_each(found: list[Diagnostic]) -> list[Diagnostic]:
    """Return diagnostics, with what the tree lacks only where it is first named."""
    told: set[tuple[str, str]] = set()
    kept = []
    for diagnostic in found:
        said = diagnostic.rule, diagnostic.message
        if diagnostic.rule not in _LACKS or said not in told:
            kept.append(diagnostic)
        told.add(said)
    return kept


def _left_out(searched: Found) -> Iterator[Name]:
    for path in searched.ignored:
        yield from name_at(path)


def _check_all(names: list[str], version: ApiVersion) -> Checked:
    return joined([check_file(name, version) for name in names])
