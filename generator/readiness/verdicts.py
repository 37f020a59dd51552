"""How an org meets a requirement: a verdict, a reason, and the commands that help."""

from dataclasses import dataclass
from enum import StrEnum

from generator.org.rest import Refusal
from generator.types.requirement import Kind


class Verdict(StrEnum):
    PASS = "pass"  # noqa: S105  (no password)
    FAIL = "fail"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Found:
    """What the answers of an org show; `name` if it is about one of several records."""

    verdict: Verdict
    reason: str
    fixes: tuple[str, ...] = ()
    name: str = ""


@dataclass(frozen=True, slots=True)
class Check:
    """A requirement, by its kind and name, and what was found."""

    kind: Kind
    name: str
    verdict: Verdict
    reason: str
    fixes: tuple[str, ...] = ()
    is_optional: bool = False


def passed(reason: str) -> Found:
    return Found(Verdict.PASS, reason)


def failed(reason: str, *fixes: str) -> Found:
    return Found(Verdict.FAIL, reason, fixes)


def unclear(reason: str, *fixes: str) -> Found:
    return Found(Verdict.UNKNOWN, reason, fixes)


def unanswered(answer: Refusal) -> Found:
    return unclear(f"the org refuses to answer ({answer})")


def needs(name: str) -> Found:
    """Return what is found where the org lacks the object or field that the question is about."""
    return unclear(f"cannot be checked without {name}")


def needs_field(name: str, answer: Refusal) -> Found:
    """Return what is found where the org refuses a query about a field of the schema."""
    return needs(name) if answer.code == "INVALID_FIELD" else unanswered(answer)
