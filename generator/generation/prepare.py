"""From the text of a schema to documents that keep the rules; no file of a project is read."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

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
    """A schema with its documents, and the warnings of the rules.

    `schema` is without its objects, which are many, and of no more use. `renamed` has the new name
    of each field that was renamed, by the old one.
    """

    renamed: Mapping[str, str]
    documents: tuple[Document, ...]
    warnings: tuple[Diagnostic, ...] = ()


def prepare(source: Source, found: Project, progress: Progress = iter) -> Rendered:
    """Render a schema, and check the documents by the rules.

    Raises SchemaError, RenderError or RuleError.
    """
    return rendered(load(source, found), progress=progress)


def load(source: Source, found: Project) -> Loaded:
    """Return the schema of a text. Raises SchemaError."""
    content = merged(source, Schema)
    schema, lines = checked(content, Schema)
    refuse_other_namespace(schema.namespace, lines, found)
    return Loaded(source, found, schema, lines, content.base_names)


def rendered(
    loaded: Loaded, components: list[Component] | None = None, progress: Progress = iter
) -> Rendered:
    """Render a schema, whose components may be given, and check the documents.

    Raises RenderError or RuleError.
    """
    found, lines, renamed = loaded.project, loaded.lines, _renamed(loaded.schema)
    if components is None:
        components = described(loaded.schema, found)
    loaded = replace(loaded, schema=loaded.schema.without_objects())
    try:
        made = tuple(documents(loaded.schema, components, progress))
    except UnprintedError as error:
        raise unprinted(error, lines) from error
    del components  # as many
    warnings = (
        *unsaid_namespace(loaded.schema.namespace, lines, found),
        *unplaced(made, lines),
        *check(made, lines, found),
    )
    return Rendered(
        loaded.source, found, loaded.schema, lines, loaded.bases, renamed, made, warnings
    )


def _renamed(schema: Schema) -> dict[str, str]:
    """Return the new name of each field that was renamed, by the old one, both with the object."""
    return {
        f"{name}.{each.renamed_from}": f"{name}.{own}"
        for name, fields in schema.fields.items()
        for own, each in fields.items()
        if each.renamed_from
    }
