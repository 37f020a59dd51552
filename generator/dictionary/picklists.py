"""The values of picklists: those of a field, and those of a value set."""

from collections.abc import Mapping, Sequence
from typing import Any

from generator.dictionary import anchors
from generator.dictionary.entries import Fact, Part, Picklist, PicklistValue
from generator.dictionary.key_facts import facts
from generator.dictionary.material import Material
from generator.importing.originals import Original
from generator.metadata.elements import Elements, flat
from generator.metadata.registry import GLOBAL_VALUE_SET, STANDARD_VALUE_SET
from generator.types.picklist_value import PicklistValue as Value
from generator.types.standard_value_set import StandardValue
from generator.types.table import Context, read

_Allowed = Mapping[str, tuple[str, ...]]  # controlling values by the value that they allow
_NONE: _Allowed = {}
_SHOWN = frozenset({"value", "label", "default", "active", "color", "description"})


class Picklists:
    """Finds the values of picklists, which may be those of a value set."""

    def __init__(self, material: Material) -> None:
        self._global = {
            each.name.casefold(): (each.name, each.elements.get("customValue", ()))
            for each in material.of(GLOBAL_VALUE_SET)
        }
        self._standard = {
            each.name.casefold(): (each.name, each.elements.get("standardValue", ()))
            for each in material.of(STANDARD_VALUE_SET)
        }

    def of(self, field: Original, controlling: Part | None) -> Picklist | None:
        """Return the values of a field; None for one of which no values are known.

        `controlling` is the field that decides which values are offered.
        """
        value_set = field.elements.get("valueSet")
        if not isinstance(value_set, dict):
            return None if "__" in field.name else self._of_standard(field)
        named = value_set.get("valueSetName")
        name, entries = self._global.get(str(named).casefold(), ("", ()))
        own = (value_set.get("valueSetDefinition") or {}).get("value", entries)
        allowed = {
            str(each.get("valueName")): tuple(each.get("controllingFieldValue", ()))
            for each in value_set.get("valueSettings", ())
        }
        return Picklist(
            values(own or (), Value, allowed),
            _named(str(named), name) if named else None,
            value_set.get("restricted") is True,
            controlling,
        )

    def _of_standard(self, field: Original) -> Picklist | None:
        """Return the values of a standard field, whose set has its name, or the object's before.

        So the Metadata API names them: Industry, LeadStatus (StandardValueSet names and fields).
        """
        for name in (f"{field.parent}{field.name}", field.name):
            found, entries = self._standard.get(name.casefold(), ("", ()))
            if found:
                return Picklist(values(entries), Part(found, anchors.of_value_set(found)))
        return None


def _named(given: str, found: str) -> Part:
    """Return the value set that a field names; it leads to the one that was found, if any."""
    return Part(found, anchors.of_value_set(found)) if found else Part(given)


def values(
    entries: Sequence[Elements],
    model: type[Value] = StandardValue,
    allowed: _Allowed = _NONE,
) -> tuple[PicklistValue, ...]:
    """Return the values that a file lists; those that it only allows follow by their names."""
    found = [_value(each, model, allowed) for each in entries]
    known = {each.name for each in found}
    more = [name for name in allowed if name not in known]
    return (*found, *(PicklistValue(name, name, controlled_by=allowed[name]) for name in more))


def _value(elements: Elements, model: type[Value], allowed: _Allowed) -> PicklistValue:
    name = str(elements.get("fullName", ""))
    return PicklistValue(
        name,
        str(elements.get("label", name)),
        elements.get("default") is True,
        elements.get("isActive") is not False,
        str(elements.get("color", "")),
        str(elements.get("description", "")),
        allowed.get(name, ()),
        _further(elements, model),
    )


def _further(elements: Elements, model: type[Value]) -> tuple[Fact, ...]:
    """Return what a value says besides, as those of standard value sets do."""
    if elements.keys() <= _USUAL:
        return ()
    said: Any = read(model, flat(elements), Context(""))
    return facts(model, said, _SHOWN) if isinstance(said, dict) else ()


_USUAL = {"fullName", "label", "default", "isActive", "color", "description"}
