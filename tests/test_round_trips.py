"""What any schema says is read back from what is written of it, for the table of every type."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from model_strategies import data_of
from pydantic import BaseModel
from test_cases import CASES
from test_laws import context_of

from generator.metadata import elements as raw
from generator.metadata.api_version import NEWEST, OLDEST_WRITTEN, ApiVersion
from generator.metadata.canonical import parse
from generator.metadata.elements import Elements, flat, nested
from generator.metadata.registry import Component
from generator.metadata.template_tags import tree
from generator.schema.loader import load
from generator.schema.models import all_models
from generator.schema.yaml_source import read as read_source
from generator.types.field_defaults import CARRIED
from generator.types.flow import KeyFlow, StatusFlow
from generator.types.registry import BY_KIND, TABLES, components, table_of
from generator.types.schema import Schema
from generator.types.standard_value_set import CampaignMemberStatuses
from generator.types.table import Context, Table, keys, read, write
from generator.workspace.project import find

MODELS = list(
    dict.fromkeys(
        (*TABLES.values(), *(each for kinds in BY_KIND.values() for each in kinds.values()))
    )
)
NAMESPACES = (
    'xmlns="http://soap.sforce.com/2006/04/metadata" '
    'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"'
)
# Keys that are read where another one was written, and that one.
IN_OTHER_WORDS = {"primary_compact_layout": "compact_layout"}
contexts = st.builds(
    Context,
    name=st.just("Any__c"),
    parent=st.just("Any_Object__c"),
    api_version=st.integers(OLDEST_WRITTEN.number, NEWEST.number).map(ApiVersion),
    carried=st.sets(st.sampled_from(sorted(CARRIED))).map(frozenset),
    is_detail=st.booleans(),
    order=st.integers(0, 1),
)


def in_a_file(model: type[Table], elements: Elements) -> Elements:
    """Return elements as they are read from a file that is written of them."""
    name, inside = model.type_name, tree(raw.lines(nested(elements), model.type_name))
    text = f"<{name} {NAMESPACES}>{inside}</{name}>"
    return flat(raw.read(parse(text)))


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.__name__)
@given(data=st.data())
@settings(
    max_examples=80, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck)
)
def test_what_is_written_is_read_back(model: type[Table], data: st.DataObject) -> None:
    given_data = data.draw(data_of(model))
    context = data.draw(contexts)
    schema = model.model_validate(given_data)
    elements = in_a_file(model, write(model, schema, context))

    found = read(model, elements, context)

    assert in_a_file(model, write(model, found, context)) == elements
    said: dict[str, Any] = found if isinstance(found, dict) else {model.short: found}
    assert "metadata" not in said
    rest = {name: given_data[name] for name in given_data.keys() - keys(model).keys()}
    others = {word: IN_OTHER_WORDS[word] for word in said.keys() & IN_OTHER_WORDS.keys()}
    given_words = {meant: given_data[meant] for meant in others.values() if meant in given_data}
    same_words = {name: said[name] for name in said if others.get(name) not in given_words}
    again = model.model_validate(same_words | given_words | rest)
    assert in_a_file(model, write(model, again, context)) == elements
    assert said.keys() <= given_data.keys() | IN_OTHER_WORDS.keys()
    for name in said.keys() & given_data.keys():
        if not isinstance(getattr(schema, name), BaseModel | tuple | dict):
            assert getattr(again, name) == getattr(schema, name), name


# What is written from other parts of a schema than its own: flows, and the statuses' value set.
ONLY_WRITTEN = {CampaignMemberStatuses, KeyFlow, StatusFlow}


def test_every_table_takes_part() -> None:
    held = {below for model in MODELS for below in all_models(model)}
    tables = {model for model in all_models(Schema) if issubclass(model, Table)}

    assert tables - held == ONLY_WRITTEN


def parts_of(case: Path) -> Iterator[tuple[Component, Table, Context]]:
    """Yield the components of a case that are written by tables, each with its part."""
    project = find(case / "expected", None)
    schema = load(read_source(str(case / "schema.yaml")), Schema)
    for component in components(schema, project):
        found: Any = schema
        for step in component.place:
            found = found[step] if isinstance(found, dict) else getattr(found, str(step))
        is_own = isinstance(found, Table) and found.type_name == component.type.name
        if is_own and type(found) not in ONLY_WRITTEN:
            context = context_of(case / "expected" / component.path, component.type)
            yield component, found, context._replace(api_version=project.api_version)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_what_a_whole_schema_says_comes_back_in_its_keys(case: Path) -> None:
    """No element of a case comes back under `metadata`, unless several parts decide it.

    The original texts of what is not translated come from other parts.
    """
    for component, part, context in parts_of(case):
        elements = flat(component.elements)
        model = table_of(component.type.name, elements, context)
        assert model is not None
        found = read(model, elements, context)
        said: dict[str, Any] = found if isinstance(found, dict) else {model.short: found}
        fields = type(part).model_fields
        written = {
            name
            for name in part.model_fields_set & keys(model).keys()
            if getattr(part, name) != fields[name].get_default()
        }
        assert written - said.keys() <= set(IN_OTHER_WORDS.values()), component.full_name
        raw_elements = said.get("metadata", {}).items()
        rest = {name for name, value in raw_elements if raw.COMMENT not in str(value)}
        decided = {*model.computed, "relationshipOrder"}
        assert part.metadata or rest <= decided, component.full_name
