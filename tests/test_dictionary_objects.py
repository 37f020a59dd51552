"""Objects, fields, picklists, value sets, sources and statuses of a data dictionary."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from conftest import ROOT

from generator.dictionary.items import KINDS
from generator.dictionary.material import Material
from generator.dictionary.objects import objects
from generator.dictionary.sources import Citations
from generator.dictionary.uses import Uses
from generator.dictionary.value_sets import value_sets
from generator.importing.originals import Original, Read, read
from generator.metadata.registry import CUSTOM_METADATA, CUSTOM_OBJECT
from generator.types.homes import object_of

CASES = sorted((ROOT / "tests/cases").iterdir())
_SHOWN_HERE = {"CustomObject", "CustomField", "GlobalValueSet", "StandardValueSet", *KINDS}


def originals(folder: Path) -> list[Original]:
    """Return the components of a folder."""
    found = Read()
    for path in sorted(folder.rglob("*-meta.xml")):
        read(str(path.relative_to(folder)), path.read_bytes(), found)
    assert not found.errors
    return found.originals


def shown(*given: Original) -> object:
    """Return all that entries of objects and value sets say of components."""
    material = Material("", "", given)
    return objects(material, Uses(material), Citations(None)), value_sets(material)


def changed(value: Any) -> Iterator[tuple[str, Any]]:
    """Yield a value once for each text, number and switch in it, with another one there."""
    if isinstance(value, dict):
        for key, each in value.items():
            for path, other in changed(each):
                yield f"{key}.{path}".rstrip("."), {**value, key: other}
    elif isinstance(value, list):
        for index, each in enumerate(value):
            for path, other in changed(each):
                yield path, [*value[:index], other, *value[index + 1 :]]
    elif isinstance(value, bool):
        yield "", not value
    else:
        yield "", value + 1 if isinstance(value, int) else f"{value}X"


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_each_value_of_a_file_counts(case: Path) -> None:
    """Another value in a file is another entry: nothing is dropped in silence."""
    given = originals(case / "expected")
    fields = [each for each in given if each.type.name == "CustomField"]
    dropped = set()
    for original in given:
        if original.type.name not in _SHOWN_HERE:
            continue
        sobject = object_of(original.type.name, original.parent, original.name)
        rest = fields if original.type is CUSTOM_METADATA else []
        if original.type is not CUSTOM_OBJECT:
            bare = Original("", CUSTOM_OBJECT, sobject, sobject, {}, is_retrieved=False)
            rest = [*rest, bare]
        before = shown(original, *rest)
        for path, elements in changed(original.elements):
            other = replace(original, elements=elements)
            if path != "fullName" and shown(other, *rest) == before:
                dropped.add(f"{original.type.name} {path}")
    assert not dropped, "\n".join(sorted(dropped))
