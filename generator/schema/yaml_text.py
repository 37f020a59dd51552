"""Write values as YAML, each on one line."""

import json
import re

import yaml

# A text that no reader of YAML takes for a number, a date or a constant.
_PLAIN = re.compile(
    r"(?!(?:null|true|false|yes|no|on|off|y|n)\Z)[a-z](?:[\w ,;.()/*'-]*[\w,;.()/*'-])?",
    re.IGNORECASE | re.ASCII,
)


def scalar(value: object) -> str:
    """Return a value as YAML; a text is in quotes where it could be taken for something else."""
    if isinstance(value, str) and not _PLAIN.fullmatch(value):
        quoted = yaml.safe_dump(value, default_style='"', width=2**30, allow_unicode=True)
        return quoted.removesuffix("\n")
    return json.dumps(value) if value is None or isinstance(value, bool) else str(value)
