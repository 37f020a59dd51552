"""What an import says about the values that it writes into a schema."""

from collections.abc import Mapping, Sequence
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
