"""The relationships of a data dictionary as text for Mermaid, which GitHub and wikis draw.

Names and texts are put as its grammar takes them: `erDiagram.jison` of mermaid 11, where a quoted
name has no `"`, `%`, backslash or line break, and where `#` begins a character reference.
"""

import re
from collections.abc import Iterator

from generator.dictionary.dictionary import Dictionary
from generator.dictionary.entries import Relationship

# Mermaid draws texts up to 50,000 characters, unless a page says otherwise.
_MOST = 48_000
_NOT_ALLOWED = re.compile(r"[%\\#;\x00-\x1f\x7f\u2028\u2029]")
# Where these stand in a line, all of it is read as the direction of the diagram.
_DIRECTION = re.compile(r"(direction)\s+(?=TB|BT|RL|LR)", re.IGNORECASE)


def er_diagram(dictionary: Dictionary) -> str:
    """Return the relationships as `erDiagram`, up to the length that Mermaid draws."""
    labels = list(_labels(dictionary))
    size = sum(map(len, labels))
    if size > _MOST / 2:
        labels, size = [], 0
    shown = []
    for each in map(_relationship, dictionary.relationships):
        size += len(each)
        if size > _MOST:
            break
        shown.append(each)
    rest = len(dictionary.relationships) - len(shown)
    more = [f"    %% {rest} more are left out: Mermaid draws no longer texts.\n"] if rest else []
    return "".join(["erDiagram\n", *labels, *shown, *more])


def _labels(dictionary: Dictionary) -> Iterator[str]:
    """Yield the labels of objects that have relationships."""
    related = {end for each in dictionary.relationships for end in (each.parent, each.child)}
    for each in dictionary.objects:
        if each.name in related and each.label != each.name:
            yield f"    {_quoted(each.name)}[{_quoted(each.label)}]\n"


def _relationship(each: Relationship) -> str:
    one = "||" if each.is_required else "|o"
    kind = "--" if each.is_master_detail else ".."
    field = each.field.partition(".")[2]
    return f"    {_quoted(each.parent)} {one}{kind}o{{ {_quoted(each.child)} : {_quoted(field)}\n"


def _quoted(text: str) -> str:
    plain = _NOT_ALLOWED.sub(" ", text.replace('"', "'"))
    plain = _DIRECTION.sub(r"\1-", plain).strip()
    return f'"{plain or "-"}"'
