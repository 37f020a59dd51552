"""The tab of an object's records."""

from collections.abc import Iterator
from typing import Annotated

from generator.metadata.registry import CUSTOM_TAB, Component
from generator.schema.base import Model
from generator.schema.text_types import ShortDescription, formed
from generator.types.target import Target


class Tab(Model):
    """A tab for the object's records; `style` is one of Setup's tab styles."""

    style: Annotated[
        str,
        formed(
            r"Custom[0-9]{1,3}: .+", "a tab style; write it as Setup does, as in Custom53: Bell"
        ),
    ]
    description: ShortDescription | None = None


def components(place: tuple[str, str], tab: Tab, target: Target) -> Iterator[Component]:
    """Yield the tab of an object, at its place in the schema."""
    _, name = place
    description = {"description": tab.description} if tab.description else {}
    elements = {"customObject": True, **description, "motif": tab.style}
    path = CUSTOM_TAB.path(target.package_directory, name)
    yield Component(CUSTOM_TAB, name, path, elements, (*place, "tab"))
