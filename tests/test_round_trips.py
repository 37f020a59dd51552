"""What any schema says is read back from what is written of it, for the table of every type."""

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from model_strategies import data_of
from pydantic import BaseModel

from generator.metadata import elements as raw
from generator.metadata.api_version import NEWEST, OLDEST_WRITTEN, ApiVersion
from generator.metadata.canonical import parse
from generator.metadata.elements import Elements, flat, nested
from generator.metadata.template_tags import tree
from generator.types.field_defaults import CARRIED
from generator.types.registry import BY_KIND, TABLES
from generator.types.table import Context, Table, keys, read, write

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
    again = model.model_validate(said | rest)
    assert in_a_file(model, write(model, again, context)) == elements
    assert said.keys() <= given_data.keys() | IN_OTHER_WORDS.keys()
    for name in said.keys() & given_data.keys():
        if not isinstance(getattr(schema, name), BaseModel | tuple | dict):
            assert getattr(again, name) == getattr(schema, name), name
