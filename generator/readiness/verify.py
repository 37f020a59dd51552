"""Whether an org is ready for a schema."""

from collections.abc import Callable
from dataclasses import dataclass

from generator.campaigns.statuses import campaign_id, wanted_by
from generator.org import namespaces
from generator.org.access import access
from generator.org.rest import fetch
from generator.org.sf_cli import Org
from generator.org.transport import open_session
from generator.readiness.answers import read
from generator.readiness.checks import checks, further_resources, resources
from generator.readiness.fixes import Fixes
from generator.readiness.namespaces import in_namespace
from generator.readiness.requirements import requirements
from generator.readiness.verdicts import Check, Verdict
from generator.schema import yaml_source
from generator.schema.loader import load
from generator.types.schema import Schema


@dataclass(frozen=True, slots=True)
class VerifyRequest:
    """The schema, the org, and a campaign, or None for all; `step` gets a line for each step."""

    schema: str
    org: Org
    campaign: str | None = None
    step: Callable[[str], None] = lambda _step: None


@dataclass(frozen=True, slots=True)
class VerifyResult:
    """How an org meets each requirement; it is ready if it meets all but the optional ones."""

    username: str
    instance_url: str
    checks: tuple[Check, ...]

    @property
    def is_ready(self) -> bool:
        return all(each.verdict is Verdict.PASS or each.is_optional for each in self.checks)

    @property
    def status(self) -> int:
        return 0 if self.is_ready else 1


def verify(request: VerifyRequest) -> VerifyResult:
    """Check whether an org has all that the schema needs; nothing in it is changed.

    Raises UsageError for a wrong id, SchemaError for a wrong schema, OrgError if the org cannot be
    reached, or if its response is incomplete.
    """
    text = yaml_source.read(request.schema)
    schema = load(text, Schema)
    rows = requirements(schema, _campaign(request, schema, text.name))
    request.step(f"Looking up {request.org.name} in sf")
    known = access(request.org)
    request.step(f"Checking {len(rows)} requirements as {known.username}")
    with open_session(known, request.org.timeout) as session:
        packaged = schema.namespace
        given = fetch(session, [*resources(rows), *namespaces.resources(packaged)])
        is_package = packaged is not None and namespaces.is_installed(given, packaged)
        if namespace := namespaces.namespace_in(given, packaged):
            rows = tuple(in_namespace(row, namespace) for row in rows)
            given = fetch(session, resources(rows))
        given |= fetch(session, further_resources(rows, read(given)))
    fixes = Fixes(known.username, request.schema, is_package)
    return VerifyResult(known.username, known.instance_url, checks(rows, read(given), fixes))


def _campaign(request: VerifyRequest, schema: Schema, name: str) -> str | None:
    """Return the id of the campaign in its long form."""
    if request.campaign is None:
        return None
    wanted_by(schema, name)
    return campaign_id(request.campaign)
