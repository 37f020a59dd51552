"""What permission sets, groups and profiles grant of objects and fields."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Final, get_args

from generator.dictionary.dictionary import Level
from generator.metadata.elements import Elements
from generator.metadata.name_words import words
from generator.types.object_access import ELEMENTS, Right

READ: Final = "Read"
EDIT: Final = "Edit"
ALL_FIELDS: Final = "View All Fields"
OBJECTS: Final = "objectPermissions"
FIELDS: Final = "fieldPermissions"
_RIGHTS = {ELEMENTS[right]: right.title() for right in get_args(Right)}  # in Setup's order
_RIGHTS |= {"readable": READ, "editable": EDIT}


@dataclass(frozen=True, slots=True)
class Grants:
    """Rights in Setup's words, by the folded name of an object, or of a field with its object.

    A muting set has those that it takes away. `names` has each name as the file spells it.
    """

    rights: dict[str, tuple[str, ...]] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)

    def add(self, name: str, rights: tuple[str, ...]) -> None:
        """Add rights for a name, also none; what a file says twice counts once."""
        folded = name.casefold()
        self.names.setdefault(folded, name)
        self.rights[folded] = _ordered(self.rights.get(folded, ()) + rights)

    def level(self, field_name: str) -> Level:
        """Return the level that a field has by its own entry."""
        given = self.rights.get(field_name, ())
        if EDIT in given:
            return Level.EDIT
        return Level.READ if READ in given else Level.NONE


def of_file(elements: Elements) -> Grants:
    """Return what the file of a permission set or a profile grants, or a muting set mutes."""
    found = Grants()
    for tag, key in ((OBJECTS, "object"), (FIELDS, "field")):
        for entry in elements.get(tag, ()):
            found.add(str(entry.get(key, "")), rights_of(entry))
    return found


def of_group(sets: Iterable[Grants], muting: Iterable[Grants]) -> Grants:
    """Return what a group grants: all that its sets do, but for what is muted."""
    found = Grants()
    for each in sets:
        for folded, rights in each.rights.items():
            found.add(each.names[folded], rights)
    for each in muting:
        for name in each.rights.keys() & found.rights.keys():
            found.rights[name] = _without(found.rights[name], each.rights[name])
    return found


def rights_of(entry: Elements) -> tuple[str, ...]:
    """Return the rights that an entry says for an object or a field, in Setup's words."""
    names = [name for name, is_on in entry.items() if is_on is True]
    return tuple([_RIGHTS.get(name) or words(name) for name in names])


@lru_cache(1024)  # few of all that there may be, for many fields
def _ordered(rights: tuple[str, ...]) -> tuple[str, ...]:
    """Return rights each once, in Setup's order; others come last."""
    known = [each for each in _KNOWN if each in rights]
    return tuple(dict.fromkeys((*known, *rights)))


def _without(rights: tuple[str, ...], muted: Collection[str]) -> tuple[str, ...]:
    """Return the rights that are left; who may not read may do nothing else."""
    return () if READ in muted else tuple(each for each in rights if each not in muted)


_KNOWN = tuple(dict.fromkeys(_RIGHTS.values()))
