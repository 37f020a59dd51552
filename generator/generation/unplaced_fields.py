"""Fields that are on no page: the schema has page layouts of their object, and none shows them."""

import re
from collections.abc import Iterable
from html import unescape

from generator.diagnostics import Diagnostic
from generator.metadata.document import type_of
from generator.metadata.registry import CUSTOM_FIELD, LAYOUT, Document
from generator.schema.lines import Lines

_FIELD = re.compile(rb"<field>([^<]+)</field>")
_SECTION = re.compile(rb"<customLabel>true</customLabel>.*?<label>([^<]+)</label>", re.DOTALL)


def unplaced(documents: Iterable[Document], lines: Lines) -> tuple[Diagnostic, ...]:
    """Return a warning for each field that is on no page layout, with what to add."""
    given = list(documents)
    layouts = [each for each in given if type_of(each.path) is LAYOUT and each.place[1:]]
    if not layouts:
        return ()
    shown: dict[str, set[bytes]] = {}
    for each in layouts:
        shown.setdefault(each.place[1], set()).update(_FIELD.findall(each.content))
    first = {each.place[1]: each for each in reversed(layouts)}
    return tuple(
        lines.at(each.place, _message(first[each.place[1]], each.place[-1]))
        for each in given
        if type_of(each.path) is CUSTOM_FIELD
        and each.place[1] in shown
        and "standard_fields" not in each.place
        and each.place[-1].encode() not in shown[each.place[1]]
    )


def _message(layout: Document, field: str) -> str:
    section = _SECTION.search(layout.content)
    label = unescape(section[1].decode()) if section else "Details"
    key = ".".join((*layout.place[2:], "sections"))
    return f"is on no page layout; add it, as in {key}: [{{label: {label}, fields: [{field}]}}]"
