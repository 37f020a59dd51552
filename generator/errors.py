"""Errors that a person can act on; anything else that escapes is a bug."""

from generator.diagnostics import Diagnostic


class GeneratorError(Exception):
    """Generation cannot go on; carries every diagnostic found, and what to do about them."""

    def __init__(self, *diagnostics: Diagnostic, actions: tuple[str, ...] = ()) -> None:
        super().__init__("\n".join(map(str, diagnostics)))
        self.diagnostics = diagnostics
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
