"""What a check says: a finding, and the rule that it breaks."""

from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple


class Severity(StrEnum):
    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule of the Metadata API, or a risk of a deploy.

    `what` has to hold; `why` and `fix` are for people; `message` is the org's own where known;
    `source` says where the rule is from. `at` names the element that a finding points to, for
    rules that are assertions of the XSD.
    """

    code: str
    severity: Severity
    what: str
    why: str
    fix: str
    source: str
    message: str = ""
    at: str = ""


class Finding(NamedTuple):
    """A broken rule at a place; lines and columns count from 1. Findings sort by their places."""

    path: str
    line: int
    column: int
    code: str
    message: str


def error(code: str, what: str, why: str, fix: str, source: str, **more: str) -> Rule:
    return Rule(code, Severity.ERROR, what, why, fix, source, **more)


def warning(code: str, what: str, why: str, fix: str, source: str, **more: str) -> Rule:
    return Rule(code, Severity.WARNING, what, why, fix, source, **more)
