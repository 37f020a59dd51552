"""Versions of the Metadata API: one for each release of Salesforce, without decimals."""

import re
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, order=True)
class ApiVersion:
    """A version of the Metadata API, written as `67.0`."""

    number: int

    def __str__(self) -> str:
        return f"{self.number}.0"


OLDEST = ApiVersion(31)  # the oldest that orgs take
OLDEST_WRITTEN = ApiVersion(52)  # the oldest whose retrieved files were compared with ours
NEWEST = ApiVersion(68)  # Winter '27


def api_version(text: object, oldest: ApiVersion = OLDEST) -> ApiVersion:
    """Return the version that a text names; raises ValueError if it names none, or is too old."""
    match = re.fullmatch(r"([0-9]{2})\.0", text) if isinstance(text, str) else None
    if match is None:
        raise ValueError(f"{text!r} is not an API version; write it as {NEWEST}")
    version = ApiVersion(int(match[1]))
    if version < OLDEST:
        raise ValueError(f"{version} is too old; {OLDEST} is the oldest that orgs take")
    if version < oldest:
        raise ValueError(f"{version} is too old to generate for; {oldest} is the oldest")
    return version
