"""Find the place of each component in the schema, and what `generate` will know of it there."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from typing import Any

from generator.importing.comments import TRANSLATIONS
from generator.importing.originals import NO_TYPE, Original
from generator.metadata.api_version import ApiVersion
from generator.metadata.elements import Elements
from generator.schema.models import model_at
from generator.schema.text_types import Place
from generator.types import field_defaults
from generator.types.homes import ASSIGNMENT, home, key_of_object, object_of, translated
from generator.types.layout import behavior
from generator.types.registry import TABLES
from generator.types.schema import Schema
from generator.types.standard_value_set import CAMPAIGN_MEMBER_STATUS
from generator.types.table import Context, Table

_Carried = frozenset[str]
_NO_ELEMENTS: Elements = {}
# Why components of types that a schema knows in some forms only have no place in it.
_REASONS = {
    "CustomTab": "is the tab of something else than the records of a custom object",
    "Flow": "is a flow, which is code; a schema makes only flows of its own kinds",
    **dict.fromkeys(
        ("Dashboard", "DashboardFolder", "Report", "ReportFolder", "ReportType"),
        "may have more than a schema says of reports; it stays a file",
    ),
    "StandardValueSet": "is the list of a standard picklist; campaign_member_statuses says more "
    "than this file, and others stand under components",
}
_OF_STATUSES = "translates the statuses of campaign members, which are not imported"


@dataclass(frozen=True, slots=True)
class Placed:
    """A component with its place in the schema, the model there, and what is known besides.

    `anyway` are elements that follow from another component; `tabs` are the objects that have a
    tab in the schema, for a permission set.
    """

    original: Original
    place: Place
    model: type[Table]
    context: Context
    anyway: Elements
    tabs: tuple[str, ...] = ()

    @property
    def has_comments(self) -> bool:
        """Whether the file may have comments in the place of texts."""
        return self.original.type.name in TRANSLATIONS

    @property
    def is_bare(self) -> bool:
        """Whether a schema has the values of a component in the place of the component."""
        return self.place[0] == "translations" and self.place[2] != "objects"


@dataclass(frozen=True)
class Group:
    """An object with its parts, as far as they are imported; `name` is empty for all else."""

    name: str
    originals: tuple[Original, ...]

    def of(self, type_name: str) -> list[Original]:
        """Return the components of a type."""
        return self._by_type.get(type_name, [])

    @cached_property
    def _by_type(self) -> dict[str, list[Original]]:
        found: dict[str, list[Original]] = defaultdict(list)
        for each in self.originals:
            found[each.type.name].append(each)
        return dict(found)

    @cached_property
    def fields(self) -> list[Original]:
        """The custom fields."""
        return [each for each in self.of("CustomField") if "__" in each.name]

    @cached_property
    def owner(self) -> Original | None:
        """The object itself, if its file is there."""
        return next(iter(self.of("CustomObject")), None)

    @property
    def elements(self) -> Elements:
        owner = self.owner
        return owner.elements if owner else _NO_ELEMENTS

    @cached_property
    def place(self) -> Place:
        owner = self.owner
        return key_of_object(self.name, owner.elements if owner else None), self.name

    @cached_property
    def _shown(self) -> dict[str, bool]:
        return field_defaults.shown_by_fields([each.elements for each in self.fields])

    def carried(
        self, version: ApiVersion, of_all: Collection[str] | None
    ) -> tuple[_Carried, bool]:
        """Return what every field carries, and whether that follows from what is known."""
        settings = {key: self.elements.get(f"enable{key}") is True for key in ("History", "Feeds")}
        usual = field_defaults.carried_by_object(
            Context(self.name, self.name, version),
            history=settings["History"],
            feeds=settings["Feeds"],
            of_all=of_all,
        )
        found = field_defaults.carried_as_shown(self._shown, usual)
        return found, found == usual


def groups(originals: Iterable[Original]) -> list[Group]:
    """Return the objects with their parts, by name; what belongs to none comes first."""
    found: dict[str, list[Original]] = defaultdict(list)
    for each in originals:
        found[object_of(each.type.name, each.parent, each.name)].append(each)
    return [Group(name, tuple(found[name])) for name in sorted(found)]


def tabs_of(given: Iterable[Group]) -> tuple[str, ...]:
    """Return the custom objects that have a tab."""
    return tuple(
        group.name
        for group in given
        if group.place[0] == "custom_objects" and group.of("CustomTab")
    )


def carried_by_all(given: Iterable[Group], version: ApiVersion) -> tuple[str, ...] | None:
    """Return what the schema says of the fields of all objects, so that few objects say more."""
    objects = [group for group in given if group.name and group.fields]
    if len(objects) < _SEVERAL:
        return None
    seen = Counter(
        field_defaults.said_of_all(group.carried(version, None)[0]) for group in objects
    )
    choices = (None, *(each for each, _ in seen.most_common(_CHOICES)))
    return min(
        choices, key=lambda each: sum(not group.carried(version, each)[1] for group in objects)
    )


_SEVERAL, _CHOICES = 2, 4


def placed(
    group: Group, version: ApiVersion, of_all: Collection[str] | None, tabs: tuple[str, ...]
) -> Iterator[Placed | tuple[Original, str]]:
    """Yield each component of a group at its place, or why it has none."""
    carried, _ = group.carried(version, of_all)
    for each in sorted(group.originals, key=_order):
        place = translated(each.type.name, each.parent, each.name)
        if place and place[2:] == ("standard_value_sets", CAMPAIGN_MEMBER_STATUS):
            yield each, _OF_STATUSES
            continue
        if place is None:
            place = home(each.type.name, each.name, group.place, group.elements)
        if place is None or not _is_in_schema(place):
            yield each, _REASONS.get(each.type.name, NO_TYPE)
            continue
        context = _context(each, group, version, carried)
        own = tabs if each.type.name == "PermissionSet" else ()
        model = TABLES[each.type.name] if each.type.name in TRANSLATIONS else _model(place)
        yield Placed(each, place, model, context, _anyway(each, group), own)


def _anyway(original: Original, group: Group) -> Elements:
    """Return what the file of an object says because another component is there."""
    shown = group.elements.get(ASSIGNMENT)
    if original is not group.owner or group.place[0] != "custom_objects":
        return _NO_ELEMENTS
    is_here = any(each.name == shown for each in group.of("CompactLayout"))
    return {ASSIGNMENT: shown} if is_here else _NO_ELEMENTS


def _order(original: Original) -> tuple[bool, int, str, str]:
    """Return where a component stands: objects first, masters in their order, then by label."""
    order = original.elements.get("relationshipOrder")
    return (
        original.type.name not in {"CustomObject", "CustomObjectTranslation"},
        order if isinstance(order, int) else 0,
        str(original.elements.get("label", "")).casefold(),
        original.name,
    )


def _context(original: Original, group: Group, version: ApiVersion, carried: _Carried) -> Context:
    name, parent, kind = original.name, original.parent, original.type.name
    if kind == "CustomObject":
        kinds = [each.elements.get("type") for each in group.of("CustomField")]
        has_types = bool(group.of("RecordType"))
        is_detail = "MasterDetail" in kinds
        return Context(name, "", version, is_detail=is_detail, has_record_types=has_types)
    if kind == "CustomField" and "__" in name:
        order = original.elements.get("relationshipOrder")
        return Context(
            name, parent, version, carried, order=order if isinstance(order, int) else 0
        )
    if kind == "CustomMetadata":
        return Context(name, parent, version, field_types=_types(group))
    if kind == "Layout":
        is_detail = any(each.elements.get("type") == "MasterDetail" for each in group.fields)
        return Context(name, parent, version, behaviors=_behaviors(group), is_detail=is_detail)
    return Context(name, parent, version)


def _behaviors(group: Group) -> Mapping[str, str]:
    """Return what people can do on a page with each field of an object."""
    found = {each.name: behavior(each.elements) for each in group.fields}
    name_field = group.elements.get("nameField", {})
    is_number = group.place[0] == "custom_objects" and name_field.get("type") == "AutoNumber"
    return found | ({"Name": "Readonly"} if is_number else {})


def _types(group: Group) -> Mapping[str, str]:
    return {each.name: str(each.elements.get("type")) for each in group.of("CustomField")}


def _is_in_schema(place: Place) -> bool:
    """Whether an object of the place's kind can have what the place names."""
    is_part = place[0] != "translations" and len(place) > _OF_OBJECT
    return not is_part or place[2] in _model(place[:2]).model_fields


_OF_OBJECT = 2  # steps to an object


def _model(place: Place) -> type[Any]:
    return _model_of(place[::2], len(place))


@cache
def _model_of(kinds: Place, length: int) -> type[Any]:
    """Return the model at a place of some length; every second step is a name, here any one."""
    steps = [step for kind in kinds for step in (kind, "X")]
    return model_at(tuple(steps[:length]), Schema)
