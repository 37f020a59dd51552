"""Errors that a person can act on; anything else that escapes is a bug."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing to fix: the file, its line (from 1) and key where known, and what is wrong."""

    file: str
    message: str
    line: int | None = None
    key: str = ""

    def __str__(self) -> str:
        where = self.file if self.line is None else f"{self.file}:{self.line}"
        return visible(": ".join(part for part in (where, self.key, self.message) if part))


def visible(text: str) -> str:
    """Show what a terminal would obey: line ends, escapes, marks that turn the direction."""
    if text.isprintable():
        return text
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in text)


class GeneratorError(Exception):
    """Generation cannot go on; carries every problem found, and what to do about them."""

    def __init__(self, *problems: Problem, actions: tuple[str, ...] = ()) -> None:
        super().__init__("\n".join(map(str, problems)))
        self.problems = problems
        self.actions = actions


class UsageError(GeneratorError):
    """The words of the call are wrong."""


class SchemaError(GeneratorError):
    """The schema file is wrong."""


class ProjectError(GeneratorError):
    """The Salesforce DX project cannot be used as it is."""


class RenderError(GeneratorError):
    """A template failed, or printed what Salesforce's metadata format does not allow."""


class RuleError(GeneratorError):
    """What the schema asks for breaks a rule of the Metadata API."""


class OwnershipError(GeneratorError):
    """A file stands in the way that is not ours, or that somebody edited."""


class ValueSetError(GeneratorError):
    """The value-set file to merge into cannot be used."""


class WriteError(GeneratorError):
    """The system refused to read or write a file."""


class DataError(GeneratorError):
    """What `sf` read from an org cannot be used."""


class OrgError(GeneratorError):
    """An org could not be asked, or gave no whole answer."""
