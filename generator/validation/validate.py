"""A request to validate in, its result out: which files, which rules, and the exit code."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from generator.diagnostics import Diagnostic, Rule, Severity
from generator.errors import ProjectError, UsageError
from generator.metadata.api_version import NEWEST
from generator.validation.engine import RULES, of_paths
from generator.validation.tree_index import Context
from generator.workspace import project
from generator.workspace.project import Project

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

    Raises UsageError for a path or code that does not exist, ProjectError for a broken project.
    """
    _refuse_unknown(request)
    paths, context = _paths(request.paths, request.api_version)
    diagnostics, files = of_paths(paths, context, request.progress)
    kept = tuple(diagnostic for diagnostic in diagnostics if _is_wanted(diagnostic, request))
    severities = {RULES[diagnostic.rule].severity for diagnostic in kept}
    fails = Severity.ERROR in severities or (request.strict and bool(severities))
    return ValidateResult(kept, files, RULES, _FOUND if fails else 0)


def _refuse_unknown(request: ValidateRequest) -> None:
    wrong = [
        Diagnostic(str(path), "does not exist")
        for path in request.paths
        if not (path.exists() or path.is_symlink())
    ]
    wrong += [
        Diagnostic(option, f"there is no rule {code}")
        for option, codes in (("--select", request.select), ("--ignore", request.ignore))
        for code in codes
        if not any(known.startswith(code) for known in RULES)
    ]
    if wrong:
        raise UsageError(*wrong, actions=("The rules are in docs/rules.md.",))


def _paths(asked: tuple[Path, ...], api_version: str | None) -> tuple[list[Path], Context]:
    """Replace each project by its package directories and manifest; tell how to look at them."""
    result: list[Path] = []
    packaged: set[str] = set()
    version = NEWEST if api_version is None else project.chosen_version(api_version)
    for path in asked or (Path(),):
        if (path / project.FILE).is_file():
            found = project.find(path, api_version)
            version = min(version, found.api_version)
            result.extend(_folders(found))
            packaged.update(str(path / folder) for folder in found.packaged)
        elif asked:
            result.append(path)
        else:
            message = "is no Salesforce DX project; name the files or folders to check"
            raise ProjectError(Diagnostic(str(Path.cwd()), message))
    return result, Context(frozenset(packaged), version)


def _folders(found: Project) -> list[Path]:
    folders = [found.root / folder for folder in found.package_directories]
    manifest = found.root / "manifest" / "package.xml"
    return [path for path in (*folders, manifest) if path.exists()]


def _is_wanted(diagnostic: Diagnostic, request: ValidateRequest) -> bool:
    code = diagnostic.rule
    if request.severity is Severity.ERROR and RULES[code].severity is not Severity.ERROR:
        return False
    return code.startswith(request.select or "KS") and not code.startswith(request.ignore or "-")
