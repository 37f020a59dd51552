"""Any schema that loads renders to files that validate; any text at all is refused in words."""

import re
from collections.abc import Sequence
from pathlib import Path
from string import printable
from typing import Any

import yaml
from conftest import Wsdl
from hypothesis import HealthCheck, given, reject, settings
from hypothesis import strategies as st
from model_strategies import notations
from pydantic import ValidationError

from generator.diagnostics import Diagnostic
from generator.errors import SchemaError
from generator.generation.manifests import manifests
from generator.metadata.api_version import NEWEST, OLDEST, ApiVersion
from generator.metadata.canonical import parse, serialize
from generator.metadata.render import environment, render
from generator.schema.loader import load
from generator.schema.yaml_source import Source
from generator.types.custom_field import CustomField
from generator.types.field_types import FIELD_TYPES, FieldType
from generator.types.registry import components
from generator.types.schema import Schema
from generator.types.table import Context, read, write
from generator.workspace.project import Project

FIXED: dict[str, Any] = {"deadline": None, "derandomize": True}  # the same cases every time
ENVIRONMENT = environment()
WSDL = Wsdl()

names = st.from_regex(r"[A-Za-z](_?[A-Za-z0-9]){0,18}", fullmatch=True)
# What XML can carry; a stripped text must not be empty.
texts = st.text(
    st.characters(exclude_categories=("Cs", "Cc"), exclude_characters="\ufffe\uffff"),
    min_size=1,
    max_size=40,
).filter(str.strip)
lines = texts.map(lambda text: " ".join(text.split()) or "x").filter(
    lambda text: not set(text) & set("\x85\u2028\u2029")
)


@st.composite
def fields(draw: st.DrawFn, rows: Sequence[FieldType] = FIELD_TYPES) -> dict[str, Any]:
    row = draw(st.sampled_from(rows))
    if row.formula and draw(st.booleans()):
        decimals = ", 2" if row.name in {"Number", "Currency", "Percent"} else ""
        kind = f"Formula({row.setup}{decimals})"
        return {"label": draw(lines), "type": kind, "formula": draw(texts)}
    field: dict[str, Any] = {"label": draw(lines), "type": draw(notations(row))}
    optional: dict[str, st.SearchStrategy[Any]] = {
        "description": texts,
        "help_text": texts,
        "required": st.booleans() if row.name != "Lookup" else st.just(False),
        "external_id": st.booleans(),
        "unique": st.just(True) if row.name == "Number" else st.just("case-insensitive"),
        "visible_lines": st.integers(2, 50),
        "restricted": st.booleans(),
        "related_list_label": lines,
        "default": st.booleans() if row.name == "Checkbox" else st.just('"x"'),
    }
    needed: dict[str, st.SearchStrategy[Any]] = {
        "child_relationship_name": names,
        "roll_up": st.just("count"),
        "roll_up_through": st.just("Line__c.Any__c"),
        "display_format": st.just("{000}"),
        "values": st.lists(lines, min_size=1, unique_by=str.casefold),
    }
    for key, strategy in optional.items():
        if (key in row.keys or key in {"description", "help_text"}) and draw(st.booleans()):
            field[key] = draw(strategy)
    return field | {key: draw(s) for key, s in needed.items() if key in row.keys}


def members(values: st.SearchStrategy[Any]) -> st.SearchStrategy[dict[str, Any]]:
    """Return objects or fields by API names that differ."""
    pairs = st.lists(st.tuples(names, values), max_size=4, unique_by=lambda p: p[0].casefold())
    return pairs.map(lambda found: {f"{name}__c": value for name, value in found})


# The types that any custom object can have: the others are for users, external objects, or custom
# metadata types alone.
OF_SOME_OBJECTS = {"Hierarchy", "ExternalLookup", "IndirectLookup", "MetadataRelationship"}
OF_ANY_OBJECT = [row for row in FIELD_TYPES if row.name not in OF_SOME_OBJECTS]
schemas = st.fixed_dictionaries(
    {
        "name": st.just("any"),
        "label": lines,
        "description": texts,
        "custom_objects": members(
            st.fixed_dictionaries(
                {
                    "label": lines,
                    "plural_label": lines,
                    "record_name": st.one_of(
                        st.fixed_dictionaries({"label": lines}),
                        st.fixed_dictionaries(
                            {
                                "label": lines,
                                "type": st.just("Auto Number"),
                                "display_format": st.just("{0}"),
                            }
                        ),
                    ),
                    "fields": members(fields(OF_ANY_OBJECT)),
                },
                optional={
                    "description": texts,
                    "allow_reports": st.booleans(),
                    "track_field_history": st.booleans(),
                },
            )
        ),
    }
)


@given(schemas, st.integers(OLDEST.number, NEWEST.number))
@settings(max_examples=150, suppress_health_check=[HealthCheck.too_slow], **FIXED)
def test_a_schema_that_loads_renders_to_files_that_validate(
    data: dict[str, Any], version: int
) -> None:
    try:
        schema = load(Source("any.yaml", yaml.safe_dump(data, allow_unicode=True)), Schema)
    except SchemaError as error:  # of those made here, only a third master is refused
        assert all("two masters" in p.message for p in error.diagnostics)  # noqa: PT017
        reject()
    project = Project(Path(), "force-app", ("force-app",), ApiVersion(version))
    parts = list(components(schema, project))
    parts += manifests(parts, project.api_version)

    documents = list(render(parts, ENVIRONMENT))

    assert len(documents) == 1 + sum(1 + len(o["fields"]) for o in data["custom_objects"].values())
    for component, document in zip(parts, documents, strict=True):
        assert WSDL.refusals(document.content) == []
        text = document.content.decode()
        assert serialize(parse(text), by_client=component.type.is_composed) == document.content


CONTEXT = Context("Any__c", "Any_Object__c", carried=frozenset({"trackTrending"}))


@given(fields())
@settings(max_examples=300, **FIXED)
def test_what_is_written_of_a_field_is_read_back(data: dict[str, Any]) -> None:
    """The shortest data is read, so it means the same, and is the same the second time."""
    try:
        field = CustomField.model_validate(data)
    except ValidationError:  # nothing but a text that is empty without its byte order mark
        reject()
    elements = write(CustomField, field, CONTEXT)

    found = read(CustomField, elements, CONTEXT)

    again = CustomField.model_validate(found)
    assert write(CustomField, found, CONTEXT) == elements == write(CustomField, again, CONTEXT)
    assert read(CustomField, write(CustomField, again, CONTEXT), CONTEXT) == found
    assert "metadata" not in found


def diagnostics(text: str) -> list[Diagnostic]:
    try:
        load(Source("any.yaml", text), Schema)
    except SchemaError as error:
        return list(error.diagnostics)
    return []


@given(st.text(st.sampled_from(printable), max_size=300))
@settings(max_examples=300, **FIXED)
def test_any_text_is_refused_with_lines_that_it_has(text: str) -> None:
    found = diagnostics(text)

    assert found, "no text so short is a schema"
    assert all(p.line and 1 <= p.line <= len(re.split("\r\n|\r|\n", text)) + 1 for p in found)


def flow_text(nodes: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    """Return lists and mappings of nodes, as YAML; any node can be a key."""
    pairs = st.tuples(nodes, nodes).map(lambda pair: f"? {pair[0]} : {pair[1]}")
    return st.one_of(
        st.lists(nodes, max_size=3).map(lambda found: f"[{', '.join(found)}]"),
        st.lists(pairs, max_size=3).map(lambda found: f"{{{', '.join(found)}}}"),
    )


SCALARS = ("a", "~", "1", "''", "true", "0.5", "&x b", "*x", "!t c", "Thing__c", "fields", "type")
yaml_nodes = st.recursive(st.sampled_from(SCALARS), flow_text, max_leaves=6)
PLACES = (
    "",
    "custom_objects: ",
    "custom_objects: {A__c: {fields: {B__c: ",
    "reports: ",
    "flows: ",
)


@given(yaml_nodes, st.sampled_from(PLACES))
@settings(max_examples=300, **FIXED)
def test_keys_and_values_of_any_kind_are_refused_with_their_lines(node: str, place: str) -> None:
    """Wherever it stands, a key may be a mapping, a list, an alias or nothing at all."""
    opened = place.count("{")
    text = f"name: any\nlabel: Any\n{place}{{{node}: {node}}}{'}' * opened}\n"

    found = diagnostics(text)

    assert found
    assert all(p.line and 1 <= p.line <= 4 for p in found)
