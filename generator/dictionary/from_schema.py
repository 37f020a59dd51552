"""The material of a dictionary from a schema: what it renders, and what it says besides."""

from collections.abc import Mapping
from pathlib import Path

from generator.diagnostics import Diagnostic
from generator.dictionary.material import Material, Name, name_of, placed
from generator.errors import DataError
from generator.generation import generate
from generator.generation.generate import GenerateRequest
from generator.importing.originals import Read, read, type_at
from generator.schema import yaml_source
from generator.workspace import project


def material(schema: str, project_dir: Path | None, api_version: str | None) -> Material:
    """Return what a schema describes.

    Raises GeneratorError with every diagnostic of the first stage that found one.
    """
    request = GenerateRequest(schema, project_dir, api_version)
    found = project.find(project_dir, api_version)
    rendered = generate.prepare(request, yaml_source.read(schema), found)
    own = Read(compares=False)
    names: dict[str, Name] = {}
    for document in rendered.documents:
        if type_at(document.path) is None:
            continue
        count = len(own.originals)
        read(document.path, document.content, own)
        for original in own.originals[count:]:
            names.setdefault(".".join(document.place), name_of(original))
    if own.errors:
        raise DataError(*own.errors)
    notices, unplaced = placed(rendered.warnings, lambda each: _component(each, names))
    return Material(
        rendered.schema.label,
        f"The schema {rendered.schema.name}",
        tuple(own.originals),
        rendered.schema.description or "",
        notices,
        unplaced,
        schema=rendered.schema,
    )


def _component(diagnostic: Diagnostic, names: Mapping[str, Name]) -> Name | None:
    """Return the component whose part of the schema a diagnostic is about."""
    place = diagnostic.key
    while place and place not in names:
        place = place.rpartition(".")[0]
    return names.get(place)
