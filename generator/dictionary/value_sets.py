"""Global and standard value sets."""

from collections.abc import Iterator

from generator.dictionary import anchors
from generator.dictionary.entries import Fact, Item, Part, Picklist
from generator.dictionary.key_facts import facts
from generator.dictionary.material import Material
from generator.dictionary.picklists import values
from generator.dictionary.sources import Citations
from generator.importing.originals import Original
from generator.metadata.elements import flat
from generator.metadata.registry import GLOBAL_VALUE_SET, STANDARD_VALUE_SET
from generator.types.global_value_set import GlobalValueSet
from generator.types.standard_value_set import CAMPAIGN_MEMBER_STATUS, StandardValueSet
from generator.types.table import Context, Table, read

# Each type: its kind in Setup's words, its table, and the element that lists its values.
_TYPES: tuple[tuple[str, str, type[Table], str], ...] = (
    (GLOBAL_VALUE_SET.name, "Global value set", GlobalValueSet, "customValue"),
    (STANDARD_VALUE_SET.name, "Standard value set", StandardValueSet, "standardValue"),
)
_SHOWN = frozenset({"label", "description"})


def value_sets(material: Material, cited: Citations) -> tuple[tuple[Item, Picklist], ...]:
    """Return the value sets with their values."""
    return tuple(_value_sets(material, cited))


def _value_sets(material: Material, cited: Citations) -> Iterator[tuple[Item, Picklist]]:
    for type_name, kind, model, values_of in _TYPES:
        for each in material.by_type.get(type_name, []):
            elements = each.elements
            rest = {name: value for name, value in elements.items() if name != values_of}
            said = read(model, flat(rest), Context(each.name))
            item = Item(
                kind,
                each.name,
                str(elements.get("masterLabel", each.name)),
                str(elements.get("description", "")),
                (*facts(model, said, _SHOWN), *_of_schema(each, material, cited)),
                material.notices_of(each),
                anchors.of_value_set(each.name),
            )
            yield item, Picklist(values(elements.get(values_of, ())))


def _of_schema(each: Original, material: Material, cited: Citations) -> Iterator[Fact]:
    """Yield what a schema says of a value set besides."""
    given = material.schema.campaign_member_statuses if material.schema else None
    if given and each.name == CAMPAIGN_MEMBER_STATUS:
        yield Fact("Template campaign", (Part(given.template_campaign),))
        yield from cited.needed("campaign_member_statuses")
