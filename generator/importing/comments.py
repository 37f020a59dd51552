"""What a file of a translation holds of texts that are not translated: comments.

`generate` makes such comments from the schema, so an import has nothing to say of them.
"""

from collections.abc import Mapping
from typing import Any

from generator.metadata.elements import COMMENT, Elements

TRANSLATIONS = frozenset(
    {
        *("CustomFieldTranslation", "CustomObjectTranslation"),
        *("GlobalValueSetTranslation", "StandardValueSetTranslation"),
    }
)
# The elements by which an entry is known; one that has no others says nothing.
_NAMES = {
    *("name", "masterLabel", "section", "layout"),
    *("article", "caseType", "plural", "possessive"),
}


def without_comments(elements: Mapping[str, Any]) -> Elements:
    """Return elements without those that hold a comment, and entries that hold nothing else."""
    found: Elements = {}
    for name, value in elements.items():
        if isinstance(value, list):
            entries = [kept for each in value if (kept := _kept(each)) is not None]
            if entries:
                found[name] = entries
        elif (kept := _kept(value)) is not None:
            found[name] = kept
    return found


def _kept(value: Any) -> Any:
    """Return a value without comments; None if it has nothing but comments and names."""
    if not isinstance(value, dict):
        return value
    if COMMENT in value:
        return None
    kept = without_comments(value)
    return None if kept != value and kept.keys() <= _NAMES else kept
