"""The manifests that delete what a person accepted. Reads and writes nothing.

A deploy deletes only what such a manifest names: destructiveChangesPost.xml after it has deployed
the rest, destructiveChangesPre.xml before, where something new needs the place of the old.
"""

import re
from collections import Counter
from collections.abc import Collection, Iterable, Mapping

from generator.diagnostics import Diagnostic
from generator.errors import UsageError
from generator.metadata.api_version import ApiVersion
from generator.metadata.document import member_of
from generator.metadata.registry import TRANSLATIONS, package
from generator.planning.differences import ALL, Deletes, Difference
from generator.types.registry import comparison_of
from generator.workspace.diff import Action

FOLDER = "manifest/destructive"
_EMPTY = f"{FOLDER}/package.xml"
# Types that no manifest deletes, and what does.
_BY_HAND = {
    "Flow": "deactivate it in Setup, and delete its versions there",
    **{row.name: "clear it in Setup, Translate" for row in TRANSLATIONS},
    "Layout": "assign another one to all profiles in Setup, and delete it there",
    "StandardValueSet": "deactivate the values in Setup",
}
_PARENTS = ("CustomObject", "GlobalValueSet")
_SHIPPED = "the org keeps it as the file had set it; change its settings in Setup"


def accepted(
    differences: Iterable[Difference],
    names: Collection[str],
    renamed: Collection[str],
    api_version: ApiVersion,
) -> Deletes:
    """Return the deletes of a plan, of which a person accepted `names`: full names, or `all`.

    Where several components have one name, its type stands before it: `CustomTab:Visit__c`.
    `renamed` are the fields that the schema has under a new name: `all` leaves them out. Raises
    UsageError for each name that is not a delete of this plan.
    """
    changed = list(differences)
    gone = _named([each for each in changed if each.action is Action.DELETE])
    _refuse_unknown(names, gone)
    chosen = {
        name: each
        for name, each in gone.items()
        if name in names
        or _full(each) in names
        or (ALL in names and each.full_name not in renamed)
    }
    along = _along(gone, chosen.values())
    taken = _taken(gone, [each for each in changed if each.action is Action.CREATE])
    by_hand = [
        f"{each.type_name} {each.full_name}: {way}"
        for name, each in chosen.items()
        if (way := _by_hand(each)) and name not in along
    ]
    steps: dict[str, list[tuple[str, str]]] = {"pre": [], "post": []}
    for name, each in gone.items():
        is_listed = name in taken if name in along else name in chosen
        if is_listed and not _by_hand(each):
            steps["pre" if name in taken else "post"].append(member_of(each.path))
    manifests = [
        package(_path(when), members, api_version) for when, members in steps.items() if members
    ]
    return Deletes(
        tuple(name for name in gone if name not in chosen and name not in along),
        taken,
        tuple(by_hand),
        (package(_EMPTY, (), api_version), *manifests) if manifests else (),
        _command("pre") if steps["pre"] else "",
        _command("post") if steps["post"] else "",
    )


def _by_hand(each: Difference) -> str:
    """Return what to do about a delete that no manifest can carry out; empty if one can."""
    if comparison_of(each.type_name).is_partial(each.full_name):
        return _SHIPPED
    return _BY_HAND.get(each.type_name, "")


def _path(when: str) -> str:
    return f"{FOLDER}/destructiveChanges{when.capitalize()}.xml"


def _command(when: str) -> str:
    changes = f"--{when}-destructive-changes {_path(when)}"
    return f"sf project deploy start --manifest {_EMPTY} {changes}"


def _named(gone: list[Difference]) -> dict[str, Difference]:
    """Return the deletes by their full names, with the type before it where several have one."""
    counts = Counter(each.full_name for each in gone)
    return {_full(each) if counts[each.full_name] > 1 else each.full_name: each for each in gone}


def _full(each: Difference) -> str:
    return f"{each.type_name}:{each.full_name}"


def _refuse_unknown(names: Collection[str], gone: Mapping[str, Difference]) -> None:
    known = {ALL, *gone, *map(_full, gone.values())}
    shared = {each.full_name for each in gone.values()} - known
    wrong = [
        Diagnostic(
            f"--accept-delete {name}",
            "is the name of several components: write its type before it, as in CustomTab:Name"
            if name in shared
            else "is not among the deletes of this plan",
        )
        for name in names
        if name not in known
    ]
    if wrong:
        deleted = ", ".join(sorted(gone)) or "nothing"
        hint = f"The plan deletes {deleted}."
        raise UsageError(*wrong, actions=(hint,))


def _along(gone: Mapping[str, Difference], chosen: Iterable[Difference]) -> set[str]:
    """Return the deletes that go with one that a manifest carries out, by name.

    With an object go its parts: fields, list views, layouts. With a field or a value set go its
    translations.
    """
    deleted = [each for each in chosen if not _by_hand(each)]
    parents = {each.full_name for each in deleted if each.type_name in _PARENTS}
    fields = {each.full_name for each in deleted if each.type_name == "CustomField"}
    return {
        name
        for name, each in gone.items()
        if _translated(each) in fields or not parents.isdisjoint(_above(each.full_name))
    }


def _above(name: str) -> list[str]:
    """Return what a part may belong to: Visit__c of Visit__c.Size__c and of Visit__c-Layout."""
    return [name[: end.start()] for end in re.finditer("[.-]", name)]


def _translated(each: Difference) -> str:
    """Return the field of a translation, Visit__c.Size__c of Visit__c-de.Size__c, or nothing."""
    if each.type_name != "CustomFieldTranslation":
        return ""
    translated, _, name = each.full_name.partition(".")
    return f"{translated.rpartition('-')[0]}.{name}"


def _taken(gone: Mapping[str, Difference], new: Iterable[Difference]) -> dict[str, str]:
    """Return the new lookup that needs the relationship name of a deleted one, by its name.

    A parent object has each relationship name once.
    """
    wanted = {_relationship(each): each.full_name for each in new}
    wanted.pop((), None)
    pairs = ((name, wanted.get(_relationship(each))) for name, each in gone.items())
    return {name: other for name, other in pairs if other is not None}


def _relationship(each: Difference) -> tuple[str, ...]:
    """Return the parent and the relationship name of a lookup; nothing for other components."""
    values = {fact.path: fact.after or fact.before or "" for fact in each.facts}
    if "relationshipName" not in values:
        return ()
    return values.get("referenceTo", ""), values["relationshipName"].casefold()
