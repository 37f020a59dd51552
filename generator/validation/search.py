"""Find the metadata files below folders, and say what is left out."""

import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

from generator.diagnostics import Diagnostic
from generator.metadata.document import type_of
from generator.metadata.registry import CHECKED, PACKAGE, MetadataType
from generator.validation.access import read_type_of
from generator.workspace import force_ignore
from generator.workspace.force_ignore import Ignored

_SKIPPED = ("node_modules",)
# In the format of the Metadata API, an object is objects/NAME.object, without -meta.xml.
_OF_METADATA_API = {
    t.suffix.removesuffix("-meta"): t.directory.partition("/")[0]
    for t in CHECKED
    if t.suffix.endswith("-meta") and not t.directory.startswith("objects/{parent}/")
}

# Components that others name, and whose content no rule reads: the type of each suffix.
_UNREAD = {
    "app": "CustomApplication",
    "cls": "ApexClass",
    "customPermission": "CustomPermission",
    "page": "ApexPage",
    "quickAction": "QuickAction",
}


@dataclass(frozen=True, slots=True)
class Place:
    """A file, folder or project to check, by the name that it was given, and its paths."""

    name: str
    paths: tuple[Path, ...]


@dataclass(slots=True)
class Found:
    """The metadata files below some places, and diagnostics of what could not be looked at.

    `unread` are components of which only the names count, each with its type. `single` are files
    that were named one by one, `ignored` those that .forceignore leaves out. `of_metadata_api` are
    files in the format of the Metadata API, `others` all that no type is known for.
    """

    files: list[str] = field(default_factory=list)
    diagnostics: list[Diagnostic] = field(default_factory=list)
    unread: list[tuple[str, str]] = field(default_factory=list)
    single: list[str] = field(default_factory=list)
    ignored: list[str] = field(default_factory=list)
    of_metadata_api: list[str] = field(default_factory=list)
    others: list[str] = field(default_factory=list)

    def names(self) -> dict[str, dict[str, str]]:
        """Return the names of the unread components, by type and by folded name."""
        return {
            kind: {name.casefold(): name for each, name in self.unread if each == kind}
            for kind in _UNREAD.values()
        }


def search(places: Iterable[Place]) -> Found:
    """Return the files at or below each place, without those that .forceignore leaves out.

    A folder that is linked, or cannot be read, is a diagnostic: nothing outside the places is
    read. So are files in the format of the Metadata API, and a place without any metadata.
    """
    files: dict[str, None] = {}
    everything = Found()
    for place in places:
        found = Found()
        for path in place.paths:
            _search(path, found, force_ignore.find(path))
        found.diagnostics += _unchecked(found.of_metadata_api)
        if not found.files and not found.diagnostics:
            found.diagnostics.append(_at(place.name, "KS114", _nothing(found)))
        files |= dict.fromkeys(found.files)
        everything.diagnostics += found.diagnostics
        everything.unread += found.unread
        everything.single += found.single
        everything.ignored += found.ignored
        everything.of_metadata_api += found.of_metadata_api
        everything.others += found.others
    diagnostics = list(dict.fromkeys(everything.diagnostics))
    return replace(everything, files=list(files), diagnostics=diagnostics)


def _nothing(found: Found) -> str:
    message = "holds no metadata that is checked"
    if not found.ignored:
        return message
    return f"{message}: {force_ignore.FILE} leaves out {found.ignored[0]}" + ", ..." * (
        len(found.ignored) > 1
    )


def _search(path: Path, found: Found, ignored: Ignored) -> None:
    if not os.path.isdir(path):  # noqa: PTH112  (no error where it may not look)
        _add(str(path), type_of(str(path)), found, is_ignored=ignored(*os.path.split(path)))
        found.single.append(path.as_posix())
        return

    def refuse(error: OSError) -> None:
        found.diagnostics.append(_at(error.filename, "KS104", f"cannot be read: {error.strerror}"))

    for folder, subfolders, names in os.walk(path, onerror=refuse):
        own = [name for name in subfolders if read_type_of(name) is not None]
        subfolders[:] = sorted(
            name for name in subfolders if name not in _SKIPPED and not name.startswith(".")
        )
        for name in subfolders:
            linked = os.path.join(folder, name)  # noqa: PTH118  (thousands of times)
            if (
                os.path.islink(linked)  # noqa: PTH114
                and name not in own
                and not (ignored(folder, name) or ignored(folder, f"{name}/"))
            ):
                message = "is a symbolic link to a folder; not followed"
                found.diagnostics.append(_at(linked, "KS104", message))
        found.unread.extend(_unread(names))
        above = os.path.join(folder, "")  # noqa: PTH118  (as below)
        for name in sorted([*names, *own]):
            below = above + name  # 20,000 times
            kind = read_type_of(name)
            if kind is not None:
                _add(below, kind, found, is_ignored=ignored(folder, name))
            elif not is_of_metadata_api(folder, name):
                found.others.append(below)
            elif not ignored(folder, name):
                found.of_metadata_api.append(below)


def is_of_metadata_api(folder: str, name: str) -> bool:
    """Whether a file in a folder is in the format of the Metadata API: a README.md is not."""
    return _OF_METADATA_API.get(name.rpartition(".")[2]) == os.path.basename(folder)  # noqa: PTH119


def _unread(names: Iterable[str]) -> Iterator[tuple[str, str]]:
    for name in names:
        full_name, _, suffix = name.removesuffix("-meta.xml").rpartition(".")
        if suffix in _UNREAD:
            yield _UNREAD[suffix], full_name


def _add(path: str, kind: MetadataType | None, found: Found, *, is_ignored: bool) -> None:
    """Add a file; not one that is ignored. A manifest is no source: nothing ignores it."""
    is_out = is_ignored and kind is not PACKAGE
    (found.ignored if is_out else found.files).append(path)


def _unchecked(paths: Iterable[str]) -> Iterator[Diagnostic]:
    folders: dict[str, list[str]] = {}
    for path in paths:
        above, folder, name = f"/{path.replace(os.sep, '/')}".rsplit("/", 2)
        folders.setdefault(above[1:], []).append(f"{folder}/{name}")
    for folder, names in folders.items():
        count = f"{len(names)} file{'s' * (len(names) != 1)}"
        message = f"holds {count} in Metadata API format, not checked: {names[0]}"
        yield _at(folder or ".", "KS112", message + ", ..." * (len(names) > 1))


def _at(path: str, code: str, message: str) -> Diagnostic:
    return Diagnostic(path.replace(os.sep, "/"), message, 1, column=1, rule=code)
