"""Who may see and edit what: permission sets, their groups, and profiles."""

from collections.abc import Sequence

from generator.dictionary.dictionary import Access
from generator.dictionary.entries import SObject
from generator.dictionary.grantees import grantee, granting
from generator.dictionary.material import Material
from generator.dictionary.object_rights import object_rights
from generator.dictionary.rights import Places
from generator.metadata.registry import FLOW


def access(material: Material, objects: Sequence[SObject]) -> Access:
    """Return the rights that permission sets, groups and profiles grant.

    What a group grants is in the tables only where all its sets are there.
    """
    places = Places(objects, (each.name for each in material.of(FLOW)))
    found = granting(material)
    granted = {each.name: each.grants for each in found if each.grants and not each.is_muting}
    grantees = tuple(grantee(each, places, material) for each in found)
    return Access(grantees, tuple(object_rights(granted, objects)))
