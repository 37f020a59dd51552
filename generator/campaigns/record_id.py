"""The id of a record in its long form of 18 characters, which is safe where capitals do not count.

The last three characters are a checksum: each says which of five characters are capitals.
"""

import re

# The first three characters of an id name the object of the record.
PREFIXES = {"Campaign": "701", "CampaignMember": "00v", "Contact": "003", "Lead": "00Q"}

_FORM = re.compile(r"[A-Za-z0-9]{15}(?:[A-Za-z0-9]{3})?")
_SHORT = 15
_CAPITALS = str.maketrans({chr(code): "01"[chr(code).isupper()] for code in range(128)})
_CHECKSUM = {f"{n:05b}"[::-1]: c for n, c in enumerate("ABCDEFGHIJKLMNOPQRSTUVWXYZ012345")}


def full(text: str, sobject: str) -> str:
    """Return an id of 15 or 18 characters as one of 18.

    Raises ValueError, which says what is wrong, if the text is not an id of that object.
    """
    if not _FORM.fullmatch(text):
        raise ValueError(f"{text!r} is not a Salesforce id, which has 15 or 18 letters and digits")
    if not text.startswith(PREFIXES[sobject]):
        raise ValueError(
            f"{text!r} is not the id of a {sobject}, which begins with {PREFIXES[sobject]}"
        )
    short, checksum = text[:_SHORT], text[_SHORT:]
    right = _checksum(short)
    if checksum and checksum != right:
        raise ValueError(
            f"{text!r} is not a Salesforce id: it ends in {checksum}; expected {right}; a "
            "character or its case was changed"
        )
    return short + right


def _checksum(short: str) -> str:
    capitals = short.translate(_CAPITALS)
    return _CHECKSUM[capitals[:5]] + _CHECKSUM[capitals[5:10]] + _CHECKSUM[capitals[10:]]
