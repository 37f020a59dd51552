"""The material of a dictionary from files of metadata."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path

from generator.diagnostics import Diagnostic, Severity, with_fix
from generator.dictionary.entries import Notice
from generator.dictionary.material import Material, Name, name_of, of_file, placed
from generator.errors import DataError, UsageError
from generator.importing import archive, files
from generator.validation.validate import ValidateRequest, validate


def material(path: Path, api_version: str | None = None) -> Material:
    """Return what is at a path: a project, a folder, a file of metadata, or a zip.

    It is validated for an API version, by default the project's. Raises UsageError for a path
    without metadata, DataError for files that cannot be read.
    """
    found = files.read_all([path], compares=False)
    if found.read.errors:
        raise DataError(*sorted(found.read.errors, key=Diagnostic.place))
    if not found.read.originals:
        raise UsageError(Diagnostic(str(path), "holds no metadata to show"))
    names: dict[str, Name] = {}
    for each in found.read.originals:
        names.setdefault(each.path, name_of(each))
    notices, unplaced = placed(_of_validate(path, api_version), lambda each: names.get(each.file))
    return Material(
        found.name,
        f"The files in {path.name or found.name}",
        tuple(found.read.originals),
        notices=notices,
        unplaced=(*unplaced, *_unchecked(path)),
        not_shown=tuple(map(of_file, sorted(found.read.left_alone, key=Diagnostic.place))),
        is_validated=not archive.is_archive(path),
    )


def _of_validate(path: Path, api_version: str | None) -> Iterable[Diagnostic]:
    """Return what `validate` says of the files; nothing of a zip, which it does not read."""
    if archive.is_archive(path):
        return ()
    found = validate(ValidateRequest((path,), api_version=api_version))
    return [
        replace(each, message=with_fix(each.message, found.rules[each.rule]))
        for each in found.diagnostics
    ]


def _unchecked(path: Path) -> Iterator[Notice]:
    if archive.is_archive(path):
        message = f"{path.name} was not validated; unpack it to see the warnings of its files"
        yield Notice("", message, Severity.WARNING)
