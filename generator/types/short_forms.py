"""Parts of a schema that may be written as a text alone."""

from typing import Any

from pydantic import BeforeValidator


def short_form(given: Any, key: str) -> BeforeValidator:
    """Return a validator that takes a text for a part that says nothing but one key.

    `given` is what a schema may have: the text, or the part.
    """
    return BeforeValidator(
        lambda value: {key: value} if isinstance(value, str) else value,
        json_schema_input_type=given,
    )
