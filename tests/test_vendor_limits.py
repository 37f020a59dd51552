"""A vendor's limits hold in each copy of its schema, and in every schema that has the field."""

import re
from pathlib import Path

import pytest
from conftest import ROOT

from generator import resources
from generator.errors import SchemaError
from generator.org.rest import describe
from generator.readiness.answers import read as read_answers
from generator.readiness.checks import checks
from generator.readiness.fixes import Fixes
from generator.readiness.requirements import requirements
from generator.schema.loader import load
from generator.schema.yaml_source import Source
from generator.types.schema import Schema
from generator.workspace.cache import fingerprint

SHIPPED = (ROOT / "generator/schemas/kaltura.yaml").read_text(encoding="utf-8")
LIMITS = re.compile(r"^vendor_limits:\n(?: .*\n)+", re.MULTILINE)
TOO_LONG = SHIPPED.replace(
    "label: External ID\n        type: Text(200)", "label: E\n        type: Text(255)"
)
OWN = """\
name: own
label: Own
description: A schema with a limit of its own.
sources: {us: {title: Us}}
vendor_limits:
  Lead.Note__c: {min_length: 5, max_length: 60, reason: Fits on a badge., source: us}
  CampaignMember.external_id__c: {min_length: 1, max_length: 100, reason: Ours., source: us}
standard_objects:
  Lead:
    fields:
      Note__c: {label: Note, type: Text(50)}
      Free__c: {label: Free, type: Text(50)}
  CampaignMember:
    fields:
      external_id__c: {label: External ID, type: Text(60)}
"""


@pytest.mark.parametrize(
    "copy",
    [
        TOO_LONG,
        TOO_LONG.replace("name: kaltura\n", "name: ours\n"),
        LIMITS.sub("", TOO_LONG),
        LIMITS.sub("", TOO_LONG).replace("name: kaltura\n", "name: ours\n"),
        TOO_LONG.replace("max_length: 200", "max_length: 255"),
    ],
    ids=["as it is", "renamed", "left out", "left out and renamed", "wider"],
)
def test_a_copy_cannot_lose_a_limit(copy: str) -> None:
    with pytest.raises(SchemaError) as caught:
        load(Source("copy.yaml", copy), Schema)

    (diagnostic,) = caught.value.diagnostics
    assert diagnostic.key == "standard_objects.CampaignMember.fields.external_id__c.type"
    assert diagnostic.message.startswith("length is 255; the vendor allows 50 to 200: Kaltura ")


@pytest.mark.parametrize("length", ["255", "'255'"])
def test_a_raw_component_keeps_to_a_limit(length: str) -> None:
    name = "CampaignMember.external_id__c"
    text = f"""\
name: raw
label: Raw
description: Salesforce's own names.
components:
  CustomField:
    {name}: {{label: External ID, type: Text, length: {length}}}
"""

    with pytest.raises(SchemaError) as caught:
        load(Source("raw.yaml", text), Schema)

    (diagnostic,) = caught.value.diagnostics
    assert diagnostic.key == f"components.CustomField.{name}.length"
    assert diagnostic.message.startswith("length is 255; the vendor allows 50 to 200: ")


def test_a_copy_without_the_field_needs_no_limit() -> None:
    text = LIMITS.sub("", SHIPPED).replace("external_id__c", "own_id__c")

    load(Source("copy.yaml", text), Schema)


@pytest.mark.parametrize(
    ("field", "length", "reason"),
    [
        ("Lead.Note__c", 60, "pass: Text(50)"),
        ("Lead.Note__c", 61, "fail: length is 61; at most 60 is allowed"),
        ("Lead.Note__c", 49, "fail: length is 49; at least 50 is needed"),
        ("Lead.Free__c", 255, "pass: Text(50)"),
        ("CampaignMember.external_id__c", 100, "pass: Text(60)"),
        ("CampaignMember.external_id__c", 101, "fail: length is 101; at most 100 is allowed"),
    ],
)
def test_an_org_is_held_to_the_same_limits(field: str, length: int, reason: str) -> None:
    rows = requirements(load(Source("own.yaml", OWN), Schema), None)
    parent, _, own = field.partition(".")
    described = {"name": own, "type": "string", "length": length, "nillable": True}

    (found,) = checks(
        [row for row in rows if row.name == field],
        read_answers({describe(parent): {"fields": [described]}}),
        Fixes("me@example.com", "own"),
    )

    assert f"{found.verdict}: {found.reason}".startswith(reason)


def test_a_cached_run_knows_when_a_shipped_limit_changes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(resources, "PACKAGE", tmp_path)
    shipped = tmp_path / "kaltura.yaml"
    shipped.write_text(SHIPPED, encoding="utf-8")
    before = fingerprint()

    shipped.write_text(SHIPPED.replace("max_length: 200", "max_length: 100"), encoding="utf-8")

    assert fingerprint() != before
