"""From the text of a schema to documents."""

import gc
from pathlib import Path
from typing import Any

import pytest
from small_schema import SCHEMA

from generator.generation import documents, prepare, schema_locations
from generator.generation.prepare import Rendered
from generator.schema import yaml_source
from generator.types.custom_field import CustomField
from generator.workspace import project

LABEL = "A label that no other test has"


def prepared(folder: Path, text: str) -> Rendered:
    schema = folder / "small.yaml"
    schema.write_text(text, encoding="utf-8")
    return prepare.prepare(yaml_source.read(str(schema)), project.find(folder, None))


def models() -> int:
    return sum(type(each) is CustomField and each.label == LABEL for each in gc.get_objects())


def test_the_models_of_fields_are_freed_before_the_rules_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A schema may have many: rules and documents take the place of the models in memory."""
    seen = []

    def counted(*given: Any) -> Any:
        seen.append(models())
        return schema_locations.check(*given)

    def noted(*given: Any) -> Any:
        seen.append(models())
        return documents.described(*given)

    monkeypatch.setattr(prepare, "check", counted)
    monkeypatch.setattr(prepare, "described", noted)
    rendered = prepared(tmp_path, SCHEMA.replace("label: One", f"label: {LABEL}"))

    assert seen == [1, 0]
    assert LABEL.encode() in b"".join(document.content for document in rendered.documents)


def test_a_renamed_field_is_known_by_its_old_name(tmp_path: Path) -> None:
    text = SCHEMA.replace("One__c: {", "One__c: {renamed_from: Old__c, ")

    assert prepared(tmp_path, text).renamed == {"Thing__c.Old__c": "Thing__c.One__c"}
