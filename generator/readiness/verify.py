"""A call of `verify` in, its outcome out: whether an org is ready for a schema; and its text."""

import re
import shlex
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from generator.campaigns.statuses import campaign_id, wanted_by
from generator.diagnostics import visible
from generator.org import rest
from generator.org.access import Access, access
from generator.org.sf_cli import Org
from generator.org.transport import open_session
from generator.output.sf_json import success
from generator.readiness import requirements
from generator.readiness.requirements import Diagnostic, Verdict
from generator.schema import yaml_source
from generator.schema.loader import load
from generator.schema.model.schema import Schema

_OPTIONAL = " (optional)"


@dataclass(frozen=True, slots=True)
class VerifyRequest:
    """What a person asked for: the schema, the org, and the campaign if not all of them."""

    schema: str
    org: Org
    campaign: str | None = None
    step: Callable[[str], None] = lambda _step: None


@dataclass(frozen=True, slots=True)
class VerifyResult:
    """How an org meets each requirement; it is ready if it meets all but the optional ones."""

    username: str
    instance_url: str
    diagnostics: tuple[Diagnostic, ...]

    @property
    def is_ready(self) -> bool:
        return all(each.verdict is Verdict.PASS or each.is_optional for each in self.diagnostics)

    @property
    def status(self) -> int:
        return 0 if self.is_ready else 1


def verify(request: VerifyRequest) -> VerifyResult:
    """Ask an org for all that the schema needs; nothing in it is changed.

    Raises UsageError for a wrong id, SchemaError for a wrong schema, OrgError if the org could
    not be asked or gave no whole answer.
    """
    text = yaml_source.read(request.schema)
    schema = load(text)
    campaign = _campaign(request, schema, text.name)
    rows = requirements.requirements(schema, campaign)
    request.step(f"Asking sf for {request.org.name}")
    known = access(request.org)
    request.step(f"Asking {known.username} about {len(rows)} requirements")
    with open_session(known, request.org.timeout) as session:
        answers = rest.fetch(session, requirements.questions(rows))
        answers |= rest.fetch(session, requirements.further(rows, answers))
    found = requirements.diagnostics(rows, answers)
    return VerifyResult(
        known.username,
        known.instance_url,
        tuple(_with_commands(each, request, known) for each in found),
    )


def text(outcome: VerifyResult) -> str:
    """Return a line for each requirement, below it what helps, and the verdict."""
    return "\n".join(_lines(outcome))


def as_json(outcome: VerifyResult) -> str:
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
        for each in outcome.diagnostics
    ]
    result = {
        "username": outcome.username,
        "instanceUrl": outcome.instance_url,
        "isReady": outcome.is_ready,
        "requirements": found,
    }
    return success(result, outcome.status)


FORMATS: dict[str, Callable[[VerifyResult], str]] = {"text": text, "json": as_json}


def _campaign(request: VerifyRequest, schema: Schema, name: str) -> str | None:
    if request.campaign is None:
        return None
    wanted_by(schema, name)
    return campaign_id(request.campaign)


def _with_commands(diagnostic: Diagnostic, request: VerifyRequest, known: Access) -> Diagnostic:
    """Fill in the org and the schema where the commands that help want them."""
    words = {
        "{org}": f" --target-org {shlex.quote(known.username)}",
        "{schema}": shlex.quote(request.schema),
    }
    fixes = (
        re.sub(r"\{org\}|\{schema\}", lambda m: words[m[0]], each) for each in diagnostic.fixes
    )
    return replace(diagnostic, fixes=tuple(fixes))


def _lines(outcome: VerifyResult) -> Iterator[str]:
    kind, name = (
        max((len(value) for value in values), default=0)
        for values in (
            [each.kind.value for each in outcome.diagnostics],
            [visible(each.name) for each in outcome.diagnostics],
        )
    )
    for each in outcome.diagnostics:
        line = f"{each.verdict:7}  {each.kind:{kind}}  {visible(each.name):{name}}  "
        yield line + visible(each.reason + _note(each))
        yield from (f"         {visible(command)}" for command in each.fixes)
    counts = Counter(f"{each.verdict}{_note(each)}" for each in outcome.diagnostics)
    names = [f"{verdict}{note}" for note in ("", _OPTIONAL) for verdict in Verdict]
    told = ", ".join(f"{counts[name]} {name}" for name in names if counts[name])
    ready = "Ready" if outcome.is_ready else "Not ready"
    yield ""
    if any("sf project" in command for each in outcome.diagnostics for command in each.fixes):
        yield "Run what deploys in the project into which kaltura-sfdx generate has written."
    where = visible(f"{outcome.username} at {outcome.instance_url}")
    yield f"{ready}: {where}: {told or 'nothing to check'}."


def _note(diagnostic: Diagnostic) -> str:
    """Return what says that an org is ready without it."""
    return _OPTIONAL if diagnostic.is_optional and diagnostic.verdict is not Verdict.PASS else ""
