"""Compare metadata files by their facts: what differs, at what risk. Reads and writes nothing."""

import re
from collections.abc import Collection, Mapping
from dataclasses import replace
from types import MappingProxyType

from generator.diagnostics import Diagnostic
from generator.metadata.document import any_type_of, component_of, parse_file
from generator.metadata.registry import TRANSLATIONS
from generator.planning import risk as risks
from generator.planning.differences import Difference, Differences, Fact, Unknown
from generator.planning.facts import Facts, facts_of
from generator.types.registry import comparison_of
from generator.types.risk import Risk
from generator.workspace.diff import Action

_BELOW_ENTRY = re.compile(r"(?<=\])\.")
_VALUE = "valueSet.valueSetDefinition.value["
_TRANSLATIONS = frozenset(row.name for row in TRANSLATIONS)
_NOTHING: Mapping[str, str] = MappingProxyType({})


def compare(
    before: Mapping[str, bytes],
    after: Mapping[str, bytes],
    merged: Collection[str] = (),
    *,
    moved: Mapping[str, str] = _NOTHING,
    withheld: Mapping[str, str] = _NOTHING,
) -> Differences:
    """Compare files by their paths; files that are no metadata are left out.

    A file that cannot be parsed differs from every other. A file at a `merged` path also has
    values of an org, so facts that only the file before has are no difference. `moved` is where
    the file before lay, `withheld` the reasons why there is none.
    """
    unknown = [
        Unknown(*_named(path), path, reason)
        for path, reason in withheld.items()
        if path not in before
    ]
    hidden = {each.path for each in unknown}
    paths = [path for path in {**before, **after} if is_component(path) and path not in hidden]
    found = [
        _moved(
            _difference(path, before.get(path), after.get(path), is_merged=path in merged),
            path,
            moved.get(path, path),
        )
        for path in paths
    ]
    changed = [each for each in found if each is not None]
    changed.sort(key=lambda each: (each.type_name, each.full_name))
    unknown.sort(key=lambda each: (each.type_name, each.full_name))
    return Differences(tuple(changed), len(found) - len(changed), tuple(unknown))


def is_component(path: str) -> bool:
    """Whether a path is that of a metadata file, of a type that we know."""
    return path.endswith("-meta.xml") and any_type_of(path) is not None


def _difference(
    path: str, before: bytes | None, after: bytes | None, *, is_merged: bool
) -> Difference | None:
    metadata_type = any_type_of(path)
    if before == after or metadata_type is None:
        return None
    old, new = _facts(path, before), _facts(path, after)
    old, new = _without_bare(old, new), _without_bare(new, old)
    if is_merged:
        old = {key: value for key, value in old.items() if key in new}
    new = {**new, **_retired(old, new)}
    if before is not None and after is not None:
        old = _without_added(metadata_type.name, old, new)
        if comparison_of(metadata_type.name).is_partial(_named(path)[1]):
            said = set(map(_entry, new))
            old = {key: value for key, value in old.items() if _entry(key) in said}
    facts = _changed(metadata_type.name, old, new)
    if not facts:
        return None
    if before is None or after is None:
        action = Action.CREATE if before is None else Action.DELETE
        risk = risks.of_component(*_named(path), exists_after=after is not None)
    else:
        action = Action.UPDATE
        risk = max((fact.risk for fact in facts), key=list(Risk).index)
    return Difference(*_named(path), path, action, risk, facts)


def _moved(found: Difference | None, path: str, before: str) -> Difference | None:
    """Return the difference of a component that lay at another path before."""
    if path == before:
        return found
    type_name, name = _named(path)
    old = _named(before)[1]
    if name.casefold() == old.casefold() or (found and found.action is Action.DELETE):
        return found
    found = found or Difference(type_name, name, path, Action.UPDATE, Risk.SAFE)
    # Who may see it depends on the folder.
    risk = max(found.risk, Risk.ACCESS, key=list(Risk).index)
    return replace(found, moved_from=old, risk=risk)


def _named(path: str) -> tuple[str, str]:
    """Return the type and the full name of the component at a path."""
    metadata_type, full_name = component_of(path)
    return metadata_type.name, full_name


def _facts(path: str, content: bytes | None) -> Facts:
    metadata_type = any_type_of(path)
    if content is None or metadata_type is None:
        return {}
    file = parse_file(path, metadata_type, content)
    if isinstance(file, Diagnostic):
        return {"": file.message}
    return facts_of(file.root, metadata_type)


def _default(type_name: str, path: str) -> str | None:
    """Return the value that an org gives to an absent element, if that is known."""
    if type_name in _TRANSLATIONS:
        return ""  # as an old CLI writes what is not translated
    is_flag = type_name == "CustomField" and not set(".[") & set(path)
    return "false" if is_flag else None


def _without_added(type_name: str, old: Facts, new: Facts) -> Facts:
    """Return the old facts without those that an org adds after each deploy."""
    added = {path for row in comparison_of(type_name).added for path in row.paths(old, new)}
    return {path: value for path, value in old.items() if path not in added}


def _without_bare(facts: Facts, others: Facts) -> Facts:
    """Return facts without the entries that have only a name here, and more in the other file."""
    bare = {path for path in facts if path.endswith("]") and not facts[path]}
    if not bare:
        return facts
    above = {path[: dot.start()] for path in others for dot in _BELOW_ENTRY.finditer(path)}
    return {path: text for path, text in facts.items() if path not in bare or path not in above}


def _entry(path: str) -> str:
    """Return the element at the top of a path, or the entry of a list there."""
    entry, bracket, _ = path.partition("]")
    return entry if bracket and "." not in entry.partition("[")[0] else path.partition(".")[0]


def _retired(old: Facts, new: Facts) -> Facts:
    """Return the facts of picklist values that `new` leaves out: a deploy makes them inactive.

    Source: Metadata API Developer Guide, CustomValue.
    """
    known, left = ({_value(path) for path in facts} - {""} for facts in (old, new))
    gone = known - left if left else set()
    kept = {path: value for path, value in old.items() if _value(path) in gone}
    return kept | {f"{each}].isActive": "false" for each in gone}


def _value(path: str) -> str:
    """Return the part of a path that names a picklist value, or nothing."""
    return path.rpartition("].")[0] if path.startswith(_VALUE) else ""


def _changed(type_name: str, old: Facts, new: Facts) -> tuple[Fact, ...]:
    paths = [
        path
        for path in {**old, **new}
        if old.get(path) != new.get(path)
        and {old.get(path), new.get(path)} != {None, _default(type_name, path)}
    ]
    ratings = {path: risks.of_element(type_name, path, old, new) for path in sorted(paths)}
    return tuple(
        Fact(path, old.get(path), new.get(path), each.risk, each.reason)
        for path, each in ratings.items()
    )
