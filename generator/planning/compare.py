"""Compare metadata files by their facts: what differs, at what risk. Reads and writes nothing."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from generator.diagnostics import Diagnostic
from generator.metadata.document import any_type_of, parse_file, place_of
from generator.planning import risk as risks
from generator.planning.facts import Facts, facts_of
from generator.types.risk import Risk
from generator.workspace.diff import Action

_VALUE = "valueSet.valueSetDefinition.value["


@dataclass(frozen=True, slots=True)
class Fact:
    """One fact of a component before and after; None where it is absent."""

    path: str
    before: str | None
    after: str | None
    risk: Risk


@dataclass(frozen=True, slots=True)
class Difference:
    """A component that is created, changed or deleted, and the highest of its risks."""

    type_name: str
    full_name: str
    path: str
    action: Action
    risk: Risk
    facts: tuple[Fact, ...] = ()


@dataclass(frozen=True, slots=True)
class Differences:
    """The components that differ, by type and name, and how many do not."""

    changed: tuple[Difference, ...]
    unchanged: int


def compare(
    before: Mapping[str, bytes], after: Mapping[str, bytes], merged: Collection[str] = ()
) -> Differences:
    """Compare files by their paths; files that are no metadata are left out.

    A file that cannot be parsed differs from every other. A file at a `merged` path also has
    values of an org, so facts that only the file before has are no difference.
    """
    paths = [path for path in {**before, **after} if is_component(path)]
    found = [
        _difference(path, before.get(path), after.get(path), is_merged=path in merged)
        for path in paths
    ]
    changed = [each for each in found if each is not None]
    changed.sort(key=lambda each: (each.type_name, each.full_name))
    return Differences(tuple(changed), len(found) - len(changed))


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
    if is_merged:
        old = {key: value for key, value in old.items() if key in new}
    new = {**new, **_retired(old, new)}
    facts = _changed(metadata_type.name, old, new)
    if not facts:
        return None
    if before is None or after is None:
        action = Action.CREATE if before is None else Action.DELETE
        risk = risks.of_component(metadata_type.name, exists_after=after is not None)
    else:
        action = Action.UPDATE
        risk = max((fact.risk for fact in facts), key=list(Risk).index)
    parent, name = place_of(path, metadata_type)
    full_name = metadata_type.full_name(name, parent)
    return Difference(metadata_type.name, full_name, path, action, risk, facts)


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
    is_flag = type_name == "CustomField" and not set(".[") & set(path)
    return "false" if is_flag else None


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
    return tuple(
        Fact(path, old.get(path), new.get(path), _risk(type_name, path, old, new))
        for path in sorted(paths)
    )


def _risk(type_name: str, path: str, old: Facts, new: Facts) -> Risk:
    if path in {"precision", "scale"}:
        return risks.of_digits(_digits(old), _digits(new))
    return risks.of_element(type_name, path, old.get(path), new.get(path))


def _digits(facts: Facts) -> tuple[int, int]:
    """Return the digits before the point, and those after it."""
    precision, scale = (facts.get(name, "0") for name in ("precision", "scale"))
    if not (precision.isdigit() and scale.isdigit()):
        return 0, 0
    return int(precision) - int(scale), int(scale)
