"""Objects and their fields, in Setup's words."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from generator.dictionary.entries import Fact, Item, SObject
from generator.dictionary.field_paths import FieldPaths
from generator.dictionary.fields import Fields
from generator.dictionary.items import items
from generator.dictionary.key_facts import METADATA, facts
from generator.dictionary.material import Material
from generator.dictionary.picklists import Picklists
from generator.dictionary.sources import Citations
from generator.dictionary.uses import Uses
from generator.metadata.elements import Elements, flat, nested
from generator.metadata.registry import CUSTOM_OBJECT
from generator.types.custom_object import CustomObject
from generator.types.object_settings import ObjectSettings
from generator.types.registry import table_of
from generator.types.table import Context, keys, read

KINDS: Mapping[str, str] = {  # by the end of the API name
    "": "Standard object",
    "b": "Big object",
    "c": "Custom object",
    "e": "Platform event",
    "kav": "Article type",
    "mdt": "Custom metadata type",
    "x": "External object",
    "dll": "Data lake object",
    "dlm": "Data model object",
}
_SHOWN = frozenset({"label", "plural_label", "description"})
# Settings that are shown even where they are as usual, and only where the file has them.
_ALWAYS = {
    "internal_access": "sharingModel",
    "external_access": "externalSharingModel",
    "deployment_status": "deploymentStatus",
}
_SHOWN_ELEMENTS = frozenset({"fullName", "label", "pluralLabel", "description"})
_NO_ELEMENTS: Elements = {}


def objects(material: Material, uses: Uses, cited: Citations) -> tuple[SObject, ...]:
    """Return the objects of which there is a file, or a part such as a field, by name."""
    paths = FieldPaths(material)
    made = _Objects(
        material,
        cited,
        paths,
        Fields(material, uses, cited, paths, Picklists(material)),
        items(material, paths),
    )
    names = sorted(material.object_names.items())
    return tuple(made.entry(folded, name) for folded, name in names)


@dataclass(frozen=True)
class _Objects:
    """Makes the entries of objects; `items` are by object."""

    material: Material
    cited: Citations
    paths: FieldPaths
    fields: Fields
    items: Mapping[str, tuple[Item, ...]]

    def entry(self, folded: str, name: str) -> SObject:
        """Return the entry of an object, by its folded name and its name."""
        file = self.material.object_files.get(folded)
        elements = file.elements if file else _NO_ELEMENTS
        fields = self.material.fields.get(folded, {}).values()
        return SObject(
            name,
            str(elements.get("label", name)),
            _kind(name, elements),
            str(elements.get("pluralLabel", "")),
            str(elements.get("description", "")),
            (*_facts(name, elements, self.paths), *self.cited.facts_of_object(name)),
            tuple(self.fields.entry(each, name) for each in fields),
            self.items.get(name, ()),
            self.cited.of_object(name),
            self.material.notices_of(file) if file else (),
        )


def _kind(name: str, elements: Elements) -> str:
    if "customSettingsType" in elements:
        return "Custom setting"
    return KINDS.get(Context(name).kind, KINDS[""])


def _facts(name: str, elements: Elements, paths: FieldPaths) -> tuple[Fact, ...]:
    """Return the settings of an object, in the words of its own kind, or of any."""
    said = _said(name, flat(elements))
    return facts(CustomObject, said, _SHOWN, paths.linker(name))


def _said(name: str, elements: Elements) -> dict[str, Any]:
    """Return what an object says in the keys of its own kind; then in those of any kind."""
    context = Context(name)
    said = {
        key: keys(ObjectSettings)[key].read(elements, context, _NO_ELEMENTS)
        for key, element in _ALWAYS.items()
        if element in elements
    }
    rest = elements
    for model in (table_of(CUSTOM_OBJECT.name, elements, context), ObjectSettings):
        if model is None or not rest:
            continue
        own = read(model, rest, context)
        said = own | said
        left = flat(own.get(METADATA, {}))
        rest = {path: each for path, each in left.items() if path in rest}
    rest = {path: each for path, each in rest.items() if path not in _SHOWN_ELEMENTS}
    unsaid = {key for key, element in _ALWAYS.items() if element not in elements}
    said = {key: value for key, value in said.items() if key not in unsaid}
    return said | {METADATA: nested(rest)}
