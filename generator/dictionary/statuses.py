"""The statuses of campaign members."""

from generator.dictionary.dictionary import Status
from generator.dictionary.sources import Citations
from generator.types.schema import Schema


def statuses(schema: Schema | None, cited: Citations) -> tuple[Status, ...]:
    """Return the statuses that a schema describes, in their order."""
    del schema, cited
    return ()
