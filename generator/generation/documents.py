"""Render a schema: all its documents, which are metadata, manifests and records."""

from collections.abc import Callable, Iterable, Iterator

from generator.generation import records
from generator.generation.components.access import permission_sets
from generator.generation.components.flows import flows
from generator.generation.components.manifests import manifests
from generator.generation.components.objects import objects
from generator.generation.components.reports import reports
from generator.generation.components.screens import screens
from generator.generation.components.statuses import status_value_set
from generator.metadata.registry import Component, Document
from generator.metadata.render import environment, render
from generator.schema.model.schema import Schema
from generator.workspace.project import Project

# A progress callback: takes the components, and returns them one by one while it shows progress.
Progress = Callable[[list[Component]], Iterable[Component]]

_PARTS = (objects, status_value_set, screens, permission_sets, flows, reports)


def documents(schema: Schema, project: Project, progress: Progress) -> list[Document]:
    """Render everything that a schema describes. Raises RenderError if a template breaks."""
    parts = list(components(schema, project))
    parts += manifests(parts, project.api_version)
    return [*render(progress(parts), environment()), *records.documents(schema)]


def components(schema: Schema, project: Project) -> Iterator[Component]:
    """Yield the components of a schema, as the project's API version has them."""
    for part in _PARTS:
        yield from part(schema, project)
