"""Places in a page, and links to them and to the web."""

from functools import cache
from urllib.parse import quote, urlsplit


@cache
def identifier(anchor: str) -> str:
    """Return the id of a place: its anchor, without the white space that an id may not have."""
    return "_".join(anchor.split())


@cache
def reference(anchor: str) -> str:
    """Return the link to a place in the same page, which leads to the id whatever it holds."""
    return f"#{quote(identifier(anchor))}"


def web_address(address: str) -> str:
    """Return an address of the web, or nothing for any other, such as `javascript:`."""
    try:
        parts = urlsplit(address.strip())
    except ValueError:
        return ""
    return address.strip() if parts.scheme in {"http", "https"} and parts.netloc else ""
