"""Where each field is used: layouts, list views, flows, report types, reports, formulas."""

import re
from collections import defaultdict
from collections.abc import Iterator
from typing import Any, NamedTuple
from urllib.parse import unquote

from generator.dictionary import anchors, flow_uses, others, use_places
from generator.dictionary.element_texts import first_text
from generator.dictionary.entries import Use
from generator.dictionary.material import Material
from generator.dictionary.use_places import NO_USES, PLACES
from generator.dictionary.use_readings import Site
from generator.dictionary.used_fields import UsedFields
from generator.importing.originals import Original
from generator.metadata.registry import CUSTOM_FIELD, CUSTOM_OBJECT, FLOW, LAYOUT

_FULL = re.compile(r"\w+\.\w+__c", re.IGNORECASE)


class _Kept(NamedTuple):
    """A use without its details, in the order in which a field shows it."""

    place: int
    kind: str
    sobject: str
    label: str
    anchor: str

    def name(self, sobject: str) -> str:
        """Return the name of the place; one of another object stands behind its name."""
        is_own = self.sobject.casefold() in {"", sobject.casefold()}
        return self.label if is_own else f"{self.sobject}: {self.label}"


class Uses:
    """The uses of all fields of some material."""

    def __init__(self, material: Material) -> None:
        self._material = material
        self._fields = UsedFields(material)
        self._found: dict[tuple[str, str], dict[_Kept, dict[str, None]]] = defaultdict(
            lambda: defaultdict(dict)
        )
        for name, originals in material.by_type.items():
            for each in () if name in NO_USES else originals:
                self._add(each)

    def of(self, sobject: str, field: str) -> tuple[Use, ...]:
        """Return where a field is used, in the order of the kinds."""
        found = self._found.get((sobject.casefold(), field.casefold()), {})
        return tuple(
            Use(kept.kind, kept.name(sobject), ", ".join(filter(None, details)), kept.anchor)
            for kept, details in sorted(found.items())
        )

    def _add(self, original: Original) -> None:
        name = original.type.name
        if name == FLOW.name:
            self._add_flow(original)
        elif name in PLACES:
            self._add_places(original)
        else:
            self._add_certain(original)

    def _add_flow(self, original: Original) -> None:
        label = first_text(original.elements, "label") or original.name
        kept = _Kept(_PLACE[FLOW.name], "Flow", "", label, anchors.of_flow(original.name))
        for sobject, field, detail in flow_uses.uses(original.elements, self._fields):
            self._keep(sobject, field, kept, detail)

    def _add_places(self, original: Original) -> None:
        sobject = use_places.sobject(original)
        name, named = original.type.name, self._named(original, sobject)
        for place in PLACES[name]:
            if place.path.partition(".")[0] not in original.elements:
                continue
            kept = _Kept(_PLACE[name], place.kind, *named)
            for above, text in use_places.texts(original.elements, place.path):
                site = Site(sobject, above)
                detail = _detail(place.detail, site)
                for owner, field in place.reading(self._fields, site, text):
                    self._keep(owner, field, kept, detail)

    def _add_certain(self, original: Original) -> None:
        """Add the custom fields that a type without places names in full: `Lead.Size__c`."""
        kind = others.kind(original)
        kept = _Kept(len(_PLACE), kind, *self._named(original, ""))
        for text in _texts(original.elements):
            sobject, _, field = text.partition(".")
            if _FULL.fullmatch(text) and self._fields.has(sobject, field):
                self._keep(sobject, field, kept, "")

    def _keep(self, sobject: str, field: str, kept: _Kept, detail: str) -> None:
        key = self._fields.key(sobject, field)
        is_itself = kept.anchor.casefold() == ".".join(key)
        if sobject and not is_itself:
            self._found[key][kept][detail] = None

    def _named(self, original: Original, sobject: str) -> tuple[str, str, str]:
        """Return the object of a component, what it is called, and the anchor of what shows it."""
        shown = self._material.object_names.get(sobject.casefold(), "")
        label = first_text(original.elements, "label", "masterLabel", "title", "name")
        if original.type is CUSTOM_FIELD:
            full = anchors.of_field(shown, original.name)
            return "", full, full
        if original.type is CUSTOM_OBJECT:
            return "", label or sobject, shown
        if original.type is LAYOUT:
            label = unquote(original.name).partition("-")[2]
        return sobject, label or original.name, others.anchor_of(original, self._material)


_PLACE = {name: place for place, name in enumerate(PLACES)}


def _detail(said: str, site: Site) -> str:
    names = re.findall(r"\{(\w+)\}", said) if "{" in said else ()
    return said.format_map({name: site.nearest(name) for name in names}).strip()


def _texts(value: Any) -> Iterator[str]:
    waiting = [value]
    while waiting:
        each = waiting.pop()
        if isinstance(each, dict):
            waiting += each.values()
        elif isinstance(each, list):
            waiting += each
        elif isinstance(each, str):
            yield each
