"""A checked schema in, all its documents out: metadata, manifest, value sets and records."""

from collections.abc import Callable, Iterable

from generator import records, value_set
from generator.components import components, manifest
from generator.metadata import STANDARD_VALUE_SET, Component, Document
from generator.model import Schema
from generator.project import Project
from generator.render import environment, render

# Shows how far a run is: takes components, and passes them on one by one.
Progress = Callable[[list[Component]], Iterable[Component]]
# Returns, for the path of a value set, the name and bytes of the file whose values it keeps.
Base = Callable[[str], tuple[str, bytes] | None]


def documents(
    schema: Schema, project: Project, base: Base, progress: Progress
) -> tuple[list[Document], list[str]]:
    """Render everything that a schema asks for; return it with warnings about what it met.

    Raises RenderError if a template breaks, ValueSetError if a base is no value set.
    """
    parts = list(components(schema, project))
    parts.append(manifest(parts, project.api_version))
    value_sets = {part.path for part in parts if part.type is STANDARD_VALUE_SET}
    rendered: list[Document] = []
    warnings: list[str] = []
    for document in render(progress(parts), environment()):
        kept = base(document.path) if document.path in value_sets else None
        if kept is None:
            rendered.append(document)
        else:
            merged = value_set.merge(*kept, document.content)
            rendered.append(Document(document.path, merged.content))
            warnings.extend(merged.warnings)
    return [*rendered, *records.documents(schema)], warnings
