"""Diagnostics in, text out: for people, scripts, SARIF viewers, and annotations of GitHub."""

import os
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import PurePath
from urllib.parse import quote

from generator import __version__
from generator.diagnostics import Diagnostic, Rule, Severity, visible
from generator.output.sf_json import dump, success
from generator.validation.validate import ValidateResult

_SARIF_SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"


def text(outcome: ValidateResult) -> str:
    """Return lines as a compiler prints them, the fix below each, and a count at the end."""
    return "\n".join([*_lines(outcome), _count(outcome)])


def as_json(outcome: ValidateResult) -> str:
    """Return one object of the shape that `sf --json` prints."""
    diagnostics = [
        {
            "path": diagnostic.file,
            "line": diagnostic.line,
            "column": diagnostic.column,
            "code": diagnostic.rule,
            "severity": outcome.severity(diagnostic).value,
            "message": diagnostic.message,
            "fix": outcome.rules[diagnostic.rule].fix,
        }
        for diagnostic in outcome.diagnostics
    ]
    result = {"files": outcome.files, "diagnostics": diagnostics}
    return success(result, outcome.status)


def sarif(outcome: ValidateResult) -> str:
    """Return a SARIF 2.1.0 log with one run."""
    used = sorted({diagnostic.rule for diagnostic in outcome.diagnostics})
    driver = {
        "name": "kaltura-sfdx",
        "version": __version__,
        "rules": [_sarif_rule(outcome.rules[code]) for code in used],
    }
    results = [_sarif_result(diagnostic, outcome, used) for diagnostic in outcome.diagnostics]
    run = {"tool": {"driver": driver}, "results": results, "columnKind": "unicodeCodePoints"}
    return dump({"$schema": _SARIF_SCHEMA, "version": "2.1.0", "runs": [run]})


def github(outcome: ValidateResult) -> str:
    """Return workflow commands that GitHub shows beside the lines of a pull request."""
    return "\n".join(
        f"::{outcome.severity(diagnostic).value} file={_property(diagnostic.file)},"
        f"line={diagnostic.line},col={diagnostic.column},title={diagnostic.rule}::"
        f"{_data(f'{diagnostic.message}. {outcome.rules[diagnostic.rule].fix}')}"
        for diagnostic in outcome.diagnostics
    )


FORMATS: dict[str, Callable[[ValidateResult], str]] = {
    "text": text,
    "json": as_json,
    "sarif": sarif,
    "github": github,
}


def _lines(outcome: ValidateResult) -> Iterator[str]:
    for diagnostic in outcome.diagnostics:
        rule = outcome.rules[diagnostic.rule]
        where = f"{visible(diagnostic.file)}:{diagnostic.line}:{diagnostic.column}"
        kind = "" if rule.severity is Severity.ERROR else "warning: "
        yield f"{where}: {diagnostic.rule} {kind}{visible(diagnostic.message)}"
        yield f"    {rule.fix}"


def _count(outcome: ValidateResult) -> str:
    counts = Counter(outcome.severity(diagnostic) for diagnostic in outcome.diagnostics)
    told = [f"{counts[s]} {s.value}{'s' * (counts[s] != 1)}" for s in Severity]
    return f"{', '.join(told)} in {outcome.files} file{'s' * (outcome.files != 1)}"


def _sarif_rule(rule: Rule) -> dict[str, object]:
    return {
        "id": rule.code,
        "shortDescription": {"text": rule.what},
        "fullDescription": {"text": rule.why},
        "help": {"text": rule.fix},
        "defaultConfiguration": {"level": rule.severity.value},
    }


def _sarif_result(
    diagnostic: Diagnostic, outcome: ValidateResult, used: list[str]
) -> dict[str, object]:
    return {
        "ruleId": diagnostic.rule,
        "ruleIndex": used.index(diagnostic.rule),
        "level": outcome.severity(diagnostic).value,
        "message": {"text": f"{diagnostic.message}. {outcome.rules[diagnostic.rule].fix}"},
        "locations": [
            {
                "physicalLocation": {
                    "artifactLocation": {
                        "uri": quote(os.fsencode(PurePath(diagnostic.file).as_posix()))
                    },
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
    value = value.encode(errors="backslashreplace").decode()  # a name that is not UTF-8
    return value.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")
