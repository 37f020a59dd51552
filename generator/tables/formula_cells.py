"""Texts that a spreadsheet would run as a formula (OWASP, CSV Injection)."""

import re

_RUN = re.compile(r"'*[=+\-@\t\r]")


def guarded(text: str) -> str:
    """Return a text with a quote before it if a spreadsheet would run it."""
    return f"'{text}" if _RUN.match(text) else text


def unguarded(text: str) -> str:
    """Return a text without the quote that `guarded` wrote before it."""
    return text[1:] if text.startswith("'") and _RUN.match(text[1:]) else text
