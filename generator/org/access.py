"""Where an org is, and the token that lets its user in, as `sf` has them.

Only `access` asks `sf` for a token, which is in nothing that is shown or written.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from generator.diagnostics import Diagnostic
from generator.errors import OrgError
from generator.org import sf_cli
from generator.org.sf_answers import Display, OrgFacts, ShownToken
from generator.org.sf_cli import LOGIN, QUIET, UPDATE, Org, masked, masking
from generator.workspace.project import current_folder

_TOKEN = re.compile(r"[A-Za-z0-9!._~+/=-]+")  # what may stand in a header
_NO_COMMAND = re.compile(r"is not a sf command|list of available commands")
_SHORT_ID = 15
# Spares a second start of `sf` for the token, as long as versions of `sf` know of it: since the
# one of May 2026 hides tokens without it (https://github.com/forcedotcom/cli/issues/3560).
_WITH_TOKEN = {"SF_TEMP_SHOW_SECRETS": "true"}


@dataclass(frozen=True, slots=True)
class Access:
    """Where an org is, and what lets its user in. The token is for one header and nothing else."""

    instance_url: str
    token: str = field(repr=False)
    username: str


@masking()
def access(org: Org) -> Access:
    """Return how to reach an org over REST, as `sf` would.

    Raises OrgError if `sf` knows no such org, it is another one than expected, or `sf` gives no
    token. No token is in the error, whatever `sf` said.
    """
    facts = _facts(org, current_folder(), QUIET | _WITH_TOKEN)
    token = _token(facts.access_token) or _shown_token(org)
    if facts.instance_url is None:
        message = "incomplete response of sf org display: result.instanceUrl is missing"
        raise OrgError(Diagnostic(org.name, message), actions=(LOGIN,))
    return Access(facts.instance_url.rstrip("/"), token, masked(facts.username))


@masking()
def resolved(org: Org, root: Path) -> Org:
    """Return an org by a name that means it in whatever folder `sf` runs.

    The default org of `sf` may be that of a project, which is at `root`. Raises OrgError if there
    is none, or if the org is another one than expected.
    """
    if org.target and org.expected is None:
        return org
    facts = _facts(org, root if root.is_dir() else current_folder())
    return Org(org.target or facts.username, org.timeout)


def _facts(org: Org, cwd: Path, environment: Mapping[str, str] = QUIET) -> OrgFacts:
    """Return what `sf` knows of an org; raises OrgError if it is another one than expected."""
    command = ("org", "display")
    facts = sf_cli.run(org, Display, *command, cwd=cwd, environment=environment).result
    if org.expected is not None:
        _refuse_other(org, org.expected, facts)
    return facts


def _refuse_other(org: Org, expected: str, facts: OrgFacts) -> None:
    id_ = facts.id or ""
    names = {facts.alias, facts.username, id_, id_[:_SHORT_ID], facts.instance_url} - {None, ""}
    if expected.rstrip("/") not in names:
        message = f"is {facts.alias or facts.username}; --expect-org requires {expected}"
        raise OrgError(Diagnostic(org.name, message))


def _shown_token(org: Org) -> str:
    """Return the token by the command that newer versions of `sf` have for it."""
    command = ("org", "auth", "show-access-token")
    try:
        result = sf_cli.run(org, ShownToken, *command, cwd=current_folder()).result
    except OrgError as error:
        if not _NO_COMMAND.search(str(error)):
            raise
        result = None
    token = _token(result.access_token if result else None)
    if not token:
        message = "sf hides the access token, and has no command that shows it"
        raise OrgError(Diagnostic(org.name, message), actions=(UPDATE, LOGIN))
    return token


def _token(text: str | None) -> str:
    """Return a text if it can be a token, or nothing."""
    return text if text is not None and _TOKEN.fullmatch(text) else ""
