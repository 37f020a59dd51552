"""Check files with every rule: paths or texts in, diagnostics out. Reads only."""

import errno
import os
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from generator.diagnostics import Diagnostic, Rule
from generator.files import read
from generator.metadata.api_version import ApiVersion
from generator.metadata.assertions import texts_of
from generator.metadata.document import MAX_BYTES, MetadataFile, parse_file, type_of
from generator.metadata.registry import CHECKED_ALONE, CUSTOM_FIELD
from generator.validation.field_facts import FieldFacts, field_facts
from generator.validation.rules import (
    assertions,
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
    validation_rules,
    value_sets,
)
from generator.validation.search import Place, search
from generator.validation.tree_index import Context, TreeIndex
from generator.validation.workers import cores, spread

_OF_FILES = (files, fields, field_relationships, field_sizes, validation_rules)
_OF_TREES = (
    *(custom_fields, picklists, relationships, roll_ups, object_files, record_types, field_lists),
    *(list_views, objects, permissions, layouts, screens, report_types, value_sets, flows),
    *(flow_elements, flow_references, formulas, granted, layout_lists, manifests, risks),
    standard_names,
)
RULES: dict[str, Rule] = {
    rule.code: rule for module in (*_OF_FILES, *_OF_TREES) for rule in module.RULES
}
# Types of which nothing but facts is kept, so that their files can be checked by other processes.
_SENT = (CUSTOM_FIELD, *CHECKED_ALONE)
_CHUNK = 500
_WORTH_WORKERS = 2_000
_NO_CONTEXT = Context()

# Takes chunks of files and the size of a chunk, shows how many are done, and yields each chunk.
Progress = Callable[[list[list[str]], int], Iterable[list[str]]]


@dataclass(frozen=True, slots=True)
class Text:
    """The path of a metadata file, as diagnostics show it, and its content."""

    path: str
    content: bytes


@dataclass(frozen=True, slots=True)
class _Checked:
    """A checked file: its diagnostics, and what the rules across files need of it."""

    diagnostics: tuple[Diagnostic, ...]
    facts: FieldFacts | None = None
    file: MetadataFile | None = None


def of_texts(texts: Iterable[Text], context: Context = _NO_CONTEXT) -> list[Diagnostic]:
    """Return the diagnostics of texts, sorted by file and line."""
    return _across([_check(text, context.api_version) for text in texts], context)


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
    if len(found.files) < _WORTH_WORKERS or cores() == 1:
        chunks = progress(_chunks(found.files), _CHUNK)
        checked = [each for chunk in chunks for each in check(chunk)]
    else:
        checked = _on_several_cores(found.files, check, progress)
    return _across(checked, context, found.diagnostics), len(found.files)


def _chunks(names: list[str]) -> list[list[str]]:
    return [names[i : i + _CHUNK] for i in range(0, len(names), _CHUNK)]


def _on_several_cores(
    names: list[str], check: Callable[[list[str]], list[_Checked]], progress: Progress
) -> list[_Checked]:
    """Check fields on several cores, and most other files here: a parsed file cannot be sent."""
    sent = [name for name in names if type_of(name) in _SENT]
    others = [name for name in names if type_of(name) not in _SENT]
    parts = spread(check, others, _chunks(sent), lambda parts: progress(parts, _CHUNK))
    return [each for part in parts for each in part]


def _across(
    checked: list[_Checked], context: Context, others: Iterable[Diagnostic] = ()
) -> list[Diagnostic]:
    """Return the diagnostics of files, of the rules across them, and others, in their order."""
    index = TreeIndex(
        tuple(c.file for c in checked if c.file is not None),
        tuple(c.facts for c in checked if c.facts is not None),
        context,
    )
    found = [*others, *(diagnostic for c in checked for diagnostic in c.diagnostics)]
    for module in _OF_TREES:
        found.extend(module.check(index))
    return sorted(found, key=Diagnostic.place)


def _check_all(names: list[str], version: ApiVersion) -> list[_Checked]:
    return [_check_file(name, version) for name in names]


def _check_file(name: str, version: ApiVersion) -> _Checked:
    try:
        content = read(name, limit=MAX_BYTES, follow=False)
    except OSError as error:
        return _Checked((_unreadable(name.replace(os.sep, "/"), error),))
    return _check(Text(name, content), version)


def _unreadable(path: str, error: OSError) -> Diagnostic:
    if error.errno == errno.EFBIG:
        return Diagnostic(path, str(error.strerror), 1, column=1, rule="KS103")
    is_link = error.errno == errno.ELOOP
    message = (
        "is a symbolic link; not followed" if is_link else f"cannot be read: {error.strerror}"
    )
    return Diagnostic(path, message, 1, column=1, rule="KS104")


def _check(text: Text, version: ApiVersion) -> _Checked:
    metadata_type = type_of(text.path)
    if metadata_type is None:
        message = "is not metadata of a type that is checked"
        return _Checked((Diagnostic(text.path, message, 1, column=1, rule="KS105"),))
    file = parse_file(text.path.replace(os.sep, "/"), metadata_type, text.content)
    if isinstance(file, Diagnostic):
        return _Checked((file,))
    found = list(files.check(file, version))
    if any(diagnostic.rule == "KS105" for diagnostic in found):
        return _Checked(tuple(found))
    texts = texts_of(file.root)
    found.extend(assertions.check(file, texts))
    if metadata_type is CUSTOM_FIELD:
        return _Checked(tuple(found), facts=field_facts(file, texts))
    if metadata_type in CHECKED_ALONE:
        return _Checked(tuple(found))
    return _Checked(tuple(found), file=file)
