"""A checked schema in, all its documents out: metadata, manifest, value sets and records."""

from collections.abc import Callable, Iterable

from generator.generation import records
from generator.generation.components.objects import components, manifests
from generator.metadata.registry import Component, Document
from generator.metadata.render import environment, render
from generator.schema.model.schema import Schema
from generator.workspace.project import Project

# Shows how far a run is: takes components, and passes them on one by one.
Progress = Callable[[list[Component]], Iterable[Component]]


def documents(schema: Schema, project: Project, progress: Progress) -> list[Document]:
    """Render everything that a schema asks for. Raises RenderError if a template breaks."""
    parts = list(components(schema, project))
    parts += manifests(parts, project.api_version)
    return [*render(progress(parts), environment()), *records.documents(schema)]
