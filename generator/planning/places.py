"""Where the components of a schema lie in a baseline, which may have them in other folders."""

from collections.abc import Collection, Iterable

from generator.metadata.document import component_of
from generator.planning.compare import is_component
from generator.types.registry import comparison_of
from generator.workspace.ownership import Ownership

Member = tuple[str, str]  # the type and the name of a component; capitals do not count in the name


def places(
    wanted: Iterable[str], recorded: Iterable[str], others: Collection[Member]
) -> dict[str, str]:
    """Return the paths to read from a baseline, and for each the path to compare it at.

    `wanted` are the paths of a schema now, `recorded` those that the baseline has for it. One
    component has one path to compare at, also where its folder or the capitals of its name have
    changed: that of the schema, or else the first that is recorded. A component of `others` is
    left out, unless the schema has it as well. If two paths of a component are read, the one that
    is also the path to compare at comes last.
    """
    at: dict[Member, str] = {}
    for path in filter(is_component, wanted):
        member = _member(path)
        at[member if member not in at else _exactly(path)] = path
    known = {path: _member(path) for path in recorded if is_component(path)}
    for path, member in known.items():
        if member not in others:
            at.setdefault(member, path)
    moved = {path: at[member] for path, member in known.items() if at.get(member, path) != path}
    return {**moved, **{path: path for path in at.values()}}


def members_of_others(known: Ownership, schema: str) -> set[Member]:
    """Return the components that belong to other schemas than this one."""
    return {
        _member(path)
        for name, files in known.schemas.items()
        if name != schema
        for path in files.digests
        if is_component(path)
    }


def _member(path: str) -> Member:
    """Return the component at a path; where its folder does not count, its name alone."""
    metadata_type, name = component_of(path)
    if comparison_of(metadata_type.name).moves:
        name = f"/{name.rpartition('/')[2]}"
    return metadata_type.name, name.casefold()


def _exactly(path: str) -> Member:
    """Return the component at a path, in the capitals of its name."""
    metadata_type, name = component_of(path)
    return metadata_type.name, name
