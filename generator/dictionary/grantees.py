"""Permission sets, groups, muting sets and profiles, each with what it grants or takes away."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import chain, count
from urllib.parse import unquote

from generator.dictionary import element_facts, grants, rights
from generator.dictionary.anchors import of_grantee
from generator.dictionary.dictionary import Grantee
from generator.dictionary.entries import Fact, Part
from generator.dictionary.grants import FIELDS, OBJECTS, Grants
from generator.dictionary.material import Material, Name, name_of
from generator.dictionary.rights import Places
from generator.importing.originals import Original
from generator.metadata.registry import (
    MUTING_PERMISSION_SET,
    PERMISSION_SET,
    PERMISSION_SET_GROUP,
)
from generator.validation.access import PROFILE

_KINDS = {
    PERMISSION_SET.name: "Permission set",
    PERMISSION_SET_GROUP.name: "Permission set group",
    MUTING_PERMISSION_SET.name: "Muting permission set",
    PROFILE.name: "Profile",
}
# The elements of a group that name its members, and the type of these.
_MEMBERS = {
    "permissionSets": (PERMISSION_SET.name, "Permission sets"),
    "mutingPermissionSets": (MUTING_PERMISSION_SET.name, "Muting permission sets"),
}
_SETS = "permissionSets"
_SAID = frozenset({"fullName", "label", "description", OBJECTS, FIELDS, *_MEMBERS})
_UNKNOWN = "Not known: it has sets that are not here, or in several files: {}"


@dataclass(frozen=True, slots=True)
class Granting:
    """A component that grants rights, or mutes them, by a name that no other one has.

    `grants` are None for a group of which not all sets are here. `members` are the sets of a
    group: the element that names each, its name, and None where it is not here.
    """

    original: Original
    name: str
    grants: Grants | None
    members: tuple[tuple[str, str, "Granting | None"], ...] = ()

    @property
    def kind(self) -> str:
        return _KINDS[self.original.type.name]

    @property
    def is_muting(self) -> bool:
        return self.original.type.name == MUTING_PERMISSION_SET.name


def granting(material: Material) -> list[Granting]:
    """Return the components that grant rights, by kind and name."""
    taken: dict[str, str] = {}
    alone = [
        Granting(each, _name(each, taken), grants.of_file(each.elements))
        for metadata_type in (PERMISSION_SET, MUTING_PERMISSION_SET, PROFILE)
        for each in material.of(metadata_type)
    ]
    by_name: dict[Name, list[Granting]] = defaultdict(list)
    for one in alone:
        by_name[name_of(one.original)].append(one)
    of_sets = material.of(PERMISSION_SET_GROUP)
    groups = [_group(each, _name(each, taken), by_name) for each in of_sets]
    kinds = list(_KINDS.values())
    return sorted((*alone, *groups), key=lambda each: kinds.index(each.kind))


def _name(original: Original, taken: dict[str, str]) -> str:
    """Return a name for a grantee that none before it has, and note its kind by its anchor.

    Of two of one kind, which several package directories can have, the second has a number; of two
    kinds, the second says its kind.
    """
    name, kind = unquote(original.name), _KINDS[original.type.name]
    has_number = taken.get(of_grantee(name).casefold()) == kind
    more = (f"{name} ({each})" for each in count(2))
    others = more if has_number else chain([f"{name} ({kind.lower()})"], more)
    found = next(
        each for each in chain([name], others) if of_grantee(each).casefold() not in taken
    )
    taken[of_grantee(found).casefold()] = kind
    return found


def _group(original: Original, name: str, by_name: Mapping[Name, list[Granting]]) -> Granting:
    """Return a group; a set that several files have counts as none, as nobody knows which."""
    members: list[tuple[str, str, Granting | None]] = []
    for tag, (type_name, _) in _MEMBERS.items():
        for each in map(str, original.elements.get(tag, ())):
            found = by_name.get((type_name, each.casefold()), [])
            members.append((tag, each, found[0] if len(found) == 1 else None))
    known = [(tag, each.grants) for tag, _, each in members if each and each.grants]
    if len(known) < len(members):
        return Granting(original, name, None, tuple(members))
    sets = [each for tag, each in known if tag == _SETS]
    muting = [each for tag, each in known if tag != _SETS]
    return Granting(original, name, grants.of_group(sets, muting), tuple(members))


def grantee(each: Granting, places: Places, material: Material) -> Grantee:
    """Return a grantee with its rights besides objects; of a muting set all that it takes away."""
    elements, name = each.original.elements, unquote(each.original.name)
    facts = (
        *_of_members(each),
        *(_muted(each.grants, places) if each.is_muting and each.grants else ()),
        *rights.facts(elements, places, _SAID, is_muting=each.is_muting),
    )
    return Grantee(
        each.kind,
        each.name,
        element_facts.plain(elements.get("label", name)) + each.name.removeprefix(name),
        element_facts.plain(elements.get("description", "")),
        facts,
        material.notices_of(each.original),
    )


def _of_members(group: Granting) -> Iterator[Fact]:
    for tag, (_, label) in _MEMBERS.items():
        named = [(name, each) for own, name, each in group.members if own == tag]
        if named:
            found = (Part(name, of_grantee(each.name) if each else "") for name, each in named)
            yield Fact(label, element_facts.in_a_row(found))
    missing = [name for _, name, each in group.members if each is None]
    if missing:
        yield Fact("What it grants", (Part(_UNKNOWN.format(", ".join(missing))),))


def _muted(muted: Grants, places: Places) -> Iterator[Fact]:
    """Yield the rights for objects and for fields that a muting set takes away, each on a line."""
    for label, are_fields in (("Object permissions", False), ("Field permissions", True)):
        lines: list[Part] = []
        for folded, taken in muted.rights.items():
            if ("." in folded) is are_fields:
                name = muted.names[folded]
                lines += [Part("\n")] if lines else []
                lines += [Part(name, places.of_object(name))]
                lines += [Part(f": {', '.join(taken) or 'none'}")]
        if lines:
            yield Fact(f"Muted: {label}", element_facts.joined(lines))
