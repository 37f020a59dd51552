"""The fields that a flow reads and writes, each with the step that does."""

import re
from collections.abc import Iterator
from typing import Any

from generator.dictionary.element_texts import entries, first_text, text
from generator.dictionary.used_fields import Named, UsedFields
from generator.metadata.elements import Elements

_READ, _WRITTEN, _FILTER, _SHOWN = "read", "written", "filter", "shown"
# Elements that name fields of the records that their step is about, and what it does with them.
_OF_RECORDS = {
    "filters.field": _FILTER,
    "inputAssignments.field": _WRITTEN,
    "outputAssignments.field": _READ,
    "displayField": _READ,
    "queriedFields": _READ,
    "relationshipField": _READ,
    "sortField": _READ,
    "valueField": _READ,
    "scheduledPaths.recordField": _READ,
}
# Elements that hold a path from a variable or a step to a field.
_PATHS = {
    "assignToReference": _WRITTEN,
    "elementReference": _READ,
    "inputReference": _READ,
    "leftValueReference": _READ,
    "objectFieldReference": _SHOWN,
}
_BASE = re.compile(r"([$A-Za-z]\w*)(?:\[\$EachItem\])?\.([\w.:]+)")
_MERGED = re.compile(r"\{!\s*([$A-Za-z]\w*\.[\w.:]+)\s*\}")
_OF_START = "Start"


class _Flow:
    """A flow, with the objects of the records that its names stand for."""

    def __init__(self, flow: Elements, fields: UsedFields) -> None:
        self.fields = fields
        self.start: Elements = flow.get("start") or {}
        self.record = text(self.start.get("object"))
        self._objects = dict.fromkeys(("$record", "$record__prior"), self.record)
        self._items: dict[str, str] = {}
        for tag, name, value in (
            *(("variables", "name", "objectType"), ("recordLookups", "name", "object")),
            *(("recordCreates", "name", "object"), ("transforms", "name", "objectType")),
        ):
            for each in entries(flow, tag):
                self._objects[text(each.get(name)).casefold()] = text(each.get(value))
        for tag in ("loops", "collectionProcessors"):
            for each in entries(flow, tag):
                held = text(each.get("collectionReference")).casefold()
                for item in ("name", "assignNextValueToReference"):
                    if named := text(each.get(item)).casefold():
                        self._items.setdefault(named, held)

    def object(self, path: str) -> str:
        """Return the object of the records to which a path leads; empty if not known."""
        name, *relations = path.split(".")
        sobject = self._object(name.casefold())
        for relation in relations:
            sobject = self.fields.target(sobject, relation) if sobject else ""
        return sobject

    def _object(self, name: str) -> str:
        seen = set[str]()
        while not self._objects.get(name) and name in self._items and name not in seen:
            seen.add(name)
            name = self._items[name]
        return self._objects.get(name, "")

    def path(self, path: str) -> Named:
        """Yield the fields on a path that begins with a name of the flow or a global value."""
        found = _BASE.fullmatch(path)
        if found is None:
            return
        base, rest = found.groups()
        if sobject := self.object(base):
            yield from self.fields.path(sobject, rest)
        elif base.startswith("$"):
            yield from self.fields.path(self.record, path)

    def named(self, element: str, said: str) -> Named:
        """Yield the fields that a text names, as a path or as `{!$Record.Name}`."""
        paths = [said] if element in _PATHS else _MERGED.findall(said)
        for path in dict.fromkeys(paths):
            yield from self.path(path)


def uses(flow: Elements, fields: UsedFields) -> Iterator[tuple[str, str, str]]:
    """Yield the fields of a flow, each with its object, and the step with what it does."""
    whole = _Flow(flow, fields)
    for tag, value in flow.items():
        for step in value if isinstance(value, list) else [value]:
            if not isinstance(step, dict) or tag == "processMetadataValues":
                continue
            label = first_text(step, "label", "name") or _OF_START
            ways: dict[tuple[str, str], dict[str, None]] = {}
            for sobject, field, way in _of_step(step, whole):
                ways.setdefault((sobject, field), {})[way] = None
            for (sobject, field), found in ways.items():
                yield sobject, field, f"{label} ({', '.join(found)})"


def _of_step(step: Elements, flow: _Flow) -> Iterator[tuple[str, str, str]]:
    owner = first_text(step, "object") or flow.object(text(step.get("inputReference")))
    owner = owner or flow.object(text(step.get("collectionReference")))
    waiting: list[tuple[str, str, Any, str]] = [("", "", step, owner)]
    while waiting:
        above, name, value, sobject = waiting.pop()
        if isinstance(value, list):
            waiting += [(above, name, each, sobject) for each in value[::-1]]
        elif isinstance(value, dict):
            related = text(value.get("relatedObject")) or sobject
            held = reversed(value.items())
            waiting += [(name, inner, each, related) for inner, each in held]
        elif isinstance(value, str):
            way = _OF_RECORDS.get(f"{above}.{name}") or _OF_RECORDS.get(name, "")
            named = (
                flow.fields.path(sobject, value) if way and sobject else flow.named(name, value)
            )
            way = way or _PATHS.get(name, _READ)
            yield from ((found, field, way) for found, field in named)
    yield from _errors(step, flow.record)
    if picklist := text(step.get("picklistField")):
        yield text(step.get("picklistObject")), picklist, _READ


def _errors(step: Elements, record: str) -> Iterator[tuple[str, str, str]]:
    for each in entries(step, "customErrorMessages"):
        if field := text(each.get("fieldSelection")):
            yield record, field, "place of the message"
