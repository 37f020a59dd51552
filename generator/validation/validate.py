"""A request to validate in, its result out: which files, which rules, and the exit code."""

import os
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path, PurePath

from generator.diagnostics import Diagnostic, Rule, Severity
from generator.errors import ProjectError, UsageError
from generator.files import read
from generator.metadata.api_version import NEWEST, OLDEST
from generator.metadata.document import MAX_BYTES
from generator.metadata.registry import MANIFEST, PACKAGE
from generator.validation.engine import RULES, of_places
from generator.validation.search import Place
from generator.validation.tree_index import Context
from generator.workspace import project

_FOUND = 1


@dataclass(frozen=True, slots=True)
class ValidateRequest:
    """The paths to check, and the options of `validate`."""

    paths: tuple[Path, ...]
    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    severity: Severity = Severity.WARNING
    api_version: str | None = None
    strict: bool = False
    progress: Callable[[list[list[str]], int], Iterable[list[str]]] = lambda items, _: items


@dataclass(frozen=True, slots=True)
class ValidateResult:
    """The diagnostics, the number of files that were checked, the rules, and the exit code."""

    diagnostics: tuple[Diagnostic, ...]
    files: int
    rules: dict[str, Rule]
    status: int

    def severity(self, diagnostic: Diagnostic) -> Severity:
        return self.rules[diagnostic.rule].severity


def validate(request: ValidateRequest) -> ValidateResult:
    """Check the files of a request. Reads only.

    Raises UsageError for a path or code that does not exist, ProjectError if no path is given
    outside a project, or if sfdx-project.json cannot be used.
    """
    _refuse_unknown(request)
    places, context, missing = _places(request.paths, request.api_version)
    found, files = of_places(places, context, request.progress)
    everything = sorted((*missing, *found), key=Diagnostic.place)
    kept = tuple(each for each in everything if _is_wanted(each, request))
    severities = {RULES[diagnostic.rule].severity for diagnostic in kept}
    fails = Severity.ERROR in severities or (request.strict and bool(severities))
    return ValidateResult(kept, files, RULES, _FOUND if fails else 0)


def _refuse_unknown(request: ValidateRequest) -> None:
    wrong = [
        Diagnostic(str(path), message)
        for path in request.paths
        for message in [_why_unusable(path)]
        if message
    ]
    wrong += [
        Diagnostic(option, f"{code} is not the code of a rule, or the beginning of one")
        for option, codes in (("--select", request.select), ("--ignore", request.ignore))
        for code in codes
        if not any(known.startswith(code) for known in RULES)
    ]
    if wrong:
        raise UsageError(*wrong, actions=("The rules are in docs/rules.md.",))


def _why_unusable(path: Path) -> str:
    """Return why a path cannot be checked, empty if it can."""
    try:
        path.lstat()
    except (FileNotFoundError, NotADirectoryError):
        return "does not exist"
    except OSError as error:
        return f"cannot be read: {error.strerror}"
    return ""


def _places(
    paths: tuple[Path, ...], api_version: str | None
) -> tuple[list[Place], Context, list[Diagnostic]]:
    """Return the places to check, the context of their rules, and package directories that lack.

    A project is its package directories and its manifest. Without paths, it is the nearest
    project upward from the current folder.
    """
    places: list[Place] = []
    missing: list[Diagnostic] = []
    packaged: set[str] = set()
    directories: set[str] = set()
    depends = False
    version = NEWEST if api_version is None else project.chosen_version(api_version, OLDEST)
    for path in paths or (_project_upward(),):
        if not os.path.lexists(path / project.FILE):
            places.append(Place(path.as_posix(), (path,)))
            continue
        found = project.find(path, api_version, OLDEST)
        version = min(version, found.api_version)
        packaged |= paths_of(path, found.packaged)
        directories |= paths_of(path, found.package_directories)
        depends = depends or found.depends
        places.append(Place(path.as_posix(), _existing(path, found.package_directories)))
        missing += _missing(path, found.package_directories)
    context = Context(frozenset(packaged), version, frozenset(directories), depends=depends)
    return places, context, missing


def _project_upward() -> Path:
    """Return the nearest project upward, as a path from the current folder."""
    found = project.find(None, None, OLDEST)
    if found.is_new:
        message = "is not in a Salesforce DX project; name the files or folders to check"
        raise ProjectError(Diagnostic(str(found.root), message))
    return Path(os.path.relpath(found.root))


def paths_of(root: PurePath, folders: Iterable[str]) -> set[str]:
    """Return folders of a project as the paths of their files begin with them."""
    return {(root / folder).as_posix() for folder in folders}


def _existing(root: Path, folders: Iterable[str]) -> tuple[Path, ...]:
    paths = (*(root / folder for folder in folders), root / MANIFEST)
    found = [path for path in paths if os.path.lexists(path)]
    beside = [path for path in sorted((root / PACKAGE.directory).glob("*.xml")) if _lists(path)]
    return tuple(dict.fromkeys((*found, *beside)))


def _lists(path: Path) -> bool:
    """Whether a file beside the manifest is another one: each of several schemas has its own."""
    try:
        return b"<Package" in read(path, limit=MAX_BYTES, follow=False)
    except OSError:
        return False


def _missing(root: Path, folders: Iterable[str]) -> list[Diagnostic]:
    file = (root / project.FILE).as_posix()
    return [
        Diagnostic(file, f"{folder} is a package directory, and does not exist", 1, "", 1, "KS113")
        for folder in folders
        if not os.path.lexists(root / folder)
    ]


def _is_wanted(diagnostic: Diagnostic, request: ValidateRequest) -> bool:
    code = diagnostic.rule
    if request.severity is Severity.ERROR and RULES[code].severity is not Severity.ERROR:
        return False
    return code.startswith(request.select or "KS") and not code.startswith(request.ignore or "-")
