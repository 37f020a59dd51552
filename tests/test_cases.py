"""Every folder in tests/cases is a schema and the exact project that it has to produce.

A case proves the laws: the tree is as expected, both ways; a second run changes nothing; every
file is in canonical form, and valid by Salesforce's published types and its WSDL.
"""

import shutil
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

import pytest
from conftest import ROOT, Run, Wsdl, tree
from lxml import etree
from pydantic import BaseModel
from pydantic.json_schema import SkipJsonSchema

from generator.metadata.canonical import parse, serialize
from generator.metadata.document import any_type_of
from generator.metadata.registry import PACKAGE, RENDERED
from generator.metadata.xsd import violations
from generator.schema.loader import load
from generator.schema.models import all_models
from generator.schema.yaml_source import read
from generator.types.custom_object import CustomObject
from generator.types.schema import Schema
from generator.workspace.project import find

CASES = sorted((Path(__file__).parent / "cases").iterdir())
each_case = pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)


def arguments(case: Path, project: Path) -> list[str | Path]:
    options = case / "options"
    extra = options.read_text(encoding="utf-8").split() if options.exists() else []
    return ["generate", case / "schema.yaml", "--project-dir", project, *extra]


FOLDERS = ("force-app", "manifest", "reports", "unpackaged")


def xml_files(root: Path) -> dict[str, bytes]:
    return {
        f"{folder}/{path}": text
        for folder in FOLDERS
        for path, text in tree(root / folder).items()
        if path.endswith(".xml")
    }


@each_case
def test_the_tree_is_the_expected_one(case: Path, project: Path, run: Run, accept: bool) -> None:
    result = run(*arguments(case, project))

    assert result.exit_code == 0, result.output
    if accept:
        shutil.rmtree(case / "expected", ignore_errors=True)
        shutil.copytree(project, case / "expected", ignore=shutil.ignore_patterns(".kaltura-sfdx"))
    assert tree(project) == tree(case / "expected")


@each_case
def test_a_second_run_changes_nothing(case: Path, project: Path, run: Run) -> None:
    run(*arguments(case, project))
    first = tree(project)

    checked = run(*arguments(case, project), "--check")
    again = run(*arguments(case, project))

    assert (checked.exit_code, again.exit_code) == (0, 0)
    assert tree(project) == first


@pytest.mark.parametrize("root", [*(c / "expected" for c in CASES), ROOT], ids=str)
def test_files_are_canonical_and_valid(root: Path, wsdl: Wsdl) -> None:
    version = find(root, None).api_version
    for path, content in xml_files(root).items():
        metadata_type = PACKAGE if path.startswith("manifest/") else any_type_of(path)
        assert metadata_type is not None
        element = parse(content.decode())
        assert serialize(element, by_client=metadata_type.is_composed) == content, path
        assert etree.QName(element).localname == metadata_type.name
        assert violations(element, version) == [], path
        assert wsdl.refusals(content) == [], path


def test_the_cases_hold_every_metadata_type() -> None:
    files = [path for case in CASES for path in xml_files(case / "expected")]
    found = {".".join(path.rsplit(".", 2)[-2:]) for path in files}

    assert {f"{t.suffix}.xml" for t in RENDERED if t.name != "Package"} <= found


def keys_said(value: object) -> Iterator[tuple[str, str]]:
    """Yield the keys that a part of a schema says, each with the model that it is a key of."""
    below: Iterable[object] = ()
    if isinstance(value, BaseModel):
        yield from ((type(value).__name__, key) for key in value.model_fields_set)
        below = [getattr(value, key) for key in value.model_fields_set]
    elif isinstance(value, Mapping):
        below = value.values()
    elif isinstance(value, tuple):
        below = value
    for each in below:
        yield from keys_said(each)


def keys_offered() -> Iterator[tuple[str, str]]:
    """Yield the keys of each model that an editor offers; `metadata` of all is that of a table."""
    for model in all_models(Schema):
        for key, field in model.model_fields.items():
            is_hidden = SkipJsonSchema in map(type, field.metadata)
            if not is_hidden and (key != "metadata" or model is CustomObject):
                yield model.__name__, key


def test_the_cases_hold_every_key() -> None:
    schemas = [load(read(str(case / "schema.yaml")), Schema) for case in CASES]
    said = {key for schema in schemas for key in keys_said(schema)}

    assert {f"{model}.{key}" for model, key in set(keys_offered()) - said} == set()


def test_the_committed_tree_is_the_shipped_schema(run: Run) -> None:
    result = run("generate", "--project-dir", ROOT, "--check")

    assert result.exit_code == 0, result.output
