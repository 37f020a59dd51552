"""The JSON Schema of the language: made from the models, and of one mind with the loader."""

import pytest
from pydantic import BaseModel

from generator.schema.key_sentences import sentences
from generator.schema.models import below
from generator.types.schema import Schema

MODELS = below(Schema)


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.__name__)
def test_every_key_says_what_it_is(model: type[BaseModel]) -> None:
    """In one plain sentence, which the editor and docs/schema.md show."""
    said = sentences(model)

    assert said.keys() == model.model_fields.keys(), "write a string below the key"
    assert [each for each in said.values() if not (each[0].isupper() and each[-1] == ".")] == []
