"""The command `docs`: from a schema or a tree of files to the values of a data dictionary."""

import os
from dataclasses import dataclass
from pathlib import Path

from generator.diagnostics import Diagnostic
from generator.dictionary import from_schema, from_tree
from generator.dictionary.access import access
from generator.dictionary.dictionary import Dictionary
from generator.dictionary.flows import flows
from generator.dictionary.health import health
from generator.dictionary.material import Material
from generator.dictionary.objects import objects
from generator.dictionary.others import others
from generator.dictionary.relationships import relationships
from generator.dictionary.sources import Citations
from generator.dictionary.statuses import statuses
from generator.dictionary.uses import Uses
from generator.dictionary.value_sets import value_sets
from generator.errors import UsageError
from generator.importing import archive
from generator.importing.originals import type_at
from generator.schema import yaml_source

_METADATA = "-meta.xml"


@dataclass(frozen=True, slots=True)
class DocsRequest:
    """What to describe: the name or path of a schema, or the path of files of metadata."""

    subject: str
    project_dir: Path | None = None
    api_version: str | None = None


def describe(request: DocsRequest) -> Dictionary:
    """Return the dictionary of a schema or a tree. Reads only.

    Raises GeneratorError with every diagnostic of the first stage that found one.
    """
    _refuse_missing(request.subject)
    if _is_tree(request.subject):
        material = from_tree.material(Path(request.subject), request.api_version)
    else:
        material = from_schema.material(request.subject, request.project_dir, request.api_version)
    return dictionary(material)


def _refuse_missing(subject: str) -> None:
    """Raise UsageError for what is neither a path nor the name of a shipped schema."""
    if subject.strip() and subject not in yaml_source.shipped() and not os.path.lexists(subject):
        message = (
            f"does not exist; give a YAML file, the name of a shipped schema "
            f"({', '.join(yaml_source.shipped())}), or the path of files of metadata"
        )
        raise UsageError(Diagnostic(subject, message))


def _is_tree(subject: str) -> bool:
    """Whether a name or path means files of metadata; a shipped schema goes before a folder."""
    path = Path(subject)
    if subject in yaml_source.shipped():
        return False
    is_file = subject.endswith(_METADATA) or type_at(path.as_posix()) is not None
    return path.is_dir() or is_file or archive.is_archive(path)


def dictionary(material: Material) -> Dictionary:
    """Return the dictionary of some material."""
    cited = Citations(material.schema)
    shown = objects(material, Uses(material), cited)
    granted = access(material, shown)
    return Dictionary(
        material.title,
        material.origin,
        material.description,
        objects=shown,
        relationships=relationships(shown),
        access=granted,
        value_sets=value_sets(material, cited),
        statuses=statuses(material.schema, cited),
        flows=flows(material),
        others=others(material, shown),
        health=health(shown, granted, material),
        sources=cited.all,
        notices=material.unplaced,
        not_shown=material.not_shown,
    )
