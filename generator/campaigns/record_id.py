"""The id of a record, in the form of 18 characters, which tells ids apart whatever their capitals.

The last three characters are a checksum: each says which of five characters are capitals.
"""

import re

# The first three characters of a record's id say of which object it is.
PREFIXES = {"Campaign": "701", "CampaignMember": "00v", "Contact": "003", "Lead": "00Q"}

_FORM = re.compile(r"[A-Za-z0-9]{15}(?:[A-Za-z0-9]{3})?")
_SHORT = 15
_CAPITALS = str.maketrans({chr(code): "01"[chr(code).isupper()] for code in range(128)})
_CHECKSUM = {f"{n:05b}"[::-1]: c for n, c in enumerate("ABCDEFGHIJKLMNOPQRSTUVWXYZ012345")}


def full(text: str, sobject: str) -> str:
    """Return an id of 15 or 18 characters as one of 18.

    Raises ValueError, saying what is wrong, if it is no id, or not one of that object.
    """
    if not _FORM.fullmatch(text):
        raise ValueError(f"{text!r} is no Salesforce id: those have 15 or 18 letters and digits")
    if not text.startswith(PREFIXES[sobject]):
        raise ValueError(
            f"{text!r} is not the id of a {sobject}: those begin with {PREFIXES[sobject]}"
        )
    short, checksum = text[:_SHORT], text[_SHORT:]
    right = _checksum(short)
    if checksum and checksum != right:
        raise ValueError(
            f"{text!r} is no Salesforce id: it should end in {right}, not {checksum}; "
            "a character or its case was changed"
        )
    return short + right


def _checksum(short: str) -> str:
    capitals = short.translate(_CAPITALS)
    return _CHECKSUM[capitals[:5]] + _CHECKSUM[capitals[5:10]] + _CHECKSUM[capitals[10:]]
