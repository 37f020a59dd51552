"""The rows of types, held against the registry of Salesforce's own library for these files."""

import json
from typing import Any

import pytest
from conftest import ROOT

from generator.metadata import published
from generator.metadata.registry import CUSTOM_FIELD, CUSTOM_OBJECT, MetadataType, all_types

REGISTRY = (
    ROOT / "node_modules/@salesforce/source-deploy-retrieve/lib/src/registry/metadataRegistry.json"
)
# Parts of a translated object lie beside its file; the library names a folder that nobody uses.
BESIDE = {"CustomFieldTranslation": "objectTranslations"}


@pytest.fixture(scope="module")
def registry() -> dict[str, dict[str, Any]]:
    if not REGISTRY.exists():
        pytest.skip("the library is not installed; make test installs it")
    types = json.loads(REGISTRY.read_text(encoding="utf-8"))["types"]
    children = [each["children"]["types"] for each in types.values() if "children" in each]
    rows = [*types.values(), *(row for each in children for row in each.values())]
    return {row["name"]: row for row in rows}


@pytest.mark.parametrize("row", all_types().values(), ids=lambda row: row.name)
def test_folders_and_suffixes(row: MetadataType, registry: dict[str, dict[str, Any]]) -> None:
    known = registry[row.name]
    folder = row.directory.removesuffix("/{parent}").rpartition("/")[2]

    known_folder = BESIDE.get(row.name, known["directoryName"])
    assert (folder, row.suffix) == (known_folder, f"{known['suffix']}-meta")
    assert published.is_component(row.name) or row.name in BESIDE
    assert row.in_folders == known.get("inFolder", False)


def test_each_suffix_is_of_one_type() -> None:
    suffixes = [row.suffix for row in all_types().values()]

    assert len(suffixes) == len(set(suffixes)) > 400


def test_a_field_may_have_the_name_of_its_object() -> None:
    assert CUSTOM_FIELD.full_name("Plan__c", "Plan__c") == "Plan__c.Plan__c"
    assert CUSTOM_OBJECT.full_name("Plan__c", "Plan__c") == "Plan__c"
