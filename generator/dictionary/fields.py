"""Fields, in Setup's words."""

from dataclasses import dataclass
from typing import Any

from generator.dictionary.entries import Field, Part, Picklist
from generator.dictionary.field_paths import FieldPaths, linked
from generator.dictionary.key_facts import METADATA, facts
from generator.dictionary.material import Material
from generator.dictionary.picklists import Picklists
from generator.dictionary.sources import Citations
from generator.dictionary.uses import Uses
from generator.importing.originals import Original
from generator.metadata.elements import Elements, flat
from generator.metadata.standard_names import standard_fields
from generator.types.custom_field import CustomField
from generator.types.field_defaults import CARRIED
from generator.types.table import Context, read

# The keys that have a place of their own in an entry.
_SHOWN = frozenset(
    {
        *("type", "label", "description", "help_text", "required", "unique", "external_id"),
        *("default", "formula", "data_sensitivity_level", "compliance_categorization"),
    }
)
_SHOWN_ELEMENTS = frozenset({"label", "type", "fullName"})  # of which a key may say nothing
_ON_DELETE = {
    "Cascade": "Delete this record as well",
    "Restrict": "Do not let the lookup record be deleted",
    "SetNull": "Clear the value of this field",
}
_OF_PICKLIST, _SORTED = "valueSet.", "valueSet.valueSetDefinition.sorted"
# What a retrieve writes in the file of every field, whatever it is: it says nothing of a field.
_CARRIED = frozenset(CARRIED) - {"fieldManageability"}


@dataclass(frozen=True)
class Fields:
    """Makes the entries of fields, from their files and what else is known of them."""

    material: Material
    uses: Uses
    cited: Citations
    paths: FieldPaths
    picklists: Picklists

    def entry(self, original: Original, sobject: str) -> Field:
        """Return the entry of a field of an object."""
        elements = _typed(original)
        said = _said(elements, original)
        name = original.name
        return Field(
            sobject,
            name,
            str(elements.get("label", name)),
            str(said.get("type") or elements.get("type", "")),
            str(said.get("description", "")),
            str(said.get("help_text", "")),
            is_custom="__" in name,
            required=_required(elements),
            unique=_unique(elements),
            is_external_id=elements.get("externalId") is True,
            default=str(elements.get("defaultValue", "")),
            formula=self._formula(elements, sobject),
            picklist=self._picklist(original, sobject),
            refers_to=self._refers_to(elements),
            sensitivity=str(said.get("data_sensitivity_level", "")),
            compliance=tuple(said.get("compliance_categorization", ())),
            facts=(
                *facts(CustomField, said, _SHOWN, self.paths.linker(sobject)),
                *self.cited.facts_of_field(sobject, name),
            ),
            uses=self.uses.of(sobject, name),
            sources=self.cited.of_field(sobject, name),
            notices=self.material.notices_of(original),
        )

    def _formula(self, elements: Elements, sobject: str) -> tuple[Part, ...]:
        formula = elements.get("formula")
        return linked(formula, sobject, self.paths) if isinstance(formula, str) else ()

    def _picklist(self, original: Original, sobject: str) -> Picklist | None:
        name = (original.elements.get("valueSet") or {}).get("controllingField")
        part = Part(name, self.paths.field(sobject, name)) if name else None
        return self.picklists.of(original, part)

    def _refers_to(self, elements: Elements) -> tuple[Part, ...]:
        is_hierarchy = elements.get("type") == "Hierarchy"
        target = elements.get("referenceTo", "User" if is_hierarchy else None)
        return (Part(str(target), self.paths.object(str(target))),) if target else ()


def _typed(original: Original) -> Elements:
    """Return the elements of a field, with the type of a standard one, which files leave out."""
    elements = original.elements
    if "type" in elements:
        return elements
    known = standard_fields(original.parent).get(original.name)
    return elements | {"type": known} if known else elements


def _said(elements: Elements, original: Original) -> dict[str, Any]:
    """Return what a field says in the keys of the schema; its values are not among them."""
    paths = {
        path: value
        for path, value in flat(elements).items()
        if not path.startswith(_OF_PICKLIST) or path == _SORTED
    }
    carried = _CARRIED.intersection(elements)
    context = Context(original.name, original.parent, carried=carried)
    said = read(CustomField, paths, context)
    if not isinstance(said, dict):
        said = {CustomField.short: said}
    rest = {
        name: each for name, each in said.get(METADATA, {}).items() if name not in _SHOWN_ELEMENTS
    }
    on_delete = str(elements.get("deleteConstraint", ""))
    return said | {METADATA: rest, "on_delete": _ON_DELETE.get(on_delete, on_delete)}


def _required(elements: Elements) -> str:
    """Return why every record has a value; empty if it can be blank."""
    if elements.get("type") == "MasterDetail":
        return "always, as each master-detail field is"
    return "set on the field" if elements.get("required") is True else ""


def _unique(elements: Elements) -> str:
    if elements.get("unique") is not True:
        return ""
    is_sensitive = elements.get("caseSensitive")
    words = {True: "case-sensitive", False: "case-insensitive"}
    return words.get(is_sensitive, "Yes") if isinstance(is_sensitive, bool) else "Yes"
