"""Deletes that a person accepted in, the manifests in which `sf` takes them out. Pure.

A deploy never deletes by itself: what goes is named in destructiveChangesPost.xml, or in
destructiveChangesPre.xml where something new needs the place of what goes.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from generator.changes import Action
from generator.differences import Difference
from generator.errors import Problem, UsageError
from generator.metadata import Component, package
from generator.parsed import member_of
from generator.project import ApiVersion

FOLDER = "manifest/destructive"
_EMPTY = f"{FOLDER}/package.xml"
_ALL = "all"
# What no manifest deletes, and what does.
_BY_HAND = {
    "Flow": "deactivate it in Setup, and delete its versions there",
    "StandardValueSet": "deactivate the values in Setup",
}


@dataclass(frozen=True, slots=True)
class Deletes:
    """What was accepted: the manifests, the command that takes them, what stays to do by hand."""

    names: frozenset[str] = frozenset()
    manifests: tuple[Component, ...] = ()
    command: str = ""
    comes_first: bool = False
    by_hand: tuple[str, ...] = ()


def accepted(
    differences: Iterable[Difference],
    names: Collection[str],
    renamed: Mapping[str, str],
    api_version: ApiVersion,
) -> Deletes:
    """Return the manifests of the deletes that `names` accepts: full names, or `all`.

    `renamed` has the new name of each field that the schema says was renamed: `all` leaves those
    out. Raises UsageError for a name that is no delete of this plan.
    """
    changed = list(differences)
    gone = [each for each in changed if each.action is Action.DELETE]
    _refuse_unknown(names, {each.full_name for each in gone})
    wanted = [each for each in gone if _is_accepted(each, names, renamed)]
    objects = {each.full_name for each in wanted if each.type_name == "CustomObject"}
    whole = [each for each in wanted if not _goes_along(each, objects)]
    by_hand = tuple(
        f"{each.type_name} {each.full_name}: {_BY_HAND[each.type_name]}"
        for each in wanted
        if each.type_name in _BY_HAND
    )
    listed = [each for each in whole if each.type_name not in _BY_HAND]
    accepted_names = frozenset(each.full_name for each in wanted)
    if not listed:
        return Deletes(accepted_names, by_hand=by_hand)
    new = (each for each in changed if each.action is Action.CREATE)
    comes_first = bool(_relationships(new) & _relationships(listed))
    when = "pre" if comes_first else "post"
    path = f"{FOLDER}/destructiveChanges{when.capitalize()}.xml"
    named = (member_of(each.path) for each in listed)
    manifests = (package(_EMPTY, (), api_version), package(path, named, api_version))
    command = f"sf project deploy start --manifest {_EMPTY} --{when}-destructive-changes {path}"
    return Deletes(accepted_names, manifests, command, comes_first, by_hand)


def _refuse_unknown(names: Collection[str], known: Collection[str]) -> None:
    wrong = [
        Problem(f"--accept-delete {name}", "is not among the deletes of this plan")
        for name in names
        if name not in {_ALL, *known}
    ]
    if wrong:
        hint = f"The plan deletes {', '.join(sorted(known))}." if known else "It deletes nothing."
        raise UsageError(*wrong, actions=(hint,))


def _is_accepted(each: Difference, names: Collection[str], renamed: Mapping[str, str]) -> bool:
    return each.full_name in names or (_ALL in names and each.full_name not in renamed)


def _goes_along(each: Difference, objects: Collection[str]) -> bool:
    """Whether it is a part of an object that goes: a field, a list view, a layout."""
    return any(each.full_name.startswith((f"{name}.", f"{name}-")) for name in objects)


def _relationships(changed: Iterable[Difference]) -> set[tuple[str, str]]:
    """Return the parent and relationship name of each lookup: an org has each pair once."""
    found = set()
    for each in changed:
        values = {fact.path: fact.after or fact.before or "" for fact in each.facts}
        if "relationshipName" in values:
            found.add((values.get("referenceTo", ""), values["relationshipName"].casefold()))
    return found
