"""Paths or documents in, diagnostics out: every rule over every metadata file. Reads only."""

import errno
import os
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from generator.diagnostics import Diagnostic, Rule
from generator.metadata.assertions import Texts, texts_of
from generator.metadata.document import MAX_BYTES, MetadataFile, parse_file, type_of
from generator.metadata.registry import CUSTOM_FIELD
from generator.metadata.xsd import broken_assertions
from generator.validation.rules import (
    components,
    fields,
    files,
    flows,
    manifests,
    objects,
    permissions,
    risks,
    screens,
    values,
)
from generator.validation.tree_index import Context, FieldFacts, TreeIndex, field_facts

_OF_TREES = (objects, permissions, screens, values, flows, manifests, risks)
RULES: dict[str, Rule] = {
    rule.code: rule for module in (files, fields, components, *_OF_TREES) for rule in module.RULES
}
_CHUNK = 500
_WORTH_WORKERS = 2_000
_NO_CONTEXT = Context()

# Shows how far a run is: takes chunks and the size of one, and passes them on one by one.
Progress = Callable[[list[list[str]], int], Iterable[list[str]]]
_SKIPPED = ("node_modules",)
_FIRST = 2**16
# A link is refused where the system can; elsewhere it is read like any file.
_OPEN = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0)


@dataclass(frozen=True, slots=True)
class Text:
    """A metadata file's path, as it is shown, and its content."""

    path: str
    content: bytes


@dataclass(frozen=True, slots=True)
class _Checked:
    """What a file gives: diagnostics by itself, and what the rules across files need of it."""

    diagnostics: tuple[Diagnostic, ...]
    facts: FieldFacts | None = None
    file: MetadataFile | None = None


def of_texts(texts: Iterable[Text], context: Context = _NO_CONTEXT) -> list[Diagnostic]:
    """Return the diagnostics of texts, in the order of their places."""
    return _across([_check(text) for text in texts], context)


def of_paths(
    paths: Iterable[Path],
    context: Context = _NO_CONTEXT,
    progress: Progress = lambda chunks, _: chunks,
) -> tuple[list[Diagnostic], int]:
    """Return the diagnostics of files and of all files below folders, and the number of files.

    Symbolic links below a folder are not followed: nothing outside the given paths is read.
    Several cores work where there is enough to do.
    """
    names = list(dict.fromkeys(name for path in paths for name in _names(path)))
    cores = os.cpu_count() or 1
    if len(names) < _WORTH_WORKERS or cores == 1:
        checked = [c for chunk in progress(_chunks(names), _CHUNK) for c in _check_all(chunk)]
    else:
        checked = _shared(names, cores, progress)
    return _across(checked, context), len(names)


def _chunks(names: list[str]) -> list[list[str]]:
    return [names[i : i + _CHUNK] for i in range(0, len(names), _CHUNK)]


def _shared(names: list[str], cores: int, progress: Progress) -> list[_Checked]:
    """Check chunks here from one end, and in a process for each further core from the other.

    What a worker finds has to be sent here, so file files, which cannot be, stay here.
    """
    from concurrent.futures import ProcessPoolExecutor  # noqa: PLC0415  (slow, rarely needed)

    by_kind: dict[bool, list[str]] = {True: [], False: []}
    for name in names:
        by_kind[type_of(name) is CUSTOM_FIELD].append(name)
    chunks = _chunks(by_kind[True])
    with ProcessPoolExecutor(cores - 1) as workers:
        waiting = [workers.submit(_check_all, chunk) for chunk in chunks]
        checked = [_check_all(by_kind[False])]
        for chunk in progress(chunks[::-1], _CHUNK):
            future = waiting.pop()
            checked.insert(1, _check_all(chunk) if future.cancel() else future.result())
    return [each for part in checked for each in part]


def _across(checked: list[_Checked], context: Context) -> list[Diagnostic]:
    index = TreeIndex(
        tuple(c.file for c in checked if c.file is not None),
        tuple(c.facts for c in checked if c.facts is not None),
        context,
    )
    found = [diagnostic for c in checked for diagnostic in c.diagnostics]
    for module in _OF_TREES:
        found.extend(module.check(index))
    return sorted(found, key=Diagnostic.place)


def _names(path: Path) -> Iterator[str]:
    if not path.is_dir():
        yield str(path)
        return
    for folder, subfolders, names in os.walk(path):
        own = [name for name in subfolders if type_of(name) is not None]
        subfolders[:] = sorted(
            name for name in subfolders if name not in _SKIPPED and not name.startswith(".")
        )
        for name in sorted([*names, *own]):
            if type_of(name) is not None:
                yield os.path.join(folder, name)  # noqa: PTH118  (20,000 times)


def _check_all(names: list[str]) -> list[_Checked]:
    return [_check_file(name) for name in names]


def _check_file(name: str) -> _Checked:
    try:
        descriptor = os.open(name, _OPEN)
        try:
            content = os.read(descriptor, _FIRST)
            while len(content) >= _FIRST and (part := os.read(descriptor, MAX_BYTES)):
                content += part
                if len(content) > MAX_BYTES:
                    break
        finally:
            os.close(descriptor)
    except OSError as error:
        is_link = error.errno == errno.ELOOP
        reason = (
            "is a symbolic link; not followed" if is_link else f"cannot be read: {error.strerror}"
        )
        return _Checked((Diagnostic(name, reason, 1, column=1, rule="KS104"),))
    return _check(Text(name, content))


def _check(text: Text) -> _Checked:
    metadata_type = type_of(text.path)
    if metadata_type is None:
        message = "is no metadata of a type that is checked"
        return _Checked((Diagnostic(text.path, message, 1, column=1, rule="KS105"),))
    file = parse_file(text.path.replace(os.sep, "/"), metadata_type, text.content)
    if isinstance(file, Diagnostic):
        return _Checked((file,))
    found = list(files.check(file))
    if any(diagnostic.rule == "KS105" for diagnostic in found):
        return _Checked(tuple(found))
    texts = texts_of(file.root)
    found.extend(_assertions(file, texts))
    if metadata_type is CUSTOM_FIELD:
        return _Checked(tuple(found), facts=field_facts(file, texts))
    return _Checked(tuple(found), file=file)


def _assertions(file: MetadataFile, texts: Texts) -> Iterator[Diagnostic]:
    for code in broken_assertions(file.root, texts):
        rule = RULES[code]
        element = file.root.find(f"{{*}}{rule.at}") if rule.at else None
        yield file.at(code, f"does not hold: {rule.what}", element)
