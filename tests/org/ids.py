"""Ids of records, as an org makes them."""


def id_of(prefix: str, number: int) -> str:
    """Return an id of 18 characters; its last three say which of its letters are capitals."""
    short = f"{prefix}FK{number:010}"
    groups = (short[start : start + 5] for start in (0, 5, 10))
    digits = (sum(c.isupper() << i for i, c in enumerate(group)) for group in groups)
    return short + "".join("ABCDEFGHIJKLMNOPQRSTUVWXYZ012345"[digit] for digit in digits)
