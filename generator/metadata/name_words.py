"""The names of elements, types and values in words, as people say them."""

import re
from functools import cache

_HUMP = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])|_+")
_NAMES = ("API", "Chatter", "CSS", "HTML", "ID", "IP", "UI", "URI", "URL", "XML")
_SPELLED = {each.lower(): each for each in _NAMES}
# What Setup calls it where that is not the name in words.
_LABELS = {
    "excludeButtons": "Excluded buttons",
    "flexiPage": "Lightning page",
    "hasActivationRequired": "Session activation required",
}


@cache
def words(name: str) -> str:
    """Return a name as words: `sharingModel` and `sharing_model` are Sharing model."""
    if name in _LABELS:
        return _LABELS[name]
    found = [
        _SPELLED.get(each.lower(), each if each.isupper() else each.lower())
        for each in _HUMP.sub(" ", name).split()
    ]
    text = " ".join(found) or name
    return text[:1].upper() + text[1:]


def within(text: str) -> str:
    """Return words as they stand within a sentence: Sharing model is sharing model."""
    first, _, _ = text.partition(" ")
    return text if first.isupper() or first in _NAMES else text[:1].lower() + text[1:]
