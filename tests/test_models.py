"""A model within another is made ready when data has it, and says the same of mistakes."""

import pytest
from pydantic import StrictInt, ValidationError

from generator.schema.base import Model, Sources


class Part(Model):
    size: StrictInt
    source: Sources | None = None


class Rare(Model):
    size: StrictInt


class Whole(Model):
    part: Part | None = None
    rare: Rare | None = None
    by_name: dict[str, Part] | None = None


def test_only_what_data_has_is_made_ready() -> None:
    whole = Whole.model_validate({"part": {"size": 1}})

    assert whole == Whole(part=Part(size=1))
    assert Part.__pydantic_complete__
    assert not Rare.__pydantic_complete__


def test_mistakes_have_their_places_and_the_context() -> None:
    data = {"part": {"size": "1"}, "by_name": {"a": {"size": 1, "source": "b"}, "c": [], "d": {}}}
    with pytest.raises(ValidationError) as raised:
        Whole.model_validate(data, context={"sources": frozenset("a")})

    assert [(each["loc"], each["type"]) for each in raised.value.errors()] == [
        (("part", "size"), "int_type"),
        (("by_name", "a", "source"), "several"),
        (("by_name", "c"), "model_type"),
        (("by_name", "d", "size"), "missing"),
    ]
