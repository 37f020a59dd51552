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


def described(schema: Schema, project: Project) -> list[Component]:
    """Return everything that a schema describes, and the manifests that name it."""
    parts = list(components(schema, project))
    return [*parts, *manifests(parts, project.api_version)]


def documents(schema: Schema, parts: list[Component], progress: Progress) -> list[Document]:
    """Render what a schema describes, and its records. Raises RenderError if a template breaks."""
    return [*render(progress(parts), environment()), *records.documents(schema)]
