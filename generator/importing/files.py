"""Find the files to import: a project, folders, single files, or a zip that a retrieve gave."""

import os
import posixpath
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path, PurePath

from lxml import etree

from generator.diagnostics import Diagnostic
from generator.errors import UsageError
from generator.files import read as read_bytes
from generator.importing import archive
from generator.importing.originals import NO_TYPE, Read, read
from generator.metadata.api_version import OLDEST, ApiVersion, api_version
from generator.metadata.document import MAX_BYTES, parse_xml, text, type_of
from generator.metadata.registry import PACKAGE
from generator.validation.checked import unreadable
from generator.validation.search import Place, is_of_metadata_api, search
from generator.validation.workers import are_worth, chunks, spread
from generator.workspace import project

_SUFFIX = re.compile(r"__[a-z]{1,3}\Z")
_OF_SEARCH = {"KS112", "KS114"}  # files of the Metadata API are read here, and nothing may be left


@dataclass(slots=True)
class Files:
    """What is read of the paths of an import; `name` is that of the project or of the folder.

    `projects` has the default package directory of each project, by its root.
    """

    name: str
    read: Read = field(default_factory=Read)
    projects: dict[Path, str] = field(default_factory=dict)


def read_all(paths: Iterable[Path], *, compares: bool = True) -> Files:
    """Return what is at the paths; `compares` as `Read` has it.

    Raises UsageError for a path that does not exist.
    """
    given = tuple(paths)
    if missing := [each for each in given if not os.path.lexists(each)]:
        raise UsageError(*(Diagnostic(str(each), "does not exist") for each in missing))
    files = Files(_name(given), Read(compares=compares))
    folders = [each for each in given if not archive.is_archive(each)]
    for path in given:
        if archive.is_archive(path):
            _read_archive(path, files)
    _read_folders(folders, files)
    return files


def read_contents(contents: Mapping[str, bytes], name: str) -> Files:
    """Return what is in files that are at hand, by path, under a name."""
    files = Files(name)
    for path, content in contents.items():
        _read(path, content, files.read)
    return files


_PACKAGE = "package.xml"


def _name(paths: tuple[Path, ...]) -> str:
    """Return the name of the first path, without what the names of files and objects end with."""
    first = paths[0] if paths else Path()
    name = first.resolve().name
    if archive.is_archive(first):
        return PurePath(name).stem
    return _SUFFIX.sub("", name.partition(".")[0] if first.is_file() else name)


def _read_archive(path: Path, files: Files) -> None:
    contents, refused = archive.unpacked(path)
    files.read.errors += refused
    for name, content in sorted(contents.items()):
        place = f"{path.as_posix()}/{name}"
        if type_of(name) is not None or is_of_metadata_api(*posixpath.split(name)):
            _read(place, content, files.read)
        else:
            files.read.left_alone.append(Diagnostic(place, NO_TYPE))


def _read_folders(paths: list[Path], files: Files) -> None:
    found = search(_places(paths, files))
    files.read.errors += [each for each in found.diagnostics if each.rule not in _OF_SEARCH]
    files.read.left_alone += [
        Diagnostic(path, "is left out by .forceignore") for path in found.ignored
    ]
    names = sorted({*found.files, *found.of_metadata_api})
    work = partial(_read_files, compares=files.read.compares)
    several = are_worth(len(names))
    for each in spread(work, [], chunks(names), iter) if several else [work(names)]:
        files.read.add(each)
    trees = _trees_of_metadata_api(found.files)
    for name in found.others:
        path = name.replace(os.sep, "/")
        if path.endswith("-meta.xml") or path.startswith(trees):
            files.read.left_alone.append(Diagnostic(path, NO_TYPE))


def _read_files(names: list[str], *, compares: bool) -> Read:
    """Return what is in files; also called in a process of its own."""
    found = Read(compares=compares)
    for name in names:
        path = name.replace(os.sep, "/")
        try:
            content = read_bytes(name, limit=MAX_BYTES, follow=False)
        except OSError as error:
            found.errors.append(unreadable(path, error))
        else:
            _read(path, content, found)
    return found


def _trees_of_metadata_api(paths: Iterable[str]) -> tuple[str, ...]:
    """Return the folders that hold a package.xml, all files below which are metadata."""
    found = (posixpath.split(path.replace(os.sep, "/")) for path in paths)
    return tuple(f"{folder}/" for folder, name in found if name == _PACKAGE)


def _places(paths: Iterable[Path], files: Files) -> Iterator[Place]:
    """Yield where to look: a project is its package directories."""
    for path in paths:
        if not os.path.lexists(path / project.FILE):
            yield Place(path.as_posix(), (path,))
            continue
        known = project.find(path, None, OLDEST)
        files.projects[path] = known.package_directory
        if known.says_version:
            files.read.versions.append(known.api_version)
        files.name = known.name or files.name
        folders = (path / folder for folder in known.package_directories)
        yield Place(path.as_posix(), tuple(each for each in folders if os.path.lexists(each)))


def _read(path: str, content: bytes, found: Read) -> None:
    if type_of(path) is PACKAGE:
        found.versions += _versions(content)
    else:
        read(path, content, found)


def _versions(manifest: bytes) -> Iterator[ApiVersion]:
    """Yield the API version of a manifest, if it names one."""
    try:
        yield api_version(text(parse_xml(manifest), "version"), OLDEST)
    except (ValueError, etree.XMLSyntaxError):
        return
