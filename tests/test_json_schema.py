"""The JSON Schema of the language: made from the models, and of one mind with the loader."""

import json
import re
from collections import Counter
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from conftest import ROOT, Run
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from model_strategies import data_of, notations
from pydantic import BaseModel, ValidationError
from test_overlays import SCHEMAS, difference

from generator.resources import JSON_SCHEMA
from generator.schema import yaml_source
from generator.schema.json_schema import as_text, json_schema
from generator.schema.key_sentences import sentences
from generator.schema.models import all_models
from generator.schema.overlay import merged
from generator.schema.patterns import between
from generator.schema.text_types import SEVERAL
from generator.schema.yaml_source import read
from generator.types.field_notation import data_type
from generator.types.field_types import FIELD_TYPES
from generator.types.schema import Schema
from generator.types.standard_value_set import CampaignMemberStatuses

MODELS = all_models(Schema)
each_model = pytest.mark.parametrize("model", MODELS, ids=lambda model: model.__name__)
# Diagnostics of what JSON Schema can say: keys, kinds of values, allowed values and forms.
SAYABLE = re.compile(
    r"is not a key here|is not a field type|is not an API name|(?<!vendor) allows \d+ to"
    "|; allowed: '|; write (text|true or|a whole number|a list|keys and values)"
)


@cache
def whole() -> Any:
    return json.loads(as_text(Schema, yaml_source.shipped()))


@cache
def written_out() -> dict[str, Any]:
    return json_schema(Schema, yaml_source.shipped())


@cache
def validator(definition: str = "") -> Draft202012Validator:
    part = {"$ref": f"#/$defs/{definition}", "$defs": whole()["$defs"]} if definition else whole()
    return Draft202012Validator(part)


def content(path: Path) -> Any:
    return yaml_source.Source(path.name, path.read_text(encoding="utf-8")).content().data


@each_model
def test_every_key_says_what_it_is(model: type[BaseModel]) -> None:
    """In one plain sentence, which the editor and docs/schema.md show."""
    said = sentences(model)

    assert said.keys() == model.model_fields.keys(), "write a string below the key"
    assert [each for each in said.values() if not (each[0].isupper() and each[-1] == ".")] == []


def test_it_is_a_json_schema() -> None:
    Draft202012Validator.check_schema(whole())


@pytest.mark.parametrize(
    "schema",
    SCHEMAS,
    ids=lambda schema: f"{schema.parent.name}/{schema.stem}",
)
def test_it_takes_what_is_generated_from(schema: Path) -> None:
    assert [error.message for error in validator().iter_errors(content(schema))] == []


@pytest.mark.parametrize(
    "expected",
    [each for each in ROOT.glob("tests/errors/*.txt") if SAYABLE.search(each.read_text("utf-8"))],
    ids=lambda expected: expected.stem,
)
def test_it_refuses_what_the_loader_refuses(expected: Path) -> None:
    assert not validator().is_valid(content(expected.with_suffix(".yaml")))


def errors(model: type[BaseModel], data: object) -> list[str]:
    """Return the types of the errors that the loader finds."""
    try:
        model.model_validate(data)
    except ValidationError as error:
        return [each["type"] for each in error.errors()]
    return []


OTHER_VALUES: tuple[Any, ...] = (
    None,
    True,
    7,
    -1,
    "",
    " ",
    "zz",
    "a\nb",
    "x" * 300,
    [],
    ["zz"],
    {},
    {"zz": "zz"},
)


@pytest.mark.parametrize(
    "model",
    [each for each in MODELS if each is not CampaignMemberStatuses],  # its parts depend on others
    ids=lambda model: model.__name__,
)
@settings(max_examples=20, deadline=None)  # the first example makes the models
@given(st.data())
def test_it_has_the_loaders_verdict(model: type[BaseModel], data: st.DataObject) -> None:
    """About data that the loader takes, and about the same with another value in one place."""
    right = data.draw(data_of(model))
    key = data.draw(st.sampled_from([*model.model_fields, "unknown"]))
    value = data.draw(st.sampled_from(OTHER_VALUES))
    without = {name: own for name, own in right.items() if name != key}

    for given_ in (right, without, right | {key: value}):
        found = errors(model, given_)
        is_valid = validator(model.__name__).is_valid(given_)
        if not found:
            assert is_valid
        elif not set(found) & {SEVERAL, "value_error"}:
            assert not is_valid, found


def is_type(text: str) -> bool:
    try:
        data_type(text)
    except ValueError:
        return False
    return True


@settings(deadline=None)  # the first example makes the JSON Schema
@given(
    st.one_of(*map(notations, FIELD_TYPES)),
    st.sampled_from(
        ("", "(", ")", ",", "0", "9", "99", " ", "x", "Formula(", "__c", " (External ID)")
    ),
    st.integers(0, 20),
)
def test_a_type_has_the_loaders_verdict(notation: str, more: str, place: int) -> None:
    pattern = written_out()["$defs"]["CustomField"]["properties"]["type"]["pattern"]

    for text in (notation, notation[:place] + more + notation[place:], notation[:place]):
        assert bool(re.search(pattern, text)) == is_type(text), text


@given(st.integers(0, 200_000), st.integers(0, 200_000), st.integers(0, 200_000))
def test_a_range_is_a_pattern(low: int, high: int, number: int) -> None:
    low, high = sorted((low, high))

    for each in {low - 1, low, number, high, high + 1} - {-1}:
        assert bool(re.fullmatch(between(low, high), str(each))) == (low <= each <= high)


@pytest.mark.parametrize(
    ("text", "is_valid"),
    [
        ("label: Mine", True),
        ("label: null", True),
        ("lable: Mine", False),
        ("custom_objects: {Visit__c: null, Other__c: {label: Other}}", True),
        ("custom_objects: {Visit: null}", False),
        ("custom_objects: {Visit__c: {fields: {Size__c: {label: L}, Old__c: null}}}", True),
        ("custom_objects: {Visit__c: {fields: {Size__c: {type: Text}}}}", False),
        ("custom_objects: {Visit__c: {fields: {A__c: {type: Date, formula: null}}}}", True),
        ("custom_objects: {Visit__c: {fields: {A__c: {type: Date, values: [a]}}}}", False),
        ("custom_objects: {Visit__c: {search_layout: [A__c, {B__c: null}]}}", True),
        ("custom_objects: {Visit__c: {search_layout: {B__c: null}}}", True),
        ("custom_objects: {Visit__c: {search_layout: {B__c: 1}}}", False),
        ("custom_objects: {Visit__c: {search_layout: {replace: [A__c]}}}", True),
        ("custom_objects: {Visit__c: {search_layout: {replace: [A__c], B__c: null}}}", False),
        ("custom_objects: {Visit__c: {search_layout: {replace: 1}}}", False),
        ("global_value_sets: {A: {values: [Web, {value: Shop, color: null}, {Old: null}]}}", True),
        ("global_value_sets: {A: {values: {Web: {color: '#FF0000'}, Old: null}}}", True),
        ("global_value_sets: {A: {values: {Web: {colour: '#FF0000'}}}}", False),
        ("global_value_sets: {A: {values: {Web: red}}}", False),
        ("flows: {A: {active: false}, B: null}", True),
        ("flows: {A: {activ: false}}", False),
        ("components: {Flow: {A: {label: null}}}", True),
    ],
)
def test_what_an_overlay_may_say(text: str, is_valid: bool) -> None:
    source = yaml_source.Source("over.yaml", f"extends: base.yaml\n{text}")

    assert validator().is_valid(source.content().data) == is_valid


@pytest.mark.parametrize("base", SCHEMAS, ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_it_takes_what_makes_one_schema_of_another(base: Path) -> None:
    for wanted in SCHEMAS:
        overlay = difference(*(merged(read(str(path)), Schema).data for path in (base, wanted)))
        found = validator().iter_errors({**overlay, "extends": "base.yaml"})
        assert [error.message for error in found] == [], wanted


def test_it_is_small() -> None:
    """Each part is there once, however many places it has: half of it is left."""
    assert len(json.dumps(whole())) < 0.55 * len(json.dumps(written_out()))
    texts = Counter(json.dumps(each, sort_keys=True) for each in whole()["$defs"].values())
    assert [text for text, count in texts.items() if count > 1 and len(text) > 60] == []


def test_show_prints_it(run: Run) -> None:
    """As the file that the package carries, which a test of the documents keeps current."""
    result = run("show", "--json-schema")

    assert json.loads(result.stdout) == json.loads(JSON_SCHEMA.read_text(encoding="utf-8"))
