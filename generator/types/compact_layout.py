"""The compact layout of an object: the fields at the top of a record's page."""

from collections.abc import Iterator
from typing import Annotated, Any, ClassVar

from pydantic import Field

from generator.metadata.elements import Elements, nested
from generator.metadata.registry import COMPACT_LAYOUT, Component
from generator.schema.text_types import ApiName, Identifier, Label, Place
from generator.types.comparison import Comparison
from generator.types.field_names import Named
from generator.types.keys import element, texts
from generator.types.requirement import asks_nothing
from generator.types.risk import Risk
from generator.types.table import Context, Key, Table, Values, write
from generator.types.target import Target

_MOST_FIELDS = 10
_SYSTEM = "SYSTEM"


class CompactLayout(Table):
    """The fields at the top of a record's page."""

    type_name: ClassVar = "CompactLayout"
    asks: ClassVar = asks_nothing
    comparison: ClassVar = Comparison(as_one=("fields",), otherwise=Risk.SAFE, deleted=Risk.SAFE)

    name: Annotated[Identifier, element("fullName", Risk.SAFE)]
    """The API name of the compact layout."""
    label: Annotated[Label, element("label", Risk.SAFE)]
    """The label of the compact layout in Setup."""
    fields: Annotated[
        tuple[ApiName, ...],
        Field(min_length=1, max_length=_MOST_FIELDS),
        texts("fields", Risk.SAFE),
    ]
    """The API names of the fields, at most ten; the first is the title."""


def _assigned(compact: Any, _context: Context, _values: Values) -> Elements:
    name = compact.name if isinstance(compact, CompactLayout) else compact["name"]
    return {"compactLayoutAssignment": name}


# The compact layout of an object is a file of its own; the object's file says which is shown.
ASSIGNED = Key(lambda *_: None, _assigned, {"compactLayoutAssignment": Risk.SAFE})


def named(compact: CompactLayout) -> Iterator[Named]:
    """Yield the fields that a compact layout names."""
    for index, name in enumerate(compact.fields):
        yield ("compact_layout", "fields", index), name, ("Name", "OwnerId", "CreatedDate")


def diagnostics(compact: CompactLayout) -> Iterator[tuple[Place, str]]:
    """Yield what is wrong with a compact layout besides the fields that it names."""
    if compact.name == _SYSTEM:
        message = f"{_SYSTEM} is Salesforce's own compact layout; choose another name"
        yield ("compact_layout", "name"), message


def components(
    place: tuple[str, str], compact: CompactLayout, target: Target
) -> Iterator[Component]:
    """Yield the compact layout of an object, at its place in the schema."""
    _, parent = place
    yield Component(
        COMPACT_LAYOUT,
        f"{parent}.{compact.name}",
        COMPACT_LAYOUT.path(target.package_directory, compact.name, parent),
        nested(write(CompactLayout, compact, Context(compact.name, parent, target.api_version))),
        (*place, "compact_layout"),
    )
