"""The compact layouts of an object: the fields at the top of a record's page."""

from collections.abc import Iterator, Mapping
from typing import Annotated, Any, ClassVar

from pydantic import Field

from generator.metadata.elements import Elements, nested
from generator.metadata.registry import COMPACT_LAYOUT, Component
from generator.schema.text_types import ApiName, LongLabel, LongName, Place
from generator.types.comparison import Comparison
from generator.types.field_names import Named
from generator.types.keys import element, texts
from generator.types.requirement import asks_nothing
from generator.types.risk import Risk
from generator.types.table import Context, Key, Table, Values, write
from generator.types.target import Target

SYSTEM = "SYSTEM"
_MOST_FIELDS = 10
_STANDARD_FIELDS = (
    *("Name", "OwnerId", "CreatedById", "CreatedDate"),
    *("LastModifiedById", "LastModifiedDate", "RecordTypeId"),
)


class CompactLayout(Table):
    """The fields at the top of a record's page."""

    type_name: ClassVar = "CompactLayout"
    asks: ClassVar = asks_nothing
    comparison: ClassVar = Comparison(as_one=("fields",), otherwise=Risk.SAFE, deleted=Risk.SAFE)

    label: Annotated[LongLabel, element("label", Risk.SAFE)]
    """The label of the compact layout in Setup."""
    fields: Annotated[
        tuple[ApiName, ...],
        Field(min_length=1, max_length=_MOST_FIELDS),
        texts("fields", Risk.SAFE),
    ]
    """The API names of the fields, at most ten; the first is the title."""

    @classmethod
    def defaults(cls, elements: Elements, context: Context) -> Elements:
        del elements
        return {"fullName": context.name}


class AssignedCompactLayout(CompactLayout):
    """The compact layout that an object shows, with its name."""

    name: Annotated[LongName, element("fullName", Risk.SAFE)]
    """The API name of the compact layout."""


def _assigned(compact: Any, _context: Context, _values: Values) -> Elements:
    name = compact.name if isinstance(compact, AssignedCompactLayout) else compact["name"]
    return {"compactLayoutAssignment": name}


# The compact layout of an object is a file of its own; the object's file says which is shown.
ASSIGNED = Key(lambda *_: None, _assigned, {"compactLayoutAssignment": Risk.SAFE})


def named(place: Place, compact: CompactLayout) -> Iterator[Named]:
    """Yield the fields that a compact layout at a place names."""
    for index, name in enumerate(compact.fields):
        yield (*place, "fields", index), name, _STANDARD_FIELDS


def diagnostics(
    assigned: AssignedCompactLayout | None,
    primary: str | None,
    layouts: Mapping[str, CompactLayout],
    record_types: Mapping[str, str | None],
) -> Iterator[tuple[Place, str]]:
    """Yield what is wrong with the names of compact layouts of a custom object.

    `primary` and those of `record_types` are names of layouts that are shown.
    """
    message = f"{SYSTEM} is Salesforce's own compact layout; choose another name"
    if assigned and assigned.name == SYSTEM:
        yield ("compact_layout", "name"), message
    if SYSTEM in layouts:
        yield ("compact_layouts", SYSTEM), message
    if assigned and assigned.name in layouts:
        twice = f"compact_layouts has {assigned.name} as well; keep one of the two"
        yield ("compact_layout", "name"), twice
    known = {*layouts, *([assigned.name] if assigned else ()), SYSTEM}
    shown: list[tuple[Place, str | None]] = [
        (("record_types", name, "compact_layout"), of) for name, of in record_types.items()
    ]
    if assigned is None:
        shown.append((("primary_compact_layout",), primary))
    for at, name in shown:
        if name is not None and name not in known:
            yield at, f"{name} is not one of the compact_layouts; add it, or write {SYSTEM}"


def components(
    place: tuple[str, str], compact: AssignedCompactLayout, target: Target
) -> Iterator[Component]:
    """Yield the compact layout of an object, at its place in the schema."""
    _, parent = place
    context = Context(compact.name, parent, target.api_version)
    yield Component(
        COMPACT_LAYOUT,
        f"{parent}.{compact.name}",
        COMPACT_LAYOUT.path(target.package_directory, compact.name, parent),
        nested(write(AssignedCompactLayout, compact, context)),
        (*place, "compact_layout"),
    )
