"""Diagnostics: what is wrong, where, and which rule it breaks."""

from dataclasses import dataclass
from enum import StrEnum


class Severity(StrEnum):
    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule of the Metadata API, or a risk of a deploy.

    - `what` has to be true; `why` is the reason, `fix` the way to mend it, `source` where the
      rule is from, and `message` what an org says, where that is known.
    - `evidence` are real files as counted: how many instances keep the rule, how many break it.
    - A rule that is an assertion has four more: `of` is the metadata type that it is about, `test`
      the XPath that has to be true of a file, `at` the element that a diagnostic points to, and
      `diagnosis` its message, with {name} for the text of an element.
    """

    code: str
    severity: Severity
    what: str
    why: str
    fix: str
    source: str
    message: str = ""
    evidence: str = ""
    of: str = ""
    test: str = ""
    at: str = ""
    diagnosis: str = ""


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """What is wrong, and where: the file, its line and column (from 1), the key of the schema.

    `message` says what is there and what is allowed. `rule` is the code of the broken rule, or
    empty.
    """

    file: str
    message: str
    line: int | None = None
    key: str = ""
    column: int | None = None
    rule: str = ""

    def __str__(self) -> str:
        numbers = [str(each) for each in (self.line, self.column) if each is not None]
        where = ":".join((self.file, *numbers))
        return visible(": ".join(part for part in (where, self.key, self.message) if part))

    def place(self) -> tuple[str, int, int, str, str]:
        """Return the key by which diagnostics are sorted: file, line, column, rule, message."""
        return self.file, self.line or 0, self.column or 0, self.rule, self.message


def visible(text: str) -> str:
    r"""Return text that is safe to print: what controls a terminal is escaped.

    Escape characters, line ends and marks of direction are written as Python does: \x1b, \n,
    \u202e.
    """
    if text.isprintable():
        return text
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in text)


def with_fix(message: str, rule: Rule) -> str:
    """Return a message as a sentence, with the fix of its rule behind it."""
    return f"{message}{'' if message.endswith(('.', '?')) else '.'} {rule.fix}"


def error(code: str, what: str, why: str, fix: str, source: str, **more: str) -> Rule:
    """Return a rule that an org or the CLI enforces."""
    return Rule(code, Severity.ERROR, what, why, fix, source, **more)


def warning(code: str, what: str, why: str, fix: str, source: str, **more: str) -> Rule:
    """Return a rule that only some orgs enforce, or none: what breaks it may do harm later."""
    return Rule(code, Severity.WARNING, what, why, fix, source, **more)
