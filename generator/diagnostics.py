"""A diagnostic: what is wrong, where, and which rule it breaks."""

from dataclasses import dataclass
from enum import StrEnum


class Severity(StrEnum):
    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule of the Metadata API, or a risk of a deploy.

    `what` has to hold; `why` and `fix` are for people; `message` is the org's own where known;
    `source` says where the rule is from. `at` names the element that a diagnostic points to, for
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


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """What is wrong, and where: the file, its line and column (from 1), the key of the schema.

    `rule` is the code of the rule that is broken, where it is one of those.
    """

    file: str
    message: str
    line: int | None = None
    key: str = ""
    column: int | None = None
    rule: str = ""

    def __str__(self) -> str:
        where = self.file if self.line is None else f"{self.file}:{self.line}"
        return visible(": ".join(part for part in (where, self.key, self.message) if part))

    def place(self) -> tuple[str, int, int, str, str]:
        """Return what diagnostics are sorted by."""
        return self.file, self.line or 0, self.column or 0, self.rule, self.message


def visible(text: str) -> str:
    """Show what a terminal would obey: line ends, escapes, marks that turn the direction."""
    if text.isprintable():
        return text
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in text)


def error(code: str, what: str, why: str, fix: str, source: str, **more: str) -> Rule:
    return Rule(code, Severity.ERROR, what, why, fix, source, **more)


def warning(code: str, what: str, why: str, fix: str, source: str, **more: str) -> Rule:
    return Rule(code, Severity.WARNING, what, why, fix, source, **more)
