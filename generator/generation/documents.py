"""Render a schema: all its documents, which are metadata, manifests and records."""

from collections.abc import Callable, Iterable

from generator.generation import records
from generator.generation.manifests import manifests
from generator.metadata.registry import Component, Document
from generator.metadata.render import environment, render
from generator.types.registry import components
from generator.types.schema import Schema
from generator.workspace.project import Project

# A progress callback: takes the components, and returns them one by one while it shows progress.
Progress = Callable[[list[Component]], Iterable[Component]]


def documents(schema: Schema, project: Project, progress: Progress) -> list[Document]:
    """Render everything that a schema describes. Raises RenderError if a template breaks."""
    parts = list(components(schema, project))
    parts += manifests(parts, project.api_version)
    return [*render(progress(parts), environment()), *records.documents(schema)]
