"""A schema of one object with two fields, for tests about the tree rather than the metadata."""

from pathlib import Path

SCHEMA = """\
name: small
label: Small
description: Small.
custom_objects:
  Thing__c:
    label: Thing
    plural_label: Things
    record_name: {label: Name}
    fields:
      One__c: {label: One, type: Email}
      Two__c: {label: Two, type: Email}
"""
# What a schema needs for a value set and records; it can follow any schema without them.
STATUSES = """\
campaign_member_statuses:
  template_campaign: T
  values:
    - label: Came
      meaning: Came.
      source: us
      sort_order: 3
      default: true
      responded: true
      basis: inference
sources:
  us: {title: Us}
"""
WITHOUT_TWO = SCHEMA[: SCHEMA.index("      Two__c")]
FIELDS = "force-app/main/default/objects/Thing__c/fields"
ONE = f"{FIELDS}/One__c.field-meta.xml"
TWO = f"{FIELDS}/Two__c.field-meta.xml"


def put(project: Path, path: str, content: bytes) -> None:
    """Write a file of a project, with the folders above it."""
    (project / path).parent.mkdir(parents=True, exist_ok=True)
    (project / path).write_bytes(content)
