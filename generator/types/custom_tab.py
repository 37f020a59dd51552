"""The tab of an object's records."""

from collections.abc import Iterator
from typing import Annotated, ClassVar

from generator.metadata.elements import Elements, nested
from generator.metadata.registry import CUSTOM_TAB, Component
from generator.schema.text_types import ShortDescription, formed
from generator.types.comparison import Comparison
from generator.types.keys import element
from generator.types.requirement import asks_nothing
from generator.types.risk import Risk
from generator.types.table import Context, Table, write
from generator.types.target import Target

# Elements of tabs that show something else.
_OTHER_KINDS = {"auraComponent", "flexiPage", "lwcComponent", "page", "scontrol", "url"}


class Tab(Table):
    """A tab for the object's records; `style` is one of Setup's tab styles."""

    type_name: ClassVar = "CustomTab"
    asks: ClassVar = asks_nothing
    comparison: ClassVar = Comparison(otherwise=Risk.SAFE, deleted=Risk.BREAKS)

    style: Annotated[
        str,
        formed(
            r"Custom[0-9]{1,3}: .+", "a tab style; write it as Setup does, as in Custom53: Bell"
        ),
        element("motif", Risk.SAFE),
    ]
    """The tab style, as Setup writes it, as in Custom53: Bell."""
    description: Annotated[ShortDescription | None, element("description", Risk.SAFE)] = None
    """What the tab is for."""

    @classmethod
    def defaults(cls, elements: Elements, context: Context) -> Elements:
        del context
        return {} if elements.keys() & _OTHER_KINDS else {"customObject": True}


def components(place: tuple[str, str], tab: Tab, target: Target) -> Iterator[Component]:
    """Yield the tab of an object, at its place in the schema."""
    _, name = place
    elements = nested(write(Tab, tab, Context(name, "", target.api_version)))
    path = CUSTOM_TAB.path(target.package_directory, name)
    yield Component(CUSTOM_TAB, name, path, elements, (*place, "tab"))
