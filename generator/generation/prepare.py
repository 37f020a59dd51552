"""From the text of a schema to documents that keep the rules; no file of a project is read."""

from dataclasses import dataclass

from generator.diagnostics import Diagnostic
from generator.errors import UnprintedError
from generator.generation.documents import Progress, described, documents
from generator.generation.namespaces import refuse_other_namespace, unsaid_namespace
from generator.generation.schema_locations import check, unprinted
from generator.generation.unplaced_fields import unplaced
from generator.metadata.registry import Component, Document
from generator.schema.lines import Lines
from generator.schema.loader import checked
from generator.schema.overlay import merged
from generator.schema.yaml_source import Source
from generator.types.schema import Schema
from generator.workspace.project import Project


@dataclass(frozen=True, slots=True)
class Loaded:
    """A schema that was read and found right. `bases` are the names of what it extends."""

    source: Source
    project: Project
    schema: Schema
    lines: Lines
    bases: tuple[str, ...]

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the schema and of what it extends: their files are files of the schema."""
        return tuple(dict.fromkeys((self.schema.name, *self.bases)))


@dataclass(frozen=True, slots=True)
class Rendered(Loaded):
    """A schema with its documents, and the warnings of the rules."""

    documents: tuple[Document, ...]
    warnings: tuple[Diagnostic, ...] = ()


def prepare(source: Source, found: Project, progress: Progress = iter) -> Rendered:
    """Render a schema, and check the documents by the rules.

    Raises SchemaError, RenderError or RuleError.
    """
    loaded = load(source, found)
    return rendered(loaded, described(loaded.schema, found), progress)


def load(source: Source, found: Project) -> Loaded:
    """Return the schema of a text. Raises SchemaError."""
    content = merged(source, Schema)
    schema, lines = checked(content, Schema)
    refuse_other_namespace(schema.namespace, lines, found)
    return Loaded(source, found, schema, lines, content.base_names)


def rendered(loaded: Loaded, components: list[Component], progress: Progress = iter) -> Rendered:
    """Render components, and check the documents. Raises RenderError or RuleError."""
    found, schema, lines = loaded.project, loaded.schema, loaded.lines
    try:
        made = tuple(documents(schema, components, progress))
    except UnprintedError as error:
        raise unprinted(error, lines) from error
    del components  # they may be many, and are of no more use
    warnings = (
        *unsaid_namespace(schema.namespace, lines, found),
        *unplaced(made, lines),
        *check(made, lines, found),
    )
    return Rendered(loaded.source, found, schema, lines, loaded.bases, made, warnings)
