"""The result of `validate` as text: for people, scripts, SARIF viewers and GitHub."""

import os
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import PurePath
from urllib.parse import quote

from generator import __version__
from generator.diagnostics import Diagnostic, Rule, Severity, visible, with_fix
from generator.names import PROGRAM
from generator.output.sf_json import dump, success
from generator.validation.validate import ValidateResult

_SARIF_SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"


def text(result: ValidateResult) -> str:
    """Return lines as a compiler prints them, the fix below each, and a count at the end."""
    return "\n".join([*_lines(result), _count(result)])


def as_json(result: ValidateResult) -> str:
    """Return one object of the shape that `sf --json` prints."""
    diagnostics = [
        {
            "path": diagnostic.file,
            "line": diagnostic.line,
            "column": diagnostic.column,
            "code": diagnostic.rule,
            "severity": result.severity(diagnostic).value,
            "message": diagnostic.message,
            "fix": result.rules[diagnostic.rule].fix,
        }
        for diagnostic in result.diagnostics
    ]
    return success({"files": result.files, "diagnostics": diagnostics}, result.status)


def sarif(result: ValidateResult) -> str:
    """Return a SARIF 2.1.0 log with one run."""
    used = sorted({diagnostic.rule for diagnostic in result.diagnostics})
    driver = {
        "name": PROGRAM,
        "version": __version__,
        "rules": [_sarif_rule(result.rules[code]) for code in used],
    }
    results = [_sarif_result(diagnostic, result, used) for diagnostic in result.diagnostics]
    run = {"tool": {"driver": driver}, "results": results, "columnKind": "unicodeCodePoints"}
    return dump({"$schema": _SARIF_SCHEMA, "version": "2.1.0", "runs": [run]})


def github(result: ValidateResult) -> str:
    """Return workflow commands that GitHub shows beside the lines of a pull request."""
    return "\n".join(
        f"::{result.severity(diagnostic).value} file={_property(diagnostic.file)},"
        f"line={diagnostic.line},col={diagnostic.column},title={diagnostic.rule}::"
        f"{_data(with_fix(diagnostic.message, result.rules[diagnostic.rule]))}"
        for diagnostic in result.diagnostics
    )


FORMATS: dict[str, Callable[[ValidateResult], str]] = {
    "text": text,
    "json": as_json,
    "sarif": sarif,
    "github": github,
}


def _lines(result: ValidateResult) -> Iterator[str]:
    for diagnostic in result.diagnostics:
        rule = result.rules[diagnostic.rule]
        where = f"{visible(diagnostic.file)}:{diagnostic.line}:{diagnostic.column}"
        kind = "" if rule.severity is Severity.ERROR else "warning: "
        yield f"{where}: {diagnostic.rule} {kind}{visible(diagnostic.message)}"
        yield f"    {rule.fix}"


def _count(result: ValidateResult) -> str:
    counts = Counter(result.severity(diagnostic) for diagnostic in result.diagnostics)
    numbers = [f"{counts[s]} {s.value}{'s' * (counts[s] != 1)}" for s in Severity]
    return f"{', '.join(numbers)} in {result.files} file{'s' * (result.files != 1)}"


def _sarif_rule(rule: Rule) -> dict[str, object]:
    return {
        "id": rule.code,
        "shortDescription": {"text": rule.what},
        "fullDescription": {"text": rule.why},
        "help": {"text": rule.fix},
        "defaultConfiguration": {"level": rule.severity.value},
    }


def _sarif_result(
    diagnostic: Diagnostic, result: ValidateResult, used: list[str]
) -> dict[str, object]:
    return {
        "ruleId": diagnostic.rule,
        "ruleIndex": used.index(diagnostic.rule),
        "level": result.severity(diagnostic).value,
        "message": {"text": with_fix(diagnostic.message, result.rules[diagnostic.rule])},
        "locations": [
            {
                "physicalLocation": {
                    "artifactLocation": {"uri": _uri(diagnostic.file)},
                    "region": {"startLine": diagnostic.line, "startColumn": diagnostic.column},
                }
            }
        ],
    }


def _property(value: str) -> str:
    return _data(value).replace(":", "%3A").replace(",", "%2C")


def _uri(path: str) -> str:
    return quote(os.fsencode(PurePath(path).as_posix()))


def _data(value: str) -> str:
    """Escape what ends a command of GitHub, and all else that a terminal or a log obeys."""
    return visible(value.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A"))
