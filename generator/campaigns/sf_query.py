"""The records in the JSON that `sf data query --json` prints."""

import json
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from generator.campaigns.input_files import open_input, shown_name
from generator.diagnostics import Diagnostic
from generator.errors import DataError

Record = dict[str, Any]

_MAX_BYTES = 16 * 2**20
_EXPECTED = "expected the output of sf data query --json"


class _Lenient(BaseModel):
    """A model that ignores other keys, and converts no values."""

    model_config = ConfigDict(extra="ignore", frozen=True, strict=True)


class _Failure(_Lenient):
    status: Any = None
    message: Any = None


class _Result(_Lenient):
    records: list[Record]
    total: int | None = Field(None, alias="totalSize")
    done: bool | None = None


class _Answer(_Lenient):
    result: _Result


def records(path: str) -> list[Record]:
    """Return the records that `sf data query --json` printed.

    Raises DataError if the file cannot be read, is not that JSON, holds an error of `sf`, or holds
    only a part of the records.
    """
    try:
        return _records(_json(_content(path)))
    except OSError as error:
        message = f"cannot be read: {error.strerror}"
        raise DataError(Diagnostic(shown_name(path), message)) from error
    except ValueError as error:
        raise DataError(Diagnostic(shown_name(path), str(error))) from error


def _content(path: str) -> bytes:
    with open_input(path) as file:
        content = file.read(_MAX_BYTES + 1)
    if len(content) > _MAX_BYTES:
        raise ValueError(f"is larger than {_MAX_BYTES // 2**20} MiB")
    return content


def _json(content: bytes) -> object:
    try:
        return json.loads(content)
    except (ValueError, RecursionError) as error:
        raise ValueError(f"is not JSON; {_EXPECTED}: {error}") from error


def _records(data: object) -> list[Record]:
    """Return the records of an answer; ValueError says why it has none."""
    try:
        failure = _Failure.model_validate(data)
        if failure.status not in (None, 0):
            raise ValueError(f"holds an error of sf: {failure.message or 'no reason is given'}")
        result = _Answer.model_validate(data).result
    except ValidationError as error:
        raise ValueError(f"has no records in result.records; {_EXPECTED}") from error
    total = len(result.records) if result.total is None else result.total
    if result.done is False or total != len(result.records):
        raise ValueError(
            f"is incomplete: {len(result.records)} of {total} records; set SF_ORG_MAX_QUERY_LIMIT "
            "higher, and query again"
        )
    return result.records
