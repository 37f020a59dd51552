"""Fields that nobody sees: they are on no page layout, or no permission set names their object.

Only where the schema has page layouts of the object, or permission sets.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from html import unescape

from generator.diagnostics import Diagnostic
from generator.metadata.document import type_of
from generator.metadata.registry import CUSTOM_FIELD, LAYOUT, PERMISSION_SET, Document
from generator.schema.lines import Lines

_FIELD = re.compile(rb"<field>([^<]+)</field>")
_OBJECT = re.compile(rb"<object>([^<]+)</object>")
_SECTION = re.compile(rb"<customLabel>true</customLabel>.*?<label>([^<]+)</label>", re.DOTALL)
# Whoever sees the object sees these.
_ALWAYS_SEEN = re.compile(rb"<required>true</required>|<type>MasterDetail</type>")


def unseen(documents: Iterable[Document], lines: Lines) -> tuple[Diagnostic, ...]:
    """Return a warning for each field that nobody sees, with what to add."""
    by_type: dict[str, list[Document]] = {}
    for each in documents:
        kind = type_of(each.path)
        if kind is not None:
            by_type.setdefault(kind.name, []).append(each)
    fields: dict[str, list[Document]] = {}
    for each in by_type.get(CUSTOM_FIELD.name, ()):
        if len(each.place) == _DEPTH:
            fields.setdefault(each.place[1], []).append(each)
    found = [
        *_on_no_layout(fields, by_type.get(LAYOUT.name, ())),
        *_in_no_set(fields, by_type.get(PERMISSION_SET.name, ())),
    ]
    return tuple(lines.at(document.place, message) for document, message in found)


_DEPTH = len(("custom_objects", "Visit__c", "fields", "Size__c"))


def _on_no_layout(
    fields: Mapping[str, list[Document]], layouts: Iterable[Document]
) -> Iterator[tuple[Document, str]]:
    shown: dict[str, set[str]] = {}
    sections: dict[str, str] = {}
    for each in layouts:
        if len(each.place) > 1 and each.place[1] in fields:
            own = shown.setdefault(each.place[1], set())
            own |= {name.decode() for name in _FIELD.findall(each.content)}
            section = _SECTION.search(each.content)
            label = unescape(section[1].decode()) if section else "Details"
            at = ".".join(each.place[2:])
            sections.setdefault(each.place[1], f"{at}.sections: [{{label: {label}, fields: ")
    for parent, own in shown.items():
        for field in fields[parent]:
            name = field.place[-1]
            if name not in own:
                add = f"{sections[parent]}[{name}]}}]"
                yield field, f"is in no section of the page layout; add it, as in {add}"


def _in_no_set(
    fields: Mapping[str, list[Document]], sets: Iterable[Document]
) -> Iterator[tuple[Document, str]]:
    """Yield the first field of each object that no permission set names."""
    given = list(sets)
    named = {
        name.decode().partition(".")[0]
        for each in given
        for pattern in (_FIELD, _OBJECT)
        for name in pattern.findall(each.content)
    }
    for parent, own in fields.items():
        hidden = [each for each in own if not _ALWAYS_SEEN.search(each.content)]
        if given and hidden and parent not in named:
            add = f"{'.'.join(given[0].place)}.access: {{{parent}: read}}"
            message = f"no permission set names {parent}, so nobody sees the field; add it, as in"
            yield hidden[0], f"{message} {add}"
