"""What permission sets, groups and profiles grant of objects and fields."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
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

    rights: Mapping[str, tuple[str, ...]]
    names: Mapping[str, str]

    def level(self, field_name: str) -> Level:
        """Return the level that a field has by its own entry."""
        given = self.rights.get(field_name, ())
        if EDIT in given:
            return Level.EDIT
        return Level.READ if READ in given else Level.NONE


def of_file(elements: Elements) -> Grants:
    """Return what the file of a permission set or a profile grants, or a muting set mutes."""
    return _collected(
        (str(entry.get(key, "")), rights_of(entry))
        for tag, key in ((OBJECTS, "object"), (FIELDS, "field"))
        for entry in elements.get(tag, ())
    )


def of_group(sets: Iterable[Grants], muting: Iterable[Grants]) -> Grants:
    """Return what a group grants: all that its sets do, but for what is muted."""
    found, muted = _collected(_all(sets)), _collected(_all(muting)).rights
    left = {name: _without(given, muted.get(name, ())) for name, given in found.rights.items()}
    return replace(found, rights=left)


def _all(several: Iterable[Grants]) -> Iterator[tuple[str, tuple[str, ...]]]:
    return ((each.names[name], given) for each in several for name, given in each.rights.items())


def _collected(entries: Iterable[tuple[str, tuple[str, ...]]]) -> Grants:
    """Return the rights for names, also none; what entries say twice counts once."""
    rights: dict[str, tuple[str, ...]] = {}
    names: dict[str, str] = {}
    for name, given in entries:
        folded = name.casefold()
        names.setdefault(folded, name)
        rights[folded] = _ordered(rights.get(folded, ()) + given)
    return Grants(rights, names)


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
