"""What an org has to have for a schema to work in it: what each of its components asks for."""

from collections.abc import Mapping
from dataclasses import dataclass

from generator.metadata.api_version import NEWEST, ApiVersion
from generator.metadata.registry import PERMISSION_SET
from generator.types.global_value_set import GlobalValueSet
from generator.types.permission_set import marketers, viewers
from generator.types.registry import asks_of, components
from generator.types.requirement import Kind, Requirement, VerifyContext
from generator.types.schema import Schema


@dataclass(frozen=True, slots=True)
class NoProject:
    """An org has the same things whatever project they came from."""

    package_directory: str = ""
    api_version: ApiVersion = NEWEST


def requirements(schema: Schema, campaign: str | None) -> tuple[Requirement, ...]:
    """Return what a schema requires of an org, in the order of its kinds.

    `campaign` is an id that was checked: then only that campaign needs the statuses.
    """
    given = list(components(schema, NoProject()))
    sets = tuple(each.full_name for each in given if each.type is PERMISSION_SET)
    context = _context(schema, campaign, sets)
    found = [
        row for component in given for row in asks_of(component.type.name)(component, context)
    ]
    kinds = list(Kind)
    return tuple(sorted(found, key=lambda row: kinds.index(row.kind)))


def _context(schema: Schema, campaign: str | None, sets: tuple[str, ...]) -> VerifyContext:
    statuses = schema.campaign_member_statuses
    return VerifyContext(
        viewers(schema.permission_sets),
        schema.vendor_limits,
        _active(schema.global_value_sets),
        tuple(status.label for status in statuses.values) if statuses else (),
        campaign,
        sets,
        marketers(schema.permission_sets),
        schema.unlimited,
    )


def _active(sets: Mapping[str, GlobalValueSet]) -> dict[str, tuple[str, ...]]:
    return {
        name: tuple(each.value for each in found.values if each.active)
        for name, found in sets.items()
    }
