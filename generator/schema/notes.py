"""What an import says about the values that it writes into a schema."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from generator.schema.text_types import Place


@dataclass(frozen=True, slots=True)
class FillIn:
    """A value that a person has to say: `sentence` tells which, and how it is written.

    In a schema file it has the tag `yaml_reader.FILL_IN`, which no command accepts.
    """

    sentence: str


# By place in the schema: sentences that stand as a comment at the line of a value.
Notes = Mapping[Place, Sequence[str]]


def fill_ins(data: object, place: Place = ()) -> Iterator[tuple[Place, str]]:
    """Yield the values in data that a person has to say, by place."""
    if isinstance(data, str):  # most values, so they are asked first
        return
    if isinstance(data, FillIn):
        yield place, data.sentence
    elif isinstance(data, Mapping):
        for key, each in data.items():
            yield from fill_ins(each, (*place, key))
    elif isinstance(data, list):
        for index, each in enumerate(data):
            yield from fill_ins(each, (*place, index))
