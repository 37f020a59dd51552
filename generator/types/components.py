"""The files of components whose keys say all of their elements."""

from collections.abc import Iterator, Mapping

from generator.metadata.elements import nested
from generator.metadata.registry import Component, MetadataType
from generator.types.table import Context, Table, write
from generator.types.target import Target


def components(
    metadata_type: MetadataType,
    place: tuple[str, ...],
    parts: Mapping[str, Table],
    target: Target,
    parent: str = "",
) -> Iterator[Component]:
    """Yield the components at a place of the schema; `parent` is the object of parts of one."""
    for name, part in parts.items():
        yield Component(
            metadata_type,
            metadata_type.full_name(name, parent),
            metadata_type.path(target.package_directory, name, parent),
            nested(write(type(part), part, Context(name, parent, target.api_version))),
            (*place, name),
        )
