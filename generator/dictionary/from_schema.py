"""The material of a dictionary from a schema: what it renders, and what it says besides."""

from collections.abc import Mapping
from pathlib import Path

from generator.diagnostics import Diagnostic
from generator.dictionary.material import Material, Name, name_of, placed
from generator.errors import DataError
from generator.generation import prepare
from generator.generation.documents import described
from generator.importing.originals import Original, Read, read, type_at
from generator.metadata import published
from generator.metadata.document import place_of
from generator.metadata.registry import CUSTOM_FIELD, Component
from generator.schema import yaml_source
from generator.workspace import project


def material(schema: str, project_dir: Path | None, api_version: str | None) -> Material:
    """Return what a schema describes.

    Raises GeneratorError with every diagnostic of the first stage that found one.
    """
    found = project.find(project_dir, api_version)
    loaded = prepare.load(yaml_source.read(schema), found)
    components = described(loaded.schema, found)
    rendered = prepare.rendered(loaded, components)
    own = Read(compares=False)
    names: dict[str, Name] = {}
    for component, document in zip(components, rendered.documents, strict=False):
        if type_at(component.path) is None:
            continue
        count = len(own.originals)
        if _is_flat(component):
            own.originals.append(_original(component))
        else:
            read(document.path, document.content, own)
        for original in own.originals[count:]:
            names.setdefault(".".join(component.place), name_of(original))
    if own.errors:
        raise DataError(*own.errors)
    notices, unplaced = placed(rendered.warnings, lambda each: _component(each, names))
    return Material(
        loaded.schema.label,
        f"The schema {loaded.schema.name}",
        tuple(own.originals),
        loaded.schema.description or "",
        notices,
        unplaced,
        schema=loaded.schema,
    )


def _is_flat(component: Component) -> bool:
    """Whether a component is a field that holds texts alone: its file says the same."""
    is_field = component.type is CUSTOM_FIELD
    return is_field and not any(type(each) in {dict, list} for each in component.elements.values())


def _original(component: Component) -> Original:
    """Return a field as reading its file would."""
    parent, name = place_of(component.path, CUSTOM_FIELD)
    known = published.elements(CUSTOM_FIELD.name)
    elements = {each: component.elements[each] for each in known if each in component.elements}
    return Original(component.path, CUSTOM_FIELD, parent, name, elements, is_retrieved=True)


def _component(diagnostic: Diagnostic, names: Mapping[str, Name]) -> Name | None:
    """Return the component whose part of the schema a diagnostic is about."""
    place = diagnostic.key
    while place and place not in names:
        place = place.rpartition(".")[0]
    return names.get(place)
