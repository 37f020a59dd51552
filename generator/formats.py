"""Findings in, text out: for people, for scripts, for SARIF viewers, for GitHub's annotations."""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import PurePath
from urllib.parse import quote

from generator import __version__
from generator.envelope import dump, success
from generator.errors import visible
from generator.findings import Finding, Rule, Severity

_SARIF_SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a validation found, in how many files, by which rules, and the exit code it has."""

    findings: tuple[Finding, ...]
    files: int
    rules: dict[str, Rule]
    status: int

    def severity(self, finding: Finding) -> Severity:
        return self.rules[finding.code].severity


def text(outcome: Outcome) -> str:
    """Return lines as a compiler prints them, the fix below each, and a count at the end."""
    return "\n".join([*_lines(outcome), _count(outcome)])


def as_json(outcome: Outcome) -> str:
    """Return one object of the shape that `sf --json` prints."""
    findings = [
        {
            "path": finding.path,
            "line": finding.line,
            "column": finding.column,
            "code": finding.code,
            "severity": outcome.severity(finding).value,
            "message": finding.message,
            "fix": outcome.rules[finding.code].fix,
        }
        for finding in outcome.findings
    ]
    result = {"files": outcome.files, "findings": findings}
    return success(result, outcome.status)


def sarif(outcome: Outcome) -> str:
    """Return a SARIF 2.1.0 log with one run."""
    used = sorted({finding.code for finding in outcome.findings})
    driver = {
        "name": "kaltura-sfdx",
        "version": __version__,
        "rules": [_sarif_rule(outcome.rules[code]) for code in used],
    }
    results = [_sarif_result(finding, outcome, used) for finding in outcome.findings]
    run = {"tool": {"driver": driver}, "results": results, "columnKind": "unicodeCodePoints"}
    return dump({"$schema": _SARIF_SCHEMA, "version": "2.1.0", "runs": [run]})


def github(outcome: Outcome) -> str:
    """Return workflow commands that GitHub shows beside the lines of a pull request."""
    return "\n".join(
        f"::{outcome.severity(finding).value} file={_property(finding.path)},"
        f"line={finding.line},col={finding.column},title={finding.code}::"
        f"{_data(f'{finding.message}. {outcome.rules[finding.code].fix}')}"
        for finding in outcome.findings
    )


FORMATS: dict[str, Callable[[Outcome], str]] = {
    "text": text,
    "json": as_json,
    "sarif": sarif,
    "github": github,
}


def _lines(outcome: Outcome) -> Iterator[str]:
    for finding in outcome.findings:
        rule = outcome.rules[finding.code]
        where = f"{visible(finding.path)}:{finding.line}:{finding.column}"
        kind = "" if rule.severity is Severity.ERROR else "warning: "
        yield f"{where}: {finding.code} {kind}{visible(finding.message)}"
        yield f"    {rule.fix}"


def _count(outcome: Outcome) -> str:
    counts = Counter(outcome.severity(finding) for finding in outcome.findings)
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


def _sarif_result(finding: Finding, outcome: Outcome, used: list[str]) -> dict[str, object]:
    return {
        "ruleId": finding.code,
        "ruleIndex": used.index(finding.code),
        "level": outcome.severity(finding).value,
        "message": {"text": f"{finding.message}. {outcome.rules[finding.code].fix}"},
        "locations": [
            {
                "physicalLocation": {
                    "artifactLocation": {"uri": quote(PurePath(finding.path).as_posix())},
                    "region": {"startLine": finding.line, "startColumn": finding.column},
                }
            }
        ],
    }


def _property(value: str) -> str:
    return _data(value).replace(":", "%3A").replace(",", "%2C")


def _data(value: str) -> str:
    return value.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")
