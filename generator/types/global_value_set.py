"""Global value sets: the values that several picklists share."""

from collections.abc import Iterator
from typing import Annotated, ClassVar

from pydantic import Field, StrictBool

from generator.metadata.elements import Elements
from generator.metadata.registry import Component
from generator.schema.text_types import Label, ShortDescription
from generator.types.comparison import Comparison
from generator.types.keys import element
from generator.types.picklist_value import Value, values_at
from generator.types.requirement import Kind, Listed, Requirement, VerifyContext
from generator.types.risk import Risk
from generator.types.table import Context, Table

_SUFFIX = "__gvs"  # of sets that were made at API 57.0 or later; their DeveloperName lacks it


def _asks(component: Component, _context: VerifyContext) -> Iterator[Requirement]:
    """Yield that the org has the set. Its values are looked up in the fields that offer them."""
    name = component.full_name
    named = ("DeveloperName", name.removesuffix(_SUFFIX))
    question = Listed("GlobalValueSet", named, (("NamespacePrefix", None),), is_tooling=True)
    yield Requirement(Kind.GLOBAL_VALUES, name, question, component.type.name)


class GlobalValueSet(Table):
    """A global value set, with the keys of its page in Setup."""

    type_name: ClassVar = "GlobalValueSet"
    asks: ClassVar = _asks
    comparison: ClassVar = Comparison(ordered=("customValue",), deleted=Risk.DELETES)

    label: Annotated[Label, element("masterLabel", Risk.SAFE)]
    """The label of the value set in Setup."""
    description: Annotated[ShortDescription | None, element("description", Risk.SAFE)] = None
    """What the value set is for."""
    sort_values: Annotated[StrictBool, element("sorted", Risk.SAFE)] = False
    """Whether people see the values in alphabetical order."""
    values: Annotated[tuple[Value, ...], Field(min_length=1), values_at("customValue")]
    """The values, in the order in which people see them."""

    @classmethod
    def defaults(cls, elements: Elements, context: Context) -> Elements:
        del elements, context
        return {"sorted": False}
