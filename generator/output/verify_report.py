"""The result of `verify` as text: for a terminal, or the object that `sf --json` prints."""

from collections import Counter
from collections.abc import Callable, Iterator

from generator.diagnostics import visible
from generator.names import PROGRAM
from generator.output.sf_json import success
from generator.readiness.verdicts import Check, Verdict
from generator.readiness.verify import VerifyResult

_OPTIONAL = " (optional)"


def text(result: VerifyResult) -> str:
    """Return a line for each requirement, below it what helps, and the verdict."""
    return "\n".join(map(visible, _lines(result)))


def as_json(result: VerifyResult) -> str:
    """Return one object of the shape that `sf --json` prints, with the verdict in it."""
    found = [
        {
            "kind": each.kind.value,
            "name": each.name,
            "verdict": each.verdict.value,
            "isOptional": each.is_optional,
            "reason": each.reason,
            "fixes": list(each.fixes),
        }
        for each in result.checks
    ]
    data = {
        "username": result.username,
        "instanceUrl": result.instance_url,
        "isReady": result.is_ready,
        "requirements": found,
    }
    return success(data, result.status)


FORMATS: dict[str, Callable[[VerifyResult], str]] = {"text": text, "json": as_json}


def _lines(result: VerifyResult) -> Iterator[str]:
    kind = max((len(each.kind) for each in result.checks), default=0)
    name = max((len(visible(each.name)) for each in result.checks), default=0)
    for each in result.checks:
        line = f"{each.verdict:7}  {each.kind:{kind}}  {visible(each.name):{name}}  "
        yield f"{line}{each.reason}{_note(each)}"
        yield from (f"         {command}" for command in each.fixes)
    yield ""
    if any("sf project" in command for each in result.checks for command in each.fixes):
        yield f"Run the deploy commands in the project that {PROGRAM} generate has written."
    yield f"{_verdict(result)}: {_counts(result) or 'nothing to check'}."


def _verdict(result: VerifyResult) -> str:
    ready = "Ready" if result.is_ready else "Not ready"
    return f"{ready}: {result.username} at {result.instance_url}"


def _counts(result: VerifyResult) -> str:
    counts = Counter(f"{each.verdict}{_note(each)}" for each in result.checks)
    names = [f"{verdict}{note}" for note in ("", _OPTIONAL) for verdict in Verdict]
    return ", ".join(f"{counts[name]} {name}" for name in names if counts[name])


def _note(check: Check) -> str:
    """Return a note if the org is ready without meeting this requirement."""
    return _OPTIONAL if check.is_optional and check.verdict is not Verdict.PASS else ""
