"""From files of metadata to the data of a schema that generates the same files again."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from generator.diagnostics import Diagnostic
from generator.errors import DataError, UsageError
from generator.importing import files
from generator.importing.api_names import words
from generator.importing.draft import Draft
from generator.importing.files import Files
from generator.importing.imported import Imported
from generator.importing.originals import Original
from generator.importing.placing import Group, carried_by_all, groups
from generator.importing.written import Target
from generator.metadata.api_version import NEWEST, OLDEST_WRITTEN, ApiVersion
from generator.metadata.near_names import slip_of
from generator.types.field_defaults import EXTERNAL_ID_ON_EVERY_TYPE_UNTIL
from generator.types.object_access import VIEW_ALL_FIELDS_SINCE
from generator.workspace import project

_NO_LETTERS = re.compile(r"[^a-z0-9]+")
_LONGEST_NAME = 40
_MOST = 10  # reasons why nothing is imported
_BEFORE_VIEW_ALL_FIELDS = ApiVersion(VIEW_ALL_FIELDS_SINCE.number - 1)


@dataclass(frozen=True, slots=True)
class TreeRequest:
    """The paths to import, the objects to which that is limited, and names for the schema."""

    paths: tuple[Path, ...]
    objects: tuple[str, ...] = ()
    name: str | None = None
    label: str | None = None
    description: str | None = None
    api_version: ApiVersion | None = None


def imported(request: TreeRequest) -> Imported:
    """Return the schema of what is at some paths.

    Raises UsageError for a path or an object that is not there, DataError for files that cannot
    be read, with all of them.
    """
    return _imported(request, files.read_all(request.paths))


def of_contents(request: TreeRequest, contents: Mapping[str, bytes]) -> Imported:
    """Return the schema of files that an org gave, by path; raises as `imported` does."""
    name = " ".join(map(words, request.objects))
    return _imported(request, files.read_contents(contents, name))


def _imported(request: TreeRequest, found: Files) -> Imported:
    if found.read.errors:
        raise DataError(*sorted(found.read.errors, key=Diagnostic.place))
    wanted = _chosen(groups(found.read.originals), request.objects)
    if not any(group.originals for group in wanted):
        raise _nothing(request, found.read.left_alone)
    version = request.api_version or _version(found, wanted)
    draft = Draft(wanted, _head(request, found), Target(version))
    draft.of_all = carried_by_all(wanted, version)
    schema = draft.settled()
    originals = [each for group in wanted for each in group.originals]
    kept = [each for each in originals if id(each) not in draft.refused]
    left = [each.at(draft.refused[id(each)]) for each in originals if id(each) in draft.refused]
    left += (
        each
        for each in found.read.left_alone
        if not request.objects or any(_is_of(each.file, group.name) for group in wanted)
    )
    if not kept:
        raise _nothing(request, left)
    return Imported(
        draft.data(schema),
        {},
        guessed=tuple(_guessed(found, version)),
        left_alone=tuple(sorted(left, key=Diagnostic.place)),
        different=tuple(each.at(REFORMED) for each in _reformed(kept)),
        elsewhere=tuple(_elsewhere(kept, found)),
        api_version=version,
        components=len(kept),
    )


def _nothing(request: TreeRequest, left_alone: Sequence[Diagnostic]) -> UsageError:
    """Return the error for paths of which nothing is imported, with the reasons."""
    paths = (Diagnostic(str(path), "holds no metadata to import") for path in request.paths)
    return UsageError(*left_alone[:_MOST], *paths)


REFORMED = "is not as a retrieve writes it; generate writes the same in that form"


def _reformed(originals: Iterable[Original]) -> list[Original]:
    return sorted(
        (each for each in originals if not each.is_retrieved),
        key=lambda each: (each.path, each.full_name),
    )


def _guessed(found: Files, version: ApiVersion) -> Iterator[Diagnostic]:
    if not found.read.versions and version != NEWEST:
        message = f"nothing names the API version; the files fit {version}: generate for that one"
        yield Diagnostic(project.FILE, message, key="sourceApiVersion")


def _elsewhere(originals: Iterable[Original], found: Files) -> Iterator[Diagnostic]:
    """Yield the files of projects that `generate` writes to another path."""
    for root, package_directory in found.projects.items():
        start = (root / "x").as_posix().removesuffix("x")
        for each in originals:
            own = each.path.removeprefix(start)
            made = each.type.path(package_directory, each.name, each.parent)
            if each.path.startswith(start) and own != made:
                yield each.at("generate writes it below main/default of the package directory")


def _chosen(given: list[Group], objects: tuple[str, ...]) -> list[Group]:
    """Return the objects that are asked for; all groups if none is named."""
    if not objects:
        return given
    known = {group.name.casefold(): group for group in given if group.name}
    missing = [name for name in objects if name.casefold() not in known]
    if missing:
        raise UsageError(*(_unknown(name, known.values()) for name in missing))
    return [known[name] for name in sorted({name.casefold() for name in objects})]


def _is_of(path: str, name: str) -> bool:
    """Whether a file lies in the folder of an object, or is that of the object."""
    return name.casefold() in path.casefold().replace(".", "/").split("/")


def _unknown(name: str, known: Iterable[Group]) -> Diagnostic:
    meant = slip_of(name, [group.name for group in known])
    hint = f"; did you mean {meant}?" if meant else ""
    return Diagnostic("--object", f"no file is about {name}{hint}")


def _version(found: Files, given: list[Group]) -> ApiVersion:
    """Return the API version that a project or manifest names; else the newest that fits."""
    if found.read.versions:
        return max(min(found.read.versions), OLDEST_WRITTEN)
    carried = [g.carried(NEWEST, None)[0] for g in given if g.name and g.of("CustomField")]
    if sum("externalId" in each for each in carried) * 2 > len(carried):
        return EXTERNAL_ID_ON_EVERY_TYPE_UNTIL
    sets = [each for group in given for each in group.of("PermissionSet")]
    entries = [one for each in sets for one in each.elements.get("objectPermissions", ())]
    has_new = any("viewAllFields" in each for each in entries)
    return NEWEST if has_new or not entries else _BEFORE_VIEW_ALL_FIELDS


def _head(request: TreeRequest, found: Files) -> dict[str, Any]:
    name = request.name or _schema_name(found.name)
    head = {"name": name, "label": request.label or _label(found.name)}
    return head | ({"description": request.description} if request.description else {})


def _schema_name(text: str) -> str:
    """Return the name of a project or folder as a schema can have it."""
    name = _NO_LETTERS.sub("-", text.lower()).strip("-")[:_LONGEST_NAME].strip("-")
    return name if name[:1].isalpha() else f"schema-{name}"[:_LONGEST_NAME].strip("-")


def _label(text: str) -> str:
    """Return the name of a project or folder as people read it."""
    words = re.sub(r"[\W_]+", " ", text).split()
    return " ".join(each[:1].upper() + each[1:] for each in words)[:_LONGEST_NAME] or "Imported"
