"""Errors that a person can correct. Any other exception that ends a command is a bug."""

from generator.diagnostics import Diagnostic


class GeneratorError(Exception):
    """A command cannot go on. Holds every diagnostic that was found, and what to do about them."""

    def __init__(self, *diagnostics: Diagnostic, actions: tuple[str, ...] = ()) -> None:
        super().__init__("\n".join(map(str, diagnostics)))
        self.diagnostics = diagnostics
        self.actions = actions


class UsageError(GeneratorError):
    """An option or an argument of the command is wrong."""


class SchemaError(GeneratorError):
    """The schema file is wrong."""


class ProjectError(GeneratorError):
    """The Salesforce DX project cannot be used as it is."""


class RenderError(GeneratorError):
    """A template failed, or printed what Salesforce's metadata format does not allow."""


class UnprintedError(RenderError):
    """A template does not print elements: `paths`, of the component at a place of the schema."""

    def __init__(
        self, *diagnostics: Diagnostic, place: tuple[str, ...], paths: tuple[str, ...]
    ) -> None:
        super().__init__(*diagnostics)
        self.place = place
        self.paths = paths


class RuleError(GeneratorError):
    """Metadata that the schema describes breaks a rule of the Metadata API."""


class OwnershipError(GeneratorError):
    """A change has a conflict: its file is not ours, or somebody edited it."""


class ValueSetError(GeneratorError):
    """The value-set file to merge into cannot be used."""


class WriteError(GeneratorError):
    """A file cannot be read or written, or another run is at work in the project."""


class DataError(GeneratorError):
    """What `sf` read from an org cannot be used."""


class TableError(GeneratorError):
    """A file is no table that can be read, or its table cannot be imported as it is."""


class OrgError(GeneratorError):
    """An org cannot be reached, or its response is incomplete or unexpected."""
