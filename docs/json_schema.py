"""Write the JSON Schema that the wheel carries; a test checks that it is current."""

from generator.resources import JSON_SCHEMA
from generator.schema import yaml_source
from generator.schema.json_schema import as_text
from generator.types.schema import Schema

TARGET = JSON_SCHEMA


def page() -> str:
    """Return the JSON Schema of schema files, as text."""
    return as_text(Schema, yaml_source.shipped())


if __name__ == "__main__":
    TARGET.write_text(page(), encoding="utf-8")
